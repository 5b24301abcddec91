/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The row of a Call-ID: a call where there is an INVITE or a request that belongs to one, else a
 * registration, a subscription, an OPTIONS ping and so on. Plain record; see track/trace.h. */

#include "base/slice.h"
#include "base/time.h"
#include "proto/sip/method.h"

typedef enum {
  LM_CALL_INCOMPLETE, /* neither answered, nor ended, nor ringing; or its beginning was not captured
                       */
  LM_CALL_RINGING,
  LM_CALL_IN_CALL,
  LM_CALL_COMPLETED,
  LM_CALL_CANCELLED,
  LM_CALL_REJECTED,   /* 4xx and 6xx that are the callee's or a policy's no: 403, 433, 603, 607, 608
                         ... */
  LM_CALL_BUSY,       /* 486, 600 */
  LM_CALL_FAILED,     /* every other final response from 400 up */
  LM_CALL_REDIRECTED, /* 3xx */
  LM_CALL_NO_ANSWER,  /* 408, 480, 487 without CANCEL; or neither rung nor ended within timer B */
  LM_N_CALL_STATES
} LmCallState;

typedef enum { LM_RELEASED_UNKNOWN, LM_RELEASED_BY_CALLER, LM_RELEASED_BY_CALLEE } LmReleasedBy;

typedef struct {
  uint64_t id_hash;         /* keyed, of the Call-ID */
  uint64_t caller_tag_hash; /* keyed, of the From tag of the first request; 0: it has none */
  LmSlice call_id;
  LmSlice from, to;   /* header values of the first request, borrowed from the capture */
  int64_t start_ns;   /* first message */
  int64_t last_ns;    /* last message or media packet */
  int64_t invite_ns;  /* first INVITE; LM_TIME_NONE where not seen, as the others */
  int64_t ringing_ns; /* first response to it above 100 that is not a challenge, and behind which
                         the caller did not try again */
  int64_t answer_ns;  /* first 2xx to an INVITE outside a dialog */
  int64_t end_ns;     /* BYE, or the final response that ended it */
  uint32_t number;    /* of calls, from 1; 0: not a call */
  uint32_t first_message, last_message;
  uint32_t n_messages, n_retransmissions, n_malformed;
  uint32_t first_dialog, n_dialogs; /* the newest first */
  uint32_t answered_dialog;         /* of the 2xx at answer_ns; LM_NONE where not seen */
  uint32_t newest_transaction, n_transactions;
  uint32_t last_transaction; /* of the last message */
  uint32_t first_stream, n_streams;
  uint32_t first_event, last_event, n_events; /* in the order in which they were tied to it */
  uint32_t caller, callee; /* endpoints: source and target of the first request */
  uint16_t final_status;   /* of the INVITE, or of the first request; 0: none seen */
  uint8_t method;          /* LmSipMethod of the first request, or of the first CSeq */
  uint8_t state;           /* LmCallState */
  uint8_t released_by;     /* LmReleasedBy */
  uint8_t transports;      /* bit n: LmTransport n */
  bool dirty;              /* changed since the last batch; the engine's */
} LmCall;

/* The word of the JSON and the filter ("in-call"), and the one for people (translated). */
const char *lm_call_state_name(LmCallState state);
const char *lm_call_state_text(LmCallState state);
/* Post-dial delay: first INVITE to the first response that says how it goes (RFC 6076, 4.3, session
 * request delay: the challenged INVITE counts from its first sending). LM_TIME_NONE where not
 * known. */
int64_t lm_call_pdd_ns(const LmCall *call);
/* First INVITE to 2xx. LM_TIME_NONE for a call not answered. */
int64_t lm_call_setup_ns(const LmCall *call);
/* 2xx to BYE; for a call still up, to the last message or media packet seen of it. LM_TIME_NONE for
 * a call not answered. */
int64_t lm_call_duration_ns(const LmCall *call);
