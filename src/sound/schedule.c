/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When each packet of a stream is heard. Positions follow the timestamps, as a receiver has them;
 * where these begin anew, or go apart from the clock of the capture, they follow the arrival. */

#include "base/limits.h"
#include "base/time.h"
#include "sound/job.h"

#include <stdlib.h>

#define MOST_APART_NS (2 * LM_NS_PER_S)
#define USUAL_NS (20 * LM_NS_PER_MS)
#define MOST_NOMINAL_NS (200 * LM_NS_PER_MS)

typedef struct {
  const LmSoundSource *source;
  LmSoundSchedule *out;
  uint32_t late_flag;
  int64_t first_ns;            /* arrival of the first packet */
  int64_t at_ns;               /* of the packet before, by timestamps */
  int64_t joined_ns;           /* the end of what was joined */
  const LmRtpPacket *previous; /* by sequence */
} Scheduling;

static uint32_t
late_flag(const LmSoundOptions *options)
{
  size_t buffer = LM_N_JITTER_BUFFERS - 1;
  if (options->timing != LM_SOUND_BUFFERED)
    return 0;
  for (size_t i = 0; i < LM_N_JITTER_BUFFERS; i++)
    if (options->buffer == &lm_jitter_buffers[i])
      buffer = i;
  return LM_RTP_LATE(buffer);
}

static int64_t
ticks_ns(int32_t ticks, uint32_t clock_hz)
{
  return (int64_t)ticks * LM_NS_PER_S / clock_hz;
}

/* Where @packet lies; sets *@jump where the time line is set anew. */
static int64_t
place_in_time(Scheduling *scheduling, const LmRtpPacket *packet, bool *jump)
{
  const LmRtpPacket *previous = scheduling->previous;
  int64_t arrived_ns = lm_time_sub(packet->time_ns, scheduling->first_ns);
  *jump = true;
  if (!previous || packet->clock_hz == 0 || packet->clock_hz != previous->clock_hz ||
      packet->flags & LM_RTP_RESTART)
    return arrived_ns;
  int32_t ticks = (int32_t)(packet->timestamp - previous->timestamp);
  int64_t at_ns = scheduling->at_ns + ticks_ns(ticks, packet->clock_hz);
  int64_t apart_ns = lm_time_sub(at_ns, arrived_ns);
  if (apart_ns > MOST_APART_NS || apart_ns < -MOST_APART_NS)
    return arrived_ns;
  *jump = false;
  return at_ns;
}

/* How long a packet is, by when the next begins where that follows at once. */
static void
set_nominal(const Scheduling *scheduling, LmSoundPlace *place, const LmSoundPlace *next)
{
  double packet_ms = scheduling->source->packets->figures.packet_ms;
  int64_t usual_ns = packet_ms > 0 ? (int64_t)(packet_ms * 1e6) : USUAL_NS;
  int64_t step_ns = next ? next->at_ns - place->at_ns : 0;
  bool follows = next && next->lost_before == 0 && !(next->flags & LM_PLACE_JUMP) && step_ns > 0 &&
                 step_ns <= (usual_ns > USUAL_NS * 3 ? usual_ns : USUAL_NS * 3);
  place->nominal_ns = follows ? step_ns : usual_ns;
  if (place->nominal_ns > MOST_NOMINAL_NS)
    place->nominal_ns = MOST_NOMINAL_NS;
}

static uint8_t
fate_of(const LmSoundType *type, const LmRtpPacket *packet, bool late)
{
  if (late)
    return LM_PLACE_LATE;
  if (packet->flags & LM_RTP_EVENT || (type && type->event))
    return LM_PLACE_EVENT;
  if (packet->flags & LM_RTP_COMFORT_NOISE || (type && type->comfort_noise))
    return LM_PLACE_NOISE;
  return LM_PLACE_PLAY;
}

/* Of packets with one sequence number, the first that is not late. */
static uint32_t
choose_copy(const Scheduling *scheduling, uint32_t *i, bool *late)
{
  const LmRtpPackets *packets = scheduling->source->packets;
  uint32_t chosen = packets->order[*i];
  uint64_t sequence = packets->rows[chosen].sequence;
  *late = true;
  for (; *i < packets->n_order; ++*i) {
    uint32_t row = packets->order[*i];
    if (packets->rows[row].sequence != sequence)
      break;
    if (*late && !(packets->rows[row].flags & scheduling->late_flag)) {
      chosen = row;
      *late = false;
    }
  }
  return chosen;
}

static void
add_place(Scheduling *scheduling, uint32_t row, bool late)
{
  const LmSoundSource *source = scheduling->source;
  const LmRtpPacket *packet = &source->packets->rows[row];
  const LmRtpPacket *previous = scheduling->previous;
  LmSlice payload;
  const LmSoundType *type = lm_sound_type_of(source, row, &payload);
  bool jump;
  int64_t at_ns = place_in_time(scheduling, packet, &jump);
  scheduling->previous = packet;
  scheduling->at_ns = at_ns;
  if (at_ns > LM_LIMIT_SOUND_SPAN_NS) {
    scheduling->out->cut = true;
    return;
  }
  LmSoundPlace *place = lm_sound_add_place(scheduling->out);
  *place = (LmSoundPlace){
      .payload = payload,
      .row = row,
      .at_ns = at_ns < 0 ? 0 : at_ns,
      .sent_ns = at_ns < 0 ? 0 : at_ns,
      .type = type ? (uint8_t)(type - source->types) : UINT8_MAX,
      .flags = fate_of(type, packet, late),
  };
  if (jump)
    place->flags |= LM_PLACE_JUMP;
  else if (previous && packet->sequence > previous->sequence)
    place->lost_before = (uint32_t)(packet->sequence - previous->sequence - 1);
}

LmSoundPlace *
lm_sound_add_place(LmSoundSchedule *schedule)
{
  if (schedule->n == schedule->n_room) {
    schedule->n_room = schedule->n_room ? schedule->n_room + schedule->n_room / 2 : 256;
    schedule->places = lm_realloc(schedule->places, schedule->n_room * sizeof *schedule->places);
  }
  LmSoundPlace *place = &schedule->places[schedule->n++];
  *place = (LmSoundPlace){0};
  return place;
}

/* One packet behind the other; what is not heard takes no time. */
static void
join(LmSoundSchedule *out)
{
  int64_t at_ns = 0;
  for (uint32_t i = 0; i < out->n; i++) {
    out->places[i].at_ns = at_ns;
    if (out->places[i].flags & LM_PLACE_PLAY)
      at_ns += out->places[i].nominal_ns;
  }
}

void
lm_sound_schedule(const LmSoundSource *source, const LmSoundOptions *options,
                  LmSoundSchedule *schedule)
{
  const LmRtpPackets *packets = source->packets;
  Scheduling scheduling = {.source = source, .out = schedule, .late_flag = late_flag(options)};
  *schedule = (LmSoundSchedule){0};
  if (packets->n_order)
    scheduling.first_ns = packets->rows[packets->order[0]].time_ns;
  for (uint32_t i = 0; i < packets->n_order && !schedule->cut;) {
    bool late;
    uint32_t row = choose_copy(&scheduling, &i, &late);
    add_place(&scheduling, row, late);
  }
  bool interleaved = lm_sound_deinterleave(source, schedule);
  for (uint32_t i = 0; !interleaved && i < schedule->n; i++)
    set_nominal(&scheduling, &schedule->places[i],
                i + 1 < schedule->n ? &schedule->places[i + 1] : NULL);
  schedule->cut |= packets->figures.cut;
  if (options->timing == LM_SOUND_JOINED)
    join(schedule);
  else if (options->gaps != LM_SOUND_GAPS_SILENT)
    lm_sound_find_gaps(source, options->gaps, schedule);
}

void
lm_sound_schedule_clear(LmSoundSchedule *schedule)
{
  free(schedule->places);
  lm_arena_clear(&schedule->arena);
  *schedule = (LmSoundSchedule){0};
}
