/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* IEEE 802.11, 9.3.2.1: what data frames carry. The fields of this header, other than those of the
 * layers above it, are little-endian. Frames that are protected are opaque, and fragments are not
 * put together, as stations hardly ever make any. */

enum {
  TYPE_MASK = 0x0c,
  TYPE_DATA = 0x08,
  NO_DATA = 0x40,
  QOS = 0x80,
  TO_AND_FROM_DS = 0x03,
  MORE_FRAGMENTS = 0x04,
  PROTECTED = 0x40,
  HT_CONTROL = 0x80,
  AGGREGATE = 0x80,
};

static size_t
header_bytes(uint8_t type, uint8_t flags)
{
  size_t bytes = 24;
  if ((flags & TO_AND_FROM_DS) == TO_AND_FROM_DS)
    bytes += 6;
  if (type & QOS)
    bytes += flags & HT_CONTROL ? 6 : 2;
  return bytes;
}

static bool
is_snap_at(LmSlice bytes, size_t offset)
{
  return lm_slice_be16(bytes, offset) == 0xaaaa && lm_slice_at(bytes, offset + 2) == 0x03;
}

/* Several frames in one, each with addresses and a length (9.3.2.2.2). A frame is one packet here:
 * that of the first part. */
static const LmLayer *
decode_aggregate(LmDecoder *decoder)
{
  if (decoder->rest.len < 14)
    return lm_layer_truncated(decoder);
  size_t length = lm_slice_be16(decoder->rest, 12);
  lm_layer_skip(decoder, 14);
  lm_layer_limit(decoder, length);
  return &lm_layer_llc;
}

/* Some devices put padding behind the header so that what follows lies even, and some decrypt a
 * frame and leave the bit that says otherwise and the initialization vector where they are. */
static bool
find_llc(LmDecoder *decoder, bool is_protected)
{
  for (size_t offset = 0; offset <= 8; offset += 2) {
    bool usual = is_protected ? offset == 0 || offset == 8 : offset <= 2;
    if (!usual || !is_snap_at(decoder->rest, offset))
      continue;
    lm_layer_skip(decoder, offset);
    return true;
  }
  return false;
}

static const LmLayer *
decode_of(LmDecoder *decoder, uint8_t type, uint8_t flags)
{
  LmSlice header = decoder->rest;
  if (header.len < 10)
    return lm_layer_truncated(decoder);
  if ((type & TYPE_MASK) != TYPE_DATA || type & NO_DATA)
    return NULL;
  size_t bytes = header_bytes(type, flags);
  if (header.len < bytes)
    return lm_layer_truncated(decoder);
  bool is_fragment = flags & MORE_FRAGMENTS || lm_slice_u8(header, 22) & 0x0f;
  if (is_fragment)
    return NULL;
  lm_layer_skip(decoder, bytes);
  bool is_protected = flags & PROTECTED;
  size_t qos_offset = (flags & TO_AND_FROM_DS) == TO_AND_FROM_DS ? 30 : 24;
  if (type & QOS && !is_protected && lm_slice_u8(header, qos_offset) & AGGREGATE)
    return decode_aggregate(decoder);
  return find_llc(decoder, is_protected) ? &lm_layer_llc : NULL;
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  return decode_of(decoder, lm_slice_u8(decoder->rest, 0), lm_slice_u8(decoder->rest, 1));
}

static const LmLayer *
decode_swapped(LmDecoder *decoder)
{
  return decode_of(decoder, lm_slice_u8(decoder->rest, 1), lm_slice_u8(decoder->rest, 0));
}

const LmLayer lm_layer_ieee80211 = {decode, LM_LAYER_LINKS(LM_LINK_IEEE80211), .name = "wlan"};
/* As some access points send it on: with the first two bytes the other way round. */
const LmLayer lm_layer_wlan_swapped = {decode_swapped, .name = "wlan"};
