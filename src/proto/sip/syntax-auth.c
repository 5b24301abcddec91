/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

void
lm_sip_syntax_auth(LmSipWalk *walk, LmSlice value)
{
  LmSlice parameters, scheme = lm_slice_split(value, ' ', &parameters);
  lm_sip_field_some(walk, N_("Scheme"), scheme);
  lm_sip_walk_parameters(walk, parameters, ',');
}

void
lm_sip_syntax_auth_info(LmSipWalk *walk, LmSlice value)
{
  lm_sip_walk_parameters(walk, value, ',');
}
