/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* Packet mirroring by Juniper's JUNOSe, which its documentation calls the prepended UDP header: an
 * identifier of the mirror and one of the session, of four bytes each, then the mirrored packet,
 * which is IP, or PPP where it came out of L2TP. */
enum { HEADER = 8 };

static bool
claims(const LmDecoder *decoder)
{
  return lm_plausible_whole_ip(decoder, HEADER) ||
         (lm_slice_be16(decoder->rest, HEADER) == 0xff03 && lm_plausible_ppp(decoder, HEADER));
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  lm_layer_value(decoder, lm_slice_be32(decoder->rest, 4));
  lm_layer_skip(decoder, HEADER);
  const LmLayer *ip = lm_layer_by_ip_version(lm_slice_at(decoder->rest, 0));
  return ip ? ip : &lm_layer_ppp;
}

const LmLayer lm_layer_jmirror = {
    decode,
    LM_LAYER_UDP_PORTS(30030),
    .claims = claims,
    .name = "jmirror",
    .value_name = "session",
    .value_hex = true,
};
