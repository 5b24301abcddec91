/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/evict_parts.h"

#include <stdlib.h>

/* In a piece: some tenths of a millisecond. */
#define ROWS 4096

LmEvicting *
lm_evicting_new(LmTrace *trace, struct LmConnections *connections, const LmEviction *eviction,
                LmKeep *keep)
{
  LmEvicting *evicting = lm_alloc(sizeof *evicting);
  evicting->eviction = *eviction;
  evicting->connections = connections;
  evicting->living = (LmLiving){.trace = trace, .keep = keep};
  lm_trace_settle_streams(trace);
  lm_evict_set_nothing(trace);
  evicting->chapter = eviction->share > 0 || eviction->lost.len ? 0 : 1;
  return evicting;
}

void
lm_evicting_free(LmEvicting *evicting)
{
  if (!evicting)
    return;
  lm_marks_clear(&evicting->living.endpoints);
  lm_marks_clear(&evicting->living.flows);
  lm_marks_clear(&evicting->there);
  free(evicting);
}

bool
lm_evict_some_rows(LmEvicting *evicting, const LmVec *rows,
                   void (*visit)(LmEvicting *evicting, uint32_t row))
{
  uint32_t row = lm_vec_next(rows, evicting->at);
  uint32_t end = rows->len - row > ROWS ? row + ROWS : rows->len;
  for (; row < end; row = lm_vec_next(rows, row + 1))
    visit(evicting, row);
  evicting->at = row;
  return row < rows->len;
}

/* A piece of the part that is under way; true while there are more. */
static bool
do_some(LmEvicting *evicting)
{
  const LmEvictPart *part = evicting->now;
  if (part->some)
    return part->some(evicting);
  if (part->at_once) {
    part->at_once(evicting);
    return false;
  }
  const LmVec *rows = (const LmVec *)((const uint8_t *)evicting->living.trace + part->rows);
  return lm_evict_some_rows(evicting, rows, part->visit);
}

bool
lm_evicting_go_on(LmEvicting *evicting)
{
  const LmEvictChapter *const chapters[] = {&lm_evict_choosing, &lm_evict_marking,
                                            &lm_evict_sweeping};
  const unsigned n = sizeof chapters / sizeof chapters[0];
  if (evicting->chapter == n)
    return false;
  const LmEvictChapter *chapter = chapters[evicting->chapter];
  evicting->now = &chapter->parts[evicting->part];
  if (do_some(evicting))
    return true;
  evicting->at = 0;
  if (++evicting->part == chapter->n) {
    evicting->part = 0;
    evicting->chapter++;
  }
  return evicting->chapter < n;
}

static bool
is_in(LmSlice bytes, const uint8_t *data)
{
  return data >= bytes.data && data < bytes.data + bytes.len;
}

/* From its first packet to its last the packets of a stream lie in the order of the capture. */
static bool
stream_needs(const LmStream *stream, LmSlice bytes)
{
  LmPacketLogWalk walk;
  LmPacketLogEntry first;
  lm_packet_log_walk(&stream->log, &walk);
  return lm_packet_log_next(&walk, &first) && first.packet.data < bytes.data + bytes.len &&
         stream->log.last_packet.data >= bytes.data;
}

bool
lm_trace_needs(const LmTrace *trace, LmSlice bytes)
{
  for (uint32_t i = lm_vec_next(&trace->messages, 0); i < trace->messages.len;
       i = lm_vec_next(&trace->messages, i + 1))
    if (is_in(bytes, lm_trace_message(trace, i)->data))
      return true;
  for (uint32_t i = lm_vec_next(&trace->events, 0); i < trace->events.len;
       i = lm_vec_next(&trace->events, i + 1))
    if (is_in(bytes, lm_trace_event(trace, i)->data))
      return true;
  for (uint32_t i = lm_vec_next(&trace->streams, 0); i < trace->streams.len;
       i = lm_vec_next(&trace->streams, i + 1))
    if (stream_needs(lm_trace_stream(trace, i), bytes))
      return true;
  return false;
}
