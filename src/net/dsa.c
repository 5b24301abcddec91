/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* Ethernet between a processor and its switch has a tag of the switch's maker in it, which Linux
 * captures as it is (LINKTYPE_DSA_TAG_BRCM and its like, tcpdump.org/linktypes): behind the
 * addresses, or before them. An EtherType follows it. */

enum { ADDRESSES = 12 };

static const LmLayer *
decode(LmDecoder *decoder)
{
  uint16_t link_type = decoder->packet->frame->link_type;
  size_t tag = link_type == LM_LINK_DSA_MARVELL_LONG ? 8 : 4;
  if (decoder->rest.len < ADDRESSES + tag + 2)
    return lm_layer_truncated(decoder);
  uint16_t type = lm_slice_be16(decoder->rest, ADDRESSES + tag);
  lm_layer_skip(decoder, ADDRESSES + tag + 2);
  return lm_layer_by_ethertype(decoder, type);
}

const LmLayer lm_layer_dsa = {
    decode,
    LM_LAYER_LINKS(LM_LINK_DSA_BROADCOM, LM_LINK_DSA_BROADCOM_FIRST, LM_LINK_DSA_MARVELL,
                   LM_LINK_DSA_MARVELL_LONG),
    .name = "dsa",
};
