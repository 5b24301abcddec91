/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where a stage of a connection takes its bytes from: the stream of TCP itself, or what a stage
 * below it (TLS) has made of that. Slices stay good for the life of the LmTcp or the arena. */

#include "base/arena.h"
#include "net/tcp.h"

/* Bytes that follow on one another. As long as each piece is consumed before the next one comes,
 * nothing is copied. */
typedef struct {
  LmSlice ready;
  uint8_t *chunk; /* in an arena */
  size_t chunk_used, chunk_bytes;
  bool in_chunk; /* the ready bytes are the end of what the chunk holds */
} LmByteQueue;

/* Puts @bytes, which live as long as @arena, behind those that are there. */
void lm_byte_queue_add(LmByteQueue *queue, LmArena *arena, LmSlice bytes);

typedef struct {
  LmTcp *tcp;
  uint32_t index;     /* of the stream in @tcp */
  LmByteQueue *queue; /* NULL: the bytes are those of TCP */
  bool ended;         /* nothing more will come */
} LmByteSource;

static inline LmSlice
lm_byte_source_peek(const LmByteSource *source)
{
  return source->queue ? source->queue->ready : lm_tcp_peek(source->tcp, source->index);
}

static inline void
lm_byte_source_consume(const LmByteSource *source, size_t n)
{
  if (source->queue)
    source->queue->ready = lm_slice_from(source->queue->ready, n);
  else
    lm_tcp_consume(source->tcp, source->index, n);
}

/* Whether nothing will come to complete the bytes that are there. */
static inline bool
lm_byte_source_is_cut(const LmByteSource *source)
{
  return source->ended || (!source->queue && lm_tcp_at_gap(source->tcp, source->index));
}
