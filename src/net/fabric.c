/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* Fabrics of switches that carry whole frames of their customers. */

/* TRILL (RFC 6325, 3.1): flags, of which five bits are the length of options in units of four
 * bytes, hops, and the nicknames of two bridges. */
static const LmLayer *
decode_trill(LmDecoder *decoder)
{
  size_t options = (size_t)(lm_slice_be16(decoder->rest, 0) >> 6 & 0x1f) * 4;
  if (decoder->rest.len < 6 + options)
    return lm_layer_truncated(decoder);
  lm_layer_skip(decoder, 6 + options);
  return &lm_layer_ethernet;
}

const LmLayer lm_layer_trill = {decode_trill, LM_LAYER_ETHERTYPES(0x22f3), .name = "trill"};

/* Cisco's FabricPath: ten bits of a tree's number and six of hops. */
static const LmLayer *
decode_fabricpath(LmDecoder *decoder)
{
  if (decoder->rest.len < 2)
    return lm_layer_truncated(decoder);
  lm_layer_value(decoder, lm_slice_be16(decoder->rest, 0) >> 6);
  lm_layer_skip(decoder, 2);
  return &lm_layer_ethernet;
}

const LmLayer lm_layer_fabricpath = {decode_fabricpath, LM_LAYER_ETHERTYPES(0x8903),
                                     .name = "fabricpath", .value_name = "tree"};

/* The header of a chain of services (RFC 8300, 2.2 and 2.3): six bits of length in units of four
 * bytes, the protocol inside, then the number of the chain in three bytes and the place in it. */
static const LmLayer *
decode_nsh(LmDecoder *decoder)
{
  size_t bytes = (size_t)(lm_slice_be16(decoder->rest, 0) & 0x3f) * 4;
  if (bytes < 8 || decoder->rest.len < bytes)
    return lm_layer_truncated(decoder);
  uint8_t protocol = lm_slice_u8(decoder->rest, 3);
  lm_layer_value(decoder, lm_slice_be32(decoder->rest, 4) >> 8);
  lm_layer_skip(decoder, bytes);
  switch (protocol) {
  case 1:
    return &lm_layer_ipv4;
  case 2:
    return &lm_layer_ipv6;
  case 3:
    return &lm_layer_ethernet;
  case 4:
    return &lm_layer_nsh;
  case 5:
    return &lm_layer_mpls;
  default:
    return NULL;
  }
}

const LmLayer lm_layer_nsh = {decode_nsh, LM_LAYER_ETHERTYPES(0x894f), .name = "nsh",
                              .value_name = "path"};
