/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Telephone events in RTP (RFC 4733). */

#include "proto/red.h"
#include "proto/rtp.h"
#include "proto/telephone_event.h"
#include "relate/digits_build.h"

#include <stdlib.h>

#define DEFAULT_CLOCK_HZ 8000u
#define MIN_MS 40
/* A duration is measured against the clock of the capture from here on; senders that keep to time
 * are within a few packets of it. */
#define MIN_MEASURED_MS 60.0
#define MAX_OFF 1.6
/* How far back an event may still be told of: redundant blocks and late ends. */
#define MAX_OPEN 16u
#define DYNAMIC_TYPE 96
/* The numbers beyond are lines and trunks, which no phone sends. */
#define MAX_GUESSED_EVENT 36

/* What is known of an event besides its row. */
typedef struct {
  uint32_t row;
  uint32_t segment;        /* timestamp of the segment at hand */
  uint32_t before;         /* duration of the segments before it, in ticks */
  uint32_t duration;       /* of the segment at hand, the longest told */
  uint32_t first_duration; /* of the first packet */
  int64_t longest_ns;      /* when the longest came first */
  bool ended;
} Open;

typedef struct {
  LmDigits *digits;
  uint32_t row; /* of the stream */
  const LmStream *stream;
  uint64_t types[2], redundant[2]; /* bit n: payload type n is one of events, of RFC 2198 */
  bool not_agreed;                 /* of the type at hand */
  uint32_t clock_hz;
  Open open[MAX_OPEN];
  unsigned n_open, next_open;
  /* Of a type that nobody named. */
  uint64_t doubtful[2], refuted[2];
} Reading;

static bool
has(const uint64_t *types, uint8_t type)
{
  return types[type >> 6 & 1] >> (type & 63) & 1;
}

static void
mark(uint64_t *types, uint8_t type)
{
  types[type >> 6 & 1] |= UINT64_C(1) << (type & 63);
}

static Open *
find_open(Reading *reading, uint32_t timestamp, uint8_t code)
{
  for (unsigned i = 0; i < reading->n_open; i++) {
    Open *open = &reading->open[i];
    if (open->segment == timestamp && lm_digit_row(reading->digits, open->row)->code == code)
      return open;
  }
  return NULL;
}

/* The event that goes on at @timestamp in another segment (RFC 4733, 2.5.1.3). */
static Open *
find_longer(Reading *reading, uint32_t timestamp, uint8_t code)
{
  for (unsigned i = 0; i < reading->n_open; i++) {
    Open *open = &reading->open[i];
    uint32_t step = timestamp - open->segment;
    if (open->ended || lm_digit_row(reading->digits, open->row)->code != code ||
        open->duration < LM_TELEPHONE_EVENT_MAX_DURATION - reading->clock_hz / 4 ||
        step > LM_TELEPHONE_EVENT_MAX_DURATION + 1u || step < open->duration)
      continue;
    open->before += step;
    open->segment = timestamp;
    open->duration = 0;
    lm_digit_row(reading->digits, open->row)->segments++;
    return open;
  }
  return NULL;
}

static Open *
begin(Reading *reading, const LmPlainPacket *packet, uint32_t timestamp,
      const LmTelephoneEvent *event)
{
  LmDigits *digits = reading->digits;
  LmDigit *digit = lm_digits_add(digits, LM_DIGIT_RTP, event->event, packet->time_ns);
  if (!digit)
    return NULL;
  digit->call = reading->stream->call;
  digit->stream = reading->row;
  digit->src = reading->stream->src;
  digit->dst = reading->stream->dst;
  digit->from = (uint8_t)lm_side_of_stream(digits->sides, reading->stream);
  digit->segments = 1;
  digit->timestamp = timestamp;
  digit->payload_type = packet->payload_type;
  if (reading->not_agreed)
    digit->problems |= 1u << LM_DIGIT_TYPE_NOT_AGREED;
  Open *open = &reading->open[reading->next_open];
  *open = (Open){.row = digits->rows.len - 1,
                 .segment = timestamp,
                 .first_duration = event->duration,
                 .longest_ns = packet->time_ns};
  reading->next_open = (reading->next_open + 1) % MAX_OPEN;
  if (reading->n_open < MAX_OPEN)
    reading->n_open++;
  return open;
}

/* What is told of the event in a packet of its own. */
static void
follow(Open *open, LmDigit *digit, const LmTelephoneEvent *event, int64_t time_ns)
{
  digit->packets++;
  digit->ends += event->end;
  open->ended |= event->end;
  if (event->duration < open->duration)
    digit->problems |= 1u << LM_DIGIT_DURATION_BACK;
  if (event->duration > open->duration)
    open->longest_ns = time_ns;
}

static void
take_event(Reading *reading, const LmPlainPacket *packet, uint32_t timestamp,
           const LmTelephoneEvent *event, bool redundant)
{
  Open *open = find_open(reading, timestamp, event->event);
  if (!open)
    open = find_longer(reading, timestamp, event->event);
  bool fresh = !open;
  if (fresh)
    open = begin(reading, packet, timestamp, event);
  if (!open)
    return;
  LmDigit *digit = lm_digit_row(reading->digits, open->row);
  /* A redundant block repeats what came, unless its packet got lost. */
  if (redundant && (fresh || event->duration > open->duration || (event->end && !open->ended)))
    digit->recovered++;
  if (redundant)
    open->ended |= event->end;
  else
    follow(open, digit, event, packet->time_ns);
  if (event->duration > open->duration)
    open->duration = event->duration;
  if (event->reserved)
    digit->problems |= 1u << LM_DIGIT_RESERVED_BIT;
  if (event->event <= LM_TELEPHONE_EVENT_LAST_DTMF)
    digit->level_dbm0 = (int8_t)-event->volume;
  double ticks = (double)open->before + open->duration;
  digit->duration_ns = (int64_t)(ticks * 1e9 / reading->clock_hz);
  if (open->ended)
    digit->problems &= (uint16_t) ~(1u << LM_DIGIT_NO_END);
  else
    digit->problems |= 1u << LM_DIGIT_NO_END;
  /* Against the clock: how much the duration grew, and how long that took. */
  double told_ms = (ticks - open->first_duration) * 1e3 / reading->clock_hz;
  double took_ms = (double)lm_time_sub(open->longest_ns, digit->time_ns) / 1e6;
  bool wrong = took_ms >= MIN_MEASURED_MS && !digit->recovered &&
               (told_ms > took_ms * MAX_OFF || took_ms > told_ms * MAX_OFF);
  digit->problems &= (uint16_t) ~(1u << LM_DIGIT_WRONG_CLOCK);
  digit->problems |= (uint16_t)(wrong << LM_DIGIT_WRONG_CLOCK);
}

static void
take_payload(Reading *reading, const LmPlainPacket *packet, uint32_t timestamp, LmSlice payload,
             bool redundant)
{
  LmTelephoneEvent event;
  while (lm_telephone_event_next(&payload, &event)) {
    take_event(reading, packet, timestamp, &event, redundant);
    /* The next one begins where this ends (RFC 4733, 2.5.1.5). */
    timestamp += event.duration;
  }
}

static void
take_redundant(Reading *reading, const LmPlainPacket *packet)
{
  LmRedWalk walk;
  LmRedBlock block;
  lm_red_walk(packet->payload, &walk);
  while (lm_red_next(&walk, &block))
    if (has(reading->types, block.payload_type))
      take_payload(reading, packet, packet->timestamp - block.offset, block.block, !block.primary);
}

static void
take_packet(void *data, const LmPlainPacket *packet)
{
  Reading *reading = data;
  if (has(reading->redundant, packet->payload_type)) {
    take_redundant(reading, packet);
  } else if (has(reading->types, packet->payload_type)) {
    reading->not_agreed =
        lm_sides_not_agreed(reading->digits->sides, reading->stream, packet->payload_type);
    take_payload(reading, packet, packet->timestamp, packet->payload, false);
  }
}

/* Whether all packets of a type that nobody named could be events, and some tell an end. */
static void
doubt(void *data, const LmPlainPacket *packet)
{
  Reading *reading = data;
  LmTelephoneEvent event;
  LmSlice payload = packet->payload;
  if (!has(reading->doubtful, packet->payload_type))
    return;
  if (payload.len != LM_TELEPHONE_EVENT_BYTES || !lm_telephone_event_next(&payload, &event) ||
      event.reserved || event.event > MAX_GUESSED_EVENT)
    mark(reading->refuted, packet->payload_type);
  else if (event.end)
    mark(reading->types, packet->payload_type);
}

/* Finds which payload types are those of events. */
static bool
find_types(Reading *reading)
{
  const LmRtpStats *stats = &reading->stream->stats;
  const LmRtpTypeUse *main_type = lm_rtp_stats_main_type(stats);
  bool doubtful = false, sure = false;
  uint32_t event_hz = 0;
  for (uint8_t i = 0; i < stats->n_types; i++) {
    const LmRtpTypeUse *type = &stats->types[i];
    bool red = lm_slice_equal_nocase(type->encoding, LM_SLICE_LITERAL("red"));
    if (type->event || red)
      sure = true;
    if (type->event) {
      mark(reading->types, type->payload_type);
      event_hz = type->clock_hz;
    } else if (red) {
      /* Their numbers stand in no header of RTP. */
      lm_sides_named_events(reading->digits->sides, reading->stream, reading->types);
      mark(reading->redundant, type->payload_type);
      event_hz = event_hz ? event_hz : type->clock_hz;
    } else if (type->encoding.len == 0 && type->payload_type >= DYNAMIC_TYPE) {
      mark(reading->doubtful, type->payload_type);
      doubtful = true;
    }
  }
  reading->clock_hz = event_hz                           ? event_hz
                      : main_type && main_type->clock_hz ? main_type->clock_hz
                                                         : DEFAULT_CLOCK_HZ;
  if (doubtful) {
    lm_plain_packets_read(reading->digits->trace, &reading->digits->srtp, reading->row, doubt,
                          reading);
    reading->types[0] &= ~(reading->doubtful[0] & reading->refuted[0]);
    reading->types[1] &= ~(reading->doubtful[1] & reading->refuted[1]);
  }
  return sure || reading->types[0] || reading->types[1];
}

void
lm_digits_take_events(LmDigits *digits, uint32_t row)
{
  Reading *reading = lm_alloc(sizeof *reading);
  uint32_t first = digits->rows.len;
  reading->digits = digits;
  reading->row = row;
  reading->stream = lm_trace_stream(digits->trace, row);
  if (find_types(reading))
    lm_plain_packets_read(digits->trace, &digits->srtp, row, take_packet, reading);
  for (uint32_t i = first; i < digits->rows.len; i++) {
    LmDigit *digit = lm_digit_row(digits, i);
    if (digit->code <= LM_TELEPHONE_EVENT_LAST_DTMF && !(digit->problems & 1u << LM_DIGIT_NO_END) &&
        digit->duration_ns < MIN_MS * LM_NS_PER_MS)
      digit->problems |= 1u << LM_DIGIT_TOO_SHORT;
  }
  free(reading);
}
