/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Rules that calls are held to while they come: each a query of the filter language, and perhaps a
 * command that gets the call as JSON on its standard input (engine/runner.h).
 *
 * A rule fires for a call when the call comes to match it. It fires for the same call again only
 * where that ceased to match meanwhile, and its state is another one than when the rule fired last:
 * a score that goes up and down around a limit is told once, a call that failed after it was told
 * to be ringing too long is told again.
 *
 * A query that asks how calls belong together can be answered only out of the whole trace. It is
 * asked so often that this takes a twentieth of the time, and so fires later.
 *
 * On the tracker's thread. */

#include "engine/engine.h"
#include "engine/runner.h"

typedef struct {
  const char *name;    /* NULL or "": the query */
  const char *query;   /* of LM_QUERY_CALL */
  const char *command; /* as base/words.h takes it; NULL or "": none */
  bool all;            /* registrations, subscriptions and pings too, which are no calls */
} LmAlertRule;

typedef struct LmAlerts LmAlerts;

/* Told of each that fires; @alert is borrowed for the time. */
typedef void (*LmAlertTell)(void *data, const LmAlert *alert);

LmAlerts *lm_alerts_new(void);
/* Kills the commands that run, and frees. */
void lm_alerts_free(LmAlerts *alerts);
/* Before lm_alerts_begin(). False with @error set, and with @where (may be NULL) saying what is
 * wrong with the query if that is it: else its message is "". */
bool lm_alerts_add(LmAlerts *alerts, const LmAlertRule *rule, LmQueryError *where, LmError *error);
size_t lm_alerts_n_rules(const LmAlerts *alerts);
/* Calls of @trace, which outlives it, are looked at from now on. */
void lm_alerts_begin(LmAlerts *alerts, const LmTrace *trace, LmAlertTell tell, void *data);
/* Something came to @calls, or to their streams. */
void lm_alerts_look(LmAlerts *alerts, const uint32_t *calls, size_t n);
/* @calls were evicted, and perhaps other rows of the trace. */
void lm_alerts_evicted(LmAlerts *alerts, const uint32_t *calls, size_t n);
/* Looks at once at what it would have looked at later. */
void lm_alerts_settle(LmAlerts *alerts);
/* All has come. Commands are given @wait_ns to end; then they are killed. */
void lm_alerts_finish(LmAlerts *alerts, int64_t wait_ns);
/* How many fired. */
uint64_t lm_alerts_count(const LmAlerts *alerts);
/* Of commands; zeroed where no rule has one. */
void lm_alerts_figures(const LmAlerts *alerts, LmRunnerFigures *figures);
/* The row of @call as “calls --json” prints it while it is not known what belongs together, with
 * its line's end. */
void lm_alert_json(const LmTrace *trace, const LmCallRow *call, LmText *out);
