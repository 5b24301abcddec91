/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_LINUX_SLL (tcpdump.org/linktypes): packet type, ARPHRD type, address length, eight
 * bytes of address, protocol type. Protocol types up to 1500 are Linux's own; 4 is LLC, and the
 * others never hold IP, which their LLC header then does not claim. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 16)
    return lm_layer_truncated(decoder);
  uint16_t hardware = lm_slice_be16(decoder->rest, 2);
  uint16_t type = lm_slice_be16(decoder->rest, 14);
  lm_layer_skip(decoder, 16);
  return lm_layer_by_device(decoder, hardware, type);
}

const LmLayer lm_layer_sll = {decode, LM_LAYER_LINKS(LM_LINK_LINUX_SLL), .name = "sll"};
