/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_ERF: records of Endace's capture cards (wiki.wireshark.org/ERF): time, type, flags,
 * lengths in 16 bytes; extensions of 8 bytes each, every one of which says whether another follows;
 * before Ethernet two bytes of padding. */

enum { HEADER = 16, EXTENSION = 8, MORE_EXTENSIONS = 0x80 };

static const LmLayer *
by_record_type(LmDecoder *decoder, uint8_t type)
{
  switch (type) {
  case 2:
  case 11:
  case 16:
  case 20:
    lm_layer_skip(decoder, 2);
    return &lm_layer_ethernet;
  case 1:
  case 10:
  case 15:
  case 19:
    return &lm_layer_ppp; /* or Cisco's framing, which that one knows */
  case 5:
  case 17: /* of one of several channels, which four bytes name */
    lm_layer_skip(decoder, 4);
    return &lm_layer_ppp;
  case 22:
    return &lm_layer_ipv4;
  case 23:
    return &lm_layer_ipv6;
  default:
    return NULL;
  }
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < HEADER)
    return lm_layer_truncated(decoder);
  uint8_t type = lm_slice_u8(decoder->rest, 8), more = type;
  lm_layer_skip(decoder, HEADER);
  while (more & MORE_EXTENSIONS && decoder->rest.len >= EXTENSION) {
    more = lm_slice_u8(decoder->rest, 0);
    lm_layer_skip(decoder, EXTENSION);
  }
  return by_record_type(decoder, type & (MORE_EXTENSIONS - 1));
}

const LmLayer lm_layer_erf = {decode, LM_LAYER_LINKS(LM_LINK_ERF), .name = "erf"};
