/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

void
lm_sip_syntax_with_parameters(LmSipWalk *walk, LmSlice value)
{
  LmSlice parameters, first = lm_slice_trim(lm_slice_split(value, ';', &parameters));
  if (parameters.len == 0)
    return;
  lm_sip_field_some(walk, N_("Value"), first);
  lm_sip_walk_parameters(walk, parameters, ';');
}
