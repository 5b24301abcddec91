/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/clock_drift.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>

#define STRETCHES 128
/* A run's last stretch may be half as long as the others, so there are at most twice as many. */
#define MOST_POINTS (2 * STRETCHES)
#define LEAST_SAMPLES 8 /* in a stretch */
#define LEAST_POINTS 12
#define LEAST_MS 10000.0
#define DEVIATIONS_95 1.96

/* The packet with the least delay of a stretch. */
typedef struct {
  double media_ms, delay_ms;
  uint32_t run;
} Point;

static size_t
find_points(const LmClockSample *samples, size_t n, Point *points)
{
  size_t stretch = n / STRETCHES + 1, n_points = 0;
  if (stretch < LEAST_SAMPLES)
    stretch = LEAST_SAMPLES;
  for (size_t i = 0; i < n && n_points < MOST_POINTS;) {
    size_t first = i;
    Point least = {samples[i].media_ms, INFINITY, samples[i].run};
    for (; i < n && i - first < stretch && samples[i].run == least.run; i++) {
      double delay_ms = samples[i].arrival_ms - samples[i].media_ms;
      if (delay_ms < least.delay_ms) {
        least.media_ms = samples[i].media_ms;
        least.delay_ms = delay_ms;
      }
    }
    if (i - first >= stretch / 2)
      points[n_points++] = least;
  }
  return n_points;
}

static int
compare_slopes(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Of every two points of a run. Returns how many; adds to @variance that of Kendall's S. */
static size_t
find_slopes(const Point *points, size_t n, double *slopes, double *variance, double *over_ms)
{
  size_t n_slopes = 0;
  for (size_t first = 0, end; first < n; first = end) {
    for (end = first + 1; end < n && points[end].run == points[first].run; end++)
      for (size_t j = first; j < end; j++) {
        double media_ms = points[end].media_ms - points[j].media_ms;
        if (media_ms > 0)
          slopes[n_slopes++] = (points[end].delay_ms - points[j].delay_ms) / media_ms;
      }
    double k = (double)(end - first);
    *variance += k * (k - 1) * (2 * k + 5) / 18;
    *over_ms = fmax(*over_ms, points[end - 1].media_ms - points[first].media_ms);
  }
  return n_slopes;
}

/* A sender whose clock is the faster one says more time than went by, so delays shrink. */
static double
ppm_of(double slope)
{
  return -slope / (1 + slope) * 1e6;
}

static double
at_rank(const double *slopes, size_t n, double rank)
{
  return slopes[(size_t)fmin(fmax(rank, 0), (double)(n - 1))];
}

bool
lm_clock_drift(const LmClockSample *samples, size_t n, LmClockDrift *drift)
{
  Point points[MOST_POINTS];
  double variance = 0;
  *drift = (LmClockDrift){0};
  size_t n_points = find_points(samples, n, points);
  if (n_points < LEAST_POINTS)
    return false;
  double *slopes = lm_alloc(n_points * (n_points - 1) / 2 * sizeof *slopes);
  size_t n_slopes = find_slopes(points, n_points, slopes, &variance, &drift->over_ms);
  bool enough = n_slopes > 0 && drift->over_ms >= LEAST_MS;
  if (enough) {
    qsort(slopes, n_slopes, sizeof *slopes, compare_slopes);
    double half = DEVIATIONS_95 * sqrt(variance) / 2, middle = (double)n_slopes / 2;
    drift->ppm = ppm_of((slopes[(n_slopes - 1) / 2] + slopes[n_slopes / 2]) / 2);
    drift->low_ppm = ppm_of(at_rank(slopes, n_slopes, middle + half));
    drift->high_ppm = ppm_of(at_rank(slopes, n_slopes, middle - half));
  }
  free(slopes);
  return enough;
}
