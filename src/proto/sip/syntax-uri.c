/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

void
lm_sip_syntax_uri(LmSipWalk *walk, LmSlice value)
{
  LmSipUri uri;
  lm_sip_uri_parse(value, &uri);
  lm_sip_field_some(walk, N_("Scheme"), uri.scheme);
  lm_sip_field_some(walk, N_("User"), uri.user);
  lm_sip_field_some(walk, N_("Host"), uri.host);
  lm_sip_field_some(walk, N_("Port"), uri.port);
  lm_sip_walk_parameters(walk, uri.parameters, ';');
  lm_sip_walk_parameters(walk, uri.headers, '&');
}
