/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/alerts.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/words.h"
#include "engine/call_output.h"
#include "engine/rows.h"

#include <stdio.h>
#include <stdlib.h>

#define RARITY 20 /* of the time, a query that is asked of all anew takes one part in so many */

/* What is kept of a call for a rule: its state when the rule fired, + 1; and whether it matches. */
#define STATE_MASK 0x3fu
#define MATCHES 0x40u
#define WAITS 0x80u

typedef struct {
  char *name;
  LmQuery *query;
  LmQueryRun *run;
  char **words; /* NULL: no command */
  bool all;
  LmVec calls;   /* uint8_t a call, as above */
  LmVec waiting; /* uint32_t: calls to be looked at */
  int64_t not_before_ns;
} Rule;

struct LmAlerts {
  LmVec rules; /* Rule */
  const LmTrace *trace;
  LmRunner *runner; /* NULL: no rule has a command */
  LmAlertTell tell;
  void *tell_data;
  uint64_t n_fired;
};

static Rule *
rule_at(const LmAlerts *alerts, uint32_t index)
{
  return lm_vec_at(&alerts->rules, index);
}

LmAlerts *
lm_alerts_new(void)
{
  LmAlerts *alerts = lm_alloc(sizeof *alerts);
  alerts->rules = LM_VEC_INIT(Rule);
  return alerts;
}

void
lm_alerts_free(LmAlerts *alerts)
{
  if (!alerts)
    return;
  lm_runner_free(alerts->runner); /* which has the words of rules */
  for (uint32_t i = 0; i < alerts->rules.len; i++) {
    Rule *rule = rule_at(alerts, i);
    lm_query_run_free(rule->run);
    lm_query_free(rule->query);
    lm_words_free(rule->words);
    lm_vec_clear(&rule->calls);
    lm_vec_clear(&rule->waiting);
    free(rule->name);
  }
  lm_vec_clear(&alerts->rules);
  free(alerts);
}

static bool
take_command(LmAlerts *alerts, const char *command, char ***words, LmError *error)
{
  if (!command || !*command)
    return true;
  LmWordsResult result = lm_words_split(command, words);
  if (result == LM_WORDS_OPEN_QUOTE)
    return lm_error_set(error, LM_ERROR_USAGE, _("a quote is not closed in the command: %.200s"),
                        command);
  if (result == LM_WORDS_NONE)
    return lm_error_set(error, LM_ERROR_USAGE, _("the command of the alert is empty"));
  if (!alerts->runner)
    alerts->runner = lm_runner_new(error);
  if (alerts->runner)
    return true;
  lm_words_free(*words);
  return false;
}

bool
lm_alerts_add(LmAlerts *alerts, const LmAlertRule *rule, LmQueryError *where, LmError *error)
{
  LmQueryError wrong = {0};
  char **words = NULL;
  if (where)
    *where = wrong;
  if (alerts->rules.len >= LM_LIMIT_ALERT_RULES)
    return lm_error_set(error, LM_ERROR_LIMIT, _("there are more than %u alerts"),
                        LM_LIMIT_ALERT_RULES);
  LmQuery *query = lm_query_new(lm_slice_str(rule->query), &wrong);
  if (!query) {
    if (where)
      *where = wrong;
    return lm_error_set(error, LM_ERROR_USAGE, "%s", wrong.message);
  }
  if (!take_command(alerts, rule->command, &words, error)) {
    lm_query_free(query);
    return false;
  }
  Rule *added = lm_vec_push(&alerts->rules);
  *added = (Rule){.name = strdup(rule->name && *rule->name ? rule->name : rule->query),
                  .query = query,
                  .words = words,
                  .all = rule->all,
                  .calls = LM_VEC_INIT(uint8_t),
                  .waiting = LM_VEC_INIT(uint32_t)};
  return true;
}

size_t
lm_alerts_n_rules(const LmAlerts *alerts)
{
  return alerts->rules.len;
}

void
lm_alerts_begin(LmAlerts *alerts, const LmTrace *trace, LmAlertTell tell, void *data)
{
  alerts->trace = trace;
  alerts->tell = tell;
  alerts->tell_data = data;
}

void
lm_alert_json(const LmTrace *trace, const LmCallRow *call, LmText *out)
{
  LmOutput *output = lm_output_new_text(lm_call_columns, lm_n_call_columns, out);
  lm_calls_write(output, &(LmCallLookups){.trace = trace}, call);
  lm_output_discard(output);
}

static void
run_command(LmAlerts *alerts, const Rule *rule, const LmCallRow *call)
{
  LmText json = LM_TEXT_INIT;
  /* What would be dropped need not be written; it is counted all the same. */
  if (lm_runner_has_room(alerts->runner))
    lm_alert_json(alerts->trace, call, &json);
  lm_runner_add(alerts->runner, rule->words, json.str, json.len);
}

static void
fire(LmAlerts *alerts, uint32_t index, uint32_t call)
{
  const Rule *rule = rule_at(alerts, index);
  LmAlert alert = {.rule = index, .time_ns = lm_time_now_ns(CLOCK_REALTIME)};
  snprintf(alert.name, sizeof alert.name, "%s", rule->name);
  lm_call_row_fill(alerts->trace, call, &alert.call);
  alerts->n_fired++;
  if (rule->words)
    run_command(alerts, rule, &alert.call);
  if (alerts->tell)
    alerts->tell(alerts->tell_data, &alert);
}

static void
ask(LmAlerts *alerts, uint32_t index, uint32_t call)
{
  const Rule *rule = rule_at(alerts, index);
  const LmCall *row = lm_trace_call(alerts->trace, call);
  uint8_t *kept = lm_vec_at(&rule->calls, call), before = *kept;
  *kept = before & STATE_MASK;
  /* It may have been evicted while it waited. */
  if (!lm_trace_has_call(alerts->trace, call) || (!row->number && !rule->all) ||
      !lm_query_matches(rule->run, LM_QUERY_CALL, call))
    return;
  *kept |= MATCHES;
  uint8_t state = (uint8_t)(row->state + 1);
  if (before & MATCHES || (before & STATE_MASK) == state)
    return;
  *kept = state | MATCHES;
  fire(alerts, index, call);
}

/* Looks at what waits, unless that was done just now and takes long. */
static void
look(LmAlerts *alerts, uint32_t index, bool at_once)
{
  Rule *rule = rule_at(alerts, index);
  int64_t began = lm_time_now_ns(CLOCK_MONOTONIC);
  if (rule->waiting.len == 0 || (!at_once && began < rule->not_before_ns))
    return;
  if (rule->run && lm_query_run_relates(rule->run)) {
    lm_query_run_free(rule->run);
    rule->run = NULL;
  }
  if (!rule->run)
    rule->run = lm_query_run_new(rule->query, alerts->trace);
  for (uint32_t i = 0; i < rule->waiting.len; i++)
    ask(alerts, index, *(uint32_t *)lm_vec_at(&rule->waiting, i));
  rule->waiting.len = 0;
  if (!lm_query_run_relates(rule->run))
    return;
  int64_t end = lm_time_now_ns(CLOCK_MONOTONIC);
  rule->not_before_ns = end + (end - began) * RARITY;
}

void
lm_alerts_look(LmAlerts *alerts, const uint32_t *calls, size_t n)
{
  for (uint32_t index = 0; index < alerts->rules.len; index++) {
    Rule *rule = rule_at(alerts, index);
    for (size_t i = 0; i < n; i++) {
      while (rule->calls.len <= calls[i])
        lm_vec_push(&rule->calls);
      uint8_t *kept = lm_vec_at(&rule->calls, calls[i]);
      if (!(*kept & WAITS))
        *(uint32_t *)lm_vec_push(&rule->waiting) = calls[i];
      *kept |= WAITS;
    }
    look(alerts, index, false);
  }
}

static void
forget_waiting(LmAlerts *alerts, Rule *rule)
{
  uint32_t kept = 0;
  for (uint32_t i = 0; i < rule->waiting.len; i++) {
    uint32_t call = *(uint32_t *)lm_vec_at(&rule->waiting, i);
    if (lm_trace_has_call(alerts->trace, call))
      *(uint32_t *)lm_vec_at(&rule->waiting, kept++) = call;
  }
  rule->waiting.len = kept;
}

void
lm_alerts_evicted(LmAlerts *alerts, const uint32_t *calls, size_t n)
{
  /* None of a call that is there, or its block would go with those of others. */
  static const uint8_t nothing = UINT8_MAX;
  for (uint32_t index = 0; index < alerts->rules.len; index++) {
    Rule *rule = rule_at(alerts, index);
    lm_query_run_forget(rule->run);
    forget_waiting(alerts, rule);
    lm_vec_set_nothing(&rule->calls, &nothing);
    for (size_t i = 0; i < n; i++)
      if (calls[i] < rule->calls.len)
        lm_vec_bury(&rule->calls, calls[i]);
    lm_vec_sweep(&rule->calls);
  }
}

void
lm_alerts_settle(LmAlerts *alerts)
{
  for (uint32_t index = 0; alerts->trace && index < alerts->rules.len; index++)
    look(alerts, index, true);
}

void
lm_alerts_finish(LmAlerts *alerts, int64_t wait_ns)
{
  lm_alerts_settle(alerts);
  if (alerts->runner)
    lm_runner_finish(alerts->runner, wait_ns);
}

uint64_t
lm_alerts_count(const LmAlerts *alerts)
{
  return alerts->n_fired;
}

void
lm_alerts_figures(const LmAlerts *alerts, LmRunnerFigures *figures)
{
  *figures = (LmRunnerFigures){0};
  if (alerts->runner)
    lm_runner_figures(alerts->runner, figures);
}
