/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

enum { HEADER_BYTES = 12, CHUNK_HEADER_BYTES = 4, DATA_HEADER_BYTES = 16 };

/* What an ICMP error quotes is the chunk's data, as far as that is what comes first. */
static void
skip_quoted_chunk(LmDecoder *decoder)
{
  if (lm_slice_at(decoder->rest, 0) == 0 && decoder->rest.len >= DATA_HEADER_BYTES)
    lm_layer_skip(decoder, DATA_HEADER_BYTES);
}

/* RFC 9260, 3.1: ports, verification tag, checksum; chunks follow. An ICMP error may quote no more
 * than the ports and the tag. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  LmPacket *packet = decoder->packet;
  if (header.len < (decoder->quoted ? 8 : HEADER_BYTES))
    return lm_layer_truncated(decoder);
  packet->src.port = lm_slice_be16(header, 0);
  packet->dst.port = lm_slice_be16(header, 2);
  packet->sctp_tag = lm_slice_be32(header, 4);
  lm_layer_skip(decoder, HEADER_BYTES);
  packet->kind = decoder->quoted ? LM_PACKET_ICMP_ERROR : LM_PACKET_SCTP;
  if (decoder->quoted)
    skip_quoted_chunk(decoder);
  return NULL;
}

/* Whether the datagram is chunks to its end, the last one maybe cut by the capture (RFC 6951). The
 * padding of the last one may lack. */
static bool
claims(const LmDecoder *decoder)
{
  LmSlice rest = decoder->rest;
  size_t whole = rest.len + decoder->missing, at = HEADER_BYTES;
  if (rest.len < HEADER_BYTES + CHUNK_HEADER_BYTES || lm_slice_be16(rest, 0) == 0 ||
      lm_slice_be16(rest, 2) == 0)
    return false;
  while (at + CHUNK_HEADER_BYTES <= rest.len) {
    size_t length = lm_slice_be16(rest, at + 2);
    if (length < CHUNK_HEADER_BYTES || length > whole - at)
      return false;
    at += (length + 3) & ~(size_t)3;
  }
  return at >= whole;
}

const LmLayer lm_layer_sctp = {
    decode, LM_LAYER_PROTOCOLS(132), LM_LAYER_UDP_PORTS(9899), .claims = claims, .name = "sctp",
};
