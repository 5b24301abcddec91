/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/fields.h"
#include "proto/sip/syntax.h"

void
lm_sip_syntax_cseq(LmSipWalk *walk, LmSlice value)
{
  uint32_t number;
  LmSlice method, rest;
  lm_sip_cseq_parse(value, &number, &method);
  lm_sip_field_some(walk, N_("Sequence number"), lm_slice_split(value, ' ', &rest));
  lm_sip_field_some(walk, N_("Method"), method);
}

void
lm_sip_syntax_rack(LmSipWalk *walk, LmSlice value)
{
  LmSlice rest;
  lm_sip_field_some(walk, N_("Response number"), lm_slice_split(value, ' ', &rest));
  lm_sip_syntax_cseq(walk, lm_slice_trim(rest));
}
