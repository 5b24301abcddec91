/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What transactions and dialogs did that the RFCs do not let them do, or did not do in time; each
 * with its frames. Plain records. */

#include <stdint.h>

typedef enum {
  /* Transactions (RFC 3261, 17; RFC 6026). */
  LM_PROBLEM_SENT_AGAIN_LATE,     /* later than timers A and E say */
  LM_PROBLEM_SENT_AGAIN_EARLY,    /* sooner */
  LM_PROBLEM_SENT_AGAIN_ANSWERED, /* though it was answered */
  LM_PROBLEM_NO_RESPONSE,         /* none at all by timers B and F */
  LM_PROBLEM_NO_FINAL_RESPONSE,   /* only provisional ones, by timers C and F */
  LM_PROBLEM_FINAL_LATE,          /* after timer F */
  LM_PROBLEM_NO_ACK,              /* by timer H, or to a 2xx (13.3.1.4) */
  LM_PROBLEM_NO_REQUEST,          /* responses alone, though the capture ran before */
  LM_PROBLEM_TIMEOUT_SENT,        /* 408 to a request other than INVITE (RFC 4320, 4.2) */
  /* Dialogs (RFC 3261, 12). */
  LM_PROBLEM_CSEQ_LOWER,
  LM_PROBLEM_CSEQ_TWICE,   /* two requests with one number */
  LM_PROBLEM_WRONG_ROUTE,  /* Route is not the route set */
  LM_PROBLEM_WRONG_TARGET, /* the request's URI is not the remote target */
  LM_PROBLEM_NO_CONTACT,   /* what makes a dialog has none (12.1.1) */
  LM_PROBLEM_AFTER_BYE,
  /* Reliable provisional responses (RFC 3262). */
  LM_PROBLEM_NO_PRACK,
  LM_PROBLEM_WRONG_RACK, /* it acknowledges what was not sent */
  /* Session timers (RFC 4028). */
  LM_PROBLEM_SESSION_TOO_SHORT, /* under 90 seconds */
  LM_PROBLEM_SESSION_RAN_OUT,   /* and nobody refreshed it */
  LM_N_PROBLEMS
} LmProblemKind;

typedef struct {
  int64_t time_ns;
  int64_t span_ns; /* how late, how soon; LM_TIME_NONE where it says nothing */
  uint32_t frame;  /* where it shows */
  uint32_t before; /* the frame that it follows from; 0: none */
  uint32_t next;   /* of the same dialog; LM_NONE: the last */
  uint8_t kind;    /* LmProblemKind */
} LmProblem;

/* "no-ack"; and for people (translated). */
const char *lm_problem_name(LmProblemKind kind);
const char *lm_problem_text(LmProblemKind kind);
