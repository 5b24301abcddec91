/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_NETANALYZER and LINKTYPE_NETANALYZER_TRANSPARENT (tcpdump.org/linktypes): four bytes of
 * the device before Ethernet, in the second form with its preamble of eight bytes. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  bool transparent = decoder->packet->frame->link_type == LM_LINK_NETANALYZER_TRANSPARENT;
  size_t bytes = transparent ? 12 : 4;
  if (decoder->rest.len < bytes)
    return lm_layer_truncated(decoder);
  lm_layer_skip(decoder, bytes);
  return &lm_layer_ethernet;
}

const LmLayer lm_layer_netanalyzer = {
    decode, LM_LAYER_LINKS(LM_LINK_NETANALYZER, LM_LINK_NETANALYZER_TRANSPARENT),
    .name = "netanalyzer"};
