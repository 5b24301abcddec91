/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The row of an event: a step of another protocol than SIP and RTP that belongs to a call, such as
 * an ICE check, a DTLS handshake or an MSRP message. Plain record; see track/trace.h, which reads
 * the table. What is sent again and again is one row that counts it. */

#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
  LM_EVENT_STUN,
  LM_EVENT_TURN,
  LM_EVENT_ICE,
  LM_EVENT_DTLS,
  LM_EVENT_ZRTP,
  LM_EVENT_MSRP,
  LM_EVENT_T38,
  LM_EVENT_BFCP,
  LM_EVENT_DIAMETER,
  LM_EVENT_MRCP,
  LM_EVENT_HTTP, /* the opening of a WebSocket too */
  LM_EVENT_TLS,
  LM_EVENT_SCTP,
  LM_EVENT_ICMP,
  LM_EVENT_RTSP,
  LM_EVENT_MGCP,
  LM_EVENT_MEGACO,
  LM_EVENT_H323,
  LM_EVENT_SKINNY,
  LM_EVENT_IAX,
  LM_EVENT_SIGCOMP,
  LM_EVENT_HEP,
  LM_EVENT_ESP,
  LM_N_EVENT_PROTOCOLS
} LmEventProtocol;

/* The worse one stands behind. */
typedef enum {
  LM_EVENT_NOTE, /* neither good nor bad */
  LM_EVENT_GOOD,
  LM_EVENT_WARNING,
  LM_EVENT_FAILURE,
  LM_N_EVENT_OUTCOMES
} LmEventOutcome;

typedef struct {
  const uint8_t *data;   /* its bytes, borrowed from the capture; NULL where it has none */
  int64_t time_ns;       /* of the first */
  int64_t last_ns;       /* of the last one that was folded into it */
  uint32_t len;          /* bytes */
  uint32_t frame;        /* the frame that it ended in */
  uint32_t src, dst;     /* rows of the endpoint table; of one host for a state of that host */
  uint32_t call;         /* row of the call, or LM_NONE */
  uint32_t next_in_call; /* LM_NONE: the last */
  /* While it has no call: older events that wait at the same endpoint; LM_NONE: the last. */
  uint32_t next_at_src, next_at_dst;
  const char *label;  /* "Binding request": protocol words; marked for translation where there is
                         something to  translate */
  const char *detail; /* values, may be ""; shown as they are */
  uint32_t repeats;   /* how often it came again */
  uint8_t protocol;   /* LmEventProtocol */
  uint8_t outcome;    /* LmEventOutcome, the worst of all that it stands for */
  bool state;         /* a state that something reached ("ICE nominated"), and not a message */
  bool apart;         /* is not another one again while it has no call */
} LmEvent;

struct LmTrace;

/* "STUN", "T.38". */
const char *lm_event_protocol_name(LmEventProtocol protocol);
/* The part of @label to show behind the protocol's name, which it may begin with itself: "1.3" of
 * "TLS 1.3". Borrowed from @label. */
const char *lm_event_label_behind(LmEventProtocol protocol, const char *label);
/* The word of the JSON ("failure"), and the one for people (translated). */
const char *lm_event_outcome_name(LmEventOutcome outcome);
const char *lm_event_outcome_text(LmEventOutcome outcome);

/* Takes @event in and returns its row. Of @event are read: data, time_ns, len, frame, src, dst,
 * call, label, detail, repeats, protocol, outcome, state and apart. The bytes behind data must live
 * as long as the trace; label and detail (NULL counts as "") are copied, and cut at
 * LM_LIMIT_EVENT_TEXT_BYTES. With call LM_NONE it is the call that announced one of the endpoints,
 * or the RTP port right before one, which is found later too, when the announcement comes after
 * the event. An event equal to an earlier one of the same call (or of none) in protocol, label,
 * detail, src and dst is that one again, unless it is apart: its row is returned. LM_NONE where
 * LM_LIMIT_EVENTS does not let it in, which is counted. */
uint32_t lm_trace_add_event(struct LmTrace *trace, const LmEvent *event);
/* Ties the event of row @event to @call, where it has none yet. */
void lm_trace_give_event(struct LmTrace *trace, uint32_t event, uint32_t call);
/* Lets the event of row @event wait at both its endpoints for a call. */
void lm_trace_wait_for_call(struct LmTrace *trace, uint32_t event);
/* The row of the trace's copy of @text, or LM_NONE. */
uint32_t lm_trace_find_event_text(const struct LmTrace *trace, const char *text);
/* Ties events without call at endpoint row @endpoint to @call, as by what was announced there, but
 * not those of long before it. */
void lm_trace_adopt_events(struct LmTrace *trace, uint32_t endpoint, uint32_t call);
