/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

void
lm_sip_syntax_address(LmSipWalk *walk, LmSlice value)
{
  LmSipAddress address;
  if (!lm_sip_address_parse(value, &address))
    return;
  lm_sip_field_some(walk, N_("Display name"), address.display_name);
  lm_sip_enter(walk, N_("URI"), address.uri);
  lm_sip_syntax_uri(walk, address.uri);
  lm_sip_leave(walk);
  lm_sip_walk_parameters(walk, address.parameters, ';');
}
