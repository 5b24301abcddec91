/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/evict_parts.h"

#include "track/dtls_pairs.h"
#include "track/others.h"

#include <string.h>

/* Of a packet in its stream's log (media/packet_log.h). */
#define LOG_BYTES_PER_PACKET 6

#define MAX_VECS 24

static size_t
list_vecs(const LmTrace *trace, const LmVec *list[MAX_VECS])
{
  const LmVec *vecs[] = {&trace->messages, &trace->transactions,  &trace->dialogs,
                         &trace->calls,    &trace->streams,       &trace->endpoints,
                         &trace->flows,    &trace->announcements, &trace->other_methods,
                         &trace->numbers,  &trace->changed_calls, &trace->changed_streams,
                         &trace->events,   &trace->event_texts,   &trace->rtp_queues,
                         &trace->rtcp,     &trace->gone_calls,    &trace->gone_streams};
  _Static_assert(sizeof vecs / sizeof vecs[0] <= MAX_VECS, "they all fit");
  memcpy(list, vecs, sizeof vecs);
  return sizeof vecs / sizeof vecs[0];
}

static uint64_t
vecs_bytes(const LmTrace *trace)
{
  const LmVec *vecs[MAX_VECS];
  uint64_t bytes = 0;
  for (size_t i = list_vecs(trace, vecs); i-- > 0;)
    bytes += lm_vec_bytes(vecs[i]);
  return bytes;
}

uint32_t
lm_trace_most_rows(const LmTrace *trace)
{
  const LmVec *vecs[MAX_VECS];
  uint32_t most = 0;
  for (size_t i = list_vecs(trace, vecs); i-- > 0;)
    most = vecs[i]->len > most ? vecs[i]->len : most;
  return most;
}

static uint64_t
tables_bytes(const LmTrace *trace)
{
  return lm_table_bytes(&trace->calls_by_id) + lm_table_bytes(&trace->transactions_by_key) +
         lm_table_bytes(&trace->dialogs_by_key) + lm_table_bytes(&trace->endpoints_by_address) +
         lm_table_bytes(&trace->flows_by_address) + lm_table_bytes(&trace->streams_by_flow) +
         lm_table_bytes(&trace->streams_by_ssrc) + lm_table_bytes(&trace->events_by_key) +
         lm_table_bytes(&trace->event_texts_by_hash) + lm_table_bytes(&trace->reports_by_call_id);
}

static uint64_t
others_bytes(const LmTrace *trace)
{
  const LmOthers *others = trace->others;
  uint64_t bytes = 0;
  if (others)
    bytes += lm_vec_bytes(&others->media) + lm_vec_bytes(&others->msrp.rows) +
             lm_vec_bytes(&others->msrp_messages) + lm_vec_bytes(&others->t38.rows) +
             lm_vec_bytes(&others->t38_logs) + lm_vec_bytes(&others->named.rows) +
             lm_vec_bytes(&others->diameter) + lm_vec_bytes(&others->users.rows);
  if (trace->dtls)
    bytes += lm_vec_bytes(&trace->dtls->pairs) + trace->dtls->assembled_bytes;
  return bytes;
}

uint64_t
lm_trace_bytes(const LmTrace *trace)
{
  uint64_t packets = trace->counters.rtp_packets - trace->log_bytes_packets;
  uint64_t queues = trace->rtp_queues.len - trace->streams.n_gone;
  return vecs_bytes(trace) + tables_bytes(trace) + others_bytes(trace) + trace->log_bytes +
         packets * LOG_BYTES_PER_PACKET + queues * LM_RTP_QUEUE_PACKETS * sizeof(LmRtpQueued) +
         trace->event_arena.total_bytes +
         trace->recent.size * (sizeof *trace->recent.ring + sizeof *trace->recent.buckets);
}
