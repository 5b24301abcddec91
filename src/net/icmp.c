/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* An ICMP error quotes the packet that it is about: its IP header and at least 8 bytes behind it
 * (RFC 792; RFC 4443, 3). Where extensions follow, the length of the quotation is stated in units
 * of @unit bytes (RFC 4884, 4.1 and 4.2). Quotations in quotations are nobody's packet. */
static const LmLayer *
decode_quotation(LmDecoder *decoder, size_t length_offset, size_t unit)
{
  if (decoder->quoted)
    return NULL;
  size_t length = (size_t)lm_slice_u8(decoder->rest, length_offset) * unit;
  LmPacket *packet = decoder->packet;
  packet->icmp_type = lm_slice_u8(decoder->rest, 0);
  packet->icmp_code = lm_slice_u8(decoder->rest, 1);
  packet->reporter = packet->src.addr;
  lm_layer_skip(decoder, 8);
  if (length != 0)
    lm_layer_limit(decoder, length);
  decoder->quoted = true;
  return lm_layer_by_ip_version(lm_slice_at(decoder->rest, 0));
}

/* RFC 792: destination unreachable, source quench, redirect, time exceeded, parameter problem.
 * Source quench and redirect have no length (RFC 4884, 4). */
static const LmLayer *
decode_icmp(LmDecoder *decoder)
{
  if (decoder->rest.len < 8)
    return lm_layer_truncated(decoder);
  switch (lm_slice_u8(decoder->rest, 0)) {
  case 3:
  case 11:
  case 12:
    return decode_quotation(decoder, 5, 4);
  case 4:
  case 5:
    return decode_quotation(decoder, 5, 0);
  default:
    return NULL;
  }
}

const LmLayer lm_layer_icmp = {decode_icmp, LM_LAYER_PROTOCOLS(1), .name = "icmp"};

/* RFC 4443, 3: destination unreachable, packet too big, time exceeded, parameter problem. Only the
 * first and the third have a length (RFC 4884, 4); in the others the field is part of a number. */
static const LmLayer *
decode_icmpv6(LmDecoder *decoder)
{
  if (decoder->rest.len < 8)
    return lm_layer_truncated(decoder);
  switch (lm_slice_u8(decoder->rest, 0)) {
  case 1:
  case 3:
    return decode_quotation(decoder, 4, 8);
  case 2:
  case 4:
    return decode_quotation(decoder, 4, 0);
  default:
    return NULL;
  }
}

const LmLayer lm_layer_icmpv6 = {decode_icmpv6, LM_LAYER_PROTOCOLS(58), .name = "icmpv6"};
