/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One direction of a TCP connection: the bytes in order that wait for the user, and the segments
 * that wait for bytes before them.
 *
 *     push ─ in order ──────────────> ready ── consume
 *      └──── ahead ──> queue ── the hole fills ──^
 *                        └───── the hole is given up on: barrier, then as after it
 *
 * Offsets are sequence numbers carried on to 64 bits, so they do not wrap. Ready bytes and what
 * comes behind a gap are never joined: while ready bytes are left in front of a gap there is a
 * barrier, which falls when they are consumed, or when the next segment comes or the stream is
 * flushed (then they are dropped: the user has seen them and could not use them). */

#include "base/arena.h"
#include "net/tcp-queue.h"
#include "net/tcp.h"

typedef enum {
  LM_TCP_NO_BARRIER,
  LM_TCP_BARRIER_VOID, /* behind it come bytes at @next */
  LM_TCP_BARRIER_HOLE, /* behind it comes the lowest waiting segment */
} LmTcpBarrier;

typedef struct {
  uint64_t next; /* offset of the byte behind the ready ones */
  LmSlice ready;
  uint8_t *chunk; /* where bytes of several frames are put together; in the arena */
  size_t chunk_used, chunk_bytes;
  LmTcpQueue queue;
  int64_t hole_ns;      /* capture time at which the hole at @next was seen */
  uint32_t hole_pushes; /* segments since then */
  uint32_t isn;         /* initial sequence number, if @syn_seen */
  uint32_t acked;       /* what the other side has acknowledged, if @ack_seen */
  uint32_t stream;      /* the user's number, or LM_NONE */
  uint8_t barrier;      /* LmTcpBarrier */
  bool ready_in_chunk;  /* then it ends at @chunk_used */
  bool started;         /* @next is known */
  bool syn_seen, ack_seen, fin_seen;
  bool consumed; /* some bytes were consumed or dropped: nothing can be put in front any more */
  bool gap;      /* not told to the user yet */
} LmTcpDirection;

/* What all directions share. */
typedef struct {
  LmArena arena; /* of the chunks */
  LmTcpCounters counters;
  uint64_t arrivals;
  size_t held_bytes; /* of all queues, and ready in chunks */
} LmTcpShared;

/* The direction's first byte has sequence number @seq. */
void lm_tcp_direction_start(LmTcpDirection *direction, uint32_t seq);
/* Takes in @bytes at sequence number @seq, behind which @missing are not in the capture. */
void lm_tcp_direction_push(LmTcpDirection *direction, LmTcpShared *shared, uint32_t seq,
                           LmSlice bytes, uint32_t missing, int64_t time_ns);
void lm_tcp_direction_acknowledge(LmTcpDirection *direction, uint32_t ack);
void lm_tcp_direction_consume(LmTcpDirection *direction, LmTcpShared *shared, size_t n);
/* Gives up on holes until there are bytes ready behind one; true if there are. */
bool lm_tcp_direction_flush(LmTcpDirection *direction, LmTcpShared *shared);
/* Drops all that waits; the stream goes on behind a gap. */
void lm_tcp_direction_drop(LmTcpDirection *direction, LmTcpShared *shared);
/* How far @seq is ahead of what comes next. */
int32_t lm_tcp_direction_distance(const LmTcpDirection *direction, uint32_t seq);
/* Bytes of memory and of waiting payload that count against the limit. */
size_t lm_tcp_direction_held(const LmTcpDirection *direction);
