/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* PPP, with or without the framing of RFC 1662 (address 0xff, control 0x03), behind the links and
 * tunnels that carry it: LINKTYPE_PPP, LINKTYPE_PPP_HDLC and LINKTYPE_LINUX_PPP_WITHDIRECTION
 * (tcpdump.org/linktypes), PPPoE, L2TP, PPTP. */

enum { BRIDGED = 0x0031, MULTILINK = 0x003d, BEGINS_AND_ENDS = 0xc0 };

static const LmLayer *
by_ppp_protocol(uint16_t protocol)
{
  switch (protocol) {
  case 0x0021: /* RFC 1332 */
    return &lm_layer_ipv4;
  case 0x0057: /* RFC 5072 */
    return &lm_layer_ipv6;
  case 0x0281: /* RFC 3032, 4.3 */
  case 0x0283:
    return &lm_layer_mpls;
  default:
    return NULL;
  }
}

/* The last byte of a protocol number is odd and all others are even, so that a leading zero may be
 * left out (RFC 1661, 2 and 6.5). */
static size_t
protocol_bytes(LmSlice bytes, size_t offset)
{
  return lm_slice_u8(bytes, offset) & 1 ? 1 : 2;
}

static bool
take_protocol(LmDecoder *decoder, uint16_t *protocol)
{
  size_t bytes = protocol_bytes(decoder->rest, 0);
  if (decoder->rest.len < bytes)
    return false;
  *protocol = bytes == 1 ? lm_slice_u8(decoder->rest, 0) : lm_slice_be16(decoder->rest, 0);
  lm_layer_skip(decoder, bytes);
  return true;
}

static uint16_t
protocol_at(LmSlice bytes, size_t offset)
{
  return protocol_bytes(bytes, offset) == 1 ? lm_slice_u8(bytes, offset)
                                            : lm_slice_be16(bytes, offset);
}

/* RFC 1990, 3: a packet that was not cut up begins and ends in its fragment. The header has four
 * bytes, or two if that was negotiated; a protocol follows it. */
static const LmLayer *
decode_multilink(LmDecoder *decoder)
{
  if ((lm_slice_u8(decoder->rest, 0) & BEGINS_AND_ENDS) != BEGINS_AND_ENDS)
    return NULL;
  bool is_long = by_ppp_protocol(protocol_at(decoder->rest, 4));
  lm_layer_skip(decoder, is_long ? 4 : 2);
  uint16_t protocol;
  return take_protocol(decoder, &protocol) ? by_ppp_protocol(protocol) : NULL;
}

/* RFC 3518, 4.2: flags, MAC type, and the number of the LAN if a flag says so. Type 1 is 802.3. */
static const LmLayer *
decode_bridged(LmDecoder *decoder)
{
  enum { LAN_ID = 0x40, ZEROS_LEFT_OUT = 0x20 };
  uint8_t flags = lm_slice_u8(decoder->rest, 0);
  if (flags & ZEROS_LEFT_OUT || lm_slice_u8(decoder->rest, 1) != 1)
    return NULL;
  lm_layer_skip(decoder, flags & LAN_ID ? 6 : 2);
  return &lm_layer_ethernet;
}

/* RFC 1662, 3.1. Where a link has the direction, it takes the place of the address. */
static bool
is_framed(const LmDecoder *decoder)
{
  uint8_t address = lm_slice_u8(decoder->rest, 0);
  bool known = address == 0xff ||
               (address <= 1 && decoder->packet->frame->link_type == LM_LINK_PPP_WITH_DIRECTION);
  return known && lm_slice_u8(decoder->rest, 1) == 0x03;
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  /* LINKTYPE_PPP_HDLC may also hold the framing that Cisco had before there was PPP. */
  uint16_t start = lm_slice_be16(decoder->rest, 0);
  if (start == 0x0f00 || start == 0x8f00) {
    lm_layer_rename(decoder, &lm_layer_chdlc);
    return lm_layer_chdlc.decode(decoder);
  }
  if (is_framed(decoder))
    lm_layer_skip(decoder, 2);
  uint16_t protocol;
  if (!take_protocol(decoder, &protocol))
    return lm_layer_truncated(decoder);
  if (protocol == MULTILINK)
    return decode_multilink(decoder);
  return protocol == BRIDGED ? decode_bridged(decoder) : by_ppp_protocol(protocol);
}

/* 0x880b is PPP in GRE (RFC 2637). */
const LmLayer lm_layer_ppp = {
    decode, LM_LAYER_LINKS(LM_LINK_PPP, LM_LINK_PPP_HDLC, LM_LINK_PPP_WITH_DIRECTION),
    LM_LAYER_ETHERTYPES(0x880b), .name = "ppp"};
