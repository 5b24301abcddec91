/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* TaZmen Sniffer Protocol, which MikroTik and some access points mirror with: version 1, type 0 (a
 * received packet) or 1 (one to be sent), what is inside, then tags of a number, a length and a
 * value; number 0 (padding) and 1 (the end) stand alone. */
enum { HEADER = 4, TAG_PADDING = 0, TAG_END = 1 };

/* Where the content begins; 0 if this is none. */
static size_t
content_offset(LmSlice bytes)
{
  if (lm_slice_u8(bytes, 0) != 1 || lm_slice_u8(bytes, 1) > 1)
    return 0;
  size_t offset = HEADER;
  while (offset < bytes.len) {
    uint8_t tag = lm_slice_u8(bytes, offset++);
    if (tag == TAG_END)
      return offset;
    if (tag != TAG_PADDING)
      offset += (size_t)1 + lm_slice_u8(bytes, offset);
  }
  return 0;
}

/* The numbers of encapsulations that may have SIP in them. */
static const LmLayer *
content_layer(const LmDecoder *decoder, size_t offset)
{
  switch (lm_slice_be16(decoder->rest, 2)) {
  case 1:
    return lm_plausible_ethernet(decoder, offset) ? &lm_layer_ethernet : NULL;
  case 4:
    return lm_plausible_ppp(decoder, offset) ? &lm_layer_ppp : NULL;
  case 7:
    return lm_plausible_ip(decoder, offset) ? &lm_layer_raw : NULL;
  case 18:
    return &lm_layer_ieee80211;
  case 119:
    return &lm_layer_prism;
  case 127:
    return &lm_layer_avs;
  default:
    return NULL;
  }
}

static bool
claims(const LmDecoder *decoder)
{
  size_t offset = content_offset(decoder->rest);
  return offset && content_layer(decoder, offset);
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  size_t offset = content_offset(decoder->rest);
  const LmLayer *content = content_layer(decoder, offset);
  lm_layer_skip(decoder, offset);
  return content;
}

const LmLayer lm_layer_tzsp = {
    decode,
    LM_LAYER_UDP_PORTS(37008),
    .claims = claims,
    .name = "tzsp",
};
