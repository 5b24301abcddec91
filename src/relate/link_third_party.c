/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Third-party call control (RFC 3725, 4): a controller calls two parties and gives each the session
 * description of the other, at least one INVITE going without. */

#include "relate/legs_parts.h"

#define SCORE 0.9
#define WINDOW_NS (180 * LM_NS_PER_S)
#define MAX_LOOKED_AT 16

static bool
are_of_one_controller(const LmLeg *a, const LmLeg *b)
{
  return a->first == b->first && a->ends[0] != b->ends[0] && (a->late_offer || b->late_offer) &&
         lm_time_sub(b->invite_ns, a->invite_ns) < WINDOW_NS;
}

static bool
is_of_description(LmMarkKind kind)
{
  return kind == LM_MARK_ORIGIN || kind == LM_MARK_ORIGIN_BACK || kind == LM_MARK_MEDIA ||
         kind == LM_MARK_MEDIA_BACK;
}

/* The newest leg with the other side of @mark's description that @leg may be made with, or LM_NONE.
 */
static uint32_t
find_made_with(const LmGathered *gathered, const LmMark *mark)
{
  const LmLeg *row = lm_leg_at(gathered, mark->leg);
  uint32_t other = mark->other;
  for (unsigned n = 0; other != LM_NONE && n < MAX_LOOKED_AT; n++) {
    const LmMark *side = lm_mark_at(gathered, other);
    if (side->leg < mark->leg && are_of_one_controller(lm_leg_at(gathered, side->leg), row))
      return side->leg;
    other = side->previous;
  }
  return LM_NONE;
}

/* The earlier leg to which @leg hands on a description, or LM_NONE. Of several ways to tell always
 * the same one, whatever the order of their hashes. */
static uint32_t
find_other(LmLegs *legs, uint32_t leg, LmSlice *what)
{
  LmGathered *gathered = &legs->gathered;
  const LmLeg *row = lm_leg_at(gathered, leg);
  const LmMark *best = NULL;
  uint32_t found = LM_NONE;
  for (uint32_t i = 0; i < row->n_marks; i++) {
    const LmMark *mark = lm_mark_at(gathered, row->first_mark + i);
    uint32_t other = is_of_description(mark->kind) ? find_made_with(gathered, mark) : LM_NONE;
    if (other == LM_NONE || (best && other < found))
      continue;
    bool behind = best && other == found &&
                  (mark->kind != best->kind ? mark->kind > best->kind
                                            : lm_slice_compare(mark->value, best->value) >= 0);
    if (!behind) {
      best = mark;
      found = other;
    }
  }
  if (best)
    *what = best->kind == LM_MARK_MEDIA || best->kind == LM_MARK_MEDIA_BACK
                ? lm_mark_media_text(best->value, &gathered->arena)
                : best->value;
  return found;
}

void
lm_legs_link_third_parties(LmLegs *legs)
{
  for (uint32_t leg = 0; leg < legs->gathered.legs.len; leg++) {
    LmSlice what = LM_SLICE_EMPTY;
    uint32_t other = find_other(legs, leg, &what);
    if (other != LM_NONE)
      lm_legs_add_link(legs, other, leg, LM_LINK_THIRD_PARTY, SCORE, what);
  }
}
