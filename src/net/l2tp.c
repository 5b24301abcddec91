/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* RFC 2661, 3.1: two bytes of flags and version; then, as the flags say, a length, always tunnel
 * and session, two sequence numbers, and the number of bytes that are left out before the packet of
 * PPP. In UDP version 3 (RFC 3931, 4.1.2.1) has two bytes of zeros in front of what it has in IP.
 */
enum { CONTROL = 0x8000, LENGTH = 0x4000, SEQUENCE = 0x0800, OFFSET = 0x0200, VERSION = 0x000f };
enum { ALWAYS_0 = 0x34f0, V3_HEADER = 4, MAX_COOKIE = 12 };

typedef struct {
  size_t offset; /* of the content */
  size_t end;    /* of it; 0: where the datagram ends */
  uint32_t session;
} Header;

static bool
take_v2(const LmDecoder *decoder, Header *header)
{
  LmSlice bytes = decoder->rest;
  uint16_t flags = lm_slice_be16(bytes, 0);
  if ((flags & VERSION) != 2 || (flags & (CONTROL | ALWAYS_0)))
    return false;
  size_t at = 2;
  header->end = flags & LENGTH ? lm_slice_be16(bytes, at) : 0;
  at += flags & LENGTH ? 2 : 0;
  header->session = lm_slice_be16(bytes, at + 2);
  at += flags & SEQUENCE ? 8 : 4;
  if (flags & OFFSET)
    at += (size_t)2 + lm_slice_be16(bytes, at);
  header->offset = at;
  return header->session && (!header->end || header->end > at) && lm_plausible_ppp(decoder, at);
}

static bool
is_v3(const LmDecoder *decoder)
{
  if (lm_slice_be32(decoder->rest, 0) != 0x00030000 || lm_slice_be32(decoder->rest, 4) == 0)
    return false;
  for (size_t more = 0; more <= MAX_COOKIE; more += 4)
    if (lm_layer_guess(decoder, V3_HEADER + 4 + more))
      return true;
  return false;
}

static bool
claims(const LmDecoder *decoder)
{
  Header header;
  return is_v3(decoder) || take_v2(decoder, &header);
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  if (is_v3(decoder)) {
    lm_layer_rename(decoder, &lm_layer_l2tpv3);
    lm_layer_skip(decoder, V3_HEADER);
    return lm_layer_l2tpv3.decode(decoder);
  }
  Header header;
  if (!take_v2(decoder, &header))
    return lm_layer_truncated(decoder);
  lm_layer_value(decoder, header.session);
  if (header.end)
    lm_layer_limit(decoder, header.end);
  lm_layer_skip(decoder, header.offset);
  return &lm_layer_ppp;
}

const LmLayer lm_layer_l2tp = {
    decode, LM_LAYER_UDP_PORTS(1701), .claims = claims, .name = "l2tp", .value_name = "session",
};
