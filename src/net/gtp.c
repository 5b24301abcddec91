/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* GTP-U, version 1, which carries what a phone sends through a mobile network (3GPP TS 29.281, 5.1
 * and 5.2). The header is 8 bytes; if any of the three flags is set, four more follow, of which
 * the last names an extension header. Those state their length in units of 4 bytes and end with the
 * name of the next. */
enum { G_PDU = 255, HEADER = 8, OPTIONAL = 4 };
enum { FLAG_EXTENSION = 4, FLAGS = 7 };

/* Where the content begins; 0 if this is not a packet of a user. */
static size_t
content_offset(LmSlice bytes)
{
  uint8_t flags = lm_slice_u8(bytes, 0);
  /* Version 1, the protocol type of GTP and not GTP', and a bit that is sent as 0. */
  if (bytes.len < HEADER || (flags & 0xf8) != 0x30 || lm_slice_u8(bytes, 1) != G_PDU)
    return 0;
  size_t end = HEADER + lm_slice_be16(bytes, 2), offset = HEADER;
  if (flags & FLAGS) {
    offset += OPTIONAL;
    uint8_t next = flags & FLAG_EXTENSION ? lm_slice_u8(bytes, offset - 1) : 0;
    while (next) {
      size_t extension = (size_t)lm_slice_u8(bytes, offset) * 4;
      if (extension == 0 || extension > bytes.len - offset)
        return 0;
      offset += extension;
      next = lm_slice_u8(bytes, offset - 1);
    }
  }
  return offset < end && offset < bytes.len ? offset : 0;
}

/* What is inside is IP, or Ethernet where a phone has it (3GPP TS 23.501, 5.6.10.2). */
static bool
claims(const LmDecoder *decoder)
{
  size_t offset = content_offset(decoder->rest);
  return offset && (lm_plausible_ip(decoder, offset) || lm_plausible_ethernet(decoder, offset));
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  size_t offset = content_offset(decoder->rest);
  if (offset == 0)
    return lm_layer_truncated(decoder);
  lm_layer_value(decoder, lm_slice_be32(decoder->rest, 4));
  lm_layer_limit(decoder, (size_t)HEADER + lm_slice_be16(decoder->rest, 2));
  bool ip = lm_plausible_ip(decoder, offset) && !lm_plausible_ip_in_ethernet(decoder, offset);
  lm_layer_skip(decoder, offset);
  return ip ? lm_layer_by_ip_version(lm_slice_at(decoder->rest, 0)) : &lm_layer_ethernet;
}

const LmLayer lm_layer_gtp = {
    decode,        LM_LAYER_UDP_PORTS(2152), .claims = claims,
    .name = "gtp", .value_name = "teid",     .value_hex = true,
};
