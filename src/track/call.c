/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/call.h"

#include "base/i18n.h"

static const struct {
  const char *name, *text;
} states[LM_N_CALL_STATES] = {
    [LM_CALL_INCOMPLETE] = {"incomplete", N_("incomplete")},
    [LM_CALL_RINGING] = {"ringing", N_("ringing")},
    [LM_CALL_IN_CALL] = {"in-call", N_("in call")},
    [LM_CALL_COMPLETED] = {"completed", N_("completed")},
    [LM_CALL_CANCELLED] = {"cancelled", N_("cancelled")},
    [LM_CALL_REJECTED] = {"rejected", N_("rejected")},
    [LM_CALL_BUSY] = {"busy", N_("busy")},
    [LM_CALL_FAILED] = {"failed", N_("failed")},
    [LM_CALL_REDIRECTED] = {"redirected", N_("redirected")},
    [LM_CALL_NO_ANSWER] = {"no-answer", N_("no answer")},
};

const char *
lm_call_state_name(LmCallState state)
{
  return states[state < LM_N_CALL_STATES ? state : LM_CALL_INCOMPLETE].name;
}

const char *
lm_call_state_text(LmCallState state)
{
  return _(states[state < LM_N_CALL_STATES ? state : LM_CALL_INCOMPLETE].text);
}

/* Where the capture lacks the first INVITE, what answers it may come before the one that is there.
 */
static int64_t
span(int64_t from, int64_t to)
{
  bool known = from != LM_TIME_NONE && to != LM_TIME_NONE && to >= from;
  return known ? lm_time_sub(to, from) : LM_TIME_NONE;
}

int64_t
lm_call_pdd_ns(const LmCall *call)
{
  return span(call->invite_ns, call->ringing_ns);
}

int64_t
lm_call_setup_ns(const LmCall *call)
{
  return span(call->invite_ns, call->answer_ns);
}

int64_t
lm_call_duration_ns(const LmCall *call)
{
  return span(call->answer_ns, call->end_ns != LM_TIME_NONE ? call->end_ns : call->last_ns);
}
