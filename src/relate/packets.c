/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/packets.h"

#include "base/limits.h"
#include "relate/codec_guess.h"
#include "relate/packets_build.h"

#include <stdlib.h>
#include <string.h>

/* What most packets have in common, among the first few values that come. */
#define MOST_VALUES 16
#define UDP_IPV4_BYTES 28
#define UDP_IPV6_BYTES 48

typedef struct {
  uint32_t values[MOST_VALUES];
  uint64_t counts[MOST_VALUES], sum;
  uint32_t n;
} Tally;

static void
tally(Tally *of, uint32_t value)
{
  uint32_t i = 0;
  of->sum++;
  while (i < of->n && of->values[i] != value)
    i++;
  if (i == MOST_VALUES)
    return;
  of->n += i == of->n;
  of->values[i] = value;
  of->counts[i]++;
}

static uint32_t
most_of(const Tally *of, uint64_t *count)
{
  uint32_t best = 0;
  for (uint32_t i = 1; i < of->n; i++)
    if (of->counts[i] > of->counts[best])
      best = i;
  *count = of->counts[best];
  return of->n ? of->values[best] : 0;
}

typedef struct {
  const LmStream *stream;
  LmRtpPackets *packets;
  LmRtpStats stats;
  uint64_t before, highest; /* what a restart goes on from; the highest of all up to now */
  uint32_t header_bytes;    /* of UDP and IP */
  uint32_t in_second;       /* the first row of the last second */
  uint64_t second_bytes;
  int64_t skew_ticks; /* of the timestamps, since the first packet that has a clock */
  int64_t skew_first_ns;
  uint32_t last_timestamp, skew_clock_hz; /* 0: none had one yet */
  Tally sizes, steps;
} Reading;

static LmRtpPacket *
row_before(const Reading *reading)
{
  return reading->packets->n ? &reading->packets->rows[reading->packets->n - 1] : NULL;
}

/* The extended sequence number of a packet that was just counted. One far from the others is a
 * stray (RFC 3550, A.1), until the next one makes it the first of a restart, which goes on
 * counting. */
static void
number(Reading *reading, const LmRtpStep *step, LmRtpPacket *row)
{
  const LmRtpStats *stats = &reading->stats;
  LmRtpPacket *previous = row_before(reading);
  if (stats->bad_sequence != UINT32_MAX) {
    row->flags |= LM_RTP_STRAY;
    row->sequence = reading->highest;
    return;
  }
  if (step->restart) {
    reading->before = reading->highest + 2 - stats->highest_sequence;
    previous->sequence = reading->highest + 1;
    previous->flags = (previous->flags & ~(uint32_t)LM_RTP_STRAY) | LM_RTP_RESTART;
  }
  uint16_t behind = (uint16_t)((uint16_t)stats->highest_sequence - row->number);
  row->sequence = reading->before + stats->highest_sequence - behind;
  if (row->sequence > reading->highest)
    reading->highest = row->sequence;
}

static void
add_rate(Reading *reading, LmRtpPacket *row)
{
  const LmRtpPacket *rows = reading->packets->rows;
  uint32_t at = reading->packets->n;
  reading->second_bytes += row->packet.len + reading->header_bytes;
  for (; reading->in_second < at &&
         lm_time_sub(row->time_ns, rows[reading->in_second].time_ns) > LM_NS_PER_S;
       reading->in_second++)
    reading->second_bytes -= rows[reading->in_second].packet.len + reading->header_bytes;
  row->kbits_per_s = (float)((double)reading->second_bytes * 8 / 1000);
}

/* As Wireshark has it: positive where the timestamps are ahead. Events stand still, strays are none
 * of the stream's, and another clock or a restart begins anew. */
static void
add_skew(Reading *reading, const LmRtpTypeUse *use, bool restart, LmRtpPacket *row)
{
  const LmRtpPacket *previous = row_before(reading);
  row->skew_ms = previous ? previous->skew_ms : 0;
  if (use->ms_per_tick <= 0 || (row->flags & LM_RTP_STRAY))
    return;
  if (restart || reading->skew_clock_hz != use->clock_hz) {
    reading->skew_ticks = 0;
    reading->skew_first_ns = row->time_ns;
    reading->skew_clock_hz = use->clock_hz;
  } else {
    reading->skew_ticks += (int32_t)(row->timestamp - reading->last_timestamp);
  }
  reading->last_timestamp = row->timestamp;
  row->skew_ms = (float)((double)reading->skew_ticks * use->ms_per_tick -
                         (double)lm_time_sub(row->time_ns, reading->skew_first_ns) / 1e6);
}

static uint32_t
flags_of(const LmRtpHeader *header, const LmRtpTypeUse *use, const LmRtpStep *step, size_t len)
{
  uint32_t flags = header->marker ? LM_RTP_MARKER : 0;
  flags |= step->duplicate ? LM_RTP_DUPLICATE : 0;
  flags |= step->reordered ? LM_RTP_REORDERED : 0;
  flags |= step->lost > 0 ? LM_RTP_LOSS : 0;
  flags |= use->comfort_noise ? LM_RTP_COMFORT_NOISE : 0;
  flags |= use->event ? LM_RTP_EVENT : 0;
  flags |= header->payload_len == 0 && len > header->payload_offset ? LM_RTP_BAD_PADDING : 0;
  return flags;
}

/* What most packets of the main type have in common. */
static void
tally_packet(Reading *reading, const LmRtpPacket *row)
{
  const LmRtpPacket *previous = row_before(reading);
  if (row->payload_type != reading->stream->payload_type || (row->flags & LM_RTP_STRAY))
    return;
  tally(&reading->sizes, row->payload_len);
  if (previous && row->sequence == previous->sequence + 1 && !(previous->flags & LM_RTP_STRAY))
    tally(&reading->steps, row->timestamp - previous->timestamp);
}

static void
read_packet(Reading *reading, const LmPacketLogEntry *entry)
{
  LmRtpHeader header;
  LmRtpStep step;
  bool is_new;
  if (!lm_rtp_parse(entry->packet, &header))
    return;
  LmRtpTypeUse *use = lm_rtp_stats_type(&reading->stats, header.payload_type, &is_new);
  lm_rtp_stats_add(&reading->stats, &header, entry->time_ns, (uint32_t)entry->packet.len, use,
                   &step);
  const LmRtpPacket *previous = row_before(reading);
  LmRtpPacket *row = &reading->packets->rows[reading->packets->n];
  *row = (LmRtpPacket){
      .time_ns = entry->time_ns,
      .packet = entry->packet,
      .payload_offset = header.payload_offset,
      .payload_len = header.payload_len,
      .timestamp = header.timestamp,
      .clock_hz = use->clock_hz ? use->clock_hz : reading->packets->figures.clock_hz,
      .lost_before = (uint32_t)step.lost,
      .flags = flags_of(&header, use, &step, entry->packet.len),
      .delta_ms = (float)step.delta_ms,
      .jitter_ms = (float)step.jitter_ms,
      .number = header.sequence,
      .payload_type = header.payload_type,
      .dscp = LM_RTP_NO_DSCP,
  };
  if (previous && previous->payload_type != row->payload_type)
    row->flags |= LM_RTP_TYPE_CHANGE;
  number(reading, &step, row);
  add_rate(reading, row);
  add_skew(reading, use, step.restart, row);
  tally_packet(reading, row);
  reading->packets->n++;
}

/* What nobody named is taken for what it looks like. */
static void
guess_types(Reading *reading)
{
  LmRtpFigures *figures = &reading->packets->figures;
  for (unsigned i = 0; i < reading->stats.n_types; i++) {
    LmRtpTypeUse *use = &reading->stats.types[i];
    LmCodecGuess guess;
    if (!lm_codec_is_unknown(use) || !lm_codec_guess(reading->stream, use->payload_type, &guess))
      continue;
    lm_rtp_type_use_set(use, lm_slice_str(guess.encoding), guess.clock_hz);
    if (use->payload_type != reading->stream->payload_type)
      continue;
    figures->encoding = use->encoding;
    figures->clock_hz = use->clock_hz;
    figures->guessed = true;
  }
}

static void
read_packets(Reading *reading)
{
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  LmRtpPackets *packets = reading->packets;
  uint32_t most = LM_LIMIT_RELATED_ROWS;
  if (reading->stream->stats.packets < most)
    most = reading->stream->stats.packets;
  /* With the types as they are known now: early packets may have come before the SDP that names
   * their clock. */
  reading->stats.n_types = reading->stream->stats.n_types;
  memcpy(reading->stats.types, reading->stream->stats.types, sizeof reading->stats.types);
  guess_types(reading);
  packets->rows = lm_alloc((most + 1) * sizeof *packets->rows);
  lm_packet_log_walk(&reading->stream->log, &walk);
  while (packets->n < most && lm_packet_log_next(&walk, &entry))
    read_packet(reading, &entry);
  packets->figures.cut = lm_packet_log_next(&walk, &entry);
}

static void
find_usual(const Reading *reading)
{
  LmRtpFigures *figures = &reading->packets->figures;
  uint64_t count;
  uint32_t bytes = most_of(&reading->sizes, &count);
  figures->payload_bytes = reading->stream->secure ? 0 : bytes;
  uint32_t step = most_of(&reading->steps, &count);
  if (figures->clock_hz)
    figures->packet_ms = step * 1000.0 / figures->clock_hz;
  if (reading->steps.sum)
    figures->packet_ms_usual_percent = 100.0 * (double)count / (double)reading->steps.sum;
  figures->jitter_mean_ms = lm_rtp_stats_jitter_mean(&reading->stats);
  figures->duplicates = reading->stats.duplicates;
  figures->reordered = reading->stats.reordered;
  figures->restarts = reading->stats.restarts;
}

LmRtpPackets *
lm_rtp_packets_new(const LmTrace *trace, const LmStream *stream)
{
  LmRtpPackets *packets = lm_alloc(sizeof *packets);
  Reading reading = {.stream = stream, .packets = packets, .header_bytes = UDP_IPV4_BYTES};
  *packets = (LmRtpPackets){
      .figures = {.encoding = stream->codec, .clock_hz = lm_stream_clock_hz(stream)}};
  if (trace && lm_trace_endpoint(trace, stream->src)->addr.family == LM_ADDR_IPV6)
    reading.header_bytes = UDP_IPV6_BYTES;
  read_packets(&reading);
  find_usual(&reading);
  lm_rtp_packets_mark(packets, trace, stream);
  lm_rtp_packets_measure(packets);
  return packets;
}

void
lm_rtp_packets_free(LmRtpPackets *packets)
{
  if (!packets)
    return;
  free(packets->rows);
  free(packets->order);
  free(packets);
}
