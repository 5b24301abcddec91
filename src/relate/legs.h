/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which calls of a trace belong together, though their Call-IDs differ: the legs that a B2BUA or an
 * SBC joins, found by scored evidence without any header being named by the user; and calls that
 * lead to one another by transfer, redirection, pick-up and the like. What is linked, directly or
 * through others, is a conversation. Every call is in exactly one; most have one leg.
 *
 * Computed once from the trace as it is, in n log n of its calls, and borrowing its bytes; computed
 * anew when somebody looks after it has grown. One thread. */

#include "relate/evidence.h"

typedef enum {
  LM_LINK_LEG,     /* the second goes out because the first came in */
  LM_LINK_FORWARD, /* the same, and says that it was redirected (Diversion, History-Info) */
  LM_LINK_BLIND_TRANSFER,
  LM_LINK_ATTENDED_TRANSFER,
  LM_LINK_REPLACES,    /* RFC 3891, without a transfer that was seen */
  LM_LINK_PICK_UP,     /* the same, of a call that rings */
  LM_LINK_JOIN,        /* RFC 3911 */
  LM_LINK_REDIRECT,    /* 3xx and a new INVITE with another Call-ID */
  LM_LINK_THIRD_PARTY, /* 3pcc: both made by one host, with crossed descriptions (RFC 3725) */
  LM_LINK_CONFERENCE,  /* at the same focus (RFC 4579) */
  LM_LINK_BY_HAND,
  LM_N_LINKS
} LmLinkKind;

typedef struct {
  uint32_t from, to; /* rows of calls: the earlier one, and the one that it led to */
  uint8_t kind;      /* LmLinkKind */
  double score;      /* probability, 0 to 1 */
  LmSlice what;      /* of kinds that name something: a Call-ID, a URI; else empty. Borrowed */
} LmLink;

typedef struct {
  uint32_t first_leg, n_legs;   /* in the list of legs: rows of calls, by time */
  uint32_t first_link, n_links; /* rows of links, by the time of the call that they lead to */
} LmConversation;

/* What was decided by hand about a pair of calls, in either order. */
typedef struct {
  uint32_t a, b; /* rows of calls */
  bool link;     /* else they are not linked, whatever is found */
} LmLegPin;

typedef struct LmLegs LmLegs;

/* About what a call takes of memory. */
#define LM_LEG_BYTES 400

/* Owned: lm_legs_free(). @pins may be NULL where @n_pins is 0. */
LmLegs *lm_legs_new(const LmTrace *trace, const LmLegPin *pins, size_t n_pins);
/* The same in @most_bytes of memory: NULL where it would take more. */
LmLegs *
lm_legs_new_within(const LmTrace *trace, const LmLegPin *pins, size_t n_pins, uint64_t most_bytes);
/* The same of @most calls around call @near (LM_NONE: the newest) alone, by the order in which they
 * came: what leads to others is not found, and the rest is weighed by what is found in these. All
 * where there are not more. */
LmLegs *lm_legs_new_near(const LmTrace *trace, const LmLegPin *pins, size_t n_pins, uint32_t near,
                         uint32_t most);
/* The same of all calls, within the room that the trace has for it (lm_trace_room()), and of the
 * newest alone where that is too little for all. */
LmLegs *lm_legs_new_in_room(const LmTrace *trace, const LmLegPin *pins, size_t n_pins);
void lm_legs_free(LmLegs *legs);
/* Calls that were not looked at, as others were nearer. */
uint32_t lm_legs_n_left_out(const LmLegs *legs);
uint32_t lm_legs_n_conversations(const LmLegs *legs);
/* By the time at which they began. Borrowed. */
const LmConversation *lm_legs_conversation(const LmLegs *legs, uint32_t index);
/* The conversation of call row @call; LM_NONE for what is no call, came later or is not near. */
uint32_t lm_legs_conversation_of(const LmLegs *legs, uint32_t call);
/* The call of leg @nth of @conversation, and its link @nth. */
uint32_t lm_legs_call(const LmLegs *legs, const LmConversation *conversation, uint32_t nth);
const LmLink *lm_legs_link(const LmLegs *legs, const LmConversation *conversation, uint32_t nth);
/* What speaks for and against the two calls of @link being legs of one conversation: fills @list,
 * which has room for LM_N_EVIDENCE, and returns how many. Values are borrowed or in @arena. */
unsigned lm_legs_evidence(const LmLegs *legs, const LmLink *link, LmEvidence *list, LmArena *arena);
/* "leg", "blind-transfer"; and for people (translated). */
const char *lm_link_name(LmLinkKind kind);
const char *lm_link_text(LmLinkKind kind);
