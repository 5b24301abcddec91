/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* A length in the place of the EtherType proves little. */
static bool
is_ethernet(const LmDecoder *decoder, size_t offset)
{
  return lm_slice_be16(decoder->rest, offset + 12) > 1500 && lm_plausible_ethernet(decoder, offset);
}

/* With its framing, or with IP inside: numbers of control protocols are many. */
static bool
is_ppp(const LmDecoder *decoder, size_t offset)
{
  uint16_t start = lm_slice_be16(decoder->rest, offset);
  bool with_ip = start == 0x0021 || start == 0x0057 || start >> 8 == 0x21 || start >> 8 == 0x57;
  return (start == 0xff03 || with_ip) && lm_plausible_ppp(decoder, offset);
}

const LmLayer *
lm_layer_guess(const LmDecoder *decoder, size_t offset)
{
  if (lm_plausible_ip_in_ethernet(decoder, offset))
    return &lm_layer_ethernet;
  if (lm_plausible_ip(decoder, offset))
    return lm_layer_by_ip_version(lm_slice_at(decoder->rest, offset));
  if (is_ethernet(decoder, offset))
    return &lm_layer_ethernet;
  return is_ppp(decoder, offset) ? &lm_layer_ppp : NULL;
}
