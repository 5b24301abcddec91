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
#define MAX_CHANGES 8  /* that are looked at */
#define MAX_STEPS 256  /* legs that move on together */
#define STEPS_A_LEG 16 /* of all legs together */
#define ABOUT 0.3      /* odds that count as none */

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

static double
least_odds(void)
{
  return log(LM_LINK_THRESHOLD / (1 - LM_LINK_THRESHOLD));
}

/* Best first. */
static void
choose(LmLinking *linking)
{
  for (uint32_t leg = 0; leg < linking->n_legs; leg++)
    linking->parent[leg] = linking->first_child[leg] = linking->next_child[leg] = LM_NONE;
  for (uint32_t i = 0; i < linking->n_ways; i++) {
    const LmProposal *proposal = &linking->sorted[i];
    if (proposal->odds < least_odds())
      break;
    if (linking->parent[proposal->out] != LM_NONE ||
        is_above(linking, proposal->out, proposal->in) || !has_room_for(linking, proposal))
      continue;
    linking->parent[proposal->out] = proposal->in;
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

const LmProposal *
lm_linking_find(const LmLinking *linking, uint32_t in, uint32_t out)
{
  LmProposal wanted = {.in = in, .out = out};
  uint32_t first = linking->first_way[out], n = linking->first_way[out + 1] - first;
  return bsearch(&wanted, &linking->by_way[first], n, sizeof wanted, compare_ways);
}

/* The odds of @in and @out; below all others where they were not laid side by side. */
static double
odds_of(const LmLinking *linking, uint32_t in, uint32_t out)
{
  const LmProposal *found = lm_linking_find(linking, in, out);
  return found ? found->odds : -INFINITY;
}

/* What is won where the outgoing leg of @way, which has none, is linked by it, and the one that
 * stands there now gives way; -INFINITY where it does not. */
static double
gain_of(const LmLinking *linking, const LmProposal *way)
{
  uint32_t child = linking->first_child[way->in];
  if (way->odds < least_odds() || is_above(linking, way->out, way->in))
    return -INFINITY;
  if (child == LM_NONE)
    return way->odds;
  /* Only one that is alone, and that this one cannot stand beside, gives way. */
  if (linking->next_child[child] != LM_NONE || has_room_for(linking, way))
    return -INFINITY;
  double gain = way->odds - odds_of(linking, way->in, child);
  return gain > -ABOUT && gain < 0 ? 0 : gain;
}

static const LmProposal *
next_step(LmLinking *linking, uint32_t out, double *gain)
{
  const LmProposal *best = NULL;
  *gain = -INFINITY;
  for (uint32_t i = linking->first_way[out]; i < linking->first_way[out + 1]; i++) {
    const LmProposal *way = &linking->by_way[i];
    if (linking->considered[way->in] == linking->n_considered || linking->parent[out] == way->in)
      continue;
    double of_way = gain_of(linking, way);
    if (of_way > *gain) {
      *gain = of_way;
      best = way;
    }
  }
  return best;
}

static void
take(LmLinking *linking, const LmProposal *const *steps, unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    linking->parent[steps[i]->out] = steps[i]->in;
    linking->first_child[steps[i]->in] = steps[i]->out;
    linking->next_child[steps[i]->out] = LM_NONE;
  }
}

/* Finds an incoming leg for @out, which has none, by letting others move on to their next best, as
 * long as that wins more than it costs. Returns how many steps it looked at. */
static unsigned
move_on(LmLinking *linking, uint32_t out)
{
  const LmProposal *steps[MAX_STEPS];
  unsigned n = 0;
  double sum = 0, gain;
  linking->n_considered++;
  for (; out != LM_NONE && n < MAX_STEPS; n++) {
    steps[n] = next_step(linking, out, &gain);
    if (!steps[n])
      return n + 1;
    sum += gain;
    linking->considered[steps[n]->in] = linking->n_considered;
    out = linking->first_child[steps[n]->in];
  }
  if (out == LM_NONE && sum > 0)
    take(linking, steps, n);
  return n;
}

/* Servers let calls out in the order in which they came in. Where many come in close together, the
 * one that came in last before a leg went out may be the next one: then one is left over at the
 * end, for which all others move on by one. */
static void
move_all_on(LmLinking *linking)
{
  uint64_t steps = 0;
  linking->n_considered = 0;
  for (uint32_t leg = 0; leg < linking->n_legs; leg++)
    linking->considered[leg] = 0;
  for (uint32_t leg = 0; leg < linking->n_legs; leg++)
    if (linking->parent[leg] == LM_NONE && steps < (uint64_t)STEPS_A_LEG * linking->n_legs)
      steps += move_on(linking, leg);
}

void
lm_linking_choose(LmLinking *linking)
{
  choose(linking);
  move_all_on(linking);
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

void
lm_linking_weigh_rivals(LmLinking *linking)
{
  for (uint32_t i = 0; i < linking->n_ways; i++) {
    const LmProposal *proposal = &linking->sorted[i];
    uint32_t parent = linking->parent[proposal->out];
    if (parent != LM_NONE && parent != proposal->in &&
        !is_above(linking, proposal->out, proposal->in))
      linking->rivals[proposal->out] += chance_of_rival(linking, proposal);
  }
  for (uint32_t leg = 0; leg < linking->n_legs; leg++) {
    if (linking->parent[leg] == LM_NONE)
      continue;
    double chance = exp(odds_of(linking, linking->parent[leg], leg));
    linking->share[leg] = chance / (1 + chance + linking->rivals[leg]);
  }
  for (uint32_t leg = 0; leg < linking->n_legs; leg++)
    if (linking->share[leg] < LEAST_SHARE)
      linking->parent[leg] = LM_NONE;
}
