/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* Provider backbone bridges (IEEE 802.1Q, 9.7): four bytes, the last three of which are the number
 * of the service, then the customer's frame. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 4)
    return lm_layer_truncated(decoder);
  lm_layer_value(decoder, lm_slice_be32(decoder->rest, 0) & 0xffffff);
  lm_layer_skip(decoder, 4);
  return &lm_layer_ethernet;
}

const LmLayer lm_layer_pbb = {decode, LM_LAYER_ETHERTYPES(0x88e7), .name = "pbb",
                              .value_name = "isid"};
