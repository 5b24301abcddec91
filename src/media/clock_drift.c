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
/* A step of the delay: what is before it beside what is behind it, so many stretches each; and how
 * much it has to be, beside what delays of neighbours mostly differ by. Bounds of our own. */
#define STEP_SIDE 6
#define STEP_LEAST_MS 0.1
#define STEP_LEAST_NOISE 8

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

/* Of every two points of a run that are at most @most_apart. Returns how many; adds to @variance
 * that of Kendall's S. */
static size_t
find_slopes(const Point *points, size_t n, size_t most_apart, double *slopes, double *variance,
            double *over_ms)
{
  size_t n_slopes = 0;
  for (size_t first = 0, end; first < n; first = end) {
    for (end = first + 1; end < n && points[end].run == points[first].run; end++)
      for (size_t j = end - first > most_apart ? end - most_apart : first; j < end; j++) {
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

static double
middle_of(double *values, size_t n)
{
  qsort(values, n, sizeof *values, compare_slopes);
  return n ? (values[(n - 1) / 2] + values[n / 2]) / 2 : 0;
}

/* The middle of STEP_SIDE values; adds to @spread what they differ from it. */
static double
side_of_step(const double *values, double *spread)
{
  double sorted[STEP_SIDE];
  for (size_t i = 0; i < STEP_SIDE; i++)
    sorted[i] = values[i];
  double middle = middle_of(sorted, STEP_SIDE);
  for (size_t i = 0; i < STEP_SIDE; i++)
    *spread += fabs(values[i] - middle);
  return middle;
}

/* Where @delays go to another level, to stay there for a while; 0: nowhere. */
static size_t
find_step(const double *delays, size_t n)
{
  double changes[MOST_POINTS], best = 0;
  size_t at = 0;
  if (n < 2 * STEP_SIDE)
    return 0;
  for (size_t i = 1; i < n; i++)
    changes[i - 1] = fabs(delays[i] - delays[i - 1]);
  double least_ms = fmax(STEP_LEAST_MS, STEP_LEAST_NOISE * middle_of(changes, n - 1));
  for (size_t i = STEP_SIDE; i + STEP_SIDE <= n; i++) {
    double spread = 0;
    double before = side_of_step(delays + i - STEP_SIDE, &spread);
    double step = fabs(side_of_step(delays + i, &spread) - before);
    if (step > least_ms && step - spread / STEP_SIDE > best) {
      best = step - spread / STEP_SIDE;
      at = i;
    }
  }
  return at;
}

/* A route that changes for good moves half of all slopes: what is before and behind it become runs
 * of their own. @slopes is for use meanwhile: those of points near each other, of which few lie
 * across the change, say how much of a delay is drift. Sets @over_ms. */
static void
part_at_steps(Point *points, size_t n, double *slopes, double *over_ms)
{
  double variance = 0, delays[MOST_POINTS];
  double drift = middle_of(slopes, find_slopes(points, n, n / 8 + 1, slopes, &variance, over_ms));
  uint32_t next_run = points[n - 1].run + 1;
  for (size_t i = 0; i < n; i++)
    delays[i] = points[i].delay_ms - drift * points[i].media_ms;
  for (size_t first = 0, end; first < n; first = end) {
    for (end = first + 1; end < n && points[end].run == points[first].run;)
      end++;
    for (size_t at; (at = find_step(delays + first, end - first)) != 0; end = first + at) {
      for (size_t i = first + at; i < end; i++)
        points[i].run = next_run;
      next_run++;
    }
  }
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
  part_at_steps(points, n_points, slopes, &drift->over_ms);
  size_t n_slopes = find_slopes(points, n_points, n_points, slopes, &variance, &drift->over_ms);
  bool enough = n_slopes > 0 && drift->over_ms >= LEAST_MS;
  if (enough) {
    double half = DEVIATIONS_95 * sqrt(variance) / 2, middle = (double)n_slopes / 2;
    drift->ppm = ppm_of(middle_of(slopes, n_slopes));
    drift->low_ppm = ppm_of(at_rank(slopes, n_slopes, middle + half));
    drift->high_ppm = ppm_of(at_rank(slopes, n_slopes, middle - half));
  }
  free(slopes);
  return enough;
}
