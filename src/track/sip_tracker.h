/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Takes SIP messages into the trace: message row, call, transaction, dialog, announcements. */

#include "net/packet.h"
#include "proto/sip/message.h"
#include "track/tables.h"

typedef struct {
  LmArena scratch;      /* emptied after each message */
  LmSipMessage message; /* used again for each */
} LmSipTracker;

/* Where a message came from. */
typedef struct {
  int64_t time_ns;
  uint32_t frame;
  uint32_t src, dst; /* endpoint rows */
  LmTransport transport;
  bool truncated; /* the capture cut it off */
} LmSipOrigin;

/* Takes the message at the start of @bytes in; false if there is none. */
bool
lm_sip_tracker_add(LmSipTracker *sip, LmTrace *trace, LmSlice bytes, const LmSipOrigin *origin);
/* The same for a message that is taken apart already. */
void lm_sip_tracker_add_message(LmSipTracker *sip, LmTrace *trace, const LmSipMessage *message,
                                const LmSipOrigin *origin);
void lm_sip_tracker_clear(LmSipTracker *sip);

/* transaction.c: RFC 3261, 17.2.3: branch, sent-by and method make a transaction, ACK to a non-2xx
 * having those of its INVITE. Sent-by is left out: the branch is unique by 8.1.1.7. Call-ID and
 * CSeq keep elements from before RFC 3261, whose branches are not unique, apart. */
uint64_t lm_sip_transaction_key(const LmSipMessage *message, uint64_t call_hash);
/* dialog.c: RFC 3261, 12: Call-ID and both tags, in either order. 0 for a message that is in no
 * dialog. */
uint64_t lm_sip_dialog_key(const LmSipMessage *message, uint64_t call_hash);

/* transaction.c: puts the message of row @row into its transaction and finds what it repeats. */
void lm_trace_assign_transaction(LmTrace *trace, const LmSipMessage *message, uint32_t row,
                                 uint64_t key);
/* dialog.c */
void
lm_trace_assign_dialog(LmTrace *trace, const LmSipMessage *message, uint32_t row, uint64_t key);
/* call_state.c: what the message, which is in its transaction and dialog, does to its call. */
void lm_trace_advance_call(LmTrace *trace, const LmSipMessage *message, uint32_t row);
/* call_state.c: at the end of the capture: the outcome of calls that were never answered at all. */
void lm_trace_settle_calls(LmTrace *trace);
