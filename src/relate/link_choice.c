/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All pairs that may be are laid out by their odds, and the best ones are taken first: an outgoing
 * leg has one incoming; an incoming one has any number of outgoing ones, but only one at a time
 * that is answered. */

#include "relate/link_parts.h"

#include <math.h>
#include <stdlib.h>

#define SURE_IDENTITY 5.0
#define LEAST_SHARE 0.6 /* of the probability, beside other legs that it could be as well */
#define MAX_DEPTH 64    /* servers one behind the other */
#define MAX_CHILDREN 256
#define MAX_CHANGES 8 /* that are looked at */

/* Whether @leg is above @other, so that a link from @other to it would close a circle. */
static bool
is_above(const LmLinking *linking, uint32_t leg, uint32_t other)
{
  for (unsigned depth = 0; depth < MAX_DEPTH; depth++) {
    if (other == leg)
      return true;
    if (linking->parent[other] == LM_NONE)
      return false;
    other = linking->parent[other];
  }
  return true;
}

static bool
are_answered_together(const LmLeg *a, const LmLeg *b)
{
  if (a->answer_ns == LM_TIME_NONE || b->answer_ns == LM_TIME_NONE)
    return false;
  bool a_first = a->answer_ns <= b->answer_ns;
  int64_t end_ns = a_first ? a->end_ns : b->end_ns;
  return end_ns == LM_TIME_NONE || end_ns > (a_first ? b->answer_ns : a->answer_ns);
}

static bool
has_room_for(const LmLinking *linking, const LmProposal *proposal)
{
  uint32_t child = linking->first_child[proposal->in];
  const LmLeg *out = lm_leg_at(linking->gathered, proposal->out);
  for (unsigned n = 0; child != LM_NONE; n++) {
    if (n == MAX_CHILDREN)
      return false;
    if (proposal->identity < SURE_IDENTITY &&
        are_answered_together(lm_leg_at(linking->gathered, child), out))
      return false;
    child = linking->next_child[child];
  }
  return true;
}

/* Best first. */
static void
choose(LmLinking *linking)
{
  double least = log(LM_LINK_THRESHOLD / (1 - LM_LINK_THRESHOLD));
  for (uint32_t i = 0; i < linking->proposals.len; i++) {
    const LmProposal *proposal = &linking->sorted[i];
    if (proposal->odds < least)
      break;
    if (linking->parent[proposal->out] != LM_NONE ||
        is_above(linking, proposal->out, proposal->in) || !has_room_for(linking, proposal))
      continue;
    linking->parent[proposal->out] = proposal->in;
    linking->chosen[proposal->out] = i;
    linking->next_child[proposal->out] = linking->first_child[proposal->in];
    linking->first_child[proposal->in] = proposal->out;
  }
}

static int
compare_ways(const void *a, const void *b)
{
  const LmProposal *x = a, *y = b;
  if (x->out != y->out)
    return x->out < y->out ? -1 : 1;
  return (x->in > y->in) - (x->in < y->in);
}

/* The odds of @in and @out; below all others where they were not laid side by side. */
static double
odds_of(const LmLinking *linking, uint32_t in, uint32_t out)
{
  LmProposal wanted = {.in = in, .out = out};
  const LmProposal *found =
      bsearch(&wanted, linking->by_way, linking->proposals.len, sizeof wanted, compare_ways);
  return found ? found->odds : -INFINITY;
}

/* How likely it is that @proposal holds and not what was chosen for its outgoing leg: its incoming
 * leg has none yet, or the two incoming legs change theirs. */
static double
chance_of_rival(const LmLinking *linking, const LmProposal *proposal)
{
  uint32_t parent = linking->parent[proposal->out];
  uint32_t child = linking->first_child[proposal->in];
  if (child == LM_NONE)
    return exp(proposal->odds);
  double best = -INFINITY;
  for (unsigned n = 0; child != LM_NONE && n < MAX_CHANGES; n++) {
    double change = odds_of(linking, parent, child) - odds_of(linking, proposal->in, child);
    best = change > best ? change : best;
    child = linking->next_child[child];
  }
  return exp(proposal->odds + (best > 0 ? 0 : best));
}

static void
weigh_rivals(LmLinking *linking)
{
  for (uint32_t i = 0; i < linking->proposals.len; i++) {
    const LmProposal *proposal = &linking->sorted[i];
    uint32_t parent = linking->parent[proposal->out];
    if (parent != LM_NONE && parent != proposal->in &&
        !is_above(linking, proposal->out, proposal->in))
      linking->rivals[proposal->out] += chance_of_rival(linking, proposal);
  }
  for (uint32_t leg = 0; leg < linking->n_legs; leg++) {
    if (linking->parent[leg] == LM_NONE)
      continue;
    double chance = exp(linking->sorted[linking->chosen[leg]].odds);
    linking->share[leg] = chance / (1 + chance + linking->rivals[leg]);
  }
  for (uint32_t leg = 0; leg < linking->n_legs; leg++)
    if (linking->share[leg] < LEAST_SHARE)
      linking->parent[leg] = LM_NONE;
}

void
lm_linking_choose(LmLinking *linking)
{
  uint32_t n = linking->proposals.len;
  linking->by_way = lm_alloc((n + 1) * sizeof *linking->by_way);
  for (uint32_t i = 0; i < n; i++)
    linking->by_way[i] = linking->sorted[i];
  qsort(linking->by_way, n, sizeof *linking->by_way, compare_ways);
  choose(linking);
  weigh_rivals(linking);
}
