/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/alerts.h"

#include "base/i18n.h"
#include "cli/filter.h"
#include "cli/input.h"
#include "cli/live_text.h"

#include <stdio.h>

/* For commands when the capture ends. */
#define WAIT_NS (3 * LM_NS_PER_S)

bool
lm_cli_alerts_read(const LmArguments *arguments, LmCliAlerts *alerts)
{
  const LmLiveArguments *live = &arguments->live;
  *alerts = (LmCliAlerts){.arguments = arguments};
  if (live->n_alerts)
    alerts->alerts = lm_alerts_new();
  for (size_t i = 0; i < live->n_alerts; i++) {
    LmAlertRule rule = {
        .query = live->alerts[i].query, .command = live->alerts[i].command, .all = arguments->all};
    LmQueryError where;
    LmError error = {0};
    if (lm_alerts_add(alerts->alerts, &rule, &where, &error))
      continue;
    if (where.message[0])
      lm_filter_tell("--alert", rule.query, &where);
    else
      lm_input_fail(&error);
    lm_cli_alerts_clear(alerts);
    return false;
  }
  return true;
}

static void
tell(void *data, const LmAlert *alert)
{
  LmCliAlerts *alerts = data;
  if (alerts->arguments->format != LM_FORMAT_JSON) {
    /* CSV has one kind of row. */
    lm_live_text_alert(alert, alerts->arguments->format == LM_FORMAT_CSV ? stderr : stdout);
    return;
  }
  LmText line = LM_TEXT_INIT;
  lm_text_add_str(&line, "{\"alert\":");
  lm_text_add_json(&line, lm_slice_str(alerts->arguments->live.alerts[alert->rule].query));
  lm_text_printf(&line, ",\"time_ns\":%lld,\"row\":", (long long)alert->time_ns);
  lm_alert_json(alerts->trace, &alert->call, &line);
  printf("%.*s}\n", (int)line.len - 1, line.str); /* the row without its line's end */
  lm_text_clear(&line);
}

void
lm_cli_alerts_begin(LmCliAlerts *alerts, const LmTrace *trace)
{
  alerts->trace = trace;
  if (alerts->alerts)
    lm_alerts_begin(alerts->alerts, trace, tell, alerts);
}

void
lm_cli_alerts_look(LmCliAlerts *alerts, const uint32_t *calls, size_t n)
{
  if (alerts->alerts)
    lm_alerts_look(alerts->alerts, calls, n);
}

static void
warn(LmCliAlerts *alerts)
{
  LmRunnerFigures figures;
  LmError error = {0};
  lm_alerts_figures(alerts->alerts, &figures);
  uint64_t n_wrong = figures.failed + figures.late;
  if (n_wrong == alerts->n_wrong || !figures.why[0])
    return;
  alerts->n_wrong = n_wrong;
  lm_error_set(&error, LM_ERROR_DAMAGED, _("the command of an alert: %s"), figures.why);
  lm_input_warn(&error);
}

void
lm_cli_alerts_evicted(LmCliAlerts *alerts, const uint32_t *calls, size_t n)
{
  if (alerts->alerts)
    lm_alerts_evicted(alerts->alerts, calls, n);
}

void
lm_cli_alerts_tick(LmCliAlerts *alerts, LmSession *session)
{
  enum { ROWS_AT_ONCE = 1024 };
  uint32_t rows[ROWS_AT_ONCE];
  if (!alerts->alerts)
    return;
  while (lm_tracker_take_changed_streams(lm_session_tracker(session), rows, ROWS_AT_ONCE) > 0)
    ;
  warn(alerts);
}

void
lm_cli_alerts_finish(LmCliAlerts *alerts)
{
  LmRunnerFigures figures;
  if (!alerts->alerts)
    return;
  lm_alerts_finish(alerts->alerts, WAIT_NS);
  warn(alerts);
  lm_alerts_figures(alerts->alerts, &figures);
  fprintf(
      stderr,
      _("linesman-cli: %llu alerts; of %llu commands %llu were done, %llu failed, %llu took too "
        "long, %llu were not run: too many\n"),
      (unsigned long long)lm_alerts_count(alerts->alerts), (unsigned long long)figures.asked,
      (unsigned long long)figures.done, (unsigned long long)figures.failed,
      (unsigned long long)figures.late, (unsigned long long)figures.dropped);
}

void
lm_cli_alerts_clear(LmCliAlerts *alerts)
{
  lm_alerts_free(alerts->alerts);
  alerts->alerts = NULL;
}
