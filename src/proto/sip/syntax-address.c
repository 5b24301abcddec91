/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/scan.h"
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

static const LmSipParameterRule party_rules[] = {{.name = "tag", .type = LM_SIP_VALUE_TOKEN}, {0}};

/* RFC 3261, 20.10; RFC 5626, 5627, 3840. */
static const LmSipParameterRule contact_rules[] = {
    {.name = "q", .type = LM_SIP_VALUE_Q},
    {.name = "expires", .type = LM_SIP_VALUE_NUMBER, .max = UINT32_MAX},
    {.name = "reg-id", .type = LM_SIP_VALUE_NUMBER, .max = INT32_MAX},
    {.name = "+sip.instance", .type = LM_SIP_VALUE_QUOTED},
    {.name = "pub-gruu", .type = LM_SIP_VALUE_QUOTED},
    {.name = "temp-gruu", .type = LM_SIP_VALUE_QUOTED},
    {0}};

static void
walk_display_name(LmSipWalk *walk, LmSlice value, LmSlice name)
{
  if (name.len == 0)
    return;
  lm_sip_enter(walk, N_("Display name"), name);
  if (lm_slice_at(value, 0) == '"')
    lm_sip_expect_quoted(walk, lm_slice_sub(value, 0, lm_sip_skip_quoted(value, 0)));
  lm_sip_leave(walk);
}

static void
walk_address(LmSipWalk *walk, LmSlice value, const LmSipParameterRule *rules)
{
  LmSipAddress address;
  LmSlice tag;
  bool sound = lm_sip_address_scan(value, &address, &tag);
  if (!sound || address.uri.len == 0)
    lm_sip_fault(walk, LM_ANOMALY_SIP_ADDRESS, value);
  walk_display_name(walk, value, address.display_name);
  if (address.uri.len) {
    lm_sip_enter(walk, N_("URI"), address.uri);
    lm_sip_syntax_uri(walk, address.uri);
    lm_sip_leave(walk);
  }
  lm_sip_walk_parameters(walk, address.parameters, ';', rules);
}

void
lm_sip_syntax_address(LmSipWalk *walk, LmSlice value)
{
  walk_address(walk, value, NULL);
}

void
lm_sip_syntax_party(LmSipWalk *walk, LmSlice value)
{
  walk_address(walk, value, party_rules);
}

void
lm_sip_syntax_contact(LmSipWalk *walk, LmSlice value)
{
  if (value.len == 1 && value.data[0] == '*') {
    lm_sip_note(walk, N_("Meaning"), "%s", _("all contacts"));
    return;
  }
  walk_address(walk, value, contact_rules);
}

void
lm_sip_syntax_route(LmSipWalk *walk, LmSlice value)
{
  if (lm_scan_byte(value, 0, '<') == value.len)
    lm_sip_fault(walk, LM_ANOMALY_SIP_BRACKETS, value);
  walk_address(walk, value, NULL);
}

void
lm_sip_syntax_info(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail, uri = lm_sip_split_tail(value, &tail);
  if (uri.len < 2 || uri.data[0] != '<' || uri.data[uri.len - 1] != '>')
    lm_sip_fault(walk, LM_ANOMALY_SIP_BRACKETS, uri.len ? uri : value);
  else
    uri = lm_slice_sub(uri, 1, uri.len - 2);
  if (uri.len) {
    lm_sip_enter(walk, N_("URI"), uri);
    lm_sip_syntax_uri(walk, uri);
    lm_sip_leave(walk);
  } else {
    lm_sip_fault(walk, LM_ANOMALY_SIP_URI, value);
  }
  lm_sip_walk_tail(walk, tail, NULL);
}
