/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_PKTAP (tcpdump.org/linktypes): what macOS knows of a packet: length of the header, type
 * of the record, link type of the packet, and much else, all little-endian. Old versions wrote it
 * with the number of a type for private use, where the fields have to tell. */

enum { LEAST_BYTES = 108, TYPE_PACKET = 1 };

static const LmLayer *
decode(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  if (header.len < LEAST_BYTES)
    return lm_layer_truncated(decoder);
  uint32_t bytes = lm_slice_le32(header, 0), link_type = lm_slice_le32(header, 8);
  if (bytes < LEAST_BYTES || bytes > header.len || lm_slice_le32(header, 4) != TYPE_PACKET)
    return NULL;
  const LmLayer *inside = lm_layer_by_link(decoder, link_type);
  lm_layer_skip(decoder, bytes);
  return inside == &lm_layer_pktap ? NULL : inside;
}

const LmLayer lm_layer_pktap = {decode, LM_LAYER_LINKS(LM_LINK_PKTAP, LM_LINK_PKTAP_OLD),
                                .name = "pktap"};
