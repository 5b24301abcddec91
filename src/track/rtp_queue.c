/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/rtp_queue.h"

#include "track/media_tracker.h"

/* How far ahead of the counting the rows and the ends of their logs are asked for. */
#define ROWS_AHEAD 12
#define LOGS_AHEAD 6

/* Made twice: one by one it is rare. */
static inline __attribute__((always_inline)) void
count(LmTrace *trace, const LmRtpQueued *packet, uint32_t missing_bytes)
{
  LmStream *stream = lm_trace_stream_row(trace, packet->stream);
  LmRtpHeader header = {.timestamp = packet->timestamp,
                        .sequence = packet->sequence,
                        .payload_type = packet->payload_type,
                        .marker = packet->marker};
  bool is_new;
  LmRtpTypeUse *use = lm_rtp_stats_type(&stream->stats, header.payload_type, &is_new);
  if (__builtin_expect(is_new, 0))
    lm_trace_learn_type(trace, stream, use);
  lm_rtp_stats_add(&stream->stats, &header, packet->time_ns, packet->len + missing_bytes, use,
                   NULL);
  lm_packet_log_add(&stream->log, trace->log_arena, packet->time_ns,
                    lm_slice(packet->data, packet->len));
  if (is_new || stream->payload_type != use->payload_type)
    lm_stream_set_main_type(stream);
  if (!stream->dirty)
    lm_trace_mark_stream(trace, packet->stream);
}

static inline void
fetch_row(const LmTrace *trace, uint32_t row)
{
  const uint8_t *stream = lm_vec_at(&trace->streams, row);
  for (size_t line = 0; line < LM_STREAM_HOT_BYTES; line += 64)
    __builtin_prefetch(stream + line, 1);
}

static inline void
fetch_log(const LmTrace *trace, uint32_t row)
{
  const LmStream *stream = lm_vec_at(&trace->streams, row);
  __builtin_prefetch(stream->log.at, 1);
}

/* Counts what waits in @queue and leaves it empty. */
static void
settle(LmTrace *trace, LmRtpQueue *queue)
{
  const LmRtpQueued *packets = queue->packets;
  uint32_t n = queue->n;
  for (uint32_t i = 0; i < n; i++) {
    if (i + ROWS_AHEAD < n)
      fetch_row(trace, packets[i + ROWS_AHEAD].stream);
    if (i + LOGS_AHEAD < n)
      fetch_log(trace, packets[i + LOGS_AHEAD].stream);
    count(trace, &packets[i], 0);
  }
  queue->n = 0;
}

void
lm_rtp_queue_make_room(LmTrace *trace, LmRtpQueue *queue)
{
  settle(trace, queue);
  if (queue->packets)
    return;
  queue->room = LM_RTP_QUEUE_PACKETS;
  queue->packets = lm_alloc_lines(queue->room * sizeof *queue->packets);
}

void
lm_trace_settle_stream(LmTrace *trace, uint32_t row)
{
  settle(trace, lm_vec_at(&trace->rtp_queues, row / LM_RTP_QUEUE_STREAMS));
}

void
lm_trace_settle_streams(LmTrace *trace)
{
  for (uint32_t i = trace->streams.first / LM_RTP_QUEUE_STREAMS; i < trace->rtp_queues.len; i++)
    settle(trace, lm_vec_at(&trace->rtp_queues, i));
}

void
lm_trace_count_rtp(LmTrace *trace, const LmRtpQueued *packet, uint32_t missing_bytes)
{
  count(trace, packet, missing_bytes);
}
