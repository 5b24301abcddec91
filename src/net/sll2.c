/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_LINUX_SLL2 (tcpdump.org/linktypes): protocol type, two reserved bytes, interface index,
 * ARPHRD type, packet type, address length, eight bytes of address. Read as version 1 is. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 20)
    return lm_layer_truncated(decoder);
  uint16_t type = lm_slice_be16(decoder->rest, 0);
  uint16_t hardware = lm_slice_be16(decoder->rest, 8);
  lm_layer_skip(decoder, 20);
  return lm_layer_by_device(decoder, hardware, type);
}

const LmLayer lm_layer_sll2 = {decode, LM_LAYER_LINKS(LM_LINK_LINUX_SLL2), .name = "sll2"};
