/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/relations.h"

#include <stdlib.h>

#define PAUSES 20 /* of the time that it took to find something, until it is found again */
/* Of the budget, what finding legs may take. */
#define PART_OF_BUDGET 16
#define ROWS_AT_ONCE 20000u /* messages, some 20 ms */

/* Something that was found in a trace of so many messages. */
typedef struct {
  uint32_t n_messages;
  int64_t found_ns, took_ns; /* monotonic */
} Finding;

struct LmRelations {
  const LmTrace *trace;
  LmLegs *legs;
  uint32_t most_legs;         /* that are looked for */
  uint32_t n_calls;           /* rows, when they were */
  LmRoles *roles, *new_roles; /* what is known, and what is being found */
  Finding legs_finding, roles_finding;
  LmVec pins; /* LmLegPin */
};

static bool
is_good(const LmRelations *relations, const Finding *finding, bool reading)
{
  if (finding->n_messages == lm_trace_n_messages(relations->trace))
    return true;
  return reading && lm_time_now_ns(CLOCK_MONOTONIC) - finding->found_ns < PAUSES * finding->took_ns;
}

static void
note(const LmRelations *relations, Finding *finding, int64_t begin_ns)
{
  finding->n_messages = lm_trace_n_messages(relations->trace);
  finding->found_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  finding->took_ns = finding->found_ns - begin_ns;
}

uint32_t
lm_relations_most(uint64_t budget_bytes, uint32_t more_bytes)
{
  uint64_t most = budget_bytes / PART_OF_BUDGET / (LM_LEG_BYTES + more_bytes);
  return budget_bytes && most < UINT32_MAX ? (uint32_t)most : UINT32_MAX;
}

LmRelations *
lm_relations_new(const LmTrace *trace, uint64_t budget_bytes)
{
  LmRelations *relations = lm_alloc(sizeof *relations);
  relations->trace = trace;
  relations->most_legs = lm_relations_most(budget_bytes, 0);
  relations->pins = LM_VEC_INIT(LmLegPin);
  return relations;
}

void
lm_relations_free(LmRelations *relations)
{
  if (!relations)
    return;
  lm_legs_free(relations->legs);
  lm_roles_free(relations->roles);
  lm_roles_free(relations->new_roles);
  lm_vec_clear(&relations->pins);
  free(relations);
}

/* Whether @call was left out because others were nearer. */
static bool
is_left_out(const LmRelations *relations, uint32_t call)
{
  return call < relations->n_calls && lm_trace_call(relations->trace, call)->number &&
         lm_legs_conversation_of(relations->legs, call) == LM_NONE;
}

const LmLegs *
lm_relations_legs(LmRelations *relations, uint32_t call, bool reading)
{
  LmLegPin pins[LM_MAX_PINNED];
  if (relations->legs && is_good(relations, &relations->legs_finding, reading) &&
      !is_left_out(relations, call))
    return relations->legs;
  for (uint32_t i = 0; i < relations->pins.len; i++)
    pins[i] = *(const LmLegPin *)lm_vec_at(&relations->pins, i);
  int64_t begin_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  lm_legs_free(relations->legs);
  relations->legs =
      lm_legs_new_near(relations->trace, pins, relations->pins.len, call, relations->most_legs);
  relations->n_calls = lm_trace_n_calls(relations->trace);
  note(relations, &relations->legs_finding, begin_ns);
  return relations->legs;
}

static void
take_roles(LmRelations *relations)
{
  lm_roles_free(relations->roles);
  relations->roles = relations->new_roles;
  relations->new_roles = NULL;
}

const LmRoles *
lm_relations_roles(LmRelations *relations, bool reading)
{
  if (relations->roles && is_good(relations, &relations->roles_finding, reading))
    return relations->roles;
  bool small = lm_trace_n_messages(relations->trace) <= ROWS_AT_ONCE;
  if (small) {
    int64_t begin_ns = lm_time_now_ns(CLOCK_MONOTONIC);
    lm_roles_free(relations->new_roles);
    relations->new_roles = lm_roles_new(relations->trace);
    take_roles(relations);
    note(relations, &relations->roles_finding, begin_ns);
  } else if (!reading && !relations->new_roles) {
    relations->new_roles = lm_roles_begin(relations->trace);
  }
  return relations->roles;
}

bool
lm_relations_is_busy(const LmRelations *relations)
{
  return relations && relations->new_roles;
}

bool
lm_relations_go_on(LmRelations *relations)
{
  if (!relations->new_roles || lm_roles_step(relations->new_roles, ROWS_AT_ONCE))
    return false;
  take_roles(relations);
  note(relations, &relations->roles_finding, lm_time_now_ns(CLOCK_MONOTONIC));
  return true;
}

void
lm_relations_evicted(LmRelations *relations)
{
  uint32_t kept = 0;
  if (!relations)
    return;
  lm_legs_free(relations->legs);
  lm_roles_free(relations->roles);
  lm_roles_free(relations->new_roles);
  relations->legs = NULL;
  relations->roles = relations->new_roles = NULL;
  for (uint32_t i = 0; i < relations->pins.len; i++) {
    LmLegPin pin = *(const LmLegPin *)lm_vec_at(&relations->pins, i);
    if (lm_trace_has_call(relations->trace, pin.a) && lm_trace_has_call(relations->trace, pin.b))
      *(LmLegPin *)lm_vec_at(&relations->pins, kept++) = pin;
  }
  relations->pins.len = kept;
}

void
lm_relations_unpin(LmRelations *relations, uint32_t a, uint32_t b)
{
  LmVec kept = LM_VEC_INIT(LmLegPin);
  for (uint32_t i = 0; i < relations->pins.len; i++) {
    const LmLegPin *pin = lm_vec_at(&relations->pins, i);
    if (!(pin->a == a && pin->b == b) && !(pin->a == b && pin->b == a))
      *(LmLegPin *)lm_vec_push(&kept) = *pin;
  }
  lm_vec_clear(&relations->pins);
  relations->pins = kept;
  lm_legs_free(relations->legs);
  relations->legs = NULL;
}

void
lm_relations_pin(LmRelations *relations, LmLegPin pin)
{
  const LmTrace *trace = relations->trace;
  lm_relations_unpin(relations, pin.a, pin.b);
  if (lm_trace_has_call(trace, pin.a) && lm_trace_has_call(trace, pin.b) && pin.a != pin.b &&
      relations->pins.len < LM_MAX_PINNED)
    *(LmLegPin *)lm_vec_push(&relations->pins) = pin;
}
