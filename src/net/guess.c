/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

const LmLayer *
lm_layer_guess(const LmDecoder *decoder, size_t offset)
{
  if (lm_plausible_ip(decoder, offset))
    return lm_layer_by_ip_version(lm_slice_at(decoder->rest, offset));
  if (lm_plausible_ethernet(decoder, offset))
    return &lm_layer_ethernet;
  return lm_plausible_ppp(decoder, offset) ? &lm_layer_ppp : NULL;
}
