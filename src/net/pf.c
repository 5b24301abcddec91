/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* What BSD's packet filter and IPsec show of themselves. */

/* LINKTYPE_PFLOG (tcpdump.org/linktypes): the length of the header, without the padding to a
 * multiple of four bytes, and an address family in a byte each. */
static const LmLayer *
decode_pflog(LmDecoder *decoder)
{
  size_t bytes = (lm_slice_u8(decoder->rest, 0) + (size_t)3) & ~(size_t)3;
  if (bytes < 4 || decoder->rest.len < bytes)
    return lm_layer_truncated(decoder);
  const LmLayer *inside = lm_layer_by_family(lm_slice_u8(decoder->rest, 1));
  lm_layer_skip(decoder, bytes);
  return inside;
}

const LmLayer lm_layer_pflog = {decode_pflog, LM_LAYER_LINKS(LM_LINK_PFLOG), .name = "pflog"};

/* LINKTYPE_ENC: address family, security parameter index, flags. */
static const LmLayer *
decode_enc(LmDecoder *decoder)
{
  if (decoder->rest.len < 12)
    return lm_layer_truncated(decoder);
  lm_layer_value(decoder, lm_slice_be32(decoder->rest, 4));
  const LmLayer *inside = lm_layer_by_family(lm_slice_be32(decoder->rest, 0));
  lm_layer_skip(decoder, 12);
  return inside;
}

const LmLayer lm_layer_enc = {decode_enc, LM_LAYER_LINKS(LM_LINK_ENC), .name = "enc",
                              .value_name = "spi", .value_hex = true};
