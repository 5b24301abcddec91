/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Takes SIP messages into the trace: message row, call, transaction, dialog, announcements. */

#include "net/packet.h"
#include "track/sip_reading.h"
#include "track/tables.h"

typedef struct {
  LmArena scratch;      /* emptied after each message */
  LmSipMessage message; /* used again for each */
} LmSipTracker;

/* Where a message came from. */
typedef struct {
  int64_t time_ns;
  uint32_t frame;
  uint32_t src, dst;  /* endpoint rows */
  const LmPath *path; /* NULL: not known */
  LmTransport transport;
  uint16_t ip_id; /* see LmPacket */
  bool datagram;  /* it came in a datagram of its own, which may have been captured twice */
} LmSipOrigin;

/* An event of what @bytes at @origin are, without call and words. */
static inline LmEvent
lm_sip_origin_event(const LmSipOrigin *origin, LmSlice bytes)
{
  return (LmEvent){
      .data = bytes.data,
      .len = (uint32_t)bytes.len,
      .time_ns = origin->time_ns,
      .frame = origin->frame,
      .src = origin->src,
      .dst = origin->dst,
      .call = LM_NONE,
  };
}

/* Takes the message at the start of @bytes in; false if there is none. @truncated: the capture cut
 * it off. */
bool lm_sip_tracker_add(LmSipTracker *sip, LmTrace *trace, LmSlice bytes, bool truncated,
                        const LmSipOrigin *origin);
/* The same for a message that was read already. */
void
lm_sip_tracker_add_reading(LmTrace *trace, const LmSipReading *reading, const LmSipOrigin *origin);
void lm_sip_tracker_clear(LmSipTracker *sip);

/* Fetches into the cache what adding the @n messages will touch. Changes nothing. */
void lm_sip_prefetch(const LmTrace *trace, const LmSipReading *const *readings, size_t n);

/* transaction.c: puts the message of row @row into its transaction and finds what it repeats. */
void lm_trace_assign_transaction(LmTrace *trace, const LmSipReading *reading, uint32_t row);
/* dialog.c */
void lm_trace_assign_dialog(LmTrace *trace, const LmSipReading *reading, uint32_t row);
/* call_state.c: what the message, which is in its transaction and dialog, does to its call. */
void lm_trace_advance_call(LmTrace *trace, const LmSipReading *reading, uint32_t row);
/* call_state.c: at the end of the capture: the outcome of calls that were never answered at all. */
void lm_trace_settle_calls(LmTrace *trace);
/* The same while it goes on: of calls that began so long ago, each once. One that is answered all
 * the same goes on. */
void lm_trace_settle_old_calls(LmTrace *trace);
