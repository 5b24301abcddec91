/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What --alert and --alert-run ask for. */

#include "cli/arguments.h"
#include "engine/alerts.h"
#include "engine/session.h"

/* Of a capture. Plain record. */
typedef struct {
  const LmArguments *arguments;
  LmAlerts *alerts; /* NULL: none is asked for */
  const LmTrace *trace;
  uint64_t n_wrong; /* commands of which was said that they went wrong */
} LmCliAlerts;

/* False, with the fault on standard error, if one of them cannot be. */
bool lm_cli_alerts_read(const LmArguments *arguments, LmCliAlerts *alerts);
/* From now on those that fire are printed: as JSON {"alert":QUERY,"time_ns":N,"row":{...}} with the
 * row of the call, else as a line. */
void lm_cli_alerts_begin(LmCliAlerts *alerts, const LmTrace *trace);
/* Something came to @calls. */
void lm_cli_alerts_look(LmCliAlerts *alerts, const uint32_t *calls, size_t n);
/* @calls were evicted. */
void lm_cli_alerts_evicted(LmCliAlerts *alerts, const uint32_t *calls, size_t n);
/* Now and then: calls whose streams changed count as changed, so that they are looked at; and what
 * went wrong with commands is said. */
void lm_cli_alerts_tick(LmCliAlerts *alerts, LmSession *session);
/* All has come: waits a little for the commands that run, and says how many there were. */
void lm_cli_alerts_finish(LmCliAlerts *alerts);
void lm_cli_alerts_clear(LmCliAlerts *alerts);
