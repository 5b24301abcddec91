/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/limits.h"
#include "engine/alerts.h"
#include "engines.h"

#define N_CALLS 300

static char *folder;

static LmAlerts *
rules(const char *query, const char *command)
{
  LmAlerts *alerts = lm_alerts_new();
  LmError error = {0};
  g_assert_true(lm_alerts_add(
      alerts, &(LmAlertRule){.name = "r", .query = query, .command = command}, NULL, &error));
  return alerts;
}

/* Each call fires once; of many at once the first are told of, and the others counted. */
static void
test_told(void)
{
  g_autofree char *path = make_large(folder, N_CALLS);
  const char *paths[] = {path};
  LmEngine *engine = lm_engine_new(wake_cb, &n_wakes);
  size_t n = 0, n_more = 0;
  bool done = false;
  lm_engine_set_alerts(engine, rules("call", NULL));
  lm_engine_open(engine, paths, 1, NULL);
  while (!done) {
    LmEngineEvent *event = next_event(engine);
    done = event->kind == LM_ENGINE_DONE;
    g_assert_cmpuint(event->n_alerts, <=, LM_LIMIT_ALERTS_TOLD);
    for (size_t i = 0; i < event->n_alerts; i++) {
      g_assert_cmpstr(event->alerts[i].name, ==, "r");
      g_assert_cmpuint(event->alerts[i].call.number, >, 0);
    }
    n += event->n_alerts;
    n_more += event->n_alerts_more;
    lm_engine_event_free(event);
  }
  g_assert_cmpuint(n, >=, LM_LIMIT_ALERTS_TOLD);
  g_assert_cmpuint(n + n_more, ==, N_CALLS);
  lm_engine_free(engine);
  g_unlink(path);
}

/* Other rules take the place of the first, and an engine may go with rules that never held. */
static void
test_replaced(void)
{
  g_autofree char *path = make_large(folder, 1);
  LmEngine *engine = lm_engine_new(wake_cb, &n_wakes);
  lm_engine_set_alerts(engine, rules("call", "sleep 60"));
  lm_engine_set_alerts(engine, rules("call.messages > 5", NULL));
  lm_engine_open(engine, (const char *[]){path}, 1, NULL);
  for (bool done = false; !done;) {
    LmEngineEvent *event = next_event(engine);
    g_assert_cmpint(event->kind, !=, LM_ENGINE_ALERTS);
    done = event->kind == LM_ENGINE_DONE;
    lm_engine_event_free(event);
  }
  lm_engine_set_alerts(engine, NULL);
  lm_engine_set_alerts(engine, rules("call", NULL));
  lm_engine_free(engine);
  g_unlink(path);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  folder = g_dir_make_tmp("lm-alerts-XXXXXX", NULL);
  g_test_add_func("/engine/alerts/told", test_told);
  g_test_add_func("/engine/alerts/replaced", test_replaced);
  int status = g_test_run();
  g_rmdir(folder);
  g_free(folder);
  return status;
}
