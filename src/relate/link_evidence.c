/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which leg goes out because of which. Candidates are legs that have something in common: a value,
 * a number, or the host between them, at most so many each. */

#include "base/limits.h"
#include "relate/link_parts.h"

#include <stdlib.h>
#include <string.h>

#define PER_MARK 12 /* earlier legs that have it too */
#define COMMON 48
#define PER_HOST 32 /* earlier legs that came in where the leg goes out */
#define HOST_WINDOW_NS (180 * LM_NS_PER_S)
#define EITHER_ORDER_NS (50 * LM_NS_PER_MS)
#define WORTH_KEEPING (-3.0) /* odds, before it is known how long servers take */
#define KEPT 24              /* proposals that come with a leg */
#define SURE_IDENTITY 5.0
#define LONGEST_LAG_NS (2 * LM_NS_PER_S) /* that is learned from */
#define SEEN_TOGETHER 2 /* times that an address goes on for another one: both are of one box */

static void
weigh(LmLinking *linking, uint32_t in, uint32_t out)
{
  LmPair pair;
  double identity;
  lm_pair_init(&pair, &linking->legs->around, lm_leg_at(linking->gathered, in),
               lm_leg_at(linking->gathered, out));
  double odds = lm_pair_weigh(&pair, &identity, NULL, NULL, NULL);
  if (odds > WORTH_KEEPING && linking->n_fresh < 2 * LM_LIMIT_LEG_CANDIDATES)
    linking->fresh[linking->n_fresh++] =
        (LmProposal){.in = in, .out = out, .odds = odds, .identity = identity};
}

/* A leg that may belong to leg @leg, once. */
static void
consider(LmLinking *linking, uint32_t leg, uint32_t other)
{
  if (other == leg || other == LM_NONE || linking->considered[other] == leg + 1 ||
      linking->n_considered == LM_LIMIT_LEG_CANDIDATES ||
      lm_legs_are_barred(linking->legs, leg, other))
    return;
  linking->considered[other] = leg + 1;
  linking->n_considered++;
  uint32_t in = leg < other ? leg : other, out = leg < other ? other : leg;
  weigh(linking, in, out);
  int64_t span_ns = lm_time_sub(lm_leg_at(linking->gathered, out)->invite_ns,
                                lm_leg_at(linking->gathered, in)->invite_ns);
  if (span_ns < EITHER_ORDER_NS)
    weigh(linking, out, in);
}

static void
consider_chain(LmLinking *linking, uint32_t leg, uint32_t mark)
{
  for (unsigned n = 0; mark != LM_NONE && n < PER_MARK; n++) {
    const LmMark *row = lm_mark_at(linking->gathered, mark);
    consider(linking, leg, row->leg);
    mark = row->previous;
  }
}

/* What so many legs between the same hosts have leads to none of them. */
static bool
is_common(const LmLinking *linking, const LmMark *mark)
{
  const uint32_t *n = lm_vec_at(&linking->legs->around.crowds, mark->crowd);
  return *n > COMMON && mark->kind != LM_MARK_CALLEE;
}

static void
consider_marks(LmLinking *linking, uint32_t leg)
{
  const LmLeg *row = lm_leg_at(linking->gathered, leg);
  for (unsigned i = 0; i < row->n_quotes; i++)
    consider(linking, leg, lm_legs_leg_of(linking->legs, lm_leg_quotes(row)[i]));
  for (uint32_t i = 0; i < row->n_marks; i++) {
    const LmMark *mark = lm_mark_at(linking->gathered, row->first_mark + i);
    /* Those whose Call-ID is a part of that of @leg, or the other way round. */
    if (mark->kind == LM_MARK_CALL_ID || mark->kind == LM_MARK_CALL_ID_CORE)
      consider_chain(linking, leg, mark->other);
    if (mark->kind != LM_MARK_CALL_ID_CORE && !is_common(linking, mark))
      consider_chain(linking, leg, mark->previous);
  }
}

static void
consider_arrivals(LmLinking *linking, uint32_t leg)
{
  const LmLeg *row = lm_leg_at(linking->gathered, leg);
  uint32_t at = linking->newest_arrival[lm_hosts_box(&linking->gathered->hosts, row->first)];
  for (unsigned n = 0; at != LM_NONE && n < PER_HOST; n++) {
    const LmArrival *arrival = lm_vec_at(&linking->arrivals, at);
    int64_t then_ns = lm_leg_at(linking->gathered, arrival->leg)->invite_ns;
    if (lm_time_sub(row->invite_ns, then_ns) > HOST_WINDOW_NS)
      break;
    consider(linking, leg, arrival->leg);
    at = arrival->previous;
  }
}

static void
note_arrival(LmLinking *linking, uint32_t leg)
{
  const LmLeg *row = lm_leg_at(linking->gathered, leg);
  for (unsigned i = 0; i < row->n_ends; i++) {
    uint32_t *newest =
        &linking->newest_arrival[lm_hosts_box(&linking->gathered->hosts, row->ends[i])];
    uint32_t index = linking->arrivals.len;
    *(LmArrival *)lm_vec_push(&linking->arrivals) = (LmArrival){leg, *newest};
    *newest = index;
  }
}

static int
compare(const void *a, const void *b)
{
  const LmProposal *x = a, *y = b;
  if (x->odds < y->odds || x->odds > y->odds)
    return x->odds > y->odds ? -1 : 1;
  if (x->out != y->out)
    return x->out < y->out ? -1 : 1;
  return (x->in > y->in) - (x->in < y->in);
}

/* The best of those that were just found. */
static void
keep(LmLinking *linking)
{
  qsort(linking->fresh, linking->n_fresh, sizeof linking->fresh[0], compare);
  for (uint32_t i = 0; i < linking->n_fresh && i < KEPT; i++)
    *(LmProposal *)lm_vec_push(&linking->proposals) = linking->fresh[i];
}

/* Of memory, with what sorting takes. */
static uint64_t
bytes_of(const LmLinking *linking)
{
  uint64_t of_leg = 5 * sizeof *linking->parent + 2 * sizeof *linking->share;
  uint64_t of_way = 3 * sizeof(LmProposal) + sizeof(LmTimesRow);
  return linking->n_legs * of_leg + linking->proposals.len * of_way +
         lm_vec_bytes(&linking->arrivals);
}

/* False where that would take too much memory. */
static bool
propose(LmLinking *linking)
{
  for (uint32_t leg = 0; leg < linking->n_legs; leg++) {
    if (!lm_gathered_may_go_on(linking->gathered, leg,
                               lm_legs_bytes(linking->legs) + bytes_of(linking)))
      return false;
    linking->n_considered = linking->n_fresh = 0;
    consider_marks(linking, leg);
    consider_arrivals(linking, leg);
    keep(linking);
    note_arrival(linking, leg);
  }
  return true;
}

static int
compare_pairs(const void *a, const void *b)
{
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

/* Addresses that by links of which there is no doubt are the two sides of one server. */
static bool
learn_boxes(LmLinking *linking)
{
  uint64_t *pairs = lm_alloc((linking->n_legs + 1) * sizeof *pairs);
  uint32_t n = 0;
  bool learned = false;
  for (uint32_t leg = 0; leg < linking->n_legs; leg++) {
    if (linking->parent[leg] == LM_NONE ||
        lm_linking_find(linking, linking->parent[leg], leg)->identity < SURE_IDENTITY)
      continue;
    const LmLeg *in = lm_leg_at(linking->gathered, linking->parent[leg]);
    const LmLeg *out = lm_leg_at(linking->gathered, leg);
    /* What comes back to where it began is no way through. */
    if (in->n_ends == 1 && in->ends[0] != out->first && in->first != out->first)
      pairs[n++] = (uint64_t)in->ends[0] << 32 | out->first;
  }
  qsort(pairs, n, sizeof *pairs, compare_pairs);
  for (uint32_t i = 0; i + SEEN_TOGETHER <= n; i++)
    if (pairs[i] == pairs[i + SEEN_TOGETHER - 1])
      learned |=
          lm_hosts_join(&linking->gathered->hosts, (uint32_t)(pairs[i] >> 32), (uint32_t)pairs[i]);
  free(pairs);
  return learned;
}

static uint32_t *
rows_of_none(uint32_t n)
{
  uint32_t *rows = lm_alloc((n + 1) * sizeof *rows);
  for (uint32_t i = 0; i < n; i++)
    rows[i] = LM_NONE;
  return rows;
}

static void
linking_init(LmLinking *linking, LmLegs *legs)
{
  uint32_t n = legs->gathered.legs.len;
  *linking = (LmLinking){.legs = legs,
                         .gathered = &legs->gathered,
                         .n_legs = n,
                         .proposals = LM_VEC_INIT(LmProposal),
                         .arrivals = LM_VEC_INIT(LmArrival)};
  linking->considered = lm_alloc((n + 1) * sizeof *linking->considered);
  linking->newest_arrival = rows_of_none(legs->gathered.hosts.rows.len);
  linking->parent = rows_of_none(n);
  linking->first_way = rows_of_none(n + 1);
  linking->first_child = rows_of_none(n);
  linking->next_child = rows_of_none(n);
  linking->rivals = lm_alloc((n + 1) * sizeof *linking->rivals);
  linking->share = lm_alloc((n + 1) * sizeof *linking->share);
}

static void
linking_clear(LmLinking *linking)
{
  lm_vec_clear(&linking->proposals);
  lm_vec_clear(&linking->arrivals);
  free(linking->sorted);
  free(linking->by_way);
  free(linking->considered);
  free(linking->newest_arrival);
  free(linking->parent);
  free(linking->first_way);
  free(linking->first_child);
  free(linking->next_child);
  free(linking->rivals);
  free(linking->share);
}

static int64_t
lag_of(const LmLinking *linking, const LmProposal *proposal)
{
  return lm_time_sub(lm_leg_at(linking->gathered, proposal->out)->invite_ns,
                     lm_leg_at(linking->gathered, proposal->in)->invite_ns);
}

static bool
is_chosen(const LmLinking *linking, const LmProposal *proposal)
{
  return linking->parent[proposal->out] == proposal->in;
}

static int
compare_ways(const void *a, const void *b)
{
  const LmProposal *x = a, *y = b;
  if (x->out != y->out)
    return x->out < y->out ? -1 : 1;
  return (x->in > y->in) - (x->in < y->in);
}

static void
sort_ways(LmLinking *linking)
{
  uint32_t n = linking->n_ways = linking->proposals.len, at = 0;
  linking->by_way = lm_alloc((n + 1) * sizeof *linking->by_way);
  for (uint32_t i = 0; i < n; i++)
    linking->by_way[i] = *(const LmProposal *)lm_vec_at(&linking->proposals, i);
  lm_vec_clear(&linking->proposals);
  qsort(linking->by_way, n, sizeof *linking->by_way, compare_ways);
  linking->sorted = lm_alloc((n + 1) * sizeof *linking->sorted);
  for (uint32_t leg = 0; leg <= linking->n_legs; leg++) {
    while (at < n && linking->by_way[at].out < leg)
      at++;
    linking->first_way[leg] = at;
  }
}

static void
note_lags(LmLinking *linking, bool chosen)
{
  LmSurroundings *around = &linking->legs->around;
  uint32_t last = LM_NONE;
  lm_times_clear(&around->lags);
  memset(around->n_lagging, 0, linking->gathered->hosts.rows.len * sizeof *around->n_lagging);
  for (uint32_t i = 0; i < linking->n_ways; i++) {
    const LmProposal *way = &linking->by_way[i];
    int64_t lag_ns = lag_of(linking, way);
    if (lag_ns < 0 || lag_ns > LONGEST_LAG_NS || (chosen && !is_chosen(linking, way)))
      continue;
    uint32_t host = lm_leg_at(linking->gathered, way->out)->first;
    lm_times_add(&around->lags, LM_TIMES_LAG, host, lag_ns, LM_NONE);
    around->n_lagging[host] += way->out != last;
    last = way->out;
  }
  lm_times_sort(&around->lags);
}

/* Weighs all proposals once more, with what they, or those that were chosen, say about how long
 * servers take. */
static void
learn_lags(LmLinking *linking, bool chosen)
{
  note_lags(linking, chosen);
  for (uint32_t i = 0; i < linking->n_ways; i++) {
    LmProposal *way = &linking->by_way[i];
    LmPair pair;
    lm_pair_init(&pair, &linking->legs->around, lm_leg_at(linking->gathered, way->in),
                 lm_leg_at(linking->gathered, way->out));
    way->odds = lm_pair_weigh(&pair, &way->identity, NULL, NULL, NULL);
    linking->sorted[i] = *way;
  }
  qsort(linking->sorted, linking->n_ways, sizeof *linking->sorted, compare);
}

/* False where that would take too much memory. */
static bool
link_all(LmLinking *linking, LmLegs *legs)
{
  LmSurroundings *around = &legs->around;
  free(around->n_lagging);
  around->n_lagging = NULL;
  linking_init(linking, legs);
  if (!propose(linking))
    return false;
  sort_ways(linking);
  around->n_lagging = lm_alloc((legs->gathered.hosts.rows.len + 1) * sizeof *around->n_lagging);
  learn_lags(linking, false);
  lm_linking_choose(linking);
  learn_lags(linking, true);
  lm_linking_choose(linking);
  lm_linking_weigh_rivals(linking);
  return true;
}

static bool
is_linked_by_hand(const LmLegs *legs, uint32_t a, uint32_t b)
{
  for (size_t i = 0; i < legs->n_pins; i++) {
    uint32_t x = lm_legs_leg_of(legs, legs->pins[i].a), y = lm_legs_leg_of(legs, legs->pins[i].b);
    if (legs->pins[i].link && ((x == a && y == b) || (x == b && y == a)))
      return true;
  }
  return false;
}

bool
lm_legs_link_by_evidence(LmLegs *legs)
{
  LmLinking linking;
  bool fits = link_all(&linking, legs);
  if (fits && learn_boxes(&linking)) {
    linking_clear(&linking);
    fits = link_all(&linking, legs);
  }
  for (uint32_t leg = 0; fits && leg < linking.n_legs; leg++) {
    uint32_t in = linking.parent[leg];
    if (in == LM_NONE || is_linked_by_hand(legs, in, leg))
      continue;
    bool forwarded =
        lm_leg_at(&legs->gathered, leg)->redirected && !lm_leg_at(&legs->gathered, in)->redirected;
    lm_legs_add_link(legs, in, leg, forwarded ? LM_LINK_FORWARD : LM_LINK_LEG, linking.share[leg],
                     LM_SLICE_EMPTY);
  }
  linking_clear(&linking);
  return fits;
}
