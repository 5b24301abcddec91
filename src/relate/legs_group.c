/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Conversations: what is linked, directly or through others. */

#include "relate/legs_parts.h"

#include <stdlib.h>

static uint32_t
root(uint32_t *parents, uint32_t leg)
{
  while (parents[leg] != leg) {
    parents[leg] = parents[parents[leg]];
    leg = parents[leg];
  }
  return leg;
}

static int
compare_links(const void *a, const void *b)
{
  const LmLink *x = a, *y = b;
  if (x->to != y->to)
    return x->to < y->to ? -1 : 1;
  if (x->from != y->from)
    return x->from < y->from ? -1 : 1;
  return (int)x->kind - (int)y->kind;
}

/* Which conversation each leg is in; numbers by the time of the first leg. */
static void
number(LmLegs *legs, uint32_t *parents)
{
  uint32_t n = legs->gathered.legs.len;
  for (uint32_t i = 0; i < legs->links.len; i++) {
    const LmLink *link = lm_vec_at(&legs->links, i);
    uint32_t a = root(parents, link->from), b = root(parents, link->to);
    parents[a > b ? a : b] = a > b ? b : a;
  }
  for (uint32_t i = 0; i < n; i++) {
    uint32_t first = root(parents, i);
    if (first == i) {
      legs->of_leg[i] = legs->conversations.len;
      lm_vec_push(&legs->conversations);
    } else {
      legs->of_leg[i] = legs->of_leg[first];
    }
    ((LmConversation *)lm_vec_at(&legs->conversations, legs->of_leg[i]))->n_legs++;
  }
}

static void
place(LmLegs *legs, const LmLink *sorted, uint32_t n)
{
  uint32_t n_legs = 0, n_links = 0;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t of = legs->of_leg[sorted[i].to];
    ((LmConversation *)lm_vec_at(&legs->conversations, of))->n_links++;
  }
  for (uint32_t i = 0; i < legs->conversations.len; i++) {
    LmConversation *conversation = lm_vec_at(&legs->conversations, i);
    conversation->first_leg = n_legs;
    conversation->first_link = n_links;
    n_legs += conversation->n_legs;
    n_links += conversation->n_links;
    conversation->n_legs = conversation->n_links = 0;
  }
  for (uint32_t i = 0; i < legs->gathered.legs.len; i++) {
    LmConversation *conversation = lm_vec_at(&legs->conversations, legs->of_leg[i]);
    legs->calls[conversation->first_leg + conversation->n_legs++] =
        lm_leg_at(&legs->gathered, i)->call;
  }
}

/* The links in order, each once; how many there are. */
static uint32_t
sort_links(const LmLegs *legs, LmLink *sorted)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < legs->links.len; i++)
    sorted[i] = *(const LmLink *)lm_vec_at(&legs->links, i);
  qsort(sorted, legs->links.len, sizeof *sorted, compare_links);
  for (uint32_t i = 0; i < legs->links.len; i++)
    if (n == 0 || compare_links(&sorted[n - 1], &sorted[i]) != 0)
      sorted[n++] = sorted[i];
  return n;
}

void
lm_legs_group(LmLegs *legs)
{
  uint32_t n = legs->gathered.legs.len;
  uint32_t *parents = lm_alloc((n + 1) * sizeof *parents);
  legs->of_leg = lm_alloc((n + 1) * sizeof *legs->of_leg);
  legs->calls = lm_alloc((n + 1) * sizeof *legs->calls);
  legs->grouped = lm_alloc((legs->links.len + 1) * sizeof *legs->grouped);
  for (uint32_t i = 0; i < n; i++)
    parents[i] = i;
  number(legs, parents);
  free(parents);
  LmLink *sorted = lm_alloc((legs->links.len + 1) * sizeof *sorted);
  uint32_t n_links = sort_links(legs, sorted);
  place(legs, sorted, n_links);
  for (uint32_t i = 0; i < n_links; i++) {
    LmConversation *conversation = lm_vec_at(&legs->conversations, legs->of_leg[sorted[i].to]);
    LmLink *link = &legs->grouped[conversation->first_link + conversation->n_links++];
    *link = sorted[i];
    link->from = lm_leg_at(&legs->gathered, link->from)->call;
    link->to = lm_leg_at(&legs->gathered, link->to)->call;
  }
  free(sorted);
}
