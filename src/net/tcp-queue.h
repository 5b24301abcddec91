/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The segments of a TCP direction that wait for bytes before them, the lowest at hand: a binary
 * heap, so that a flood in any order costs O(log n) a segment. Bytes are not copied. */

#include "base/slice.h"

typedef struct {
  uint64_t offset;  /* of the first byte in the stream */
  uint64_t arrival; /* counts segments up: where two overlap, the lower one's bytes win */
  LmSlice bytes;    /* data is NULL where the capture lacks them: a void */
} LmTcpSegment;

typedef struct {
  LmTcpSegment *items;
  uint32_t len, capacity;
  size_t held_bytes; /* of payload, and LM_TCP_SEGMENT_BYTES for each segment */
} LmTcpQueue;

/* What a waiting segment is taken to cost besides its payload. */
#define LM_TCP_SEGMENT_BYTES 64u
#define LM_TCP_VOID UINT64_MAX /* the arrival of a void: any real bytes win over it */

static inline uint64_t
lm_tcp_segment_end(const LmTcpSegment *segment)
{
  return segment->offset + segment->bytes.len;
}

void lm_tcp_queue_push(LmTcpQueue *queue, LmTcpSegment segment);
/* The lowest segment, of two at the same offset the one that came first. NULL when there is none.
 * Good until the next push or pop. */
const LmTcpSegment *lm_tcp_queue_first(const LmTcpQueue *queue);
LmTcpSegment lm_tcp_queue_pop(LmTcpQueue *queue);
void lm_tcp_queue_clear(LmTcpQueue *queue);
/* Makes @segment begin at @offset, which lies in it or behind it. */
void lm_tcp_segment_cut_front(LmTcpSegment *segment, uint64_t offset);
