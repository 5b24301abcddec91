/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sound as it is drawn: peaks of any stretch, pixel columns with their marks, frequencies. */

#include "ui/sound/lane-columns.h"
#include "ui/sound/spectrum.h"

#include <math.h>

#define RATE 8000

static LmuPeak
look(const gint16 *samples, gsize from, gsize to)
{
  LmuPeak peak = {samples[from], samples[from]};

  for (gsize i = from; i < to; i++) {
    peak.least = MIN(peak.least, samples[i]);
    peak.most = MAX(peak.most, samples[i]);
  }
  return peak;
}

/* Of any stretch, what looking at each sample finds. */
static void
test_peaks(void)
{
  static const gsize lengths[] = {1, 63, 64, 65, 1024, 1025, 40000};

  for (gsize l = 0; l < G_N_ELEMENTS(lengths); l++) {
    gsize n = lengths[l];
    g_autofree gint16 *samples = g_new(gint16, n);
    LmuPeaks *peaks;

    for (gsize i = 0; i < n; i++)
      samples[i] = (gint16)g_random_int_range(G_MININT16, G_MAXINT16 + 1);
    peaks = lmu_peaks_new(samples, n);
    for (int i = 0; i < 500; i++) {
      gsize from = (gsize)g_random_int_range(0, (gint32)n);
      gsize to = (gsize)g_random_int_range((gint32)from + 1, (gint32)n + 1);
      LmuPeak got = lmu_peaks_get(peaks, from, to), want = look(samples, from, to);

      g_assert_cmpint(got.least, ==, want.least);
      g_assert_cmpint(got.most, ==, want.most);
    }
    g_assert_cmpint(lmu_peaks_get(peaks, 0, G_MAXSIZE).most, ==, look(samples, 0, n).most);
    g_assert_cmpint(lmu_peaks_get(peaks, n, n + 5).most, ==, 0);
    lmu_peaks_free(peaks);
  }
  lmu_peaks_free(lmu_peaks_new(NULL, 0));
}

/* A second of sound, of which two things are told. */
typedef struct {
  gint16 samples[RATE];
  LmSoundMark marks[2];
  LmSoundSpan span;
  LmSoundStream stream;
  LmuPeaks *peaks;
} Second;

static void
set_up(Second *second, gconstpointer data)
{
  for (int i = 0; i < RATE; i++)
    second->samples[i] = (gint16)(i < RATE / 2 ? 100 : -200);
  second->marks[0] = (LmSoundMark){800, 160, 3, LM_SOUND_LOST};
  second->marks[1] = (LmSoundMark){4000, 0, 1, LM_SOUND_REORDERED};
  second->span = (LmSoundSpan){0, 50 * LM_NS_PER_S};
  second->stream = (LmSoundStream){.rate_hz = RATE,
                                   .channels = 1,
                                   .start_ns = 50 * LM_NS_PER_S,
                                   .n_frames = RATE,
                                   .samples = second->samples,
                                   .marks = second->marks,
                                   .n_marks = 2,
                                   .spans = &second->span,
                                   .n_spans = 1};
  second->peaks = lmu_peaks_new(second->samples, RATE);
}

static void
tear_down(Second *second, gconstpointer data)
{
  lmu_peaks_free(second->peaks);
}

/* From a second before the sound to a second behind it. */
static void
test_columns(Second *second, gconstpointer data)
{
  LmuLaneColumn columns[30];
  gint64 from = 49 * LM_NS_PER_S;

  lmu_lane_gather(&second->stream, second->peaks, from, from + 3 * LM_NS_PER_S, columns, 30);
  for (gsize i = 0; i < 30; i++) {
    g_assert_cmpint(columns[i].there, ==, i >= 9 && i < 20);
    g_assert_cmpint((columns[i].marks >> LM_SOUND_LOST) & 1, ==, i == 11);
    g_assert_cmpint((columns[i].marks >> LM_SOUND_REORDERED) & 1, ==, i == 15);
  }
  g_assert_cmpint(columns[14].peak.most, ==, 100);
  g_assert_cmpint(columns[16].peak.least, ==, -200);
  /* A mark that begins before what is in view. */
  lmu_lane_gather(&second->stream, second->peaks, 50 * LM_NS_PER_S + 110 * LM_NS_PER_MS,
                  50 * LM_NS_PER_S + 210 * LM_NS_PER_MS, columns, 10);
  g_assert_true(columns[0].marks & 1 << LM_SOUND_LOST);
  g_assert_false(columns[1].marks);
  /* Pixels of less than a sample. */
  lmu_lane_gather(&second->stream, second->peaks, 50 * LM_NS_PER_S, 50 * LM_NS_PER_S + LM_NS_PER_MS,
                  columns, 30);
  for (gsize i = 0; i < 30; i++)
    g_assert_cmpint(columns[i].peak.most, ==, 100);
}

/* Views that are empty, turned round or at the ends of time, and a stream without sound. */
static void
test_odd_views(Second *second, gconstpointer data)
{
  LmuLaneColumn columns[3];
  LmSoundStream none = {0};

  lmu_lane_gather(&second->stream, second->peaks, INT64_MIN + 1, INT64_MAX, columns, 3);
  lmu_lane_gather(&second->stream, second->peaks, 10, 0, columns, 3);
  g_assert_false(columns[0].there);
  lmu_lane_gather(&second->stream, second->peaks, 0, 0, columns, 0);
  lmu_lane_gather(&none, NULL, 0, 10, columns, 3);
  g_assert_false(columns[2].there);
  g_assert_null(lmu_lane_mark_at(&none, 5));
}

static void
test_words(Second *second, gconstpointer data)
{
  g_autofree char *words = lmu_lane_words(&second->stream);
  const LmSoundMark *mark;

  g_assert_cmpstr(words, ==, "3 lost, 1 out of order");
  mark = lmu_lane_mark_at(&second->stream, 50 * LM_NS_PER_S + 110 * LM_NS_PER_MS);
  g_assert_true(mark == &second->marks[0]);
  g_assert_null(lmu_lane_mark_at(&second->stream, 50 * LM_NS_PER_S + 130 * LM_NS_PER_MS));
}

/* A tone is a line at its frequency, as loud as it is. */
static void
test_tone(void)
{
  enum { COLUMNS = 20, ROWS = 64 };
  g_autofree gint16 *samples = g_new(gint16, RATE);
  guint8 levels[COLUMNS * ROWS];
  gsize loudest = 0;

  /* The middle of the row that is a quarter from the top: 3 kHz of 4. */
  for (int i = 0; i < RATE; i++)
    samples[i] = (gint16)(8192 * sin(2 * G_PI * 3031.25 * i / RATE));
  g_assert_true(lmu_spectrum_draw(samples, RATE, 1, RATE, 0, RATE / (double)COLUMNS, COLUMNS, ROWS,
                                  levels, NULL));
  for (gsize row = 0; row < ROWS; row++)
    if (levels[row * COLUMNS + 10] > levels[loudest * COLUMNS + 10])
      loudest = row;
  g_assert_cmpuint(loudest, ==, 15);
  /* A quarter of full scale is 12 dB below it: as loud as a picture shows. */
  g_assert_cmpuint(levels[loudest * COLUMNS + 10], >=, 245);
  g_assert_cmpuint(levels[50 * COLUMNS + 10], <, 60);
}

/* Nothing but silence outside of what there is, wherever that lies, and an end when it is told to.
 */
static void
test_outside(void)
{
  gint16 samples[8] = {0};
  guint8 levels[4 * 8];
  g_autoptr(GCancellable) cancellable = g_cancellable_new();

  g_assert_true(lmu_spectrum_draw(samples, 8, 1, RATE, -1e18, 1e17, 4, 8, levels, NULL));
  g_assert_true(lmu_spectrum_draw(samples, 8, 1, RATE, 1e18, 1, 4, 8, levels, NULL));
  g_assert_true(lmu_spectrum_draw(NULL, 0, 1, RATE, 0, 0.001, 4, 8, levels, NULL));
  for (gsize i = 0; i < sizeof levels; i++)
    g_assert_cmpuint(levels[i], ==, 0);
  g_cancellable_cancel(cancellable);
  g_assert_false(lmu_spectrum_draw(samples, 8, 1, RATE, 0, 1, 4, 8, levels, cancellable));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sound/peaks", test_peaks);
  g_test_add("/sound/columns", Second, NULL, set_up, test_columns, tear_down);
  g_test_add("/sound/odd-views", Second, NULL, set_up, test_odd_views, tear_down);
  g_test_add("/sound/words", Second, NULL, set_up, test_words, tear_down);
  g_test_add_func("/sound/tone", test_tone);
  g_test_add_func("/sound/outside", test_outside);
  return g_test_run();
}
