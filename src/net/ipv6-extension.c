/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* The extension headers of IPv6 that have a next header in clear (RFC 8200, 4). ESP is in esp.c. */

/* Hop-by-hop options, routing, destination options: all start with the next header and their
 * length in units of 8 bytes, without the first (RFC 8200, 4.3 to 4.6). */
static const LmLayer *
decode_options(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  size_t header_bytes = ((size_t)lm_slice_u8(header, 1) + 1) * 8;
  if (header.len < 8 || header_bytes > header.len)
    return lm_layer_truncated(decoder);
  lm_layer_skip(decoder, header_bytes);
  return lm_layer_by_protocol(decoder, lm_slice_u8(header, 0));
}

const LmLayer lm_layer_ipv6_options = {decode_options, LM_LAYER_PROTOCOLS(0, 43, 60)};

/* RFC 4302, 2: the length is in units of 4 bytes, without the first two. IPv4 has it too. */
static const LmLayer *
decode_ah(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  size_t header_bytes = ((size_t)lm_slice_u8(header, 1) + 2) * 4;
  if (header.len < 12 || header_bytes > header.len)
    return lm_layer_truncated(decoder);
  lm_layer_value(decoder, lm_slice_be32(header, 4));
  lm_layer_skip(decoder, header_bytes);
  return lm_layer_by_protocol(decoder, lm_slice_u8(header, 0));
}

const LmLayer lm_layer_ah = {decode_ah, LM_LAYER_PROTOCOLS(51), .name = "ah", .value_name = "spi",
                             .value_hex = true};

/* RFC 8200, 4.5. The next header is that of the first fragment. One that is the first and last at
 * once waits for nobody (RFC 6946). */
static const LmLayer *
decode_fragment(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  if (header.len < 8)
    return lm_layer_truncated(decoder);
  uint16_t bits = lm_slice_be16(header, 2);
  LmFragment fragment = {
      .src = decoder->packet->src.addr,
      .dst = decoder->packet->dst.addr,
      .id = lm_slice_be32(header, 4),
      .protocol = lm_slice_u8(header, 0),
      .offset = bits & 0xfff8,
      .more = bits & 1,
  };
  lm_layer_skip(decoder, 8);
  bool whole = fragment.offset == 0 && (!fragment.more || decoder->quoted);
  if (!whole && (decoder->quoted || !lm_layer_reassemble(decoder, &fragment)))
    return NULL;
  return lm_layer_by_protocol(decoder, fragment.protocol);
}

const LmLayer lm_layer_ipv6_fragment = {decode_fragment, LM_LAYER_PROTOCOLS(44)};
