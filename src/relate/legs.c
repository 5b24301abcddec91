/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "relate/legs_parts.h"

#include <malloc.h>
#include <math.h>
#include <stdlib.h>

static const struct {
  const char *name, *text;
} kinds[LM_N_LINKS] = {
    [LM_LINK_LEG] = {"leg", N_("leg")},
    [LM_LINK_FORWARD] = {"forward", N_("forwarded")},
    [LM_LINK_BLIND_TRANSFER] = {"blind-transfer", N_("blind transfer")},
    [LM_LINK_ATTENDED_TRANSFER] = {"attended-transfer", N_("attended transfer")},
    [LM_LINK_REPLACES] = {"replaces", N_("replaces")},
    [LM_LINK_PICK_UP] = {"pick-up", N_("pick-up")},
    [LM_LINK_JOIN] = {"join", N_("joins")},
    [LM_LINK_REDIRECT] = {"redirect", N_("redirected")},
    [LM_LINK_THIRD_PARTY] = {"third-party", N_("connected by a third party")},
    [LM_LINK_CONFERENCE] = {"conference", N_("same conference")},
    [LM_LINK_BY_HAND] = {"by-hand", N_("linked by hand")},
};

const char *
lm_link_name(LmLinkKind kind)
{
  return kinds[kind].name;
}

const char *
lm_link_text(LmLinkKind kind)
{
  return _(kinds[kind].text);
}

typedef struct {
  int64_t time_ns;
  uint32_t call, at; /* its row, and where legs->leg_of_call has it */
} CallTime;

static int
compare_calls(const void *a, const void *b)
{
  const CallTime *x = a, *y = b;
  if (x->time_ns != y->time_ns)
    return x->time_ns < y->time_ns ? -1 : 1;
  return (x->call > y->call) - (x->call < y->call);
}

static bool
takes(const LmLegs *legs, const LmCall *call)
{
  return call->number && call->number >= legs->first_number && call->number <= legs->last_number;
}

/* Whether its hosts count: of what has no call they do where all calls are taken. */
static bool
takes_message(const LmLegs *legs, const LmTrace *trace, const LmMessage *row)
{
  if (row->method != LM_SIP_METHOD_INVITE || legs->last_number == UINT32_MAX)
    return row->method == LM_SIP_METHOD_INVITE;
  return row->call != LM_NONE && takes(legs, lm_trace_call(trace, row->call));
}

/* Tells the table of hosts who talks to whom, before numbers are given. */
static void
note_hosts(LmLegs *legs, const LmTrace *trace)
{
  for (uint32_t i = lm_trace_next_message(trace, 0); i < lm_trace_n_messages(trace);
       i = lm_trace_next_message(trace, i + 1)) {
    const LmMessage *row = lm_trace_message(trace, i);
    if (takes_message(legs, trace, row))
      lm_hosts_note(&legs->gathered.hosts, lm_trace_endpoint(trace, row->src),
                    lm_trace_endpoint(trace, row->dst));
  }
}

static uint32_t
count_calls(LmLegs *legs, const LmTrace *trace)
{
  uint32_t n = 0;
  for (uint32_t i = lm_trace_next_call(trace, 0); i < lm_trace_n_calls(trace);
       i = lm_trace_next_call(trace, i + 1))
    if (takes(legs, lm_trace_call(trace, i)))
      n++;
    else
      legs->n_left_out += lm_trace_call(trace, i)->number > 0;
  return n;
}

/* By time. False where that would take too much memory. */
static bool
gather(LmLegs *legs, const LmTrace *trace)
{
  uint32_t n = count_calls(legs, trace), at = 0;
  CallTime *calls = lm_alloc(n * sizeof *calls);
  legs->leg_of_call = lm_alloc(n * sizeof *legs->leg_of_call);
  for (uint32_t i = lm_trace_next_call(trace, 0); at < n && i < lm_trace_n_calls(trace);
       i = lm_trace_next_call(trace, i + 1)) {
    const LmCall *call = lm_trace_call(trace, i);
    if (!takes(legs, call))
      continue;
    int64_t time_ns = call->invite_ns != LM_TIME_NONE ? call->invite_ns : call->start_ns;
    legs->leg_of_call[at] = (LmLegOfCall){i, LM_NONE};
    calls[at] = (CallTime){time_ns, i, at};
    at++;
  }
  /* Fewer than were counted where memory was used up meanwhile (track/part.h). */
  legs->n_calls = n = at;
  qsort(calls, n, sizeof *calls, compare_calls);
  for (uint32_t i = 0; i < n; i++)
    legs->leg_of_call[calls[i].at].leg = i;
  LmLook *look = lm_look_new(trace);
  bool fits = true;
  for (uint32_t i = 0; fits && i < n; i++) {
    lm_gather_leg(&legs->gathered, look, calls[i].call);
    fits = lm_gathered_may_go_on(&legs->gathered, i, n * (sizeof *calls + sizeof(LmLegOfCall)));
  }
  lm_look_free(look);
  free(calls);
  return fits && lm_gathered_sift(&legs->gathered);
}

static int
compare_rows(const void *a, const void *b)
{
  const LmLegOfCall *x = a, *y = b;
  return (x->call > y->call) - (x->call < y->call);
}

uint32_t
lm_legs_leg_of(const LmLegs *legs, uint32_t call)
{
  LmLegOfCall wanted = {call, LM_NONE};
  const LmLegOfCall *found =
      bsearch(&wanted, legs->leg_of_call, legs->n_calls, sizeof wanted, compare_rows);
  return found ? found->leg : LM_NONE;
}

static int64_t
since_start(const LmLeg *leg, int64_t time_ns)
{
  return time_ns == LM_TIME_NONE ? LM_TIME_NONE : lm_time_sub(time_ns, leg->invite_ns);
}

static int64_t
length_of(const LmLeg *leg)
{
  int64_t since_ns = leg->answer_ns == LM_TIME_NONE ? leg->invite_ns : leg->answer_ns;
  return leg->end_ns == LM_TIME_NONE ? LM_TIME_NONE : lm_time_sub(leg->end_ns, since_ns);
}

static void
tell(void *data, const LmTimesRow *row, double value)
{
  LmLeg *leg = lm_leg_at(data, row->of);
  double weight = log(value);
  if (row->kind < LM_N_TIMES)
    leg->rates[row->kind] = weight;
  else if (row->kind == LM_TIMES_SETUP)
    leg->setup = -weight;
  else if (row->kind == LM_TIMES_DELAY)
    leg->delay = -weight;
  else
    leg->length = -weight;
}

/* False where that would take too much memory. */
static bool
note_times(LmLegs *legs)
{
  LmTimes times = {0};
  bool fits = true;
  for (uint32_t i = 0; fits && i < legs->gathered.legs.len; i++) {
    /* Sorting takes as much again. */
    fits = lm_gathered_may_go_on(&legs->gathered, i,
                                 lm_legs_bytes(legs) + 2 * times.n * sizeof *times.rows);
    const LmLeg *leg = lm_leg_at(&legs->gathered, i);
    lm_times_add(&times, LM_TIMES_STARTS, leg->first, leg->invite_ns, i);
    for (unsigned k = 0; k < leg->n_ends; k++) {
      uint32_t of = k ? LM_NONE : i;
      lm_times_add(&times, LM_TIMES_RINGING, leg->ends[k], leg->ringing_ns, of);
      lm_times_add(&times, LM_TIMES_ANSWERS, leg->ends[k], leg->answer_ns, of);
      lm_times_add(&times, LM_TIMES_ENDS, leg->ends[k], leg->end_ns, of);
    }
    lm_times_add(&times, LM_TIMES_SETUP, leg->ends[0], since_start(leg, leg->answer_ns), i);
    lm_times_add(&times, LM_TIMES_DELAY, leg->ends[0], since_start(leg, leg->ringing_ns), i);
    lm_times_add(&times, LM_TIMES_LENGTH, leg->ends[0], length_of(leg), i);
  }
  if (fits) {
    lm_times_sort(&times);
    lm_times_weigh(&times, tell, &legs->gathered);
  }
  lm_times_clear(&times);
  return fits;
}

uint64_t
lm_legs_bytes(const LmLegs *legs)
{
  uint64_t bytes = legs->n_calls * sizeof *legs->leg_of_call;
  bytes += legs->gathered.marks.len * (sizeof *legs->gathered.hashes + sizeof *legs->marks);
  return bytes + lm_vec_bytes(&legs->links) + lm_vec_bytes(&legs->around.crowds);
}

uint32_t
lm_legs_find(const LmLegs *legs, LmSlice id)
{
  uint32_t call = lm_trace_find_call(legs->gathered.trace, id);
  return lm_legs_leg_of(legs, call);
}

static bool
is_pin_of(const LmLegs *legs, const LmLegPin *pin, uint32_t leg, uint32_t other)
{
  uint32_t a = lm_legs_leg_of(legs, pin->a), b = lm_legs_leg_of(legs, pin->b);
  return (a == leg && b == other) || (a == other && b == leg);
}

bool
lm_legs_are_barred(const LmLegs *legs, uint32_t leg, uint32_t other)
{
  for (size_t i = 0; i < legs->n_pins; i++)
    if (!legs->pins[i].link && is_pin_of(legs, &legs->pins[i], leg, other))
      return true;
  return false;
}

void
lm_legs_add_link(LmLegs *legs, uint32_t from, uint32_t to, LmLinkKind kind, double score,
                 LmSlice what)
{
  if (from == to || lm_legs_are_barred(legs, from, to))
    return;
  *(LmLink *)lm_vec_push(&legs->links) =
      (LmLink){.from = from, .to = to, .kind = (uint8_t)kind, .score = score, .what = what};
}

static void
link_by_hand(LmLegs *legs)
{
  for (size_t i = 0; i < legs->n_pins; i++) {
    uint32_t a = lm_legs_leg_of(legs, legs->pins[i].a), b = lm_legs_leg_of(legs, legs->pins[i].b);
    if (legs->pins[i].link && a != LM_NONE && b != LM_NONE)
      lm_legs_add_link(legs, a < b ? a : b, a < b ? b : a, LM_LINK_BY_HAND, 1, LM_SLICE_EMPTY);
  }
}

/* Whether what lm_legs_group() takes is there too. */
static bool
may_group(const LmLegs *legs)
{
  uint64_t leg_bytes = sizeof *legs->of_leg + sizeof *legs->calls + sizeof(uint32_t);
  uint64_t bytes = lm_legs_bytes(legs) + 2 * legs->links.len * sizeof(LmLink);
  bytes += legs->gathered.legs.len * (leg_bytes + sizeof(LmConversation));
  return lm_gathered_may_go_on(&legs->gathered, 0, bytes);
}

/* False where that would take too much memory. */
static bool
find_all(LmLegs *legs, const LmTrace *trace)
{
  note_hosts(legs, trace);
  if (!gather(legs, trace) || !note_times(legs))
    return false;
  lm_legs_index(legs);
  link_by_hand(legs);
  if (!lm_legs_link_by_evidence(legs))
    return false;
  lm_legs_link_by_hints(legs);
  lm_legs_link_third_parties(legs);
  if (!may_group(legs))
    return false;
  lm_legs_group(legs);
  return true;
}

static LmLegs *
begin(const LmTrace *trace, const LmLegPin *pins, size_t n_pins)
{
  LmLegs *legs = lm_alloc(sizeof *legs);
  lm_gathered_init(&legs->gathered, trace);
  legs->around = (LmSurroundings){.gathered = &legs->gathered, .crowds = LM_VEC_INIT(uint32_t)};
  legs->links = LM_VEC_INIT(LmLink);
  legs->conversations = LM_VEC_INIT(LmConversation);
  legs->pins = pins;
  legs->n_pins = n_pins;
  legs->last_number = UINT32_MAX;
  return legs;
}

/* Itself; NULL where that would take too much memory. */
static LmLegs *
finish(LmLegs *legs, const LmTrace *trace)
{
  if (!find_all(legs, trace)) {
    lm_legs_free(legs);
    return NULL;
  }
  free(legs->marks);
  legs->marks = NULL;
  legs->pins = NULL;
  legs->n_pins = 0;
  return legs;
}

LmLegs *
lm_legs_new_within(const LmTrace *trace, const LmLegPin *pins, size_t n_pins, uint64_t most_bytes)
{
  LmLegs *legs = begin(trace, pins, n_pins);
  legs->gathered.most_bytes = most_bytes;
  return finish(legs, trace);
}

/* So that @most calls around @near are taken. */
static void
narrow(LmLegs *legs, const LmTrace *trace, uint32_t near, uint32_t most)
{
  const LmTraceCounters *counters = lm_trace_counters(trace);
  if (counters->calls - counters->evicted_calls <= most)
    return;
  uint32_t half = most / 2;
  uint64_t number = near == LM_NONE ? counters->calls : lm_trace_call(trace, near)->number;
  uint64_t first = number > half ? number - half : 1;
  uint64_t last = first + most - 1 < counters->calls ? first + most - 1 : counters->calls;
  legs->first_number = (uint32_t)(last >= most ? last - most + 1 : 1);
  legs->last_number = (uint32_t)last;
}

LmLegs *
lm_legs_new_near(const LmTrace *trace, const LmLegPin *pins, size_t n_pins, uint32_t near,
                 uint32_t most)
{
  LmLegs *legs = begin(trace, pins, n_pins);
  narrow(legs, trace, near, most);
  return finish(legs, trace);
}

LmLegs *
lm_legs_new_in_room(const LmTrace *trace, const LmLegPin *pins, size_t n_pins)
{
  const LmTraceCounters *counters = lm_trace_counters(trace);
  uint64_t room = lm_trace_room(trace), most = counters->calls - counters->evicted_calls;
  for (;; most = most / 2 < room / LM_LEG_BYTES ? most / 2 : room / LM_LEG_BYTES) {
    LmLegs *legs = begin(trace, pins, n_pins);
    narrow(legs, trace, LM_NONE, (uint32_t)most);
    /* Of none there is nothing to be too much. */
    legs->gathered.most_bytes = most ? room : UINT64_MAX;
    if ((legs = finish(legs, trace)))
      return legs;
    malloc_trim(0);
  }
}

LmLegs *
lm_legs_new(const LmTrace *trace, const LmLegPin *pins, size_t n_pins)
{
  return lm_legs_new_within(trace, pins, n_pins, UINT64_MAX);
}

void
lm_legs_free(LmLegs *legs)
{
  if (!legs)
    return;
  lm_gathered_clear(&legs->gathered);
  lm_vec_clear(&legs->around.crowds);
  lm_times_clear(&legs->around.lags);
  free(legs->around.n_lagging);
  free(legs->marks);
  lm_vec_clear(&legs->links);
  lm_vec_clear(&legs->conversations);
  free(legs->leg_of_call);
  free(legs->of_leg);
  free(legs->calls);
  free(legs->grouped);
  free(legs);
}

uint32_t
lm_legs_n_left_out(const LmLegs *legs)
{
  return legs->n_left_out;
}

uint32_t
lm_legs_n_conversations(const LmLegs *legs)
{
  return legs->conversations.len;
}

const LmConversation *
lm_legs_conversation(const LmLegs *legs, uint32_t index)
{
  return lm_vec_at(&legs->conversations, index);
}

uint32_t
lm_legs_conversation_of(const LmLegs *legs, uint32_t call)
{
  uint32_t leg = lm_legs_leg_of(legs, call);
  return leg == LM_NONE ? LM_NONE : legs->of_leg[leg];
}

uint32_t
lm_legs_call(const LmLegs *legs, const LmConversation *conversation, uint32_t nth)
{
  return legs->calls[conversation->first_leg + nth];
}

const LmLink *
lm_legs_link(const LmLegs *legs, const LmConversation *conversation, uint32_t nth)
{
  return &legs->grouped[conversation->first_link + nth];
}

unsigned
lm_legs_evidence(const LmLegs *legs, const LmLink *link, LmEvidence *list, LmArena *arena)
{
  const LmLeg *from = lm_leg_at(&legs->gathered, lm_legs_leg_of(legs, link->from));
  const LmLeg *to = lm_leg_at(&legs->gathered, lm_legs_leg_of(legs, link->to));
  LmPair pair;
  double identity;
  unsigned n;
  lm_pair_init(&pair, &legs->around, from, to);
  lm_pair_weigh(&pair, &identity, list, &n, arena);
  return n;
}
