/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* RFC 8926, 3.4: version and the length of the options in units of 4 bytes, two flags, the
 * EtherType of the content, the network identifier in three bytes, a zero. */
enum { HEADER = 8, OPTIONS = 0x3f };

static size_t
header_bytes(LmSlice bytes)
{
  return HEADER + (size_t)(lm_slice_u8(bytes, 0) & OPTIONS) * 4;
}

static bool
claims(const LmDecoder *decoder)
{
  LmSlice bytes = decoder->rest;
  return bytes.len > header_bytes(bytes) && (lm_slice_u8(bytes, 0) & ~OPTIONS) == 0 &&
         (lm_slice_u8(bytes, 1) & 0x3f) == 0 && lm_slice_u8(bytes, 7) == 0 &&
         lm_plausible_ethertype(decoder, header_bytes(bytes), lm_slice_be16(bytes, 2));
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  uint16_t type = lm_slice_be16(decoder->rest, 2);
  lm_layer_value(decoder, lm_slice_be32(decoder->rest, 4) >> 8);
  lm_layer_skip(decoder, header_bytes(decoder->rest));
  return lm_layer_by_ethertype(decoder, type);
}

const LmLayer lm_layer_geneve = {
    decode, LM_LAYER_UDP_PORTS(6081), .claims = claims, .name = "geneve", .value_name = "vni",
};
