/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* With the sublayer. */
enum { MAX_COOKIE = 12 };

/* L2TPv3 in IP (RFC 3931, 4.1.1): the number of the session, 0 for control messages. A cookie of
 * none, four or eight bytes and a sublayer of four or none follow as was agreed upon, so what is
 * inside is found by what it looks like. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 4)
    return lm_layer_truncated(decoder);
  uint32_t session = lm_slice_be32(decoder->rest, 0);
  if (session == 0)
    return NULL;
  lm_layer_value(decoder, session);
  lm_layer_skip(decoder, 4);
  /* What there is little doubt about goes first, as a cookie may look like anything. */
  for (size_t offset = 0; offset <= MAX_COOKIE; offset += 4) {
    if (!lm_plausible_ip_in_ethernet(decoder, offset))
      continue;
    lm_layer_skip(decoder, offset);
    return &lm_layer_ethernet;
  }
  for (size_t offset = 0; offset <= MAX_COOKIE; offset += 4) {
    const LmLayer *inside = lm_layer_guess(decoder, offset);
    if (!inside)
      continue;
    lm_layer_skip(decoder, offset);
    return inside;
  }
  return NULL;
}

const LmLayer lm_layer_l2tpv3 = {decode, LM_LAYER_PROTOCOLS(115), .name = "l2tpv3",
                                 .value_name = "session", .value_hex = true};
