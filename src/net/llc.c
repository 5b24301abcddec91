/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* An LLC header (IEEE 802.2) is passed over where a SNAP header with an EtherType follows it
 * (RFC 1042). Everything else in LLC is spanning tree and the like. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  static const uint8_t snap[] = {0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00};
  LmSlice start;
  if (!lm_slice_take(decoder->rest, 0, sizeof snap, &start))
    return lm_layer_truncated(decoder);
  if (memcmp(start.data, snap, sizeof snap) != 0)
    return NULL;
  if (decoder->rest.len < 8)
    return lm_layer_truncated(decoder);
  uint16_t type = lm_slice_be16(decoder->rest, 6);
  lm_layer_skip(decoder, 8);
  return type <= 1500 ? NULL : lm_layer_by_ethertype(decoder, type);
}

/* Reached through the length field of Ethernet and the protocol type of Linux cooked captures. */
const LmLayer lm_layer_llc = {decode, .name = "llc"};
