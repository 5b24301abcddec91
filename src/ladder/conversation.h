/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The legs of the conversations in a ladder, what links them and what speaks for that: a copy of
 * what relate/legs.h found, for whoever looks at the ladder when the trace has gone. Plain records,
 * owned by the ladder. */

#include "relate/legs.h"

typedef struct {
  uint8_t kind;     /* LmEvidenceKind */
  double weight;    /* natural logarithm of odds; below zero: against */
  const char *what; /* may be "" */
} LmLadderEvidence;

typedef struct {
  uint32_t from, to;                /* legs: the earlier one, and the one that it led to */
  uint8_t kind;                     /* LmLinkKind */
  double score;                     /* probability, 0 to 1 */
  const char *what;                 /* may be "" */
  const LmLadderEvidence *evidence; /* the strongest first */
  uint32_t n_evidence;
} LmLadderLink;

/* Legs stand in the order of a tree: each behind the one that led to it. */
typedef struct {
  uint32_t call;         /* row of the trace */
  uint32_t number;       /* of the call */
  uint32_t conversation; /* equal in legs of one conversation; from 0 */
  uint32_t parent, link; /* the leg that led to it, and the link that says so; or LM_NONE */
  uint32_t depth;        /* of its place in the tree */
  const char *from, *to; /* users */
  const char *call_id;
  int64_t start_ns;
  uint8_t state; /* LmCallState */
} LmLadderLeg;
