/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls that name one another: transfers (RFC 5589), redirection (RFC 3261, 8.1.3.4), Replaces and
 * Join (RFC 3891, 3911), and conferences (RFC 4579). */

#include "relate/legs_parts.h"

#define NAMED 0.97                         /* by a Call-ID */
#define EXPECTED 0.9                       /* from the host that was asked to call */
#define LIKELY 0.75                        /* from another one */
#define REFER_WINDOW_NS (32 * LM_NS_PER_S) /* a transaction's life, RFC 3261, 17.1.2.2 */
#define REDIRECT_WINDOW_NS (5 * LM_NS_PER_S)
#define MAX_LOOKED_AT 256

typedef struct {
  uint32_t leg;
  double score;
} Found;

/* How likely @leg was made because of @hint; 0: it was not. */
static double
follows(const LmLegs *legs, const LmHint *hint, uint32_t leg)
{
  const LmLeg *row = lm_leg_at(&legs->gathered, leg);
  bool refer = hint->kind == LM_HINT_REFER;
  int64_t since_ns = lm_time_sub(row->invite_ns, hint->time_ns);
  if (leg == hint->leg || since_ns < 0 || since_ns > (refer ? REFER_WINDOW_NS : REDIRECT_WINDOW_NS))
    return 0;
  if (row->first == hint->to)
    return EXPECTED;
  return refer && row->referred ? LIKELY : 0;
}

/* The call that was made to the URI of @hint, soon after it. */
static Found
find_made(const LmLegs *legs, const LmHint *hint)
{
  Found found = {.leg = LM_NONE};
  LmSipUri uri = {0};
  LmNumber wanted;
  if (!lm_sip_uri_parse(hint->value, &uri) || !lm_number_read(uri.user, &wanted))
    return found;
  uint64_t hash = lm_mark_hash_number(LM_MARK_CALLEE, lm_number_key(&wanted));
  uint32_t mark = lm_legs_newest_mark(legs, LM_MARK_CALLEE, hash);
  for (unsigned n = 0; mark != LM_NONE && n < MAX_LOOKED_AT; n++) {
    const LmMark *row = lm_mark_at(&legs->gathered, mark);
    double score = follows(legs, hint, row->leg);
    /* Of equal ones the first that was made, which is looked at last. */
    if (score > 0 && score >= found.score)
      found = (Found){row->leg, score};
    mark = row->previous;
  }
  return found;
}

static bool
was_asked_for(const LmLegs *legs, LmSlice call_id)
{
  for (uint32_t i = 0; i < legs->gathered.hints.len; i++) {
    const LmHint *hint = lm_vec_at(&legs->gathered.hints, i);
    if (hint->kind == LM_HINT_REFER_REPLACES && lm_slice_equal(hint->value, call_id))
      return true;
  }
  return false;
}

static LmLinkKind
kind_of_replaces(const LmLegs *legs, const LmHint *hint, uint32_t replaced)
{
  const LmLeg *row = lm_leg_at(&legs->gathered, replaced);
  if (was_asked_for(legs, hint->value))
    return LM_LINK_ATTENDED_TRANSFER;
  bool rings = row->answer_ns == LM_TIME_NONE || row->answer_ns > hint->time_ns;
  return rings ? LM_LINK_PICK_UP : LM_LINK_REPLACES;
}

static bool
names_replaced(const LmLegs *legs, uint32_t index)
{
  const LmHint *hint = lm_vec_at(&legs->gathered.hints, index);
  if (index + 1 >= legs->gathered.hints.len)
    return false;
  const LmHint *next = lm_vec_at(&legs->gathered.hints, index + 1);
  return next->kind == LM_HINT_REFER_REPLACES && next->leg == hint->leg &&
         next->time_ns == hint->time_ns;
}

static void
follow(LmLegs *legs, uint32_t index)
{
  const LmHint *hint = lm_vec_at(&legs->gathered.hints, index);
  Found found = {.leg = LM_NONE};
  uint32_t named = LM_NONE;
  switch (hint->kind) {
  case LM_HINT_REFER:
    if (!names_replaced(legs, index))
      found = find_made(legs, hint);
    break;
  case LM_HINT_CONTACT:
    found = find_made(legs, hint);
    break;
  default:
    named = lm_legs_find(legs, hint->value);
  }
  if (found.leg != LM_NONE)
    lm_legs_add_link(legs, hint->leg, found.leg,
                     hint->kind == LM_HINT_REFER ? LM_LINK_BLIND_TRANSFER : LM_LINK_REDIRECT,
                     found.score, hint->value);
  if (named == LM_NONE)
    return;
  if (hint->kind == LM_HINT_REFER_REPLACES)
    lm_legs_add_link(legs, hint->leg, named, LM_LINK_ATTENDED_TRANSFER, NAMED, hint->value);
  else if (hint->kind == LM_HINT_REPLACES)
    lm_legs_add_link(legs, named, hint->leg, kind_of_replaces(legs, hint, named), NAMED,
                     hint->value);
  else
    lm_legs_add_link(legs, named, hint->leg, LM_LINK_JOIN, NAMED, hint->value);
}

/* Each call at a focus with the one before it. */
static void
link_conferences(LmLegs *legs)
{
  for (uint32_t i = 0; i < legs->gathered.marks.len; i++) {
    const LmMark *mark = lm_mark_at(&legs->gathered, i);
    if (mark->kind == LM_MARK_FOCUS && mark->previous != LM_NONE)
      lm_legs_add_link(legs, lm_mark_at(&legs->gathered, mark->previous)->leg, mark->leg,
                       LM_LINK_CONFERENCE, EXPECTED, mark->value);
  }
}

void
lm_legs_link_by_hints(LmLegs *legs)
{
  for (uint32_t i = 0; i < legs->gathered.hints.len; i++)
    follow(legs, i);
  link_conferences(legs);
}
