/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The table of legs and how links come into it; for the files legs*.c and link*.c alone. */

#include "relate/legs.h"

typedef struct {
  uint64_t hash;
  uint32_t mark, way; /* the row, and that of the hosts of its leg */
} LmMarkKey;

typedef struct {
  uint32_t call, leg; /* rows */
} LmLegOfCall;

struct LmLegs {
  LmGathered gathered;
  LmSurroundings around;
  LmMarkKey *marks;         /* all, by hash and row; while links are made */
  LmLegOfCall *leg_of_call; /* ascending by call; see lm_legs_leg_of() */
  uint32_t n_calls;
  uint32_t first_number, last_number; /* of calls; others are left out, */
  uint32_t n_left_out;                /* so many */
  LmVec links;                        /* LmLink; from and to are legs until they are grouped */
  const LmLegPin *pins;               /* rows of calls; while links are made */
  size_t n_pins;
  LmVec conversations; /* LmConversation */
  uint32_t *of_leg;    /* conversation */
  uint32_t *calls;     /* by conversation and time */
  LmLink *grouped;     /* links by conversation; from and to are calls */
};

/* LM_NONE for what is no call, or was not there. */
uint32_t lm_legs_leg_of(const LmLegs *legs, uint32_t call);
/* Of memory, what those take that are no part of what is gathered. */
uint64_t lm_legs_bytes(const LmLegs *legs);
/* Brings marks together that have one hash. */
void lm_legs_index(LmLegs *legs);
/* The newest mark of a value, from which LmMark.previous leads back to those of earlier legs. */
uint32_t lm_legs_newest_mark(const LmLegs *legs, LmMarkKind kind, uint64_t hash);

/* Whether @leg and @other were held apart by hand. */
bool lm_legs_are_barred(const LmLegs *legs, uint32_t leg, uint32_t other);
void lm_legs_add_link(LmLegs *legs, uint32_t from, uint32_t to, LmLinkKind kind, double score,
                      LmSlice what);
/* The leg of the call with Call-ID @id, or LM_NONE. */
uint32_t lm_legs_find(const LmLegs *legs, LmSlice id);

/* Links incoming and outgoing legs by evidence. False where that would take too much memory. */
bool lm_legs_link_by_evidence(LmLegs *legs);
/* Links calls that name one another. */
void lm_legs_link_by_hints(LmLegs *legs);
/* Links calls that one host makes to two others that it connects. */
void lm_legs_link_third_parties(LmLegs *legs);
/* Makes conversations of what is linked. */
void lm_legs_group(LmLegs *legs);
