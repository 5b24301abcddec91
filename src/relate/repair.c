/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/repair.h"

#include "base/hash.h"
#include "base/sparse.h"
#include "proto/fec.h"
#include "proto/red.h"
#include "relate/repair_map.h"
#include "relate/stream_line.h"

#include <stdlib.h>

/* What one packet made the next one make: chains are followed so far. */
#define MOST_ROUNDS 16
/* Numbers that packets of FEC name, all together. */
#define MOST_PROTECTED (1u << 22)

struct LmRepairs {
  const LmTrace *trace;
  LmSrtpView *srtp;
  LmVec rows;      /* LmRepair */
  LmTable by_ends; /* rows of streams that are beside no other */
};

/* The numbers that a packet of FEC protects, as places of the map. */
typedef struct {
  const uint32_t *places;
  uint32_t n;
} Protection;

typedef struct {
  LmRepairs *repairs;
  const LmStream *stream; /* whose packets are repaired */
  const LmStream *source; /* whose packets are read */
  LmStreamLine line;      /* of the stream */
  LmRepair *out;
  LmRepairMap map;
  LmArena arena;
  LmVec protections;
  uint32_t n_protected;
} Reading;

static uint64_t
hash_ends(const LmStream *stream)
{
  const uint32_t ends[] = {stream->src, stream->dst};
  return lm_hash(lm_hash_key(), ends, sizeof ends);
}

static bool
is_rtx(const LmStream *stream)
{
  return lm_slice_equal_nocase(stream->codec, LM_SLICE_LITERAL("rtx"));
}

static bool
is_beside(const LmStream *stream)
{
  return is_rtx(stream) || lm_fec_kind(stream->codec) != LM_FEC_NONE;
}

/* Whether a=ssrc-group of @line puts @a before @b (RFC 5576, 4.2). */
static bool
has_group(const LmStreamLine *line, uint32_t a, uint32_t b)
{
  const LmSlice group = LM_SLICE_LITERAL("ssrc-group:");
  for (uint32_t i = 0; i < line->media->n_attributes; i++) {
    LmSlice rest = line->media->attributes[i];
    uint64_t first, second;
    if (!lm_slice_starts_with_nocase(rest, group))
      continue;
    lm_slice_split(rest, ' ', &rest);
    LmSlice one = lm_slice_split(rest, ' ', &rest), other = lm_slice_split(rest, ' ', &rest);
    if (lm_slice_parse_uint(one, UINT32_MAX, &first) &&
        lm_slice_parse_uint(lm_slice_trim(other), UINT32_MAX, &second) && first == a && second == b)
      return true;
  }
  return false;
}

/* How much speaks for @beside being beside @stream; 0: nothing does. */
static int
likeness(const LmStream *stream, const LmStream *beside, const LmStreamLine *sender,
         const LmStreamLine *receiver)
{
  enum { SAME_ENDS = 1, SAME_TYPE = 2, SAME_GROUP = 4 };
  const LmSdpFormat *format = lm_stream_line_format(receiver, beside->payload_type);
  uint64_t apt;
  int found = SAME_ENDS;
  if (sender->media && has_group(sender, stream->ssrc, beside->ssrc))
    found += SAME_GROUP;
  if (format && lm_slice_parse_uint(lm_fmtp_parameter(format->fmtp, "apt"), 127, &apt)) {
    if (apt != stream->payload_type)
      return found & SAME_GROUP;
    found += SAME_TYPE;
  }
  return found;
}

/* The stream between the same ends that @beside is beside; LM_NONE. */
static uint32_t
find_main(const LmRepairs *repairs, const LmStream *beside, LmArena *arena)
{
  LmStreamLine sender, receiver;
  LmTableWalk walk;
  int best = 0;
  uint32_t found = LM_NONE;
  lm_stream_line_read_at(repairs->trace, beside, beside->src, arena, &sender);
  lm_stream_line_read(repairs->trace, beside, arena, &receiver);
  uint32_t row = lm_table_first(&repairs->by_ends, hash_ends(beside), &walk);
  for (; row != LM_NONE; row = lm_table_next(&repairs->by_ends, &walk)) {
    const LmStream *stream = lm_trace_stream(repairs->trace, row);
    if (stream->src != beside->src || stream->dst != beside->dst)
      continue;
    int like = likeness(stream, beside, &sender, &receiver);
    if (like > best) {
      best = like;
      found = row;
    }
  }
  return found;
}

static void
add_protection(Reading *reading, LmFecKind kind, int64_t time_ns, LmSlice payload)
{
  LmFec fec;
  uint32_t n = 0;
  reading->out->fec_packets++;
  if (!lm_fec_read(kind, payload, &fec) || (fec.has_ssrc && fec.ssrc != reading->stream->ssrc))
    return;
  if (reading->n_protected > MOST_PROTECTED) {
    reading->out->uncertain = true;
    return;
  }
  uint32_t *places = lm_arena_alloc(&reading->arena, fec.n * sizeof *places);
  for (uint32_t i = 0; i < fec.n; i++)
    if (lm_repair_map_find(&reading->map, time_ns, fec.sequences[i], &places[n]))
      n++;
  reading->n_protected += fec.n;
  /* What is not of the stream as it was captured cannot be told from what was lost. */
  if (n == fec.n)
    *(Protection *)lm_vec_push(&reading->protections) = (Protection){places, n};
}

static void
take_red(Reading *reading, int64_t time_ns, const LmRtpHeader *header, LmSlice payload)
{
  LmRedWalk walk;
  LmRedBlock block;
  uint32_t at, place;
  bool older = false;
  if (!lm_repair_map_find(&reading->map, time_ns, header->sequence, &at))
    return;
  for (lm_red_walk(payload, &walk); lm_red_next(&walk, &block);) {
    LmFecKind kind =
        lm_fec_kind(lm_stream_line_encoding(&reading->line, reading->stream, block.payload_type));
    if (kind != LM_FEC_NONE) {
      reading->out->repair_bytes += block.block.len;
      add_protection(reading, kind, time_ns, block.block);
    }
    if (kind != LM_FEC_NONE || block.primary || !block.block.len)
      continue;
    older = true;
    reading->out->repair_bytes += block.block.len;
    if (lm_repair_map_find_timestamp(&reading->map, at, header->timestamp - block.offset, &place) &&
        reading->map.fates[place] == LM_FATE_LOST)
      reading->map.fates[place] = LM_FATE_RED;
  }
  reading->out->red_packets += older;
}

/* RFC 4588, 4: the number that the packet had first. */
static void
take_rtx(Reading *reading, int64_t time_ns, LmSlice payload)
{
  uint32_t place;
  LmRepair *out = reading->out;
  if (payload.len < 2)
    return; /* padding, as a sender probes with */
  out->rtx_packets++;
  if (!lm_repair_map_find(&reading->map, time_ns, lm_slice_be16(payload, 0), &place))
    return;
  if (reading->map.fates[place] != LM_FATE_LOST) {
    out->rtx_needless++;
    return;
  }
  reading->map.fates[place] = LM_FATE_RTX;
  int64_t missed = lm_repair_map_missed(&reading->map, place);
  int64_t delay = missed == LM_TIME_NONE ? 0 : lm_time_sub(time_ns, missed);
  if (out->rtx_delay_max_ns == LM_TIME_NONE || delay > out->rtx_delay_max_ns)
    out->rtx_delay_max_ns = delay > 0 ? delay : 0;
}

static void
take_packet(Reading *reading, int64_t time_ns, LmSlice packet)
{
  LmRtpHeader header;
  if (!lm_rtp_parse(packet, &header))
    return;
  LmSlice payload = lm_slice_sub(packet, header.payload_offset, header.payload_len);
  LmSlice encoding = lm_stream_line_encoding(&reading->line, reading->source, header.payload_type);
  if (reading->source != reading->stream)
    reading->out->repair_bytes += packet.len;
  if (lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("rtx")))
    take_rtx(reading, time_ns, payload);
  else if (lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("red")))
    take_red(reading, time_ns, &header, payload);
  else if (lm_fec_kind(encoding) != LM_FEC_NONE)
    add_protection(reading, lm_fec_kind(encoding), time_ns, payload);
}

static void
take_opened(void *data, const LmPacketLogEntry *packet, LmSrtpResult result, LmSlice plain)
{
  if (result == LM_SRTP_OPENED)
    take_packet(data, packet->time_ns, plain);
}

/* The packets of stream @row, which is the one to repair or beside it. */
static void
read_stream(Reading *reading, uint32_t row)
{
  const LmTrace *trace = reading->repairs->trace;
  LmSrtpStream srtp = {0};
  reading->source = lm_trace_stream(trace, row);
  reading->map.at = 0;
  if (reading->source->secure) {
    if (reading->repairs->srtp)
      lm_srtp_view_read(reading->repairs->srtp, row, take_opened, reading, &srtp);
    reading->out->encrypted = reading->out->encrypted || !srtp.authenticated;
    return;
  }
  LmRtpPackets *packets = lm_rtp_packets_new(trace, reading->source);
  for (uint32_t i = 0; i < packets->n; i++)
    if (!(packets->rows[i].flags & LM_RTP_STRAY))
      take_packet(reading, packets->rows[i].time_ns, packets->rows[i].packet);
  lm_rtp_packets_free(packets);
}

/* Where all but one of what a packet protects are there, so is that one. */
static void
apply_protections(Reading *reading)
{
  bool changed = true;
  for (int round = 0; changed && round < MOST_ROUNDS; round++) {
    changed = false;
    for (uint32_t i = 0; i < reading->protections.len; i++) {
      const Protection *protection = lm_vec_at(&reading->protections, i);
      uint32_t lost = 0, place = 0;
      for (uint32_t j = 0; j < protection->n && lost < 2; j++)
        if (reading->map.fates[protection->places[j]] == LM_FATE_LOST) {
          lost++;
          place = protection->places[j];
        }
      if (lost != 1)
        continue;
      reading->map.fates[place] = LM_FATE_FEC;
      changed = true;
    }
  }
}

static void
count_fates(Reading *reading)
{
  LmRepair *out = reading->out;
  for (uint32_t i = 0; i < reading->map.n; i++) {
    out->by_rtx += reading->map.fates[i] == LM_FATE_RTX;
    out->by_red += reading->map.fates[i] == LM_FATE_RED;
    out->by_fec += reading->map.fates[i] == LM_FATE_FEC;
  }
}

static bool
has_red(const LmStream *stream)
{
  for (unsigned i = 0; i < stream->stats.n_types; i++) {
    LmSlice encoding = stream->stats.types[i].encoding;
    if (lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("red")) ||
        lm_fec_kind(encoding) != LM_FEC_NONE)
      return true;
  }
  return false;
}

static void
repair_stream(LmRepairs *repairs, LmRepair *out)
{
  const LmStream *stream = lm_trace_stream(repairs->trace, out->stream);
  Reading reading = {
      .repairs = repairs,
      .stream = stream,
      .out = out,
      .arena = LM_ARENA_INIT,
      .protections = LM_VEC_INIT(Protection),
  };
  LmRtpPackets *packets = lm_rtp_packets_new(repairs->trace, stream);
  lm_stream_line_read(repairs->trace, stream, &reading.arena, &reading.line);
  lm_repair_map_init(&reading.map, packets);
  out->uncertain = packets->figures.cut || !reading.map.n;
  out->bytes = stream->stats.bytes;
  out->lost = lm_repair_map_lost(&reading.map);
  if (has_red(stream))
    read_stream(&reading, out->stream);
  if (out->rtx != LM_NONE)
    read_stream(&reading, out->rtx);
  if (out->fec != LM_NONE)
    read_stream(&reading, out->fec);
  apply_protections(&reading);
  count_fates(&reading);
  lm_repair_map_clear(&reading.map);
  lm_rtp_packets_free(packets);
  lm_vec_clear(&reading.protections);
  lm_arena_clear(&reading.arena);
}

/* Fills @beside, with rows for streams: of what sends each again, and of its FEC. */
static void
find_beside(LmRepairs *repairs, LmSparse beside[2])
{
  uint32_t n = lm_trace_n_streams(repairs->trace);
  LmArena arena = LM_ARENA_INIT;
  for (uint32_t i = lm_trace_next_stream(repairs->trace, 0); i < n;
       i = lm_trace_next_stream(repairs->trace, i + 1))
    if (!is_beside(lm_trace_stream(repairs->trace, i)))
      lm_table_add(&repairs->by_ends, hash_ends(lm_trace_stream(repairs->trace, i)), i);
  for (uint32_t i = lm_trace_next_stream(repairs->trace, 0); i < n;
       i = lm_trace_next_stream(repairs->trace, i + 1)) {
    const LmStream *stream = lm_trace_stream(repairs->trace, i);
    if (!is_beside(stream))
      continue;
    uint32_t row = find_main(repairs, stream, &arena);
    if (row != LM_NONE)
      lm_sparse_set(&beside[!is_rtx(stream)], row, i);
    lm_arena_clear(&arena);
  }
}

bool
lm_repairs_are_likely(const LmTrace *trace)
{
  for (uint32_t i = lm_trace_next_stream(trace, 0); i < lm_trace_n_streams(trace);
       i = lm_trace_next_stream(trace, i + 1))
    if (is_beside(lm_trace_stream(trace, i)) || has_red(lm_trace_stream(trace, i)))
      return true;
  return false;
}

LmRepairs *
lm_repairs_new(const LmTrace *trace, LmSrtpView *srtp)
{
  LmRepairs *repairs = lm_alloc(sizeof *repairs);
  uint32_t n = lm_trace_n_streams(trace);
  LmSparse beside[2] = {{0}, {0}};
  repairs->trace = trace;
  repairs->srtp = srtp;
  repairs->rows = LM_VEC_INIT(LmRepair);
  find_beside(repairs, beside);
  for (uint32_t i = lm_trace_next_stream(trace, 0); i < n; i = lm_trace_next_stream(trace, i + 1)) {
    uint32_t rtx = lm_sparse_get(&beside[0], i), fec = lm_sparse_get(&beside[1], i);
    const LmStream *stream = lm_trace_stream(trace, i);
    if (is_beside(stream) || (rtx == LM_NONE && fec == LM_NONE && !has_red(stream)))
      continue;
    LmRepair *repair = lm_vec_push(&repairs->rows);
    *repair = (LmRepair){.stream = i, .rtx = rtx, .fec = fec, .rtx_delay_max_ns = LM_TIME_NONE};
    repair_stream(repairs, repair);
  }
  lm_sparse_clear(&beside[0]);
  lm_sparse_clear(&beside[1]);
  return repairs;
}

void
lm_repairs_free(LmRepairs *repairs)
{
  if (!repairs)
    return;
  lm_table_clear(&repairs->by_ends);
  lm_vec_clear(&repairs->rows);
  free(repairs);
}

uint32_t
lm_repairs_n(const LmRepairs *repairs)
{
  return repairs->rows.len;
}

const LmRepair *
lm_repairs_at(const LmRepairs *repairs, uint32_t index)
{
  return lm_vec_at(&repairs->rows, index);
}
