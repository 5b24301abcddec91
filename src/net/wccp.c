/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* What a router redirects to a cache comes in GRE. Version 2 of WCCP has four bytes before the
 * packet (draft-mclaggan-wccp-v2rev1-00, 4.12); version 1 has none, and IP follows at once. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (!lm_plausible_ip(decoder, 0)) {
    if (decoder->rest.len < 4)
      return lm_layer_truncated(decoder);
    lm_layer_skip(decoder, 4);
  }
  return lm_layer_by_ip_version(lm_slice_at(decoder->rest, 0));
}

const LmLayer lm_layer_wccp = {decode, LM_LAYER_ETHERTYPES(0x883e), .name = "wccp"};
