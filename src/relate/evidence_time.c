/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens to one leg soon happens to the other, in an order: the call goes out after it came
 * in, and is answered after it was answered behind the server. */

#include "relate/evidence_parts.h"

#include <math.h>

#define SLACK_NS (20 * LM_NS_PER_MS) /* in the wrong order, by capture or clocks */
#define SHORTEST_S 0.001
#define MOST_OF_START 4.5
#define MOST_OF_MENU 0.5 /* the same, where the server has answered by itself before */
#define MOST_OF_RINGING 1.5
#define MOST_OF_ANSWER 4.5
#define MOST_OF_END 4.5
#define LEAST (-2.0)
#define LEAST_OF_ANSWER (-4.0)
#define LEAST_OF_END (-4.0)
#define WRONG_ORDER (-10.0)
#define EARLY (-2.0)           /* within the slack */
#define AFTER_THE_END (-30.0)  /* whatever they have in common: it is the same call played again */
#define RANG_BEFORE (-0.7)     /* within the slack */
#define ANSWERED_BEFORE (-2.0) /* as what rings back; voice menus answer before they call */
#define NEVER_ANSWERED (-2.0)
/* How long servers take is not known: from a millisecond to seconds all orders of magnitude are as
 * likely, so that the density of a span is about this part of one by the span. */
#define DENSITY 0.25
#define ENOUGH_LAGS 4 /* calls of a host, to learn from */
#define ALIKE_NS LM_NS_PER_MS
#define ALIKE_PART 20

/* How much more likely @span_ns is between legs that belong together than between a leg and the
 * next of others that come so often (@rate: natural logarithm of how many a second). */
static double
nearness(int64_t span_ns, double rate, double least, double most)
{
  double seconds = (double)(span_ns < 0 ? -span_ns : span_ns) / LM_NS_PER_S;
  double weight = log(DENSITY / (seconds < SHORTEST_S ? SHORTEST_S : seconds)) - rate;
  return weight > most ? most : weight < least ? least : weight;
}

static double
least_of(double a, double b)
{
  return a < b ? a : b;
}

static void
show_span(int64_t span_ns, LmArena *arena, LmSlice *what)
{
  char text[LM_TIME_TEXT_SIZE];
  if (arena)
    *what = lm_arena_copy(arena, lm_slice_str(lm_time_format_delta(span_ns, text)));
}

/* How long a server takes is learned from all its calls, where it made enough of them: what many
 * pairs have in common is no chance. */
static double
nearness_of_start(const LmPair *pair, int64_t span_ns)
{
  const LmLeg *out = pair->out;
  const LmSurroundings *around = pair->around;
  double rate = out->rates[LM_TIMES_STARTS];
  uint32_t n = around->n_lagging ? around->n_lagging[out->first] : 0;
  if (n < ENOUGH_LAGS)
    return nearness(span_ns, rate, LEAST, MOST_OF_START);
  int64_t alike_ns = ALIKE_NS + span_ns / ALIKE_PART;
  double seconds = 2.0 * (double)alike_ns / LM_NS_PER_S;
  size_t n_alike = lm_times_count(&around->lags, LM_TIMES_LAG, out->first,
                                  lm_time_sub(span_ns, alike_ns), lm_time_add(span_ns, alike_ns));
  double part = n_alike > 1 ? (double)(n_alike - 1) / (n - 1) : 0;
  part = (part < 1 ? part : 1) - exp(rate) * seconds;
  double learned = (double)n / (n + ENOUGH_LAGS);
  double span_s = (double)span_ns / LM_NS_PER_S;
  double density = (1 - learned) * DENSITY / (span_s < SHORTEST_S ? SHORTEST_S : span_s) +
                   learned * (part > 0 ? part / seconds : 0);
  double weight = log(density) - rate;
  return weight > MOST_OF_START ? MOST_OF_START : weight < LEAST ? LEAST : weight;
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
  double weight = nearness_of_start(pair, span_ns);
  bool answered = in->answer_ns != LM_TIME_NONE && in->answer_ns < out->invite_ns;
  return answered ? least_of(weight, MOST_OF_MENU) : weight;
}

static bool
began_together(const LmPair *pair)
{
  int64_t span_ns = lm_time_sub(pair->out->invite_ns, pair->in->invite_ns);
  return nearness(span_ns, pair->out->rates[LM_TIMES_STARTS], LEAST, MOST_OF_START) > 0;
}

/* The same of what follows the start, by its rate. Where two calls begin together, and all last as
 * long, it follows together too: then it says no more than how unusual (@unusual: a logarithm) its
 * span is. That much happens at all times does not speak against a pair that is near. */
static double
nearness_behind(const LmPair *pair, int64_t span_ns, double rate, double unusual, double least,
                double most)
{
  double weight = nearness(span_ns, rate, least, most);
  if (weight < 0)
    return span_ns < -SLACK_NS || span_ns > SLACK_NS ? weight : 0;
  return began_together(pair) ? least_of(weight, unusual) : weight;
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
  if (span_ns < 0)
    return span_ns < -SLACK_NS ? 0 : RANG_BEFORE;
  return nearness_behind(pair, span_ns, in->rates[LM_TIMES_RINGING], in->delay, 0, MOST_OF_RINGING);
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
    return in->answer_ns < out->invite_ns ? 0 : ANSWERED_BEFORE;
  if (span_ns < 0)
    return EARLY;
  return nearness_behind(pair, span_ns, in->rates[LM_TIMES_ANSWERS], in->setup, LEAST_OF_ANSWER,
                         MOST_OF_ANSWER);
}

/* A leg that was hung up or refused on the far side ends there first; one that the caller ended,
 * on the near side. */
static bool
ended_in_order(const LmPair *pair, int64_t span_ns)
{
  const LmTrace *trace = pair->around->gathered->trace;
  const LmCall *in = lm_trace_call(trace, pair->in->call);
  const LmCall *out = lm_trace_call(trace, pair->out->call);
  if (in->released_by != out->released_by)
    return true;
  /* Not even that: it was refused. */
  return in->released_by == LM_RELEASED_BY_CALLER ? span_ns >= 0 : span_ns <= 0;
}

double
lm_weigh_end(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  const LmLeg *in = pair->in, *out = pair->out;
  if (in->end_ns == LM_TIME_NONE || out->end_ns == LM_TIME_NONE)
    return 0;
  /* One of several that were tried ends before the call does. */
  if (out->answer_ns == LM_TIME_NONE && out->end_ns < in->end_ns && in->answer_ns != LM_TIME_NONE)
    return 0;
  int64_t span_ns = lm_time_sub(out->end_ns, in->end_ns);
  show_span(span_ns, arena, what);
  double weight = nearness_behind(pair, span_ns, in->rates[LM_TIMES_ENDS], in->length, LEAST_OF_END,
                                  MOST_OF_END);
  /* One of several that were tried ends before the call does. */
  if (out->answer_ns == LM_TIME_NONE && span_ns < 0)
    return weight > 0 && in->answer_ns == LM_TIME_NONE ? weight : 0;
  return ended_in_order(pair, span_ns) ? weight : least_of(weight, EARLY);
}
