/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a capture was found to hold: append-only tables whose rows refer to each other by number,
 * never by pointer. Rows do not move. The tracker alone changes them; whoever reads does so on the
 * tracker's thread, or gets a copy from the engine. */

#include "base/addr.h"
#include "base/text.h"
#include "base/vec.h"
#include "net/path.h"
#include "track/call.h"
#include "track/dialog.h"
#include "track/event.h"
#include "track/message.h"
#include "track/rtcp.h"
#include "track/stream.h"
#include "track/transaction.h"

typedef struct {
  uint64_t packets; /* frames */
  uint64_t sip_messages, sip_requests, sip_responses;
  uint64_t sip_malformed, sip_retransmissions;
  uint64_t sip_in_icmp; /* quoted in ICMP errors, not counted as messages */
  uint64_t methods[LM_N_SIP_METHODS];
  uint64_t statuses[1000];
  uint64_t calls; /* with an INVITE or what belongs to one */
  uint64_t rtp_packets, rtcp_packets, stun_packets, dtls_packets, msrp_messages;
  uint64_t turn_packets; /* of those of STUN: what carries something for others */
  uint64_t zrtp_packets;
  uint64_t keepalives;
  uint64_t copies, sip_copies, rtp_copies;  /* captured again: all, and those of SIP and RTP; among
                                               the packets, and counted nowhere else */
  uint64_t protocols[LM_N_EVENT_PROTOCOLS]; /* messages of those that are only counted */
  uint64_t copies_unsure; /* packets forgotten too early, by LM_LIMIT_RECENT_PACKETS */
  uint64_t events[LM_N_EVENT_PROTOCOLS]; /* rows */
  uint64_t events_refused;               /* by LM_LIMIT_EVENTS */
  uint64_t streams_refused;              /* by LM_LIMIT_RTP_STREAMS */
  uint64_t rtcp_refused;                 /* by LM_LIMIT_RTCP_PACKETS: counted, and not kept */
  uint64_t websocket_not_read;           /* messages: too large, or not to be decompressed */
  uint64_t connections_refused;          /* by LM_LIMIT_CONNECTIONS */
  uint64_t pairs_refused;     /* packets of ICE, TURN and DTLS between ends beyond their limits */
  uint64_t others_refused;    /* packets and announcements of fax, MSRP, Diameter and so on that
                                 belong to more sessions than are remembered */
  uint64_t dtls_cut_by_limit; /* handshake messages not put together */
  uint64_t paths_cut; /* messages and streams whose way came when there were too many others */
  uint64_t sip_cut_by_limit; /* messages and session descriptions too large to look at all of */
  /* What went to make room (track/evict.h): rows of Call-IDs, those of them that were calls, those
   * that were not at their end; media streams; messages. All other counters count it too. */
  uint64_t evicted_call_ids, evicted_calls, evicted_unfinished, evicted_streams, evicted_messages;
  int64_t first_ns, last_ns;
} LmTraceCounters;

/* Names of methods that have no number, with their counts. */
typedef struct {
  LmSlice name;
  uint64_t messages;
} LmOtherMethod;

typedef struct LmTrace LmTrace;

const LmTraceCounters *lm_trace_counters(const LmTrace *trace);
/* Memory, of a program that is to stay within a budget of it. */
typedef struct {
  uint64_t budget_bytes; /* UINT64_MAX: there is none, and in_use_bytes is 0 */
  uint64_t in_use_bytes;
} LmTraceMemory;

/* What is called in the thread of who looks at the trace; see lm_tracker_watch(). */
typedef struct {
  /* At each message whose bytes of the capture were read, which need not stay in memory. */
  void (*on_read)(void *user);
  /* By whoever works something out of the trace. Quick. */
  LmTraceMemory (*memory)(void *user);
  void *user;
} LmTraceWatch;

LmTraceMemory lm_trace_memory(const LmTrace *trace);
/* How much of it may be taken for what is worked out of the trace and kept for a while: what is
 * left, and a sixteenth where little is, as evicting makes room for that. */
uint64_t lm_trace_room(const LmTrace *trace);
/* Whoever reads the bytes of many messages says so at each; see LmTraceWatch. */
void lm_trace_tell_read(const LmTrace *trace);
uint32_t lm_trace_n_messages(const LmTrace *trace);
uint32_t lm_trace_n_transactions(const LmTrace *trace);
uint32_t lm_trace_n_dialogs(const LmTrace *trace);
/* One row a Call-ID, calls or not: see LmCall.number. */
uint32_t lm_trace_n_calls(const LmTrace *trace);
uint32_t lm_trace_n_streams(const LmTrace *trace);
/* In the order in which they were seen. */
uint32_t lm_trace_n_events(const LmTrace *trace);
uint32_t lm_trace_n_other_methods(const LmTrace *trace);

/* The first row from @index on that was not evicted (track/evict.h); the table's length where there
 * is none. What was evicted keeps its number, and reads as nothing: no bytes, no call, no rows that
 * go with it. */
uint32_t lm_trace_next_message(const LmTrace *trace, uint32_t index);
uint32_t lm_trace_next_transaction(const LmTrace *trace, uint32_t index);
uint32_t lm_trace_next_dialog(const LmTrace *trace, uint32_t index);
uint32_t lm_trace_next_call(const LmTrace *trace, uint32_t index);
uint32_t lm_trace_next_stream(const LmTrace *trace, uint32_t index);
uint32_t lm_trace_next_event(const LmTrace *trace, uint32_t index);
/* Whether there is such a row, and it was not evicted. */
bool lm_trace_has_message(const LmTrace *trace, uint32_t index);
bool lm_trace_has_call(const LmTrace *trace, uint32_t index);
bool lm_trace_has_stream(const LmTrace *trace, uint32_t index);
bool lm_trace_has_event(const LmTrace *trace, uint32_t index);
/* Rows, borrowed; the number must be below the table's length. */
const LmMessage *lm_trace_message(const LmTrace *trace, uint32_t index);
const LmTransaction *lm_trace_transaction(const LmTrace *trace, uint32_t index);
const LmDialog *lm_trace_dialog(const LmTrace *trace, uint32_t index);
const LmCall *lm_trace_call(const LmTrace *trace, uint32_t index);
const LmStream *lm_trace_stream(const LmTrace *trace, uint32_t index);
const LmEndpoint *lm_trace_endpoint(const LmTrace *trace, uint32_t index);
const LmEvent *lm_trace_event(const LmTrace *trace, uint32_t index);
const LmOtherMethod *lm_trace_other_method(const LmTrace *trace, uint32_t index);

static inline LmSlice
lm_message_bytes(const LmMessage *message)
{
  return lm_slice(message->data, message->len);
}

/* The way of a message up to its transport, as a record that lives as long as the trace. Borrowed.
 */
const LmPath *lm_trace_message_path(const LmTrace *trace, const LmMessage *message);
/* The way of a message and of the first packet of a stream: "eth / vlan 20 / ip / tcp / tls". */
void lm_message_path_text(const LmTrace *trace, const LmMessage *message, LmText *out);
void lm_stream_path_text(const LmTrace *trace, const LmStream *stream, LmText *out);
/* Whether it came through @steps, which are whole words of that text ("gtp", "vlan 20 / ip"); a
 * call, whether any of its messages or streams did. */
bool lm_message_came_through(const LmTrace *trace, const LmMessage *message, LmSlice steps);
bool lm_stream_came_through(const LmTrace *trace, const LmStream *stream, LmSlice steps);
bool lm_call_came_through(const LmTrace *trace, const LmCall *call, LmSlice steps);
/* The row of @call_id, or LM_NONE. */
uint32_t lm_trace_find_call(const LmTrace *trace, LmSlice call_id);
/* The row of call number @number (from 1), or LM_NONE. */
uint32_t lm_trace_call_by_number(const LmTrace *trace, uint32_t number);
/* The first message that ended in @frame, or LM_NONE. Where the numbers of frames began again, of
 * those of the same number the newest. */
uint32_t lm_trace_message_by_frame(const LmTrace *trace, uint32_t frame);
/* The lowest MOS of the streams of @call; 0 where none has one. */
double lm_trace_call_mos(const LmTrace *trace, const LmCall *call);
/* The band of the worst stream of @call; LM_QUALITY_NONE where it has none. */
LmQuality lm_trace_call_quality(const LmTrace *trace, const LmCall *call);
