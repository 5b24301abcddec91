/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tables behind an LmTrace, for the files of this folder alone. */

#include "base/hash.h"
#include "net/keys.h"
#include "net/path.h"
#include "proto/sdp/sdp.h"
#include "track/recent.h"
#include "track/rtp_queue.h"
#include "track/trace.h"

#define LM_RECENT_SDPS 16

/* The session description of a message, parsed once for the many streams that ask for it. */
typedef struct {
  uint32_t message; /* row, or LM_NONE */
  LmSdp sdp;        /* its bytes in the message, its tables in @arena */
  LmArena arena;
} LmRecentSdp;

/* See track/part.h. */
typedef struct {
  uint64_t most_bytes; /* in use, before it is cut; */
  double share;        /* then, of the rows of a table, those that were gone through */
  uint32_t first_call; /* the rows of those before it are passed over */
  uint32_t first_row;  /* of the table that is gone through */
  uint32_t n_rows;     /* of any */
  bool is_under_way, is_cut;
} LmTracePart;

struct LmTrace {
  LmTraceCounters counters;
  LmTraceWatch watch; /* zeroed: nobody is told */
  LmTracePart *part;  /* owned; NULL: there is no budget */

  LmVec messages;      /* LmMessage */
  LmVec transactions;  /* LmTransaction */
  LmVec dialogs;       /* LmDialog */
  LmVec calls;         /* LmCall */
  LmVec streams;       /* LmStream */
  LmVec endpoints;     /* LmEndpointRow */
  LmVec flows;         /* LmFlow */
  LmVec announcements; /* LmAnnouncement */
  LmVec other_methods; /* LmOtherMethod */
  LmVec events;        /* LmEvent */
  LmVec event_texts;   /* const char * */
  LmVec rtcp;          /* LmRtcpDatagram */
  LmArena event_arena; /* of these texts */
  LmPathTable paths;
  LmRecent recent;
  bool keep_copies;       /* every one counts */
  bool in_stream;         /* what is added was found in a stream, and so came once */
  const LmKeys *keys;     /* borrowed; may be NULL */
  LmVec numbers;          /* uint32_t: the row of the call with number n + 1 */
  LmArena logs;           /* of the packets of all streams */
  LmVec encodings;        /* LmSlice: names from SDP that was decoded, each once */
  LmArena encoding_names; /* where they lie */
  LmArena *log_arena;     /* that one; NULL: logs come and go (lm_trace_begin_evicting()) */
  LmVec rtp_queues;       /* LmRtpQueue: one for every LM_RTP_QUEUE_STREAMS rows of streams */

  struct LmOthers *others; /* track/others.h; NULL while nothing is remembered there */

  LmRecentSdp recent_sdps[LM_RECENT_SDPS]; /* by row; see announcement.c */

  LmTable calls_by_id;
  LmTable transactions_by_key;
  LmTable dialogs_by_key;
  LmTable endpoints_by_address;
  LmTable flows_by_address;
  LmTable streams_by_flow;    /* the newest of a flow and SSRC */
  LmTable streams_by_ssrc;    /* the newest of an SSRC; see LmStream.next_of_ssrc */
  uint32_t n_streams_by_ssrc; /* the rows from this one on are not in it yet */
  LmTable events_by_key;
  LmTable event_texts_by_hash;
  LmTable reports_by_call_id; /* rows of events that came before their calls; see hep_report.c */

  /* What goes beside media; owned, NULL while there was none of it. */
  struct LmTurnTracker *turn;
  struct LmIceTracker *ice;
  struct LmDtlsTracker *dtls;

  /* Messages before this row are in the order of their frames, from run to run. Behind it are those
   * that waited for bytes when the capture ended; LM_NONE until then. */
  uint32_t end_of_order;
  LmVec runs;          /* uint32_t: rows of messages whose frame is before that of the one before:
                          the numbers of frames began again, or keys came late */
  uint32_t last_frame; /* of a message */

  LmVec changed_calls;   /* uint32_t; rows whose dirty flag is set */
  LmVec changed_streams; /* uint32_t */
  uint32_t n_changed_calls_taken, n_changed_streams_taken;

  /* Rows that went, and are not in the counters: those of tables with a limit. */
  uint32_t n_gone_events, n_gone_rtcp;
  LmVec gone_calls, gone_streams; /* uint32_t: nobody was told yet */
  uint32_t n_settled_calls;       /* that were looked at, by lm_trace_settle_old_calls() */
  uint32_t n_gone_calls_taken, n_gone_streams_taken;
  uint64_t log_bytes;         /* of all streams when there was an eviction last, */
  uint64_t log_bytes_packets; /* when there were so many packets of RTP */
};

static inline LmMessage *
lm_trace_message_row(LmTrace *trace, uint32_t row)
{
  return lm_vec_at(&trace->messages, row);
}

static inline LmTransaction *
lm_trace_transaction_row(LmTrace *trace, uint32_t row)
{
  return lm_vec_at(&trace->transactions, row);
}

static inline LmCall *
lm_trace_call_row(LmTrace *trace, uint32_t row)
{
  return lm_vec_at(&trace->calls, row);
}

static inline LmStream *
lm_trace_stream_row(LmTrace *trace, uint32_t row)
{
  return lm_vec_at(&trace->streams, row);
}

/* lm_vec_next() of one of the tables, while a part of the trace is gone through: its rows have that
 * of their call at @call_at. */
uint32_t lm_part_next(const LmTrace *trace, const LmVec *rows, size_t call_at, uint32_t index);

void lm_trace_init(LmTrace *trace);
void lm_trace_clear(LmTrace *trace);
/* Notes that a row changed since the engine last took it. */
void lm_trace_mark_call(LmTrace *trace, uint32_t row);
void lm_trace_mark_stream(LmTrace *trace, uint32_t row);
/* Takes rows off the front of @changed, without those of @of (NULL: with all) that went; once all
 * are taken the list begins anew. */
size_t lm_take_rows(LmVec *changed, uint32_t *n_taken, const LmVec *of, uint32_t *rows, size_t max);
