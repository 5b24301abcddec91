/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one leg says that is found in the other one, and was made to be unique. */

#include "relate/evidence_parts.h"

#define QUOTED 9.0
#define BOTH_HALVES 11.0
#define ONE_HALF 8.0
#define CHARGING 8.0
#define USER_TO_USER 3.0
#define HEADER 4.0
#define BRANCH 7.0
/* A Call-ID that is part of another: the longer, the less by chance. */
#define PER_BYTE 0.5
#define BYTES_BY_CHANCE 4.0
#define MOST_OF_AFFIX 9.0

double
lm_weigh_call_id_quoted(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  const LmLeg *in = pair->in, *out = pair->out;
  const LmTrace *trace = pair->around->gathered->trace;
  for (unsigned i = 0; i < out->n_quotes; i++)
    if (lm_leg_quotes(out)[i] == in->call) {
      *what = lm_trace_call(trace, in->call)->call_id;
      return QUOTED;
    }
  for (unsigned i = 0; i < in->n_quotes; i++)
    if (lm_leg_quotes(in)[i] == out->call) {
      *what = lm_trace_call(trace, out->call)->call_id;
      return QUOTED;
    }
  return 0;
}

double
lm_weigh_call_id_affix(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  *what = pair->core;
  /* The same before the '@', and another host behind it. */
  if (pair->n_shared[LM_MARK_CALL_ID] && pair->shared[LM_MARK_CALL_ID]->value.len > what->len)
    *what = pair->shared[LM_MARK_CALL_ID]->value;
  double weight = ((double)what->len - BYTES_BY_CHANCE) * PER_BYTE;
  return weight < 0 ? 0 : weight > MOST_OF_AFFIX ? MOST_OF_AFFIX : weight;
}

/* Both halves go through every server unchanged (RFC 7989, 6 and 7). */
double
lm_weigh_session_id(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  if (!pair->n_shared[LM_MARK_SESSION_ID])
    return 0;
  *what = pair->shared[LM_MARK_SESSION_ID]->value;
  return pair->n_shared[LM_MARK_SESSION_ID] > 1 ? BOTH_HALVES : ONE_HALF;
}

/* One for all legs of a session (RFC 7315, 4.6.1). */
double
lm_weigh_icid(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  if (!pair->n_shared[LM_MARK_ICID])
    return 0;
  *what = pair->shared[LM_MARK_ICID]->value;
  return CHARGING;
}

double
lm_weigh_user_to_user(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  return lm_weigh_shared(pair, LM_MARK_USER_TO_USER, USER_TO_USER, what);
}

double
lm_weigh_header(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  return lm_weigh_shared(pair, LM_MARK_HEADER, HEADER, what);
}

double
lm_weigh_branch(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  return lm_weigh_shared(pair, LM_MARK_BRANCH, BRANCH, what);
}
