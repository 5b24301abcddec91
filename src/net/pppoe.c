/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* The session stage of PPPoE (RFC 2516, 4 and 6): version, code, session and length in six bytes,
 * then the PPP protocol, of which 0x0021 is IPv4 (RFC 1332) and 0x0057 IPv6 (RFC 5072). */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 8)
    return lm_layer_truncated(decoder);
  uint16_t protocol = lm_slice_be16(decoder->rest, 6);
  lm_layer_skip(decoder, 8);
  switch (protocol) {
  case 0x0021:
    return &lm_layer_ipv4;
  case 0x0057:
    return &lm_layer_ipv6;
  default:
    return NULL;
  }
}

const LmLayer lm_layer_pppoe = {decode, LM_LAYER_ETHERTYPES(0x8864), .name = "pppoe"};
