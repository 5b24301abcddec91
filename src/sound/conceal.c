/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is heard where packets are missing and the codec has no way of its own to make it up: the
 * last period of the voice again and again, fading, as ITU-T G.711, Appendix I, has it, at any
 * rate. Its figures: periods of 5 to 15 ms, found by correlation over 20 ms; one period for the
 * first 10 ms, then two, then three, so that it does not hum; full for 10 ms, then a fifth less
 * every 10 ms, so that it is silent at 60 ms. Other than there, what was received stays as it is:
 * the joints are smoothed within the gap alone, which nothing has to be delayed for. */

#include "sound/job.h"

#include <math.h>
#include <stdlib.h>

enum {
  SHORTEST_MS = 5,
  LONGEST_MS = 15,
  WINDOW_MS = 20,
  STEP_MS = 10,
  SILENT_MS = 60,
  SEARCH_HZ = 4000, /* to begin with; then every frame about the best */
};

typedef struct {
  LmSoundStream *out;
  uint64_t start, n; /* of the gap */
  uint64_t ms;       /* frames of a millisecond */
  uint64_t period;
} Gap;

static double
sample(const Gap *gap, uint64_t frame)
{
  const int16_t *samples = gap->out->samples + frame * gap->out->channels;
  return gap->out->channels == 2 ? (samples[0] + samples[1]) / 2.0 : samples[0];
}

/* How like the last 20 ms are to what was @lag frames before, from -1 to 1. */
static double
likeness(const Gap *gap, uint64_t lag, uint64_t step)
{
  double xy = 0, xx = 1, yy = 1;
  for (uint64_t i = 1; i <= WINDOW_MS * gap->ms; i += step) {
    double x = sample(gap, gap->start - i), y = sample(gap, gap->start - i - lag);
    xy += x * y;
    xx += x * x;
    yy += y * y;
  }
  return xy / sqrt(xx * yy);
}

static uint64_t
best_lag(const Gap *gap, uint64_t from, uint64_t to, uint64_t step)
{
  uint64_t best = from;
  double most = -2;
  for (uint64_t lag = from; lag <= to; lag += step) {
    double like = likeness(gap, lag, step);
    if (like > most) {
      most = like;
      best = lag;
    }
  }
  return best;
}

static uint64_t
find_period(const Gap *gap)
{
  uint64_t shortest = SHORTEST_MS * gap->ms, longest = LONGEST_MS * gap->ms;
  uint64_t step = gap->out->rate_hz / SEARCH_HZ ? gap->out->rate_hz / SEARCH_HZ : 1;
  uint64_t rough = best_lag(gap, shortest, longest, step);
  uint64_t from = rough > shortest + step ? rough - step : shortest;
  uint64_t to = rough + step < longest ? rough + step : longest;
  /* At high rates the window is still looked at in steps: they are far below a period. */
  uint64_t best = from;
  double most = -2;
  for (uint64_t lag = from; lag <= to; lag++) {
    double like = likeness(gap, lag, step > 4 ? 4 : 1);
    if (like > most) {
      most = like;
      best = lag;
    }
  }
  return best;
}

static double
gain_at(const Gap *gap, uint64_t i)
{
  double ms = (double)i / (double)gap->ms;
  return ms < STEP_MS ? 1 : ms >= SILENT_MS ? 0 : (SILENT_MS - ms) / (SILENT_MS - STEP_MS);
}

/* Of channel @c, @i frames behind the start: out of the last one, two or three periods. Where one
 * turn ends it runs over a quarter of a period into the next. */
static double
repeated(const Gap *gap, uint64_t i, uint32_t c)
{
  uint64_t most = i / (STEP_MS * gap->ms) + 1, periods = most > 3 ? 3 : most;
  uint64_t turn = periods * gap->period, quarter = gap->period / 4;
  if (turn + quarter > gap->start)
    turn = gap->period;
  /* In step with the periods before, whatever their number is. */
  uint64_t at = i % turn;
  const int16_t *samples = gap->out->samples;
  uint32_t channels = gap->out->channels;
  double value = samples[(gap->start - turn + at) * channels + c];
  uint64_t left = turn - at;
  if (left <= quarter && gap->start >= 2 * turn) {
    double part = (double)(quarter - left + 1) / (double)(quarter + 1);
    value += part * (samples[(gap->start - 2 * turn + at) * channels + c] - value);
  }
  return value;
}

/* Goes over from what was heard last, and to what comes next, without a click. */
static void
fill(const Gap *gap, bool goes_on)
{
  LmSoundStream *out = gap->out;
  uint64_t quarter = gap->period / 4 + 1;
  for (uint32_t c = 0; c < out->channels; c++) {
    double begin = out->samples[(gap->start - 1) * out->channels + c] -
                   out->samples[(gap->start - 1 - gap->period) * out->channels + c];
    double end = goes_on ? out->samples[(gap->start + gap->n) * out->channels + c] -
                               gain_at(gap, gap->n) * repeated(gap, gap->n, c)
                         : 0;
    for (uint64_t i = 0; i < gap->n; i++) {
      uint64_t left = gap->n - 1 - i;
      double value = gain_at(gap, i) * repeated(gap, i, c);
      if (i < quarter)
        value += begin * (double)(quarter - i) / (double)(quarter + 1);
      if (left < quarter)
        value += end * (double)(quarter - left) / (double)(quarter + 1);
      value = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
      out->samples[(gap->start + i) * out->channels + c] = (int16_t)lrint(value);
    }
  }
}

/* Whether there is what it could be made of: as much as is looked at, and not all silent. */
static bool
has_past(const Gap *gap)
{
  uint64_t needed = (WINDOW_MS + LONGEST_MS) * gap->ms + 1;
  double sum = 0;
  if (gap->start < needed)
    return false;
  for (uint64_t i = 1; i <= WINDOW_MS * gap->ms; i++)
    sum += fabs(sample(gap, gap->start - i));
  return sum > 0;
}

static bool
is_missing(const LmSoundPlace *place)
{
  return place->flags & LM_PLACE_GAP && place->n == 0;
}

/* Of what decoded again begins where the gap ends. */
static bool
goes_on(const LmSoundSchedule *schedule, uint32_t next, uint64_t end)
{
  return next < schedule->n && schedule->places[next].n > 0 && schedule->places[next].start == end;
}

void
lm_sound_conceal(const LmSoundSchedule *schedule, LmSoundStream *out)
{
  for (uint32_t i = 0, next; i < schedule->n; i = next) {
    LmSoundPlace *first = &schedule->places[i];
    next = i + 1;
    if (!is_missing(first))
      continue;
    while (next < schedule->n && is_missing(&schedule->places[next]))
      next++;
    const LmSoundPlace *last = &schedule->places[next - 1];
    uint64_t nominal = (uint64_t)last->nominal_ns * out->rate_hz / 1000000000u;
    uint64_t end = last->start + nominal;
    /* Rounding must not leave a frame, and sound that is there must not be lost. */
    if (next < schedule->n && schedule->places[next].start >= last->start &&
        schedule->places[next].start <= end + out->rate_hz / 1000)
      end = schedule->places[next].start;
    end = end > schedule->room ? schedule->room : end;
    Gap gap = {out, first->start, end - first->start, out->rate_hz / 1000, 0};
    if (end <= first->start || gap.start > out->n_frames || !has_past(&gap))
      continue;
    uint64_t sounding = SILENT_MS * gap.ms;
    bool joins = goes_on(schedule, next, end) && gap.n <= sounding;
    gap.n = gap.n > sounding ? sounding : gap.n;
    gap.period = find_period(&gap);
    fill(&gap, joins);
    for (uint32_t k = i; k < next; k++) {
      LmSoundPlace *place = &schedule->places[k];
      uint64_t to = k + 1 < next ? place[1].start : end;
      to = to > gap.start + gap.n ? gap.start + gap.n : to;
      place->n = to > place->start ? to - place->start : 0;
    }
    if (gap.start + gap.n > out->n_frames)
      out->n_frames = gap.start + gap.n;
  }
}
