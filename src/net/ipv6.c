/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* RFC 8200, 3. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  if (header.len < 40 || lm_slice_u8(header, 0) >> 4 != 6)
    return lm_layer_truncated(decoder);
  size_t payload_bytes = lm_slice_be16(header, 4);
  /* A length of 0 is that of a jumbogram (RFC 2675, 3), or of a large segment which the network
   * card has yet to cut up. */
  if (payload_bytes != 0)
    lm_layer_limit(decoder, 40 + payload_bytes);
  lm_layer_skip(decoder, 40);
  LmPacket *packet = decoder->packet;
  packet->dscp = (uint8_t)(lm_slice_be16(header, 0) >> 6 & 0x3f);
  packet->ttl = lm_slice_u8(header, 7);
  packet->ip_id = 0;
  packet->src.addr.family = packet->dst.addr.family = LM_ADDR_IPV6;
  memcpy(packet->src.addr.bytes, lm_slice_sub(header, 8, 16).data, 16);
  memcpy(packet->dst.addr.bytes, lm_slice_sub(header, 24, 16).data, 16);
  return lm_layer_by_protocol(decoder, lm_slice_u8(header, 6));
}

/* Protocol 41 is IPv6 in IP (RFC 2473, RFC 4213). */
const LmLayer lm_layer_ipv6 = {decode, LM_LAYER_LINKS(LM_LINK_IPV6), LM_LAYER_ETHERTYPES(0x86dd),
                               LM_LAYER_PROTOCOLS(41), .name = "ipv6"};
