/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the engine does when nobody waits for it, and that it can be told not to. */

#include "engines.h"

static char *large;

/* Events that come in @ms without being asked for. */
static unsigned
count_events(LmEngine *engine, LmEngineEventKind kind, unsigned ms)
{
  unsigned n = 0;
  for (unsigned i = 0; i < ms; i++, g_usleep(1000))
    for (LmEngineEvent *event; (event = lm_engine_take(engine)); lm_engine_event_free(event))
      n += event->kind == kind;
  return n;
}

/* The roles of a long trace are found when there is time: not while leisure is held. */
static void
test_leisure(void)
{
  LmLadderOptions options = LM_LADDER_OPTIONS_DEFAULT;
  LmEngine *engine = open_engine(large);
  uint32_t call = 0;
  drop_until_done(engine);
  lm_engine_hold_leisure(engine);
  lm_engine_hold_leisure(engine);
  uint32_t serial = lm_engine_request_ladder(engine, &call, 1, &options);
  lm_engine_event_free(expect(engine, LM_ENGINE_LADDER, serial));
  lm_engine_release_leisure(engine);
  g_assert_cmpuint(count_events(engine, LM_ENGINE_ROLES, 1000), ==, 0);
  /* What somebody waits for is answered meanwhile. */
  serial = lm_engine_request_message(engine, 0);
  lm_engine_event_free(expect(engine, LM_ENGINE_MESSAGE, serial));
  lm_engine_release_leisure(engine);
  lm_engine_event_free(expect(engine, LM_ENGINE_ROLES, 0));
  lm_engine_free(engine);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autofree char *folder = g_dir_make_tmp("linesman-engine-XXXXXX", NULL);
  large = make_large(folder, 100000);
  g_test_add_func("/engine-leisure/held", test_leisure);
  int status = g_test_run();
  g_unlink(large);
  g_rmdir(folder);
  g_free(large);
  return status;
}
