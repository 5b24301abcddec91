/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens to one leg soon happens to the other, in an order: the call goes out after it came
 * in, and is answered after it was answered behind the server. */

#include "relate/evidence_parts.h"

#include <math.h>

#define SLACK_NS (20 * LM_NS_PER_MS) /* in the wrong order, by capture or clocks */
#define MOST_OF_START 3.5
#define MOST_OF_RINGING 1.5
#define MOST_OF_ANSWER 3.0
#define MOST_OF_END 3.0
#define LEAST (-2.0)
#define WRONG_ORDER (-10.0)
#define EARLY (-2.0)           /* within the slack */
#define AFTER_THE_END (-30.0)  /* whatever they have in common: it is the same call played again */
#define ANSWERED_BEFORE (-1.0) /* as voice menus do, and what rings back */
#define NEVER_ANSWERED (-2.0)

/* How much more likely @span_ns is between legs that belong together than between a leg and the
 * next of others that come @rate times a second. */
static double
nearness(int64_t span_ns, double rate, double most)
{
  double seconds = (double)(span_ns < 0 ? -span_ns : span_ns) / LM_NS_PER_S;
  double weight = -log((seconds < 0.001 ? 0.001 : seconds) * rate);
  return weight > most ? most : weight < LEAST ? LEAST : weight;
}

static void
show_span(int64_t span_ns, LmArena *arena, LmSlice *what)
{
  char text[LM_TIME_TEXT_SIZE];
  if (arena)
    *what = lm_arena_copy(arena, lm_slice_str(lm_time_format_delta(span_ns, text)));
}

double
lm_weigh_start(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  const LmLeg *in = pair->in, *out = pair->out;
  int64_t span_ns = lm_time_sub(out->invite_ns, in->invite_ns);
  show_span(span_ns, arena, what);
  if (span_ns < -SLACK_NS)
    return WRONG_ORDER;
  if (in->end_ns != LM_TIME_NONE && out->invite_ns > lm_time_add(in->end_ns, SLACK_NS))
    return AFTER_THE_END;
  if (span_ns < 0)
    return EARLY;
  double rate = out->rates[LM_TIMES_STARTS];
  return nearness(span_ns, rate, MOST_OF_START);
}

double
lm_weigh_ringing(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  const LmLeg *in = pair->in, *out = pair->out;
  if (in->ringing_ns == LM_TIME_NONE || out->ringing_ns == LM_TIME_NONE)
    return 0;
  int64_t span_ns = lm_time_sub(in->ringing_ns, out->ringing_ns);
  show_span(span_ns, arena, what);
  /* Some servers ring at once, by themselves. */
  if (span_ns < -SLACK_NS)
    return 0;
  double rate = in->rates[LM_TIMES_RINGING];
  double weight = nearness(span_ns, rate, MOST_OF_RINGING);
  return weight < 0 ? 0 : weight;
}

double
lm_weigh_answer(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  const LmLeg *in = pair->in, *out = pair->out;
  if (out->answer_ns == LM_TIME_NONE)
    return 0;
  if (in->answer_ns == LM_TIME_NONE)
    return in->end_ns == LM_TIME_NONE || in->end_ns < out->answer_ns ? 0 : NEVER_ANSWERED;
  int64_t span_ns = lm_time_sub(in->answer_ns, out->answer_ns);
  show_span(span_ns, arena, what);
  if (span_ns < -SLACK_NS)
    return ANSWERED_BEFORE;
  double rate = in->rates[LM_TIMES_ANSWERS];
  return nearness(span_ns, rate, MOST_OF_ANSWER);
}

double
lm_weigh_end(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  const LmLeg *in = pair->in, *out = pair->out;
  if (in->end_ns == LM_TIME_NONE || out->end_ns == LM_TIME_NONE)
    return 0;
  /* One of several that were tried ends before the call does. */
  if (out->answer_ns == LM_TIME_NONE && out->end_ns < in->end_ns)
    return 0;
  int64_t span_ns = lm_time_sub(out->end_ns, in->end_ns);
  show_span(span_ns, arena, what);
  double rate = in->rates[LM_TIMES_ENDS];
  return nearness(span_ns, rate, MOST_OF_END);
}
