/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

/* RFC 3261, 20.42; RFC 3581; RFC 5393, 5.3.3; RFC 7339, 5. */
static const LmSipParameterRule rules[] = {
    {.name = "branch", .type = LM_SIP_VALUE_TOKEN},
    {.name = "received", .type = LM_SIP_VALUE_HOST},
    {.name = "rport", .type = LM_SIP_VALUE_MAYBE_NUMBER, .max = UINT16_MAX},
    {.name = "maddr", .type = LM_SIP_VALUE_HOST},
    {.name = "ttl", .type = LM_SIP_VALUE_NUMBER, .max = UINT8_MAX},
    {0}};

/* protocol-name SLASH protocol-version SLASH transport; what is behind it is returned. */
static LmSlice
walk_protocol(LmSipWalk *walk, LmSlice value)
{
  LmSlice rest;
  LmSlice name = lm_sip_trim(lm_slice_split(value, '/', &rest));
  LmSlice version = lm_sip_trim(lm_slice_split(rest, '/', &rest));
  rest = lm_sip_trim(rest);
  LmSlice transport = lm_sip_next_word(&rest);
  bool ours = lm_slice_equal_nocase(name, LM_SLICE_LITERAL("SIP")) &&
              lm_slice_equal(version, LM_SLICE_LITERAL("2.0"));
  if (name.len && version.len && !ours)
    lm_sip_fault(walk, LM_ANOMALY_SIP_VERSION, name);
  lm_sip_field_some(walk, N_("Transport"), transport);
  if (transport.len)
    lm_sip_expect_token(walk, transport);
  return rest;
}

void
lm_sip_syntax_via(LmSipWalk *walk, LmSlice value)
{
  LmSipVia via;
  if (!lm_sip_via_scan(value, &via))
    lm_sip_fault(walk, LM_ANOMALY_SIP_VIA, value);
  LmSlice tail, head = lm_sip_split_tail(value, &tail);
  LmSlice sent_by = walk_protocol(walk, head);
  if (sent_by.len)
    lm_sip_walk_host_port(walk, sent_by);
  lm_sip_walk_tail(walk, tail, rules);
}
