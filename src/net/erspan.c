/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* Frames that a switch mirrors to far away (draft-foschiano-erspan-03). Type I is nothing but the
 * frame in GRE. Types II and III have a header whose first four bits are their version, 1 and 2;
 * the session that mirrors is in its third and fourth byte. */

enum { TYPE_II = 1, TYPE_III = 2, ETHERNET_FRAME = 0, IP_PACKET = 2 };
enum { TYPE_II_HEADER = 8 };

static const LmLayer *
decode_type_ii(LmDecoder *decoder)
{
  lm_layer_skip(decoder, TYPE_II_HEADER);
  return &lm_layer_ethernet;
}

/* The last two bytes of twelve say what is mirrored, and whether eight more bytes follow. */
static const LmLayer *
decode_type_iii(LmDecoder *decoder)
{
  uint16_t bits = lm_slice_be16(decoder->rest, 10);
  size_t header_bytes = bits & 1 ? 20 : 12;
  if (decoder->rest.len < header_bytes)
    return lm_layer_truncated(decoder);
  lm_layer_skip(decoder, header_bytes);
  switch (bits >> 10 & 0x1f) {
  case ETHERNET_FRAME:
    return &lm_layer_ethernet;
  case IP_PACKET:
    return &lm_layer_raw;
  default:
    return NULL;
  }
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 8)
    return lm_layer_truncated(decoder);
  int version = lm_slice_u8(decoder->rest, 0) >> 4;
  if (version != TYPE_II && version != TYPE_III)
    return lm_layer_guess(decoder, 0);
  /* Type I with the sequence number that it should not have, from a station with such an address.
   */
  if (version == TYPE_II && lm_plausible_ip_in_ethernet(decoder, 0) &&
      !lm_plausible_ip_in_ethernet(decoder, TYPE_II_HEADER))
    return &lm_layer_ethernet;
  lm_layer_value(decoder, lm_slice_be16(decoder->rest, 2) & 0x03ff);
  return version == TYPE_II ? decode_type_ii(decoder) : decode_type_iii(decoder);
}

const LmLayer lm_layer_erspan = {decode, LM_LAYER_ETHERTYPES(0x88be, 0x22eb), .name = "erspan",
                                 .value_name = "session"};

/* Some leave the sequence number of type II out, which should tell it from type I. */
static const LmLayer *
decode_bare(LmDecoder *decoder)
{
  if (lm_slice_u8(decoder->rest, 0) >> 4 == TYPE_II &&
      lm_plausible_ip_in_ethernet(decoder, TYPE_II_HEADER) &&
      !lm_plausible_ip_in_ethernet(decoder, 0)) {
    lm_layer_rename(decoder, &lm_layer_erspan);
    return decode(decoder);
  }
  return &lm_layer_ethernet;
}

const LmLayer lm_layer_erspan_bare = {decode_bare, .name = "erspan"};
