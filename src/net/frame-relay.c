/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* Frame Relay: an address of two to four bytes (Q.922, 3.3), the last of which is odd, then either
 * a control byte and what RFC 2427 puts behind it, or as Cisco has it an EtherType. */

enum { UNNUMBERED_INFORMATION = 0x03, MAX_ADDRESS_BYTES = 4 };

/* Its bits lie between flags (Q.922, 3.3.1). */
static uint32_t
dlci(LmSlice address)
{
  uint32_t number =
      (uint32_t)(lm_slice_u8(address, 0) >> 2) << 4 | (uint32_t)lm_slice_u8(address, 1) >> 4;
  if (address.len == 3)
    return number << 6 | (uint32_t)lm_slice_u8(address, 2) >> 2;
  if (address.len == 4)
    return (number << 7 | (uint32_t)lm_slice_u8(address, 2) >> 1) << 6 |
           (uint32_t)lm_slice_u8(address, 3) >> 2;
  return number;
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  size_t bytes = 1;
  while (bytes < MAX_ADDRESS_BYTES && !(lm_slice_u8(decoder->rest, bytes - 1) & 1))
    bytes++;
  if (bytes < 2 || decoder->rest.len < bytes + 2)
    return lm_layer_truncated(decoder);
  lm_layer_value(decoder, dlci(lm_slice_sub(decoder->rest, 0, bytes)));
  lm_layer_skip(decoder, bytes);
  if (lm_slice_u8(decoder->rest, 0) != UNNUMBERED_INFORMATION) {
    uint16_t type = lm_slice_be16(decoder->rest, 0);
    lm_layer_skip(decoder, 2);
    return type <= 1500 ? NULL : lm_layer_by_ethertype(decoder, type);
  }
  lm_layer_skip(decoder, 1);
  /* RFC 2427, 3.1: a byte of padding may follow, so that what comes lies even. */
  if (lm_slice_at(decoder->rest, 0) == 0)
    lm_layer_skip(decoder, 1);
  return lm_layer_by_nlpid(decoder);
}

const LmLayer lm_layer_frame_relay = {decode, LM_LAYER_LINKS(LM_LINK_FRAME_RELAY), .name = "fr",
                                      .value_name = "dlci"};
