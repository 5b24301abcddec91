/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/conversation.h"

#include "base/limits.h"
#include "ladder/layout.h"

#include <stdlib.h>

#define MAX_PARTY_CHARS 60
#define MAX_WHAT_CHARS 120

typedef struct {
  LmLayout *layout;
  const LmLegs *legs;
  LmArena *arena; /* of the ladder */
  LmText text;
  LmVec links; /* LmLadderLink */
} Copying;

static const char *
copy_text(Copying *copying, LmSlice bytes, size_t max_chars)
{
  if (lm_slice_is_empty(bytes))
    return "";
  lm_text_reset(&copying->text);
  lm_layout_add_cut(&copying->text, bytes, max_chars);
  return lm_arena_string(copying->arena, lm_slice(copying->text.str, copying->text.len));
}

static bool
is_among(const uint32_t *calls, size_t n, uint32_t call)
{
  for (size_t i = 0; i < n; i++)
    if (calls[i] == call)
      return true;
  return false;
}

void
lm_layout_add_legs(const LmLegs *legs, uint32_t **calls, size_t *n)
{
  size_t n_chosen = *n, n_legs = 0;
  uint32_t *all = lm_alloc((n_chosen + LM_LIMIT_LADDER_LEGS) * sizeof *all);
  memcpy(all, *calls, n_chosen * sizeof *all);
  for (size_t i = 0; i < n_chosen; i++) {
    uint32_t index = lm_legs_conversation_of(legs, all[i]);
    if (index == LM_NONE)
      continue;
    const LmConversation *conversation = lm_legs_conversation(legs, index);
    for (uint32_t k = 0; k < conversation->n_legs && n_legs < LM_LIMIT_LADDER_LEGS; k++)
      all[n_chosen + n_legs++] = lm_legs_call(legs, conversation, k);
  }
  /* What is there twice is taken once when calls become rows. */
  free(*calls);
  *calls = all;
  *n = n_chosen + n_legs;
}

static uint32_t
slot_of(const LmLayout *layout, uint32_t call)
{
  uint32_t low = 0, high = layout->n_calls;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (layout->calls[middle].call < call)
      low = middle + 1;
    else
      high = middle;
  }
  return low < layout->n_calls && layout->calls[low].call == call ? low : LM_NONE;
}

static int
compare_weights(const void *a, const void *b)
{
  const LmLadderEvidence *x = a, *y = b;
  return (x->weight < y->weight) - (x->weight > y->weight);
}

static void
copy_evidence(Copying *copying, const LmLink *link, LmLadderLink *out)
{
  LmEvidence list[LM_N_EVIDENCE];
  unsigned n = lm_legs_evidence(copying->legs, link, list, &copying->layout->scratch);
  LmLadderEvidence *copies = lm_arena_alloc(copying->arena, (n + 1) * sizeof *copies);
  for (unsigned i = 0; i < n; i++)
    copies[i] = (LmLadderEvidence){.kind = list[i].kind,
                                   .weight = list[i].weight,
                                   .what = copy_text(copying, list[i].what, MAX_WHAT_CHARS)};
  qsort(copies, n, sizeof *copies, compare_weights);
  out->evidence = copies;
  out->n_evidence = n;
  lm_arena_reset(&copying->layout->scratch);
}

static void
add_leg(Copying *copying, uint32_t slot, uint32_t conversation)
{
  LmLadder *ladder = copying->layout->ladder;
  LmLadderCall *selected = &copying->layout->calls[slot];
  const LmCall *call = lm_trace_call(copying->layout->trace, selected->call);
  selected->leg = ladder->n_legs;
  ladder->legs[ladder->n_legs++] = (LmLadderLeg){
      .call = selected->call,
      .number = call->number,
      .conversation = conversation,
      .parent = LM_NONE,
      .link = LM_NONE,
      .from = copy_text(copying, lm_layout_party(call->from), MAX_PARTY_CHARS),
      .to = copy_text(copying, lm_layout_party(call->to), MAX_PARTY_CHARS),
      .call_id = copy_text(copying, call->call_id, MAX_WHAT_CHARS),
      .start_ns = call->start_ns,
      .state = call->state,
  };
}

/* A leg of a conversation while its tree is made. */
typedef struct {
  uint32_t slot;   /* of its call */
  uint32_t parent; /* a place in the list, as those below; or LM_NONE */
  uint32_t child, sibling;
  uint32_t last_child;
} Branch;

static uint32_t
place_of(const Branch *branches, uint32_t n, uint32_t slot)
{
  for (uint32_t i = 0; slot != LM_NONE && i < n; i++)
    if (branches[i].slot == slot)
      return i;
  return LM_NONE;
}

/* Hangs every leg under the earlier one that a link names first. Legs come by time, so that there
 * is no circle. */
static void
hang(Copying *copying, const LmConversation *conversation, Branch *branches, uint32_t n)
{
  for (uint32_t i = 0; i < conversation->n_links; i++) {
    const LmLink *link = lm_legs_link(copying->legs, conversation, i);
    uint32_t from = place_of(branches, n, slot_of(copying->layout, link->from));
    uint32_t to = place_of(branches, n, slot_of(copying->layout, link->to));
    if (from == LM_NONE || to == LM_NONE || from >= to || branches[to].parent != LM_NONE)
      continue;
    branches[to].parent = from;
  }
  for (uint32_t i = 0; i < n; i++) {
    Branch *above = branches[i].parent == LM_NONE ? NULL : &branches[branches[i].parent];
    if (!above)
      continue;
    if (above->last_child == LM_NONE)
      above->child = i;
    else
      branches[above->last_child].sibling = i;
    above->last_child = i;
  }
}

/* Walks the tree under @root, and adds its legs in that order. */
static void
add_tree(Copying *copying, const Branch *branches, uint32_t root, uint32_t conversation)
{
  LmLayout *layout = copying->layout;
  uint32_t depth = 0;
  for (uint32_t at = root;;) {
    uint32_t leg = layout->ladder->n_legs;
    add_leg(copying, branches[at].slot, conversation);
    layout->ladder->legs[leg].depth = depth;
    if (branches[at].parent != LM_NONE)
      layout->ladder->legs[leg].parent = layout->calls[branches[branches[at].parent].slot].leg;
    if (branches[at].child != LM_NONE) {
      at = branches[at].child;
      depth++;
      continue;
    }
    while (at != root && branches[at].sibling == LM_NONE) {
      at = branches[at].parent;
      depth--;
    }
    if (at == root)
      return;
    at = branches[at].sibling;
  }
}

static void
copy_links(Copying *copying, const LmConversation *conversation)
{
  LmLayout *layout = copying->layout;
  for (uint32_t i = 0; i < conversation->n_links; i++) {
    const LmLink *link = lm_legs_link(copying->legs, conversation, i);
    uint32_t from = slot_of(layout, link->from), to = slot_of(layout, link->to);
    if (from == LM_NONE || to == LM_NONE)
      continue;
    LmLadderLink *out = lm_vec_push(&copying->links);
    *out = (LmLadderLink){.from = layout->calls[from].leg,
                          .to = layout->calls[to].leg,
                          .kind = link->kind,
                          .score = link->score,
                          .what = copy_text(copying, link->what, MAX_WHAT_CHARS)};
    copy_evidence(copying, link, out);
    LmLadderLeg *leg = &layout->ladder->legs[out->to];
    if (leg->parent == out->from && leg->link == LM_NONE)
      leg->link = copying->links.len - 1;
  }
}

static void
copy_conversation(Copying *copying, const LmConversation *conversation, uint32_t number)
{
  uint32_t n = 0;
  Branch *branches = lm_alloc((conversation->n_legs + 1) * sizeof *branches);
  for (uint32_t i = 0; i < conversation->n_legs; i++) {
    uint32_t slot = slot_of(copying->layout, lm_legs_call(copying->legs, conversation, i));
    if (slot != LM_NONE)
      branches[n++] = (Branch){slot, LM_NONE, LM_NONE, LM_NONE, LM_NONE};
  }
  hang(copying, conversation, branches, n);
  for (uint32_t i = 0; i < n; i++)
    if (branches[i].parent == LM_NONE)
      add_tree(copying, branches, i, number);
  copy_links(copying, conversation);
  free(branches);
}

void
lm_layout_legs(LmLayout *layout, const LmLegs *legs)
{
  LmLadder *ladder = layout->ladder;
  Copying copying = {
      .layout = layout, .legs = legs, .arena = &ladder->arena, .links = LM_VEC_INIT(LmLadderLink)};
  uint32_t n = 0, *seen = lm_alloc((layout->n_calls + 1) * sizeof *seen);
  /* A ladder of more has no room to tell them apart. */
  if (layout->n_calls <= 2 * LM_LIMIT_LADDER_LEGS) {
    ladder->legs =
        lm_arena_alloc(&ladder->arena, ((size_t)layout->n_calls + 1) * sizeof *ladder->legs);
    for (uint32_t i = 0; i < layout->n_calls; i++) {
      uint32_t index = lm_legs_conversation_of(legs, layout->calls[i].call);
      if (index == LM_NONE || is_among(seen, n, index))
        continue;
      seen[n] = index;
      copy_conversation(&copying, lm_legs_conversation(legs, index), n++);
    }
  }
  ladder->n_links = copying.links.len;
  ladder->links =
      lm_arena_alloc(&ladder->arena, ((size_t)ladder->n_links + 1) * sizeof *ladder->links);
  for (uint32_t i = 0; i < ladder->n_links; i++)
    ladder->links[i] = *(const LmLadderLink *)lm_vec_at(&copying.links, i);
  /* One leg needs no number. */
  for (uint32_t i = 0; ladder->n_legs < 2 && i < layout->n_calls; i++)
    layout->calls[i].leg = LM_NONE;
  lm_vec_clear(&copying.links);
  lm_text_clear(&copying.text);
  free(seen);
}
