/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

/* RFC 3891, 6.1; RFC 3911, 7.1; RFC 4538, 3. */
static const LmSipParameterRule dialog_rules[] = {
    {.name = "to-tag", .type = LM_SIP_VALUE_TOKEN},
    {.name = "from-tag", .type = LM_SIP_VALUE_TOKEN},
    {.name = "local-tag", .type = LM_SIP_VALUE_TOKEN},
    {.name = "remote-tag", .type = LM_SIP_VALUE_TOKEN},
    {.name = "early-only", .type = LM_SIP_VALUE_FLAG},
    {0}};

/* RFC 6665, 8.4. */
static const LmSipParameterRule event_rules[] = {{.name = "id", .type = LM_SIP_VALUE_TOKEN}, {0}};
static const LmSipParameterRule state_rules[] = {
    {.name = "reason", .type = LM_SIP_VALUE_TOKEN},
    {.name = "expires", .type = LM_SIP_VALUE_NUMBER, .max = UINT32_MAX},
    {.name = "retry-after", .type = LM_SIP_VALUE_NUMBER, .max = UINT32_MAX},
    {0}};

/* RFC 4028, 4. */
static const LmSipParameterRule session_rules[] = {
    {.name = "refresher", .type = LM_SIP_VALUE_TOKEN}, {0}};

void
lm_sip_syntax_cseq(LmSipWalk *walk, LmSlice value)
{
  uint32_t number;
  LmSlice method, rest = value;
  if (!lm_sip_cseq_parse(value, &number, &method))
    lm_sip_fault(walk, LM_ANOMALY_SIP_CSEQ, value);
  lm_sip_field_some(walk, N_("Sequence number"), lm_sip_next_word(&rest));
  lm_sip_field_some(walk, N_("Method"), rest);
}

void
lm_sip_syntax_rack(LmSipWalk *walk, LmSlice value)
{
  LmSlice rest = value, number = lm_sip_next_word(&rest);
  lm_sip_walk_number(walk, N_("Response number"), number, UINT32_MAX);
  if (rest.len)
    lm_sip_syntax_cseq(walk, rest);
  else
    lm_sip_fault(walk, LM_ANOMALY_SIP_CSEQ, value);
}

void
lm_sip_syntax_call_id(LmSipWalk *walk, LmSlice value)
{
  lm_sip_expect_call_id(walk, value);
}

static void
walk_dialog(LmSipWalk *walk, LmSlice value, const char *const tags[2])
{
  LmSlice tail, call_id = lm_sip_split_tail(value, &tail), tag;
  lm_sip_field_some(walk, N_("Call-ID"), call_id);
  lm_sip_expect_call_id(walk, call_id.len ? call_id : value);
  lm_sip_walk_tail(walk, tail, dialog_rules);
  for (int i = 0; i < 2; i++)
    if (!lm_sip_parameter(lm_slice_from(tail, 1), lm_slice_str(tags[i]), &tag))
      lm_sip_fault(walk, LM_ANOMALY_SIP_PARAMETER_MISSING, value);
}

void
lm_sip_syntax_dialog(LmSipWalk *walk, LmSlice value)
{
  walk_dialog(walk, value, (const char *const[2]){"to-tag", "from-tag"});
}

void
lm_sip_syntax_target_dialog(LmSipWalk *walk, LmSlice value)
{
  walk_dialog(walk, value, (const char *const[2]){"local-tag", "remote-tag"});
}

static void
walk_head(LmSipWalk *walk, LmSlice value, const char *name, const LmSipParameterRule *rules)
{
  LmSlice tail, head = lm_sip_split_tail(value, &tail);
  if (tail.len)
    lm_sip_field_some(walk, name, head);
  lm_sip_expect_token(walk, head.len ? head : value);
  lm_sip_walk_tail(walk, tail, rules);
}

void
lm_sip_syntax_event(LmSipWalk *walk, LmSlice value)
{
  walk_head(walk, value, N_("Event package"), event_rules);
}

void
lm_sip_syntax_subscription_state(LmSipWalk *walk, LmSlice value)
{
  walk_head(walk, value, N_("State"), state_rules);
}

void
lm_sip_syntax_session_expires(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail, seconds = lm_sip_split_tail(value, &tail);
  if (tail.len)
    lm_sip_field_some(walk, N_("Seconds"), seconds);
  lm_sip_expect_number(walk, seconds.len ? seconds : value, UINT32_MAX);
  lm_sip_walk_tail(walk, tail, session_rules);
}
