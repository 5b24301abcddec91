/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* RFC 4380, 5.1.1: IPv6 in UDP, in front of which there may be an authentication (0x0001, the
 * lengths of an identifier and of a value, both, nonce and confirmation) and an origin indication
 * (0x0000, port and address). */
static size_t
content_offset(LmSlice bytes)
{
  size_t offset = 0;
  if (bytes.len >= 4 && lm_slice_be16(bytes, 0) == 1)
    offset = (size_t)13 + lm_slice_u8(bytes, 2) + lm_slice_u8(bytes, 3);
  if (bytes.len > offset + 8 && lm_slice_be16(bytes, offset) == 0)
    offset += 8;
  return offset;
}

static bool
claims(const LmDecoder *decoder)
{
  size_t offset = content_offset(decoder->rest);
  return lm_slice_at(decoder->rest, offset) >> 4 == 6 && lm_plausible_ip(decoder, offset);
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  lm_layer_skip(decoder, content_offset(decoder->rest));
  return &lm_layer_ipv6;
}

const LmLayer lm_layer_teredo = {
    decode,
    LM_LAYER_UDP_PORTS(3544),
    .claims = claims,
    .name = "teredo",
};
