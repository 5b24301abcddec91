/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/media_tracker.h"

#include "base/limits.h"
#include "track/announcement.h"
#include "track/copies.h"
#include "track/dtls_tracker.h"
#include "track/endpoint.h"
#include "track/flow.h"

#include <stdlib.h>

/* What a flow on probation may skip between two packets: loss, or two SSRCs in turn. */
#define PROBATION_SEQUENCE 50
/* How far it may come behind one that it was sent before. */
#define PROBATION_MISORDER 16
#define PROBATION_NS (10 * LM_NS_PER_S)

static uint64_t
stream_hash(uint32_t flow, uint32_t ssrc)
{
  uint32_t key[2] = {flow, ssrc};
  return lm_hash(lm_hash_key(), key, sizeof key);
}

uint32_t
lm_trace_find_stream(const LmTrace *trace, uint32_t flow, uint32_t ssrc)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->streams_by_flow, stream_hash(flow, ssrc), &walk);
  for (; row != LM_NONE; row = lm_table_next(&trace->streams_by_flow, &walk)) {
    const LmStream *stream = lm_trace_stream(trace, row);
    if (stream->flow == flow && stream->ssrc == ssrc)
      break;
  }
  return row;
}

static uint64_t
ssrc_hash(uint32_t ssrc)
{
  return lm_hash(lm_hash_key(), &ssrc, sizeof ssrc);
}

uint32_t
lm_trace_newest_of_ssrc(const LmTrace *trace, uint32_t ssrc)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->streams_by_ssrc, ssrc_hash(ssrc), &walk);
  while (row != LM_NONE && lm_trace_stream(trace, row)->ssrc != ssrc)
    row = lm_table_next(&trace->streams_by_ssrc, &walk);
  return row;
}

/* The table holds the newest stream of an SSRC alone, so that many of one do not make it slow. */
static void
index_ssrc(LmTrace *trace, uint32_t row)
{
  LmStream *stream = lm_trace_stream_row(trace, row);
  stream->next_of_ssrc = lm_trace_newest_of_ssrc(trace, stream->ssrc);
  if (stream->next_of_ssrc == LM_NONE)
    lm_table_add(&trace->streams_by_ssrc, ssrc_hash(stream->ssrc), row);
  else
    lm_table_replace(&trace->streams_by_ssrc, ssrc_hash(stream->ssrc), stream->next_of_ssrc, row);
}

void
lm_trace_index_ssrcs(LmTrace *trace)
{
  while (trace->n_streams_by_ssrc < trace->streams.len) {
    uint32_t row = lm_vec_next(&trace->streams, trace->n_streams_by_ssrc);
    trace->n_streams_by_ssrc = row;
    if (row < trace->streams.len)
      index_ssrc(trace, trace->n_streams_by_ssrc++);
  }
}

/* What is announced for where the stream goes to, else, as the two directions of a media line
 * mostly have the same types (RFC 3264, 6.1), for where it comes from. */
static const LmAnnouncement *
find_announcement(const LmTrace *trace, const LmStream *stream)
{
  bool src = lm_trace_prefers_src(trace, stream->src, stream->dst);
  return lm_trace_announcement(trace, src ? stream->src : stream->dst);
}

/* Whether what is announced for @endpoint says what @use is. */
static bool
learn_from(LmTrace *trace, LmStream *stream, LmRtpTypeUse *use, uint32_t endpoint)
{
  const LmAnnouncement *announcement = lm_trace_announcement(trace, endpoint);
  LmSlice encoding;
  uint32_t clock_hz;
  bool secure = false;
  bool found = announcement && lm_trace_announced_type(trace, announcement, use->payload_type,
                                                       &encoding, &clock_hz, &secure);
  if (found)
    lm_rtp_type_use_set(use, encoding, clock_hz);
  stream->secure |= secure;
  return found;
}

/* A number means what the receiver says (RFC 3264, 5.1). Where the two sides number a codec
 * differently there are senders that take their own number all the same. */
void
lm_trace_learn_type(LmTrace *trace, LmStream *stream, LmRtpTypeUse *use)
{
  if (!learn_from(trace, stream, use, stream->dst))
    learn_from(trace, stream, use, stream->src);
}

static void
link_to_call(LmTrace *trace, uint32_t row, uint32_t call_row)
{
  LmStream *stream = lm_trace_stream_row(trace, row);
  LmCall *call = lm_trace_call_row(trace, call_row);
  stream->call = call_row;
  stream->announced = true;
  stream->next_in_call = call->first_stream;
  call->first_stream = row;
  call->n_streams++;
  lm_trace_mark_call(trace, call_row);
}

/* @older: the newest stream of the same flow and SSRC so far, or LM_NONE. */
static uint32_t
add_stream(LmTrace *trace, uint32_t flow_row, uint32_t ssrc, uint32_t older, const LmPacket *packet)
{
  LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  uint32_t row = trace->streams.len;
  if (row - trace->counters.evicted_streams >= LM_LIMIT_RTP_STREAMS) {
    trace->counters.streams_refused += !flow->refused || flow->last_ssrc != ssrc;
    flow->refused = true;
    return LM_NONE;
  }
  LmEndpointRow *dst = lm_trace_endpoint_row(trace, flow->dst);
  LmStream *stream = lm_vec_push(&trace->streams);
  stream->src = flow->src;
  stream->dst = flow->dst;
  stream->call = LM_NONE;
  stream->next_in_call = LM_NONE;
  stream->next_at_dst = dst->first_stream;
  stream->next_of_ssrc = LM_NONE;
  stream->flow = flow_row;
  stream->ssrc = ssrc;
  stream->first_frame = packet->frame->number;
  stream->dscp = packet->dscp;
  stream->secure = lm_trace_flow_is_secure(trace, flow_row);
  stream->path = (uint16_t)lm_path_table_add(&trace->paths, packet->path);
  dst->first_stream = row;
  /* The table holds the newest of them alone, as that of SSRCs does. */
  if (older == LM_NONE)
    lm_table_add(&trace->streams_by_flow, stream_hash(flow_row, ssrc), row);
  else
    lm_table_replace(&trace->streams_by_flow, stream_hash(flow_row, ssrc), older, row);
  if (row / LM_RTP_QUEUE_STREAMS == trace->rtp_queues.len)
    lm_vec_push(&trace->rtp_queues);
  const LmAnnouncement *announcement = find_announcement(trace, stream);
  if (announcement)
    link_to_call(trace, row, announcement->call);
  return row;
}

/* A stream goes on over a new call only if that call did not begin after the old one ended:
 * programs that send the same recording again and again use the same SSRC on the same ports. */
static bool
belongs_to_next_call(const LmTrace *trace, const LmStream *stream, const LmPacket *packet)
{
  if (!lm_rtp_may_begin_next_call(stream->stats.last_ns, packet->frame->time_ns))
    return false;
  const LmAnnouncement *announcement = lm_trace_announcement(trace, stream->dst);
  if (!announcement || announcement->call == stream->call)
    return false;
  if (stream->call == LM_NONE)
    return !lm_trace_may_be_of_call(trace, announcement->call, stream->stats.last_ns);
  const LmCall *old = lm_trace_call(trace, stream->call);
  const LmCall *next = lm_trace_call(trace, announcement->call);
  return old->end_ns != LM_TIME_NONE && next->start_ns > old->end_ns &&
         stream->stats.last_ns < next->start_ns;
}

static uint32_t
stream_of(LmTrace *trace, uint32_t flow_row, uint32_t ssrc, const LmPacket *packet)
{
  LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  uint32_t row = flow->last_stream;
  if (row == LM_NONE || flow->last_ssrc != ssrc)
    row = lm_trace_find_stream(trace, flow_row, ssrc);
  if (row != LM_NONE)
    lm_trace_settle_stream(trace, row);
  if (row == LM_NONE || belongs_to_next_call(trace, lm_trace_stream(trace, row), packet))
    row = add_stream(trace, flow_row, ssrc, row, packet);
  flow->last_ssrc = ssrc;
  flow->last_stream = row;
  return row;
}

/* Counts a packet of stream @row, whose other packets are counted. */
static void
add_to_stream(LmTrace *trace, uint32_t row, const LmRtpHeader *header, LmSlice bytes,
              uint32_t missing_bytes, int64_t time_ns)
{
  LmRtpQueued packet = {
      .time_ns = time_ns,
      .data = bytes.data,
      .len = (uint32_t)bytes.len,
      .stream = row,
      .timestamp = header->timestamp,
      .sequence = header->sequence,
      .payload_type = header->payload_type,
      .marker = header->marker,
  };
  lm_trace_count_rtp(trace, &packet, missing_bytes);
  trace->counters.rtp_packets++;
}

/* Whether @header may be the packet after @earlier, or one that it overtook, or that one again. */
static bool
follows(const LmFlowCandidate *earlier, const LmRtpHeader *header, int64_t time_ns, bool *again)
{
  LmRtpHeader before;
  if (!lm_rtp_parse(earlier->packet, &before))
    return false;
  int16_t ahead = (int16_t)(header->sequence - before.sequence);
  int32_t later = (int32_t)(header->timestamp - before.timestamp);
  *again = ahead == 0 && later == 0;
  bool next = ahead >= 1 && ahead <= PROBATION_SEQUENCE && later >= 0;
  bool overtaken = ahead <= -1 && ahead >= -PROBATION_MISORDER && later <= 0;
  return *again || ((next || overtaken) && lm_time_sub(time_ns, earlier->time_ns) <= PROBATION_NS);
}

/* Removes the candidates of @ssrc; with @take they become packets of their stream first. */
static void
end_probation(LmTrace *trace, uint32_t flow_row, uint32_t ssrc, const LmPacket *packet, bool take)
{
  LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  if (!flow->waiting)
    return;
  LmFlowCandidates *waiting = flow->candidates;
  uint8_t kept = 0;
  for (uint8_t i = 0; i < waiting->n; i++) {
    LmFlowCandidate candidate = waiting->list[i];
    LmRtpHeader header;
    if (candidate.ssrc != ssrc) {
      waiting->list[kept++] = candidate;
      continue;
    }
    if (!take || !lm_rtp_parse(candidate.packet, &header))
      continue;
    uint32_t row = stream_of(trace, flow_row, ssrc, packet);
    if (row == LM_NONE)
      continue;
    if (lm_trace_stream(trace, row)->stats.packets == 0)
      lm_trace_stream_row(trace, row)->first_frame = candidate.frame;
    add_to_stream(trace, row, &header, candidate.packet, candidate.missing_bytes,
                  candidate.time_ns);
    lm_trace_stream_row(trace, row)->apart |= candidate.apart;
  }
  waiting->n = kept;
  if (kept == 0)
    lm_flow_clear(flow);
}

static void
add_candidate(LmFlow *flow, const LmPacket *packet, uint32_t ssrc)
{
  if (!flow->waiting)
    flow->candidates = lm_alloc(sizeof *flow->candidates);
  flow->waiting = true;
  LmFlowCandidates *waiting = flow->candidates;
  if (waiting->n == LM_FLOW_CANDIDATES)
    memmove(waiting->list, waiting->list + 1, --waiting->n * sizeof waiting->list[0]);
  waiting->list[waiting->n++] = (LmFlowCandidate){
      packet->payload,       packet->frame->time_ns,    packet->frame->number, ssrc,
      packet->missing_bytes, lm_packet_is_apart(packet)};
}

/* Keeps the packet with those before it that it follows on; true when they are enough. */
static bool
pass_probation(LmTrace *trace, uint32_t flow_row, const LmRtpHeader *header, const LmPacket *packet)
{
  LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  unsigned agreeing = 1;
  const LmFlowCandidate *last = NULL;
  for (uint8_t i = 0; flow->waiting && i < flow->candidates->n; i++)
    if (flow->candidates->list[i].ssrc == header->ssrc)
      last = &flow->candidates->list[i];
  bool again = false;
  if (last && !follows(last, header, packet->frame->time_ns, &again))
    end_probation(trace, flow_row, header->ssrc, packet, false);
  add_candidate(flow, packet, header->ssrc);
  const LmFlowCandidate *list = flow->candidates->list;
  uint16_t previous = header->sequence;
  for (int i = flow->candidates->n - 2; i >= 0; i--) {
    LmRtpHeader before;
    if (list[i].ssrc != header->ssrc || !lm_rtp_parse(list[i].packet, &before))
      continue;
    agreeing += before.sequence != previous;
    previous = before.sequence;
  }
  return agreeing >= LM_FLOW_PROBATION;
}

/* False if the packet's source is not yet believed. */
static bool
add_irregular(LmTrace *trace, uint32_t flow_row, const LmPacket *packet, const LmRtpHeader *header)
{
  LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  bool known = flow->last_stream != LM_NONE && flow->last_ssrc == header->ssrc;
  if (!known && !lm_trace_announcement(trace, flow->dst) &&
      lm_trace_find_stream(trace, flow_row, header->ssrc) == LM_NONE) {
    if (!pass_probation(trace, flow_row, header, packet))
      return false;
    flow->media = true;
    end_probation(trace, flow_row, header->ssrc, packet, true);
    return true;
  }
  flow->media = true;
  end_probation(trace, flow_row, header->ssrc, packet, true);
  uint32_t row = stream_of(trace, flow_row, header->ssrc, packet);
  if (row == LM_NONE)
    return true;
  add_to_stream(trace, row, header, packet->payload, packet->missing_bytes, packet->frame->time_ns);
  lm_trace_stream_row(trace, row)->apart |= lm_packet_is_apart(packet);
  return true;
}

/* A packet that is not just the next one of its flow's stream. */
static bool
add_and_remember(LmTrace *trace, uint32_t flow_row, const LmPacket *packet,
                 const LmRtpHeader *header)
{
  bool believed = add_irregular(trace, flow_row, packet, header);
  LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  if (believed && !flow->waiting) {
    flow->last_ns = packet->frame->time_ns;
    flow->last_payload_type = header->payload_type;
  }
  return believed;
}

bool
lm_trace_add_rtp(LmTrace *trace, uint32_t flow_row, const LmPacket *packet,
                 const LmReading *reading)
{
  LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  if (!lm_flow_goes_on(flow, reading) && lm_trace_is_rtp_copy(trace, flow_row, packet, reading))
    return true;
  flow->next_sequence = (uint16_t)(reading->rtp.sequence + 1);
  if (!lm_flow_is_regular(flow, reading))
    return add_and_remember(trace, flow_row, packet, &reading->rtp);
  lm_trace_queue_rtp(trace, flow, reading);
  return true;
}

void
lm_trace_adopt_streams(LmTrace *trace, uint32_t endpoint)
{
  /* Early media may come before the answer that announces it. */
  enum { MAX_ADOPTED = 64 };
  uint32_t row = lm_trace_endpoint_row(trace, endpoint)->first_stream;
  const LmAnnouncement *announcement = lm_trace_announcement(trace, endpoint);
  for (int i = 0; i < MAX_ADOPTED && row != LM_NONE; i++) {
    LmStream *stream = lm_trace_stream_row(trace, row);
    if (stream->call == LM_NONE)
      lm_trace_settle_stream(trace, row);
    if (stream->call == LM_NONE &&
        lm_trace_may_be_of_call(trace, announcement->call, stream->stats.last_ns)) {
      link_to_call(trace, row, announcement->call);
      for (uint8_t t = 0; t < stream->stats.n_types; t++)
        lm_trace_learn_type(trace, stream, &stream->stats.types[t]);
      lm_stream_set_main_type(stream);
      lm_trace_mark_stream(trace, row);
    }
    row = stream->next_at_dst;
  }
}

void
lm_trace_secure_streams(LmTrace *trace, uint32_t flow)
{
  /* Media before the handshake's end is rare, and of few sources. */
  enum { MAX_SECURED = 64 };
  const LmFlow *its_flow = lm_vec_at(&trace->flows, flow);
  uint32_t row = lm_trace_endpoint_row(trace, its_flow->dst)->first_stream;
  for (int i = 0; i < MAX_SECURED && row != LM_NONE; i++) {
    LmStream *stream = lm_trace_stream_row(trace, row);
    if (stream->flow == flow && !stream->secure) {
      stream->secure = true;
      lm_trace_mark_stream(trace, row);
    }
    row = stream->next_at_dst;
  }
}
