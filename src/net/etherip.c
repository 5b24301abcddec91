/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* Ethernet in IP (RFC 3378, 2): the version, which is 3, in four bits, and twelve that are 0. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 2)
    return lm_layer_truncated(decoder);
  if (lm_slice_u8(decoder->rest, 0) >> 4 != 3)
    return NULL;
  lm_layer_skip(decoder, 2);
  return &lm_layer_ethernet;
}

const LmLayer lm_layer_etherip = {decode, LM_LAYER_PROTOCOLS(97), .name = "etherip"};
