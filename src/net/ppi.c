/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_PPI (tcpdump.org/linktypes), by AirPcap and Kismet: version 0, flags, the length of the
 * header with all its fields, and the link type of what follows, all little-endian. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  size_t bytes = lm_slice_le16(header, 2);
  if (header.len < 8 || bytes < 8 || bytes > header.len)
    return lm_layer_truncated(decoder);
  const LmLayer *inside = lm_layer_by_link(decoder, lm_slice_le32(header, 4));
  lm_layer_skip(decoder, bytes);
  return inside == &lm_layer_ppi ? NULL : inside;
}

const LmLayer lm_layer_ppi = {decode, LM_LAYER_LINKS(LM_LINK_PPI), .name = "ppi"};
