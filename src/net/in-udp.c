/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* Layers that look the same in UDP as elsewhere. They are steps of a path under their own names. */

/* GRE in UDP (RFC 8086, 3): version 0, and of the flags those for checksum, key and sequence. */
static bool
claims_gre(const LmDecoder *decoder)
{
  enum { CHECKSUM = 0x8000, KEY = 0x2000, SEQUENCE = 0x1000 };
  uint16_t flags = lm_slice_be16(decoder->rest, 0), type = lm_slice_be16(decoder->rest, 2);
  size_t offset =
      (size_t)4 + (flags & CHECKSUM ? 4 : 0) + (flags & KEY ? 4 : 0) + (flags & SEQUENCE ? 4 : 0);
  return (flags & ~(CHECKSUM | KEY | SEQUENCE)) == 0 && type > 1500 &&
         lm_plausible_ethertype(decoder, offset, type);
}

static const LmLayer *
decode_gre(LmDecoder *decoder)
{
  return &lm_layer_gre;
}

const LmLayer lm_layer_gre_in_udp = {decode_gre, LM_LAYER_UDP_PORTS(4754), .claims = claims_gre};

/* MPLS in UDP (RFC 7510, 3). The third byte of a label has the bit that says that it is the last.
 */
static bool
claims_mpls(const LmDecoder *decoder)
{
  enum { MAX_LABELS = 8 };
  size_t offset = 0;
  for (int n = 0; n < MAX_LABELS; n++) {
    bool last = lm_slice_u8(decoder->rest, offset + 2) & 1;
    offset += 4;
    if (last)
      return lm_plausible_whole_ip(decoder, offset) || lm_plausible_ethernet(decoder, offset) ||
             lm_plausible_ethernet(decoder, offset + 4);
  }
  return false;
}

static const LmLayer *
decode_mpls(LmDecoder *decoder)
{
  return &lm_layer_mpls;
}

const LmLayer lm_layer_mpls_in_udp = {decode_mpls, LM_LAYER_UDP_PORTS(6635), .claims = claims_mpls};
