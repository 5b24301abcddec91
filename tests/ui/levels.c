/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Levels of sound that is known: a square wave, silence, a clipped one, and where each block is. */

#include "ui/graph/levels.h"

#include "base/time.h"

#define RATE 8000
#define BLOCK 160
#define EPOCH_NS (1700000000LL * LM_NS_PER_S)

/* @n samples of a square wave of @height. */
static void
add_wave(GArray *samples, guint n, gint16 height)
{
  for (guint i = 0; i < n; i++) {
    gint16 sample = i / 4 % 2 ? height : (gint16)-height;
    g_array_append_val(samples, sample);
  }
}

static LmSoundStream
stream_of(GArray *samples, LmSoundSpan *spans, guint n_spans)
{
  return (LmSoundStream){.stream = 7,
                         .rate_hz = RATE,
                         .channels = 1,
                         .n_frames = samples->len,
                         .samples = (gint16 *)(void *)samples->data,
                         .spans = spans,
                         .n_spans = n_spans};
}

static void
test_levels(void)
{
  g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(gint16));
  LmSoundSpan spans[] = {{0, EPOCH_NS}, {BLOCK * 2, EPOCH_NS + LM_NS_PER_S}};
  add_wave(samples, BLOCK, 16384);
  add_wave(samples, BLOCK, 0);
  add_wave(samples, BLOCK, 328);
  add_wave(samples, BLOCK / 2, 32767);
  LmSoundStream stream = stream_of(samples, spans, G_N_ELEMENTS(spans));
  stream.levels.clipped = BLOCK / 2;
  LmuLevels *levels = lmu_levels_new(&stream);
  static const double dbfs[] = {-6.02, LM_SOUND_LEAST_DBFS, -40.0, 0};
  g_assert_cmpuint(levels->n, ==, 4);
  g_assert_cmpuint(levels->stream, ==, 7);
  for (guint i = 0; i < levels->n; i++) {
    g_assert_cmpfloat_with_epsilon((double)levels->blocks[i].dbfs, dbfs[i], 0.02);
    g_assert_true(levels->blocks[i].clipped == (i == 3));
  }
  g_assert_cmpint(levels->blocks[1].time_ns, ==, EPOCH_NS + 20 * LM_NS_PER_MS);
  g_assert_cmpint(levels->blocks[2].time_ns, ==, EPOCH_NS + LM_NS_PER_S);
  g_assert_cmpuint(lmu_levels_find(levels, EPOCH_NS - 1), ==, 0);
  g_assert_cmpuint(lmu_levels_find(levels, EPOCH_NS + 20 * LM_NS_PER_MS), ==, 1);
  g_assert_cmpuint(lmu_levels_find(levels, EPOCH_NS + 500 * LM_NS_PER_MS), ==, 2);
  g_assert_cmpuint(lmu_levels_find(levels, EPOCH_NS + 2 * LM_NS_PER_S), ==, 4);
  lmu_levels_unref(levels);
}

/* Loud is not clipped where the decoder says that nothing is; nothing has no level. */
static void
test_none(void)
{
  g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(gint16));
  LmSoundSpan spans[] = {{0, EPOCH_NS}};
  add_wave(samples, BLOCK, 32767);
  LmSoundStream stream = stream_of(samples, spans, 1);
  LmuLevels *levels = lmu_levels_new(&stream);
  g_assert_cmpuint(levels->n, ==, 1);
  g_assert_false(levels->blocks[0].clipped);
  lmu_levels_unref(levels);
  stream = (LmSoundStream){.stream = 3};
  levels = lmu_levels_new(&stream);
  g_assert_cmpuint(levels->n, ==, 0);
  g_assert_cmpuint(lmu_levels_find(levels, EPOCH_NS), ==, 0);
  lmu_levels_unref(levels);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/levels/known", test_levels);
  g_test_add_func("/levels/none", test_none);
  return g_test_run();
}
