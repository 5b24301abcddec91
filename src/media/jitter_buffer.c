/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/jitter_buffer.h"

#include "base/arena.h"
#include "base/time.h"

#include <math.h>
#include <stdlib.h>

#define SILENCE_MS 100.0
#define JUMP_MS 2000.0
#define LATE_IN_A_ROW 20
#define GAIN (1 / 500.0)
#define SHRINK_MS 1.0

const LmJitterBuffer lm_jitter_buffers[LM_N_JITTER_BUFFERS] = {
    {"fixed_50", false, 50, 50, 50},
    {"fixed_200", false, 200, 200, 200},
    {"adaptive", true, 40, 20, 500},
};

/* Milliseconds since the first packet, of its timestamps and of its arrival. */
typedef struct {
  const LmJitterBuffer *buffer;
  const LmPlayoutPacket *previous; /* that has a clock */
  int64_t first_ns;
  double media_ms, arrival_ms; /* of the previous packet */
  double usual_ms;             /* from one sequence number to the next, the last time */
  double offset_ms;            /* a packet is played at its media time plus this */
  double delay_ms, deviation_ms;
  unsigned late_in_a_row;
  double wait_sum_ms;
  uint64_t played;
} Playout;

static double
limit(double value, double least, double most)
{
  return value < least ? least : value > most ? most : value;
}

/* Above the average delay. */
static double
depth_ms(const Playout *playout)
{
  const LmJitterBuffer *buffer = playout->buffer;
  return limit(4 * playout->deviation_ms, buffer->least_ms, buffer->most_ms);
}

static void
anchor(Playout *playout, double transit_ms, bool forget, LmJitterBufferResult *result)
{
  result->anchors++;
  playout->late_in_a_row = 0;
  if (forget) {
    playout->delay_ms = transit_ms;
    playout->deviation_ms = playout->buffer->start_ms / 4;
  }
  playout->offset_ms = playout->buffer->adaptive ? playout->delay_ms + depth_ms(playout)
                                                 : transit_ms + playout->buffer->start_ms;
}

/* Behind each packet of an adaptive buffer. */
static void
adapt(Playout *playout, double transit_ms, bool late)
{
  playout->deviation_ms += (fabs(transit_ms - playout->delay_ms) - playout->deviation_ms) * GAIN;
  playout->delay_ms += (transit_ms - playout->delay_ms) * GAIN;
  double least_ms =
      fmin(transit_ms + playout->buffer->least_ms, playout->delay_ms + playout->buffer->most_ms);
  double target_ms = playout->delay_ms + depth_ms(playout);
  if (late)
    target_ms = fmax(target_ms, least_ms);
  double smaller_ms = fmax(playout->offset_ms - SHRINK_MS, least_ms);
  playout->offset_ms = fmax(target_ms, fmin(playout->offset_ms, smaller_ms));
}

/* Long packets are no silence: they are all as long. */
static bool
is_behind_silence(Playout *playout, const LmPlayoutPacket *packet, double step_ms)
{
  if (packet->sequence != playout->previous->sequence + 1)
    return false;
  bool silence = step_ms >= SILENCE_MS && step_ms > 2 * playout->usual_ms;
  playout->usual_ms = step_ms;
  return silence;
}

/* Whether @packet comes too late to be played. */
static bool
take(Playout *playout, const LmPlayoutPacket *packet, LmJitterBufferResult *result)
{
  const LmPlayoutPacket *previous = playout->previous;
  double arrival_ms = (double)lm_time_sub(packet->arrival_ns, playout->first_ns) / 1e6;
  double step_ms = 0, media_ms = arrival_ms;
  if (previous) {
    int32_t ticks = (int32_t)(packet->timestamp - previous->timestamp);
    step_ms = ticks * 1000.0 / packet->clock_hz;
    media_ms = playout->media_ms + step_ms;
  }
  double transit_ms = arrival_ms - media_ms;
  bool jump = !previous || (packet->flags & LM_PLAYOUT_RESTART) ||
              fabs(arrival_ms - playout->arrival_ms - step_ms) > JUMP_MS;
  if (jump)
    anchor(playout, transit_ms, true, result);
  else if (is_behind_silence(playout, packet, step_ms))
    anchor(playout, transit_ms, false, result);
  bool late = transit_ms > playout->offset_ms;
  playout->previous = packet;
  playout->media_ms = media_ms;
  playout->arrival_ms = arrival_ms;
  playout->late_in_a_row = late ? playout->late_in_a_row + 1 : 0;
  if (!late) {
    double wait_ms = playout->offset_ms - transit_ms;
    playout->wait_sum_ms += wait_ms;
    playout->played++;
    result->wait_max_ms = fmax(result->wait_max_ms, wait_ms);
  }
  if (playout->late_in_a_row == LATE_IN_A_ROW)
    anchor(playout, transit_ms, true, result);
  else if (playout->buffer->adaptive)
    adapt(playout, transit_ms, late);
  return late;
}

void
lm_jitter_buffer_run(const LmJitterBuffer *buffer, LmPlayoutPacket *packets, uint32_t n,
                     const uint32_t *order, LmJitterBufferResult *result)
{
  Playout playout = {.buffer = buffer, .first_ns = n ? packets[0].arrival_ns : 0};
  *result = (LmJitterBufferResult){0};
  for (uint32_t i = 0; i < n; i++)
    packets[i].late = !(packets[i].flags & LM_PLAYOUT_EVENT) && take(&playout, &packets[i], result);
  if (playout.played)
    result->wait_mean_ms = playout.wait_sum_ms / (double)playout.played;
  result->late = lm_playout_losses(packets, n, order, &result->pattern);
  lm_loss_pattern_end(&result->pattern);
}

uint64_t
lm_playout_losses(const LmPlayoutPacket *packets, uint32_t n, const uint32_t *order,
                  LmLossPattern *pattern)
{
  uint64_t n_late = 0;
  for (uint32_t i = 0; i < n;) {
    uint64_t sequence = packets[order[i]].sequence;
    if (i > 0)
      lm_loss_pattern_add(pattern, true, sequence - packets[order[i - 1]].sequence - 1);
    bool late = true;
    for (; i < n && packets[order[i]].sequence == sequence; i++)
      late = late && packets[order[i]].late;
    lm_loss_pattern_add(pattern, late, 1);
    n_late += late;
  }
  return n_late;
}

typedef struct {
  uint64_t sequence;
  uint32_t index;
} Place;

static int
compare_places(const void *a, const void *b)
{
  const Place *x = a, *y = b;
  if (x->sequence != y->sequence)
    return x->sequence < y->sequence ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

void
lm_playout_order(const LmPlayoutPacket *packets, uint32_t n, uint32_t *order)
{
  bool sorted = true;
  for (uint32_t i = 0; i < n; i++) {
    order[i] = i;
    sorted = sorted && (i == 0 || packets[i].sequence >= packets[i - 1].sequence);
  }
  if (sorted)
    return;
  Place *places = lm_alloc(n * sizeof *places);
  for (uint32_t i = 0; i < n; i++)
    places[i] = (Place){packets[i].sequence, i};
  qsort(places, n, sizeof *places, compare_places);
  for (uint32_t i = 0; i < n; i++)
    order[i] = places[i].index;
  free(places);
}
