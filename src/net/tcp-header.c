/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* Takes off @header_bytes, some of which the capture may have cut off with all of the payload. */
static bool
skip_header(LmDecoder *decoder, size_t header_bytes)
{
  size_t cut = header_bytes > decoder->rest.len ? header_bytes - decoder->rest.len : 0;
  if (cut > decoder->missing)
    return false;
  decoder->missing -= (uint32_t)cut;
  lm_layer_skip(decoder, header_bytes);
  return true;
}

/* RFC 9293, 3.1. An ICMP error may quote no more than the ports and the sequence number. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  LmPacket *packet = decoder->packet;
  if (header.len < (decoder->quoted ? 8 : 20))
    return lm_layer_truncated(decoder);
  size_t header_bytes = (size_t)(lm_slice_u8(header, 12) >> 4) * 4;
  if (header.len >= 20 && header_bytes < 20)
    return lm_layer_truncated(decoder);
  if (!skip_header(decoder, header_bytes)) {
    if (!decoder->quoted)
      return lm_layer_truncated(decoder);
    lm_layer_skip(decoder, header.len);
  } else if (header.len < 20) {
    lm_layer_skip(decoder, header.len);
  }
  packet->src.port = lm_slice_be16(header, 0);
  packet->dst.port = lm_slice_be16(header, 2);
  packet->tcp_seq = lm_slice_be32(header, 4);
  packet->tcp_ack = lm_slice_be32(header, 8);
  packet->tcp_flags = lm_slice_be16(header, 12) & 0x01ff;
  packet->kind = decoder->quoted ? LM_PACKET_ICMP_ERROR : LM_PACKET_TCP;
  return NULL;
}

const LmLayer lm_layer_tcp = {decode, LM_LAYER_PROTOCOLS(6), .name = "tcp"};
