/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_C_HDLC (tcpdump.org/linktypes; RFC 1547, 4.3.1): address 0x0f for one station or 0x8f
 * for all, control 0, an EtherType. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 4)
    return lm_layer_truncated(decoder);
  uint16_t type = lm_slice_be16(decoder->rest, 2);
  lm_layer_skip(decoder, 4);
  return type <= 1500 ? NULL : lm_layer_by_ethertype(decoder, type);
}

const LmLayer lm_layer_chdlc = {decode, LM_LAYER_LINKS(LM_LINK_CISCO_HDLC), .name = "chdlc"};
