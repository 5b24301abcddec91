/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* What Junos captures on its own interfaces (LINKTYPE_JUNIPER_ETHER and its like,
 * tcpdump.org/linktypes): three letters, flags, and as one of them says, the length of extensions
 * and these. Then the frame, or where another flag says that it has no link layer, the number of a
 * protocol in four bytes and the packet. */

enum { HEADER = 4, NO_LINK_LAYER = 0x02, HAS_EXTENSIONS = 0x80 };

static bool
skip_header(LmDecoder *decoder, uint8_t *flags)
{
  LmSlice header = decoder->rest;
  *flags = lm_slice_u8(header, 3);
  size_t bytes = HEADER;
  if (*flags & HAS_EXTENSIONS)
    bytes += 2u + lm_slice_be16(header, HEADER);
  if (header.len < bytes || lm_slice_be32(header, 0) >> 8 != 0x4d4743)
    return false;
  lm_layer_skip(decoder, bytes);
  return true;
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  uint8_t flags;
  if (!skip_header(decoder, &flags))
    return lm_layer_truncated(decoder);
  if (flags & NO_LINK_LAYER) {
    lm_layer_skip(decoder, 4);
    return lm_layer_by_ip_version(lm_slice_at(decoder->rest, 0));
  }
  switch (decoder->packet->frame->link_type) {
  case LM_LINK_JUNIPER_PPP:
    return &lm_layer_ppp;
  case LM_LINK_JUNIPER_FRAME_RELAY:
    return &lm_layer_frame_relay;
  case LM_LINK_JUNIPER_CISCO_HDLC:
    return &lm_layer_chdlc;
  default:
    return &lm_layer_ethernet;
  }
}

const LmLayer lm_layer_juniper = {
    decode,
    LM_LAYER_LINKS(LM_LINK_JUNIPER_ETHERNET, LM_LINK_JUNIPER_PPP, LM_LINK_JUNIPER_FRAME_RELAY,
                   LM_LINK_JUNIPER_CISCO_HDLC),
    .name = "juniper",
};
