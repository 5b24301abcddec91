/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* The session stage of PPPoE (RFC 2516, 4 and 6): version and type, code, session and length in
 * six bytes, then PPP without framing. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  if (header.len < 8)
    return lm_layer_truncated(decoder);
  if (lm_slice_be16(header, 0) != 0x1100)
    return NULL;
  lm_layer_value(decoder, lm_slice_be16(header, 2));
  lm_layer_skip(decoder, 6);
  return &lm_layer_ppp;
}

const LmLayer lm_layer_pppoe = {
    decode,          LM_LAYER_LINKS(LM_LINK_PPPOE), LM_LAYER_ETHERTYPES(0x8864),
    .name = "pppoe", .value_name = "session",       .value_hex = true};
