/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/copies.h"

#include "base/hash.h"
#include "track/endpoint.h"
#include "track/media_tracker.h"

void
lm_trace_count_copied(LmTrace *trace, uint32_t message)
{
  LmMessage *row = lm_trace_message_row(trace, message);
  row->copies += row->copies < UINT8_MAX;
  trace->counters.copies++;
  trace->counters.sip_copies++;
}

static bool
take(LmTrace *trace, uint64_t key, const LmPacket *packet)
{
  LmRecentPacket recent = {
      .key = key,
      .time_ns = packet->frame->time_ns,
      .bytes = packet->payload,
      .ip_id = packet->ip_id,
  };
  bool copy = lm_recent_take(&trace->recent, &recent);
  trace->counters.copies += copy;
  trace->counters.copies_unsure = trace->recent.forgotten;
  return copy;
}

bool
lm_trace_is_copy(LmTrace *trace, const LmPacket *packet)
{
  if (trace->keep_copies || trace->in_stream)
    return false;
  const LmHashKey *hash_key = lm_hash_key();
  /* A segment may say again what another said; where it lies tells it apart without a look at what
   * may be much. */
  uint64_t bytes = packet->kind == LM_PACKET_TCP
                       ? (uint64_t)packet->tcp_seq << 32 | packet->payload.len
                       : lm_hash(hash_key, packet->payload.data, packet->payload.len);
  uint64_t between =
      lm_hash_pair(hash_key, lm_endpoint_hash(&packet->src), lm_endpoint_hash(&packet->dst));
  /* What an ICMP error quotes is not the packet itself. */
  return take(trace, lm_hash_pair(hash_key, between + packet->kind, bytes), packet);
}

static void
count_rtp(LmTrace *trace, uint32_t flow_row, uint32_t ssrc)
{
  const LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  uint32_t row = flow->last_stream;
  if (row == LM_NONE || flow->last_ssrc != ssrc)
    row = lm_trace_find_stream(trace, flow_row, ssrc);
  if (row != LM_NONE)
    lm_trace_stream_row(trace, row)->copies++;
  trace->counters.rtp_copies++;
}

bool
lm_trace_is_rtp_copy(LmTrace *trace, uint32_t flow_row, const LmPacket *packet,
                     const LmReading *reading)
{
  LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  const LmRtpHeader *rtp = &reading->rtp;
  bool is_first = flow->last_stream == LM_NONE && !flow->waiting;
  if (!is_first && (uint16_t)(rtp->sequence - flow->next_sequence) > INT16_MAX)
    flow->watched = LM_WATCHED_PACKETS;
  if (flow->watched == 0 || trace->keep_copies || trace->in_stream)
    return false;
  flow->watched -= rtp->sequence % 4 == 0;
  uint64_t what = (uint64_t)rtp->ssrc << 32 | (rtp->timestamp ^ (uint32_t)rtp->sequence << 16);
  if (!take(trace, lm_hash_pair(lm_hash_key(), reading->flow_hash, what), packet))
    return false;
  flow->watched = LM_WATCHED_PACKETS;
  count_rtp(trace, flow_row, rtp->ssrc);
  return true;
}
