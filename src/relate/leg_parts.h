/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How the parts of a leg are gathered; for the files leg*.c alone. */

#include "base/limits.h"
#include "relate/leg.h"

/* A mark, while it is not known whether another leg has it. Most are never seen again. */
typedef struct {
  uint64_t hash;
  const uint8_t *value;
  uint32_t value_bytes;
  uint8_t kind; /* LmMarkKind */
} LmFoundMark;

typedef struct LmGathering {
  LmGathered *gathered;
  LmLook *look;
  const LmCall *call;
  LmLeg *leg;
  LmFoundMark marks[LM_LIMIT_LEG_MARKS];
  uint32_t n_marks;
  /* Lists of the leg, which has their lengths. */
  LmNumber callers[LM_LEG_NUMBERS], callees[LM_LEG_NUMBERS];
  uint32_t ends[LM_LEG_ENDS], trail[LM_LEG_TRAIL], quotes[LM_LEG_QUOTES];
  uint32_t *rows;      /* room for lists to come, */
  uint32_t n_rows;     /* for so many */
  bool invited;        /* an INVITE outside a dialog was looked at */
  uint32_t n_messages; /* looked at */
  LmArena sdp;         /* of the description looked at */
  LmSlice caller_tag;  /* of the first message looked at, from the caller's side (RFC 3261, 12) */
} LmGathering;

/* Notes a mark, once; @value lives as long as the gathered. */
void lm_gathering_mark(LmGathering *gathering, LmMarkKind kind, LmSlice value);
/* The same, of which each byte counts as it is. */
void lm_gathering_mark_bytes(LmGathering *gathering, LmMarkKind kind, LmSlice value);
/* The same, found by @number alone: a part of a telephone number. */
void lm_gathering_mark_number(LmGathering *gathering, LmMarkKind kind, uint64_t number);

/* Puts those of the leg with those of all. */
void lm_gathering_keep_marks(LmGathering *gathering);

/* What the headers of an INVITE (@initial: outside a dialog), of a response to one, or of another
 * message say. */
void lm_gathering_headers(LmGathering *gathering, const LmSipMessage *message, bool initial);
/* Steps to other calls that @message, of row @row, names. */
void lm_gathering_hints(LmGathering *gathering, const LmSipMessage *message, const LmMessage *row);
/* What its session description says. False where it has none. */
bool lm_gathering_description(LmGathering *gathering, const LmSipMessage *message);
/* The SSRCs of the call's streams. */
void lm_gathering_streams(LmGathering *gathering);
/* The Call-ID and what may be that of another leg in it. */
void lm_gathering_call_id(LmGathering *gathering);
/* The hosts of the first INVITEs. */
void lm_gathering_hosts(LmGathering *gathering);
