/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What speaks for two calls being the incoming and the outgoing leg of one conversation at a server
 * between them, and what speaks against it. Each kind of evidence is a row of one table with a
 * function that weighs it, in natural logarithms of odds: what is found more often in legs that
 * belong together than in others is above zero. The sum, from a value before all evidence on,
 * becomes a probability. Values that many legs between the same hosts have weigh less, and so does
 * nearness in time where much happens at that time. */

#include "base/text.h"
#include "relate/leg.h"

typedef enum {
  LM_EVIDENCE_CALL_ID_QUOTED,
  LM_EVIDENCE_CALL_ID_AFFIX,
  LM_EVIDENCE_SESSION_ID,
  LM_EVIDENCE_ICID,
  LM_EVIDENCE_USER_TO_USER,
  LM_EVIDENCE_HEADER,
  LM_EVIDENCE_BRANCH,
  LM_EVIDENCE_ORIGIN,
  LM_EVIDENCE_MEDIA,
  LM_EVIDENCE_SSRC,
  LM_EVIDENCE_CALLER,
  LM_EVIDENCE_CALLEE,
  LM_EVIDENCE_HOST,
  LM_EVIDENCE_SAME_WAY,
  LM_EVIDENCE_TRAIL,
  LM_EVIDENCE_START,
  LM_EVIDENCE_RINGING,
  LM_EVIDENCE_ANSWER,
  LM_EVIDENCE_END,
  LM_N_EVIDENCE
} LmEvidenceKind;

/* How many legs share each value between the same hosts. */
typedef struct {
  const LmGathered *gathered;
  LmVec crowds;        /* uint32_t; see LmMark.crowd */
  LmTimes lags;        /* of pairs that may belong together; empty while they are not known */
  uint32_t *n_lagging; /* by host: how many of the calls that it makes have one */
} LmSurroundings;

/* A pair under consideration. */
typedef struct {
  const LmSurroundings *around;
  const LmLeg *in, *out;
  /* Marks that both have, by kind: how many, and the number of others that have the rarest of
   * them. */
  uint32_t n_shared[LM_N_MARKS], n_others[LM_N_MARKS];
  const LmMark *shared[LM_N_MARKS]; /* the rarest */
  LmSlice core;                     /* the longest Call-ID of one that is a part of the other's */
} LmPair;

typedef struct {
  uint8_t kind;  /* LmEvidenceKind */
  double weight; /* natural logarithm of odds; below zero: against */
  LmSlice what;  /* the value or a word for it; borrowed or in the caller's arena; may be empty */
} LmEvidence;

/* Below this probability two legs are not linked. */
#define LM_LINK_THRESHOLD 0.7

/* "call-id-quoted", and the words for people (translated). */
const char *lm_evidence_name(LmEvidenceKind kind);
const char *lm_evidence_text(LmEvidenceKind kind);
/* Whether a kind speaks of an identity, and not only of likeness and nearness. */
bool lm_evidence_is_identity(LmEvidenceKind kind);

void lm_pair_init(LmPair *pair, const LmSurroundings *around, const LmLeg *in, const LmLeg *out);
/* The logarithm of the odds that @pair belongs together. @identity: the part of it that identities
 * have. @list, if not NULL, has room for LM_N_EVIDENCE and gets what was found, @n how many;
 * its values in @arena. */
double
lm_pair_weigh(const LmPair *pair, double *identity, LmEvidence *list, unsigned *n, LmArena *arena);
/* The text of the value of a media mark, in @arena. */
LmSlice lm_mark_media_text(LmSlice value, LmArena *arena);
/* From logarithm of odds to probability. */
double lm_odds_to_probability(double odds);
