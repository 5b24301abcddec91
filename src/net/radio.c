/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* Headers of what a radio knows of an 802.11 frame, put before it by drivers: radiotap
 * (radiotap.org), Prism and AVS (tcpdump.org/linktypes). All that is needed of them is their
 * length. */

static const LmLayer *
skip_header(LmDecoder *decoder, size_t bytes, size_t least)
{
  if (bytes < least || bytes > decoder->rest.len)
    return lm_layer_truncated(decoder);
  lm_layer_skip(decoder, bytes);
  return &lm_layer_ieee80211;
}

static const LmLayer *
decode_radiotap(LmDecoder *decoder)
{
  return skip_header(decoder, lm_slice_le16(decoder->rest, 2), 8);
}

const LmLayer lm_layer_radiotap = {decode_radiotap, LM_LAYER_LINKS(LM_LINK_RADIOTAP),
                                   .name = "radiotap"};

/* Version 1 or 2 in the upper bytes' constant, then the length, both big-endian. */
static const LmLayer *
decode_avs(LmDecoder *decoder)
{
  return skip_header(decoder, lm_slice_be32(decoder->rest, 4), 8);
}

const LmLayer lm_layer_avs = {decode_avs, LM_LAYER_LINKS(LM_LINK_AVS), .name = "avs"};

/* A message code, then the length, in the order of the machine that captured. AVS headers came with
 * this link type too, before they had their own. */
static const LmLayer *
decode_prism(LmDecoder *decoder)
{
  uint32_t code = lm_slice_be32(decoder->rest, 0), length = lm_slice_be32(decoder->rest, 4);
  if (code >> 12 == 0x80211) {
    lm_layer_rename(decoder, &lm_layer_avs);
    return decode_avs(decoder);
  }
  return skip_header(decoder, length > 0xffff ? __builtin_bswap32(length) : length, 8);
}

const LmLayer lm_layer_prism = {decode_prism, LM_LAYER_LINKS(LM_LINK_PRISM), .name = "prism"};
