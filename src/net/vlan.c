/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* IEEE 802.1Q, 9.6: a tag is two bytes of priority and number, then the type of what follows.
 * Tags stack; 0x88a8 is the outer one of IEEE 802.1ad, and 0x9100 to 0x9300 are what was used
 * before it. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 4)
    return lm_layer_truncated(decoder);
  uint16_t type = lm_slice_be16(decoder->rest, 2);
  lm_layer_value(decoder, lm_slice_be16(decoder->rest, 0) & 0x0fff);
  lm_layer_skip(decoder, 4);
  return lm_layer_by_ethertype(decoder, type);
}

const LmLayer lm_layer_vlan = {decode, LM_LAYER_ETHERTYPES(0x8100, 0x88a8, 0x9100, 0x9200, 0x9300),
                               .name = "vlan", .value_name = ""};
