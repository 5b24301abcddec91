/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/spectrum.h"

#include <math.h>

/* A window is about this long: speech stands still for it, and its pitch can be seen. */
#define WINDOW_S 0.032
#define LEAST_WINDOW 64
#define MOST_WINDOW 4096
/* Windows that one column looks at; where it is about a longer time, the loudest counts. */
#define MOST_WINDOWS 6

void
lmu_fourier(float *real, float *imaginary, gsize n)
{
  /* Into the order of reversed bits, then butterflies of growing length (Cooley and Tukey). */
  for (gsize i = 1, j = 0; i < n; i++) {
    gsize bit = n >> 1;

    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j) {
      float re = real[i], im = imaginary[i];

      real[i] = real[j];
      imaginary[i] = imaginary[j];
      real[j] = re;
      imaginary[j] = im;
    }
  }
  for (gsize length = 2; length <= n; length <<= 1) {
    double angle = -2 * G_PI / (double)length;
    float step_re = (float)cos(angle), step_im = (float)sin(angle);

    for (gsize start = 0; start < n; start += length) {
      float turn_re = 1, turn_im = 0;

      for (gsize i = start; i < start + length / 2; i++) {
        gsize k = i + length / 2;
        float re = real[k] * turn_re - imaginary[k] * turn_im;
        float im = real[k] * turn_im + imaginary[k] * turn_re;
        float next = turn_re * step_re - turn_im * step_im;

        real[k] = real[i] - re;
        imaginary[k] = imaginary[i] - im;
        real[i] += re;
        imaginary[i] += im;
        turn_im = turn_re * step_im + turn_im * step_re;
        turn_re = next;
      }
    }
  }
}

typedef struct {
  const gint16 *samples;
  gsize n, window;
  guint channels;
  float *hann, *real, *imaginary;
  float *power; /* of each frequency; the loudest of a column's windows */
} Work;

static gsize
window_of(guint rate)
{
  gsize window = LEAST_WINDOW;

  while (window < MOST_WINDOW && (double)window * 1.5 < rate * WINDOW_S)
    window *= 2;
  return window;
}

/* Adds the window whose middle is @middle. */
static void
add_window(Work *work, double middle)
{
  double begin = floor(middle - (double)work->window / 2);

  /* What is far outside is silence; this also keeps the numbers below in their range. */
  if (begin <= -(double)work->window || begin >= (double)work->n)
    return;
  for (gsize i = 0; i < work->window; i++) {
    gint64 at = (gint64)begin + (gint64)i;
    gboolean there = at >= 0 && at < (gint64)work->n;

    work->real[i] =
        there ? (float)work->samples[at * work->channels] / 32768.0f * work->hann[i] : 0;
    work->imaginary[i] = 0;
  }
  lmu_fourier(work->real, work->imaginary, work->window);
  for (gsize i = 0; i <= work->window / 2; i++) {
    float power = work->real[i] * work->real[i] + work->imaginary[i] * work->imaginary[i];

    work->power[i] = MAX(work->power[i], power);
  }
}

/* A full-scale sine has an amplitude of a quarter of the window's length behind a Hann window. */
static guint8
level_of(float power, gsize window)
{
  float full = (float)window / 4;
  float db = 10 * log10f(power / (full * full) + 1e-12f);
  float part = (db - LMU_SPECTRUM_QUIET_DB) / (LMU_SPECTRUM_LOUD_DB - LMU_SPECTRUM_QUIET_DB);

  return (guint8)(CLAMP(part, 0, 1) * 255);
}

static void
draw_column(Work *work, guint8 *levels, gsize n_columns, gsize n_rows)
{
  gsize bins = work->window / 2;

  for (gsize row = 0; row < n_rows; row++) {
    gsize from = bins * (n_rows - 1 - row) / n_rows, to = bins * (n_rows - row) / n_rows;
    float power = work->power[from];

    for (gsize bin = from + 1; bin < MAX(to, from + 1); bin++)
      power = MAX(power, work->power[bin]);
    levels[row * n_columns] = level_of(power, work->window);
  }
}

gboolean
lmu_spectrum_draw(const gint16 *samples, gsize n, guint channels, guint rate, double first,
                  double per_column, gsize n_columns, gsize n_rows, guint8 *levels,
                  GCancellable *cancellable)
{
  gsize window = window_of(rate);
  g_autofree float *hann = g_new(float, window), *real = g_new(float, window);
  g_autofree float *imaginary = g_new(float, window), *power = g_new(float, window / 2 + 1);
  Work work = {samples, n, window, channels, hann, real, imaginary, power};
  guint n_windows = (guint)CLAMP(per_column / (double)window * 2, 1, MOST_WINDOWS);

  for (gsize i = 0; i < window; i++)
    hann[i] = 0.5f - 0.5f * cosf(2 * G_PI * (float)i / (float)window);
  for (gsize column = 0; column < n_columns; column++) {
    if (g_cancellable_is_cancelled(cancellable))
      return FALSE;
    memset(power, 0, (window / 2 + 1) * sizeof *power);
    for (guint i = 0; i < n_windows; i++)
      add_window(&work, first + per_column * ((double)column + (i + 0.5) / n_windows));
    draw_column(&work, levels + column, n_columns, n_rows);
  }
  return TRUE;
}
