/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys on both legs that a B2BUA joins: one that was pressed on the first and came out on the other
 * is the same key, one that never did is lost, and one that came out more often is there twice. A
 * B2BUA that takes keys for itself looks as one that loses them. */

#include "proto/telephone_event.h"
#include "relate/digits_build.h"
#include "relate/legs.h"

#include <stdlib.h>

/* A key that is sent by INFO is told of when it is let go. */
#define TOGETHER_NS LM_NS_PER_S
/* How many rows of the other leg are looked at for one. */
#define MAX_AROUND 64u

enum {
  EXPECTED = 1 << 0, /* there is a leg that it was to arrive on */
  ARRIVED = 1 << 1,
};

/* The rows of a call, in the order. */
typedef struct {
  uint32_t call, first, n;
} Group;

typedef struct {
  LmDigits *digits;
  Group *groups; /* by call */
  uint32_t n_groups;
  uint8_t *states;   /* of each row in the order */
  LmSide side;       /* who pressed it */
  const Group *from; /* of the leg that it was pressed on */
  const Group *to;   /* of the other one; NULL: no key came there */
  uint32_t to_call;
  uint32_t near; /* the first row of it that is not long before */
} Passing;

static LmDigit *
at(const Passing *passing, uint32_t place)
{
  return lm_digit_row(passing->digits, passing->digits->order[place]);
}

static void
find_groups(Passing *passing)
{
  uint32_t n = passing->digits->rows.len;
  passing->groups = lm_alloc((n + 1) * sizeof *passing->groups);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t call = at(passing, i)->call;
    if (call == LM_NONE)
      break;
    if (!passing->n_groups || passing->groups[passing->n_groups - 1].call != call)
      passing->groups[passing->n_groups++] = (Group){call, i, 0};
    passing->groups[passing->n_groups - 1].n++;
  }
}

static const Group *
group_of(const Passing *passing, uint32_t call)
{
  uint32_t low = 0, high = passing->n_groups;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (passing->groups[middle].call < call)
      low = middle + 1;
    else
      high = middle;
  }
  return low < passing->n_groups && passing->groups[low].call == call ? &passing->groups[low]
                                                                      : NULL;
}

/* A key that this side pressed, once: not as it came by another way, nor one hop further on. */
static bool
is_press(const Passing *passing, uint32_t place)
{
  const LmDigit *digit = at(passing, place);
  bool first = digit->twin == LM_NONE || digit->twin > place;
  return digit->from == passing->side && digit->code <= LM_TELEPHONE_EVENT_FLASH && first &&
         digit->same_as == LM_NONE;
}

/* Whether a key would be seen in @stream: as an event that somebody agreed on, or in the sound. */
static bool
shows_keys(const Passing *passing, const LmStream *stream)
{
  static const char *const heard[] = {"PCMU", "PCMA", "L16"};
  uint64_t types[2] = {0, 0};
  if (stream->secure)
    return false;
  for (unsigned i = 0; i < sizeof heard / sizeof *heard; i++)
    if (lm_slice_equal_nocase(stream->codec, lm_slice_str(heard[i])))
      return true;
  lm_sides_named_events(passing->digits->sides, stream, types);
  return types[0] || types[1];
}

/* Whether there was media on the other leg when a key was pressed, in which it would be seen. */
static bool
is_expected(const Passing *passing, int64_t time_ns)
{
  const LmTrace *trace = passing->digits->trace;
  const LmCall *call = lm_trace_call(trace, passing->to_call);
  if (call->answer_ns == LM_TIME_NONE || call->answer_ns > time_ns)
    return false;
  for (uint32_t i = call->first_stream; i != LM_NONE; i = lm_trace_stream(trace, i)->next_in_call) {
    const LmStream *stream = lm_trace_stream(trace, i);
    if (stream->stats.packets && stream->stats.first_ns <= time_ns &&
        stream->stats.last_ns >= lm_time_add(time_ns, TOGETHER_NS) &&
        lm_side_of_stream(passing->digits->sides, stream) == passing->side &&
        shows_keys(passing, stream))
      return true;
  }
  return false;
}

static bool
are_together(const LmDigit *a, const LmDigit *b)
{
  int64_t apart_ns = lm_time_sub(a->time_ns, b->time_ns);
  return a->code == b->code && apart_ns <= TOGETHER_NS && apart_ns >= -TOGETHER_NS;
}

/* The first of the other leg that may be the key at @place; LM_NONE: none. Keys are asked for by
 * time. */
static uint32_t
find_arrival(Passing *passing, uint32_t place)
{
  const Group *to = passing->to;
  uint32_t end = to ? to->first + to->n : 0;
  int64_t time_ns = at(passing, place)->time_ns;
  while (to && passing->near < end &&
         lm_time_sub(time_ns, at(passing, passing->near)->time_ns) > TOGETHER_NS)
    passing->near++;
  for (uint32_t i = passing->near; i < end && i - passing->near < MAX_AROUND; i++)
    if (are_together(at(passing, i), at(passing, place)) && is_press(passing, i))
      return i;
  return LM_NONE;
}

/* Keys that came out without having gone in, beside one that had. */
static void
find_surplus(const Passing *passing)
{
  const Group *to = passing->to;
  uint32_t last = LM_NONE; /* that had */
  for (uint32_t i = to->first; i < to->first + to->n; i++) {
    LmDigit *digit = at(passing, i);
    bool arrived = digit->from == passing->side && digit->same_as >= passing->from->first &&
                   digit->same_as < passing->from->first + passing->from->n;
    if (arrived)
      last = i;
    else if (last != LM_NONE && is_press(passing, i) && are_together(digit, at(passing, last))) {
      digit->problems |= 1u << LM_DIGIT_TWICE;
      digit->twin = last;
    }
  }
}

/* The keys that @side pressed on the leg of @from, beside those of the leg of @to. */
static void
pass(Passing *passing, uint32_t from, uint32_t to, LmSide side)
{
  passing->from = group_of(passing, from);
  passing->to = group_of(passing, to);
  passing->to_call = to;
  passing->side = side;
  passing->near = passing->to ? passing->to->first : 0;
  if (!passing->from)
    return;
  for (uint32_t i = passing->from->first; i < passing->from->first + passing->from->n; i++) {
    if (!is_press(passing, i))
      continue;
    uint32_t arrival = find_arrival(passing, i);
    if (arrival != LM_NONE) {
      at(passing, arrival)->same_as = i;
      passing->states[i] |= ARRIVED;
    } else if (is_expected(passing, at(passing, i)->time_ns)) {
      passing->states[i] |= EXPECTED;
    }
  }
  if (passing->to)
    find_surplus(passing);
}

static void
pass_conversation(Passing *passing, const LmLegs *legs, const LmConversation *conversation,
                  const LmDigitOptions *options)
{
  for (uint32_t i = 0; i < conversation->n_links; i++) {
    const LmLink *link = lm_legs_link(legs, conversation, i);
    if ((link->kind != LM_LINK_LEG && link->kind != LM_LINK_FORWARD) ||
        !lm_digits_is_wanted(options, link->from) || !lm_digits_is_wanted(options, link->to))
      continue;
    pass(passing, link->from, link->to, LM_FROM_CALLER);
    pass(passing, link->to, link->from, LM_FROM_CALLEE);
  }
}

void
lm_digits_compare_legs(LmDigits *digits, const LmDigitOptions *options)
{
  Passing passing = {.digits = digits};
  bool several = options->calls ? options->n_calls > 1 : lm_trace_n_calls(digits->trace) > 1;
  if (!several || !digits->rows.len)
    return;
  find_groups(&passing);
  if (passing.n_groups) {
    LmLegs *legs = lm_legs_new_in_room(digits->trace, NULL, 0);
    passing.states = lm_alloc(digits->rows.len);
    for (uint32_t i = 0; i < lm_legs_n_conversations(legs); i++)
      pass_conversation(&passing, legs, lm_legs_conversation(legs, i), options);
    for (uint32_t i = 0; i < digits->rows.len; i++)
      if (passing.states[i] == EXPECTED)
        at(&passing, i)->problems |= 1u << LM_DIGIT_LOST;
    free(passing.states);
    lm_legs_free(legs);
  }
  free(passing.groups);
}
