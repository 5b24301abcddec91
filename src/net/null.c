/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_NULL and LINKTYPE_LOOP (tcpdump.org/linktypes): an address family in four bytes, in the
 * byte order of the machine that captured, or big-endian. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 4)
    return lm_layer_truncated(decoder);
  uint32_t family = lm_slice_be32(decoder->rest, 0);
  lm_layer_skip(decoder, 4);
  return lm_layer_by_family(family);
}

const LmLayer lm_layer_null = {decode, LM_LAYER_LINKS(LM_LINK_NULL, LM_LINK_LOOP), .name = "null"};
