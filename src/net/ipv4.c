/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

enum { MORE_FRAGMENTS = 0x2000, OFFSET_MASK = 0x1fff };

static bool
put_together(LmDecoder *decoder, uint16_t fragment_bits, uint16_t id, uint8_t protocol)
{
  /* A quotation in an ICMP error starts with the ports only if it is of the first fragment. */
  if (decoder->quoted)
    return (fragment_bits & OFFSET_MASK) == 0;
  LmFragment fragment = {
      .src = decoder->packet->src.addr,
      .dst = decoder->packet->dst.addr,
      .id = id,
      .protocol = protocol,
      .offset = (uint32_t)(fragment_bits & OFFSET_MASK) * 8,
      .more = fragment_bits & MORE_FRAGMENTS,
  };
  return lm_layer_reassemble(decoder, &fragment);
}

/* RFC 791, 3.1. The checksum is not looked at: many machines leave it to their network card, and
 * the capture is taken before that. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  size_t header_bytes = (size_t)(lm_slice_u8(header, 0) & 0x0f) * 4;
  if (header.len < 20 || lm_slice_u8(header, 0) >> 4 != 4 || header_bytes < 20 ||
      header_bytes > header.len)
    return lm_layer_truncated(decoder);
  size_t total = lm_slice_be16(header, 2);
  if (total != 0 && total < header_bytes)
    return lm_layer_truncated(decoder);
  /* A length of 0 is that of a large segment which the network card has yet to cut up. */
  if (total != 0)
    lm_layer_limit(decoder, total);
  lm_layer_skip(decoder, header_bytes);
  LmPacket *packet = decoder->packet;
  packet->dscp = lm_slice_u8(header, 1) >> 2;
  packet->ttl = lm_slice_u8(header, 8);
  packet->ip_id = lm_slice_be16(header, 4);
  packet->src.addr = packet->dst.addr = (LmAddr){.family = LM_ADDR_IPV4};
  memcpy(packet->src.addr.bytes, lm_slice_sub(header, 12, 4).data, 4);
  memcpy(packet->dst.addr.bytes, lm_slice_sub(header, 16, 4).data, 4);
  uint16_t fragment_bits = lm_slice_be16(header, 6);
  uint8_t protocol = lm_slice_u8(header, 9);
  if ((fragment_bits & (MORE_FRAGMENTS | OFFSET_MASK)) != 0 &&
      !put_together(decoder, fragment_bits, lm_slice_be16(header, 4), protocol))
    return NULL;
  return lm_layer_by_protocol(decoder, protocol);
}

/* Protocol 4 is IPv4 in IP (RFC 2003). */
const LmLayer lm_layer_ipv4 = {decode, LM_LAYER_LINKS(LM_LINK_IPV4), LM_LAYER_ETHERTYPES(0x0800),
                               LM_LAYER_PROTOCOLS(4), .name = "ip"};
