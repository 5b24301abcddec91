/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

void
lm_sip_syntax_via(LmSipWalk *walk, LmSlice value)
{
  LmSipVia via;
  lm_sip_via_parse(value, &via);
  lm_sip_field_some(walk, N_("Transport"), via.transport);
  lm_sip_field_some(walk, N_("Host"), via.host);
  lm_sip_field_some(walk, N_("Port"), via.port);
  LmSlice parameters;
  lm_slice_split(value, ';', &parameters);
  lm_sip_walk_parameters(walk, parameters, ';');
}
