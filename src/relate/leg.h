/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A leg of a conversation: what one Call-ID shows that another one may show too. Read from the
 * messages of a call when somebody looks. Plain records; slices point into the capture or into the
 * arena of the table of legs. */

#include "relate/hosts.h"
#include "relate/look.h"
#include "relate/number.h"
#include "relate/times.h"

/* What a leg may have in common with another. */
typedef enum {
  LM_MARK_SESSION_ID,   /* half of a Session-ID, RFC 7989, 5 */
  LM_MARK_ICID,         /* of P-Charging-Vector, RFC 7315, 4.6 */
  LM_MARK_USER_TO_USER, /* RFC 7433, 4.1 */
  LM_MARK_HEADER,       /* name and value of a header that no standard knows */
  LM_MARK_BRANCH,       /* of any Via, RFC 3261, 20.42 */
  LM_MARK_ORIGIN,      /* user name and session number of o=, RFC 8866, 5.2, of the caller's side */
  LM_MARK_ORIGIN_BACK, /* the same of the callee's side */
  LM_MARK_MEDIA,       /* address and port of a media line, an LmEndpoint, of the caller's side */
  LM_MARK_MEDIA_BACK,
  LM_MARK_SSRC,   /* of a media stream */
  LM_MARK_CALLER, /* lm_number_key() */
  LM_MARK_CALLEE,
  LM_MARK_CALL_ID,      /* all of it, and what stands before the '@' */
  LM_MARK_CALL_ID_CORE, /* that without what looks like a prefix or suffix */
  LM_MARK_FOCUS,        /* the Contact of a conference, RFC 4579, 5.1 */
  LM_N_MARKS
} LmMarkKind;

typedef struct {
  uint64_t hash; /* keyed, of value and kind, where kinds that are two sides of one have one hash */
  LmSlice value;
  uint32_t leg;
  uint32_t previous; /* the newest mark with the same hash and kind of an earlier leg; LM_NONE */
  uint32_t other;    /* the newest mark with the same hash and another kind, of any leg; LM_NONE */
  uint32_t crowd;    /* row of the count of legs with it between the same hosts */
  uint8_t kind;      /* LmMarkKind */
} LmMark;

#define LM_LEG_NUMBERS 6
#define LM_LEG_ENDS 4
#define LM_LEG_QUOTES 4
#define LM_LEG_TRAIL 4

/* There is one for every call, so its lists are as long as they have to be. */
typedef struct {
  uint32_t call;       /* row of the trace */
  uint32_t first;      /* the host that the first INVITE came from */
  uint32_t first_mark; /* of those that are kept, by hash */
  uint8_t n_marks, n_ends, n_trail, n_quotes, n_callers, n_callees;
  bool redirected;         /* it says that it was: Diversion (RFC 5806), History-Info (RFC 7044) */
  bool referred;           /* it has a Referred-By (RFC 3892) */
  bool late_offer;         /* the first INVITE has no session description */
  const LmNumber *callers; /* and behind them lm_leg_callees() */
  const uint32_t *ends;    /* hosts that it arrived at and that sent it no further; one at least.
                              Behind them lm_leg_trail() and lm_leg_quotes() */
  int64_t invite_ns;       /* never LM_TIME_NONE; the others may be */
  int64_t ringing_ns, answer_ns, end_ns;
  /* Natural logarithms. */
  double rates[LM_N_TIMES]; /* see lm_times_rate(): of its own start at its first host, and of the
                               others at the one that it ended at */
  double setup, delay, length; /* of one by lm_times_share(): how little usual these spans are */
} LmLeg;

/* A step by which one call leads to another one that it names. */
typedef enum {
  LM_HINT_REFER,          /* Refer-To, RFC 3515 */
  LM_HINT_REFER_REPLACES, /* the Call-ID of Replaces in a Refer-To, RFC 3891, 4 */
  LM_HINT_REPLACES,       /* RFC 3891 */
  LM_HINT_JOIN,           /* RFC 3911 */
  LM_HINT_TARGET,         /* Target-Dialog, RFC 4538 */
  LM_HINT_CONTACT,        /* of a 3xx, RFC 3261, 21.3 */
} LmHintKind;

typedef struct {
  LmSlice value; /* a URI or a Call-ID */
  int64_t time_ns;
  uint32_t leg;
  uint32_t from, to; /* hosts */
  uint8_t kind;      /* LmHintKind */
} LmHint;

/* What is gathered of all legs. */
typedef struct {
  const LmTrace *trace;
  uint64_t most_bytes; /* that they may take, while they are gathered and linked */
  LmArena arena;
  LmHosts hosts;
  LmVec legs;                    /* LmLeg, by time */
  LmVec found;                   /* LmFoundMark; until they are sifted */
  LmVec marks;                   /* LmMark, those that are kept */
  uint64_t *hashes;              /* of the marks; owned */
  LmVec hints;                   /* LmHint */
  struct LmGathering *gathering; /* of the leg at hand */
} LmGathered;

void lm_gathered_init(LmGathered *gathered, const LmTrace *trace);
void lm_gathered_clear(LmGathered *gathered);
/* To be asked now and then, of row @row of the legs: false once what is there and @more_bytes are
 * more than may be. */
bool lm_gathered_may_go_on(const LmGathered *gathered, uint32_t row, uint64_t more_bytes);
/* Reads the messages of call @call, which has a number, and adds its leg, whose times are filled.
 */
void lm_gather_leg(LmGathered *gathered, LmLook *look, uint32_t call);
/* After the last leg: keeps the marks that another one has too, and few others. False where that is
 * more than may be. */
bool lm_gathered_sift(LmGathered *gathered);

/* The hash of a mark that is a number, see lm_number_key(). */
uint64_t lm_mark_hash_number(LmMarkKind kind, uint64_t number);
/* The kind with the same hash: the other side, or what is part of it; @kind where there is none. */
LmMarkKind lm_mark_other_kind(LmMarkKind kind);

/* Of two that are Call-IDs, one may be a part of the other. */
static inline bool
lm_mark_is_call_id(LmMarkKind kind)
{
  return kind == LM_MARK_CALL_ID || kind == LM_MARK_CALL_ID_CORE;
}

static inline LmLeg *
lm_leg_at(const LmGathered *gathered, uint32_t leg)
{
  return lm_vec_at(&gathered->legs, leg);
}

/* Numbers of the callee. */
static inline const LmNumber *
lm_leg_callees(const LmLeg *leg)
{
  return leg->callers + leg->n_callers;
}

/* Hosts that the first INVITE says it came through, besides the first. */
static inline const uint32_t *
lm_leg_trail(const LmLeg *leg)
{
  return leg->ends + leg->n_ends;
}

/* Calls whose Call-ID stands in a header. */
static inline const uint32_t *
lm_leg_quotes(const LmLeg *leg)
{
  return lm_leg_trail(leg) + leg->n_trail;
}

static inline LmMark *
lm_mark_at(const LmGathered *gathered, uint32_t mark)
{
  return lm_vec_at(&gathered->marks, mark);
}
