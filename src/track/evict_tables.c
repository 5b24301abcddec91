/* SPDX-License-Identifier: GPL-3.0-or-later */

/* At the end of an eviction: tables and lists lose the rows that went, and memory goes back. */

#include "track/endpoint.h"
#include "track/evict_parts.h"
#include "track/media_tracker.h"

#include <stdlib.h>

/* In a piece: some tenths of a millisecond. */
#define SLOTS 16384
#define BLOCKS 64

static LmVec *
rows_now(const LmEvicting *evicting)
{
  return (LmVec *)((uint8_t *)evicting->living.trace + evicting->now->rows);
}

static void
mark_there(LmEvicting *evicting, uint32_t row)
{
  lm_mark(&evicting->there, row);
}

static bool
is_there(void *user, uint32_t row)
{
  return lm_is_marked(user, row);
}

/* A table has the rows in no order, so which ones are there is looked up beforehand. */
static bool
keep_in_table(LmEvicting *evicting)
{
  LmTable *table = (LmTable *)((uint8_t *)evicting->living.trace + evicting->now->table);
  const LmVec *rows = rows_now(evicting);
  if (!evicting->there.bits)
    evicting->there = lm_marks_new(rows);
  if (lm_evict_some_rows(evicting, rows, mark_there) ||
      lm_table_keep_some(table, &evicting->kept, SLOTS, is_there, &evicting->there))
    return true;
  lm_marks_clear(&evicting->there);
  evicting->kept = (LmTableKeep){0};
  return false;
}

/* Lists of streams and events that run over several calls are made anew. */
static void
unlink_endpoint(LmEvicting *evicting, uint32_t row)
{
  LmEndpointRow *endpoint = lm_trace_endpoint_row(evicting->living.trace, row);
  endpoint->first_stream = endpoint->first_event = LM_NONE;
}

static void
link_stream(LmEvicting *evicting, uint32_t row)
{
  LmStream *stream = lm_trace_stream_row(evicting->living.trace, row);
  LmEndpointRow *dst = lm_trace_endpoint_row(evicting->living.trace, stream->dst);
  stream->next_at_dst = dst->first_stream;
  dst->first_stream = row;
}

static void
link_event(LmEvicting *evicting, uint32_t row)
{
  if (lm_trace_event(evicting->living.trace, row)->call == LM_NONE)
    lm_trace_wait_for_call(evicting->living.trace, row);
}

static void
link_ssrcs(LmEvicting *evicting)
{
  LmTrace *trace = evicting->living.trace;
  if (trace->n_streams_by_ssrc == 0)
    return;
  lm_table_clear(&trace->streams_by_ssrc);
  trace->n_streams_by_ssrc = 0;
  lm_trace_index_ssrcs(trace);
}

static bool
sweep(LmEvicting *evicting)
{
  return lm_vec_sweep_some(rows_now(evicting), &evicting->at, BLOCKS);
}

/* A queue is for as many streams as a block has. */
static void
free_queues(LmEvicting *evicting)
{
  _Static_assert(LM_RTP_QUEUE_STREAMS == 1 << LM_VEC_BLOCK_SHIFT, "they go together");
  LmTrace *trace = evicting->living.trace;
  for (uint32_t i = 0; i + 1 < trace->rtp_queues.len; i++) {
    LmRtpQueue *queue = lm_vec_at(&trace->rtp_queues, i);
    if (!queue->packets || trace->streams.blocks[i] != trace->streams.dead)
      continue;
    free(queue->packets);
    *queue = (LmRtpQueue){0};
  }
  trace->log_bytes = 0;
  trace->log_bytes_packets = trace->counters.rtp_packets;
}

static void
add_log(LmEvicting *evicting, uint32_t row)
{
  LmTrace *trace = evicting->living.trace;
  trace->log_bytes += lm_packet_log_bytes(&lm_trace_stream(trace, row)->log);
}

#define KEEP(index, of)                                                                     \
  {                                                                                         \
    .rows = offsetof(LmTrace, of), .table = offsetof(LmTrace, index), .some = keep_in_table \
  }
#define SWEEP(of)                                \
  {                                              \
    .rows = offsetof(LmTrace, of), .some = sweep \
  }

static const LmEvictPart parts[] = {
    KEEP(calls_by_id, calls),
    KEEP(transactions_by_key, transactions),
    KEEP(dialogs_by_key, dialogs),
    KEEP(endpoints_by_address, endpoints),
    KEEP(flows_by_address, flows),
    KEEP(streams_by_flow, streams),
    KEEP(events_by_key, events),
    KEEP(reports_by_call_id, events),
    KEEP(event_texts_by_hash, event_texts),
    LM_EVICT_EACH(endpoints, unlink_endpoint),
    LM_EVICT_EACH(streams, link_stream),
    LM_EVICT_EACH(events, link_event),
    {.at_once = link_ssrcs},
    SWEEP(messages),
    SWEEP(transactions),
    SWEEP(dialogs),
    SWEEP(calls),
    SWEEP(streams),
    SWEEP(events),
    SWEEP(endpoints),
    SWEEP(flows),
    SWEEP(announcements),
    SWEEP(rtcp),
    SWEEP(numbers),
    SWEEP(event_texts),
    {.at_once = free_queues},
    LM_EVICT_EACH(streams, add_log),
};

const LmEvictChapter lm_evict_sweeping = {parts, sizeof parts / sizeof parts[0]};
