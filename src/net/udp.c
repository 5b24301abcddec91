/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* RFC 768. A length of 0 is that of a jumbogram (RFC 2675, 4), or of a large datagram which the
 * network card has yet to cut up. A length beyond what IP carried is tolerated (RFC 768 knows
 * none): what is there is the payload. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  size_t length = lm_slice_be16(header, 4);
  if (header.len < 8 || (length != 0 && length < 8))
    return lm_layer_truncated(decoder);
  if (length != 0)
    lm_layer_limit(decoder, length);
  lm_layer_skip(decoder, 8);
  LmPacket *packet = decoder->packet;
  packet->src.port = lm_slice_be16(header, 0);
  packet->dst.port = lm_slice_be16(header, 2);
  const LmLayer *tunnel = lm_layer_by_udp(decoder);
  if (!tunnel)
    packet->kind = decoder->quoted ? LM_PACKET_ICMP_ERROR : LM_PACKET_UDP;
  return tunnel;
}

const LmLayer lm_layer_udp = {decode, LM_LAYER_PROTOCOLS(17), .name = "udp"};

/* UDP-Lite (RFC 3828, 3.1): in place of the length is how much of it the checksum covers; it ends
 * where IP does. */
static const LmLayer *
decode_lite(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  if (header.len < 8)
    return lm_layer_truncated(decoder);
  lm_layer_skip(decoder, 8);
  decoder->packet->src.port = lm_slice_be16(header, 0);
  decoder->packet->dst.port = lm_slice_be16(header, 2);
  decoder->packet->kind = decoder->quoted ? LM_PACKET_ICMP_ERROR : LM_PACKET_UDP;
  return NULL;
}

const LmLayer lm_layer_udplite = {decode_lite, LM_LAYER_PROTOCOLS(136), .name = "udplite"};
