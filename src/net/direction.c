/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_PPP_WITH_DIR, LINKTYPE_C_HDLC_WITH_DIR and LINKTYPE_FRELAY_WITH_DIR
 * (tcpdump.org/linktypes): a byte says whether the frame was sent or received. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 1)
    return lm_layer_truncated(decoder);
  lm_layer_skip(decoder, 1);
  switch (decoder->packet->frame->link_type) {
  case LM_LINK_DIRECTION_PPP:
    return &lm_layer_ppp;
  case LM_LINK_DIRECTION_CISCO_HDLC:
    return &lm_layer_chdlc;
  default:
    return &lm_layer_frame_relay;
  }
}

const LmLayer lm_layer_direction = {decode, LM_LAYER_LINKS(LM_LINK_DIRECTION_PPP,
                                                           LM_LINK_DIRECTION_CISCO_HDLC,
                                                           LM_LINK_DIRECTION_FRAME_RELAY)};
