/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* Remote mirroring by switches of HP (ProCurve), as far as it is public: Wireshark describes what
 * was found by trying. Eight bytes of unknown meaning; four that hold, after the first, priority
 * and VLAN as a tag of IEEE 802.1Q does, and whether there was a tag; then the mirrored frame. */
enum { HEADER = 12, TAGGED = 0x80 };

static bool
claims(const LmDecoder *decoder)
{
  return lm_plausible_ethernet(decoder, HEADER);
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  if (lm_slice_u8(decoder->rest, HEADER - 1) & TAGGED)
    lm_layer_value(decoder, lm_slice_be32(decoder->rest, 8) >> 8 & 0x0fff);
  lm_layer_skip(decoder, HEADER);
  return &lm_layer_ethernet;
}

const LmLayer lm_layer_hp_erm = {
    decode, LM_LAYER_UDP_PORTS(7932), .claims = claims, .name = "hp-erm", .value_name = "vlan",
};
