/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is at work while legs are linked by evidence; for link_evidence.c and link_choice.c alone.
 */

#include "base/limits.h"
#include "relate/legs_parts.h"

/* A leg that came in at a box. */
typedef struct {
  uint32_t leg, previous; /* an earlier one at the same box; LM_NONE */
} LmArrival;

/* Two legs that may belong together. */
typedef struct {
  double odds, identity; /* see lm_pair_weigh() */
  uint32_t in, out;
} LmProposal;

typedef struct {
  LmLegs *legs;
  LmGathered *gathered;
  uint32_t n_legs;
  LmVec proposals;                               /* LmProposal; until they are sorted */
  uint32_t n_ways;                               /* how many there were */
  LmProposal fresh[2 * LM_LIMIT_LEG_CANDIDATES]; /* those of the leg at hand */
  uint32_t n_fresh;
  LmProposal *sorted;       /* the same, the best first */
  LmProposal *by_way;       /* the same, by outgoing and incoming leg */
  LmVec arrivals;           /* LmArrival */
  uint32_t *newest_arrival; /* by box */
  uint32_t *considered;     /* by leg: number from 1 of the leg it was last laid beside */
  uint32_t n_considered;    /* for the leg at hand */
  /* By leg. */
  uint32_t *parent;    /* the incoming leg */
  uint32_t *first_way; /* its first proposal in by_way; one more than there are legs */
  uint32_t *first_child, *next_child;
  double *rivals, *share;
} LmLinking;

/* The proposal of @in and @out; NULL where they were not laid side by side. */
const LmProposal *lm_linking_find(const LmLinking *linking, uint32_t in, uint32_t out);
/* Takes the best of the sorted proposals. */
void lm_linking_choose(LmLinking *linking);
/* Says how sure each is, and gives up those that are not. */
void lm_linking_weigh_rivals(LmLinking *linking);
