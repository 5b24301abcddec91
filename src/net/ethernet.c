/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* IEEE 802.3, 3.1.1: two addresses and a type or length. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 14)
    return lm_layer_truncated(decoder);
  uint16_t type = lm_slice_be16(decoder->rest, 12);
  lm_layer_skip(decoder, 14);
  return lm_layer_by_ethertype(decoder, type);
}

/* 0x6558 is Ethernet bridged through GRE (RFC 1701). */
const LmLayer lm_layer_ethernet = {decode, LM_LAYER_LINKS(LM_LINK_ETHERNET),
                                   LM_LAYER_ETHERTYPES(0x6558), .name = "eth"};
