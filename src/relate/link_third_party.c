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

/* The earlier leg to which @leg hands on a description, or LM_NONE. */
static uint32_t
find_other(LmLegs *legs, uint32_t leg, LmSlice *what)
{
  LmGathered *gathered = &legs->gathered;
  const LmLeg *row = lm_leg_at(gathered, leg);
  for (uint32_t i = 0; i < row->n_marks; i++) {
    const LmMark *mark = lm_mark_at(gathered, row->first_mark + i);
    if (!is_of_description(mark->kind))
      continue;
    bool media = mark->kind == LM_MARK_MEDIA || mark->kind == LM_MARK_MEDIA_BACK;
    LmSlice value = mark->value;
    uint32_t other = mark->other;
    for (unsigned n = 0; other != LM_NONE && n < MAX_LOOKED_AT; n++) {
      mark = lm_mark_at(gathered, other);
      if (mark->leg < leg && are_of_one_controller(lm_leg_at(gathered, mark->leg), row)) {
        *what = media ? lm_mark_media_text(value, &gathered->arena) : value;
        return mark->leg;
      }
      other = mark->previous;
    }
  }
  return LM_NONE;
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
