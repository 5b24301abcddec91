/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_RAW (tcpdump.org/linktypes): no link layer; the version is in the first four bits. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len == 0)
    return lm_layer_truncated(decoder);
  return lm_layer_by_ip_version(lm_slice_at(decoder->rest, 0));
}

const LmLayer lm_layer_raw = {
    decode, LM_LAYER_LINKS(LM_LINK_RAW, LM_LINK_RAW_BSD, LM_LINK_RAW_OPENBSD), .name = "raw"};
