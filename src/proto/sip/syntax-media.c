/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/scan.h"
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

static const LmSipParameterRule media_rules[] = {{.name = "boundary", .type = LM_SIP_VALUE_EITHER},
                                                 {.name = "charset", .type = LM_SIP_VALUE_EITHER},
                                                 {0}};
static const LmSipParameterRule accept_rules[] = {{.name = "q", .type = LM_SIP_VALUE_Q}, {0}};
static const LmSipParameterRule disposition_rules[] = {
    {.name = "handling", .type = LM_SIP_VALUE_TOKEN}, {0}};

/* m-type SLASH m-subtype, with white space around the slash (RFC 3261, 25.1). */
static bool
is_media_type(LmSlice text)
{
  LmSlice subtype, type = lm_sip_trim(lm_slice_split(text, '/', &subtype));
  return lm_sip_is_token(type) && lm_sip_is_token(lm_sip_trim(subtype));
}

static LmSlice
walk_media(LmSipWalk *walk, LmSlice value, LmSlice *tail)
{
  LmSlice type = lm_sip_split_tail(value, tail);
  if (tail->len)
    lm_sip_field_some(walk, N_("Media type"), type);
  if (!is_media_type(type))
    lm_sip_fault(walk, LM_ANOMALY_SIP_MEDIA_TYPE, type.len ? type : value);
  return type;
}

void
lm_sip_syntax_media_type(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail, boundary;
  LmSlice type = walk_media(walk, value, &tail);
  lm_sip_walk_tail(walk, tail, media_rules);
  /* RFC 2046, 5.1.1. */
  if (lm_slice_starts_with_nocase(type, LM_SLICE_LITERAL("multipart/")) &&
      !lm_sip_parameter(lm_slice_from(tail, 1), LM_SLICE_LITERAL("boundary"), &boundary))
    lm_sip_fault(walk, LM_ANOMALY_SIP_PARAMETER_MISSING, value);
}

void
lm_sip_syntax_media_range(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail;
  walk_media(walk, value, &tail);
  lm_sip_walk_tail(walk, tail, accept_rules);
}

static void
walk_token(LmSipWalk *walk, LmSlice value, const LmSipParameterRule *rules)
{
  LmSlice tail, head = lm_sip_split_tail(value, &tail);
  if (tail.len)
    lm_sip_field_some(walk, N_("Value"), head);
  lm_sip_expect_token(walk, head.len ? head : value);
  lm_sip_walk_tail(walk, tail, rules);
}

void
lm_sip_syntax_accepted(LmSipWalk *walk, LmSlice value)
{
  walk_token(walk, value, accept_rules);
}

void
lm_sip_syntax_disposition(LmSipWalk *walk, LmSlice value)
{
  walk_token(walk, value, disposition_rules);
}

void
lm_sip_syntax_with_parameters(LmSipWalk *walk, LmSlice value)
{
  walk_token(walk, value, NULL);
}
