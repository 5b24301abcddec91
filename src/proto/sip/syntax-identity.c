/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

/* RFC 8224, 4: the URI of the certificate stands in angle brackets. */
static const LmSipParameterRule rules[] = {
    {.name = "info", .type = LM_SIP_VALUE_ANY, .syntax = lm_sip_syntax_info},
    {.name = "alg", .type = LM_SIP_VALUE_EITHER},
    {.name = "ppt", .type = LM_SIP_VALUE_EITHER},
    {0}};

void
lm_sip_syntax_identity(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail, token = lm_sip_split_tail(value, &tail);
  bool older = lm_slice_at(token, 0) == '"';
  lm_sip_enter(walk, older ? N_("Signature") : N_("PASSporT"), token);
  /* RFC 4474, 9, has a signature in quotes alone. */
  if (older)
    lm_sip_expect_quoted(walk, token);
  else
    lm_sip_expect_chars(walk, token.len ? token : value, "-_.=+/", LM_ANOMALY_SIP_IDENTITY);
  if (!older && walk->sink->token)
    walk->sink->token(walk, token);
  lm_sip_leave(walk);
  lm_sip_walk_tail(walk, tail, rules);
}
