/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* TCP streams put together: segments in any order, retransmitted, overlapping (the first bytes
 * win), with gaps where the capture missed some. A direction of a connection is an LmTcpStream of
 * its own.
 *
 * The user pushes each TCP packet and then looks at the bytes that are contiguous and not yet
 * consumed. While every segment arrives in order and is consumed whole, nothing is copied: the
 * slice points into the frame. Slices handed out stay good for the life of the LmTcp. One thread at
 * a time. */

#include "base/keep.h"
#include "base/vec.h"
#include "net/packet.h"

typedef struct LmTcp LmTcp;

typedef struct {
  uint64_t segments;
  uint64_t retransmitted;
  uint64_t out_of_order;
  uint64_t gaps;          /* holes that were given up on */
  uint64_t dropped_bytes; /* by a limit */
} LmTcpCounters;

LmTcp *lm_tcp_new(void);
void lm_tcp_free(LmTcp *tcp);

/* Takes the segment @packet in and returns the number of its stream (from 0, new ones counting up).
 * A direction becomes a stream with its first data: LM_NONE is returned for segments before that
 * (SYN, a bare ACK or RST), and for what was not kept because of a limit. */
uint32_t lm_tcp_push(LmTcp *tcp, const LmPacket *packet);

/* The bytes of stream @index that are in order and not consumed. Empty when there are none. */
LmSlice lm_tcp_peek(LmTcp *tcp, uint32_t index);
/* Consumes @n of them. */
void lm_tcp_consume(LmTcp *tcp, uint32_t index, size_t n);
/* True once after bytes were skipped because a segment never came: what comes next does not follow
 * on what was consumed. Ask after each push, and again after each consume. */
bool lm_tcp_take_gap(LmTcp *tcp, uint32_t index);
/* True when behind the bytes that can be peeked there is a gap: nothing will come to complete them.
 * What is left of them is dropped at the next push or flush. */
bool lm_tcp_at_gap(const LmTcp *tcp, uint32_t index);
/* At the end of the capture: gives up on holes of stream @index until bytes behind one can be
 * peeked, and returns true then; what was left in front of it is dropped. Call it until it returns
 * false. */
bool lm_tcp_flush(LmTcp *tcp, uint32_t index);
uint32_t lm_tcp_n_streams(const LmTcp *tcp);
/* The stream of the other direction of the same connection; LM_NONE while that had no data, and
 * once the connection was dropped. */
uint32_t lm_tcp_peer(const LmTcp *tcp, uint32_t index);
/* Between whom stream @index runs. */
void lm_tcp_endpoints(const LmTcp *tcp, uint32_t index, LmEndpoint *src, LmEndpoint *dst);
const LmTcpCounters *lm_tcp_counters(const LmTcp *tcp);

/* Forgets connections that were closed a while before @now_ns. */
void lm_tcp_forget_closed(LmTcp *tcp, int64_t now_ns);
/* Whether the connection of stream @index is forgotten, so that nothing comes in it any more. What
 * is kept of such streams goes; their numbers stay. */
bool lm_tcp_is_forgotten(const LmTcp *tcp, uint32_t index);
void lm_tcp_sweep(LmTcp *tcp);
/* Adds the memory of bytes that were put together, and marks what is needed of it. */
void lm_tcp_keep(LmTcp *tcp, LmKeep *keep);
void lm_tcp_mark(const LmTcp *tcp, LmKeep *keep);
size_t lm_tcp_bytes(const LmTcp *tcp);
