/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/video/bits.h"
#include "proto/video/codec.h"
#include "proto/video/parameter_set.h"

/* NAL unit types (ITU-T H.265, table 7-1) and those that RFC 7798, 4.4, adds. */
enum {
  FIRST_RANDOM_ACCESS = 16,
  LAST_RANDOM_ACCESS = 21,
  LAST_SLICE = 31,
  VPS = 32,
  SPS = 33,
  PPS = 34,
  DELIMITER = 35,
  AGGREGATION = 48,
  FRAGMENT = 49
};

enum { UNIT_HEADER_BYTES = 2, ORDER_BYTES = 2 };

#define MOST_PIXELS 65536u

/* ITU-T H.265, 7.3.3. */
static void
skip_profile(LmBits *bits, unsigned sub_layers)
{
  enum { PROFILE_BITS = 88, LEVEL_BITS = 8 };
  uint32_t flags = 0;
  lm_bits_skip(bits, PROFILE_BITS + LEVEL_BITS);
  if (sub_layers > 0)
    flags = lm_bits_take(bits, 16);
  for (unsigned i = 0; i < sub_layers; i++) {
    uint32_t present = flags >> (14 - 2 * i) & 3;
    lm_bits_skip(bits, (present & 2 ? PROFILE_BITS : 0) + (present & 1 ? LEVEL_BITS : 0));
  }
}

/* ITU-T H.265, 7.3.2.2.1. */
bool
lm_video_h265_sps(LmSlice unit, LmVideoPayload *out)
{
  LmBits bits = lm_bits(unit, true);
  lm_bits_skip(&bits, 4);
  unsigned sub_layers = lm_bits_take(&bits, 3);
  lm_bits_skip(&bits, 1);
  skip_profile(&bits, sub_layers);
  lm_bits_ue(&bits);
  uint32_t chroma = lm_bits_ue(&bits);
  if (chroma == 3 && lm_bits_flag(&bits))
    chroma = 0;
  uint64_t width = lm_bits_ue(&bits), height = lm_bits_ue(&bits);
  if (lm_bits_flag(&bits)) {
    uint64_t left = lm_bits_ue(&bits), right = lm_bits_ue(&bits);
    uint64_t top = lm_bits_ue(&bits), bottom = lm_bits_ue(&bits);
    uint64_t x = (left + right) * (chroma == 1 || chroma == 2 ? 2 : 1);
    uint64_t y = (top + bottom) * (chroma == 1 ? 2 : 1);
    width = width > x ? width - x : 0;
    height = height > y ? height - y : 0;
  }
  if (bits.over || width == 0 || height == 0 || width > MOST_PIXELS || height > MOST_PIXELS)
    return false;
  out->width = (uint32_t)width;
  out->height = (uint32_t)height;
  return true;
}

static bool
is_key(uint8_t type)
{
  return type >= FIRST_RANDOM_ACCESS && type <= LAST_RANDOM_ACCESS;
}

/* The two bytes that every unit and every payload begin with. */
static uint8_t
read_header(LmSlice unit, LmVideoPayload *out)
{
  uint16_t header = lm_slice_be16(unit, 0);
  uint8_t layer = header >> 3 & 0x3f, temporal = header & 7;
  if (temporal > 0 && temporal - 1 > out->temporal_layer)
    out->temporal_layer = (uint8_t)(temporal - 1);
  if (layer > out->spatial_layer)
    out->spatial_layer = layer;
  return header >> 9 & 0x3f;
}

/* Behind its header @skipped bytes are none of the unit. */
static void
read_unit(LmSlice unit, size_t skipped, LmVideoPayload *out)
{
  if (unit.len < UNIT_HEADER_BYTES + skipped) {
    out->fault = true;
    return;
  }
  uint8_t type = read_header(unit, out);
  LmSlice content = lm_slice_from(unit, UNIT_HEADER_BYTES + skipped);
  if (type <= LAST_SLICE) {
    out->key = out->key || is_key(type);
    /* first_slice_segment_in_pic_flag (7.3.6.1) */
    out->start = out->start || lm_slice_u8(content, 0) & 0x80;
  }
  if (type >= VPS && type <= DELIMITER)
    out->start = true;
  if (type >= VPS && type <= PPS)
    out->parameters = true;
  if (type == SPS)
    out->fault = !lm_video_h265_sps(content, out) || out->fault;
}

/* RFC 7798, 4.4.2: before each unit is its size, and where @ordered the decoding order number
 * before that: whole for the first, what it is more than the one before for the others. */
static void
read_units(LmSlice rest, bool ordered, LmVideoPayload *out)
{
  size_t order_bytes = ordered ? ORDER_BYTES : 0;
  LmSlice unit;
  while (rest.len > order_bytes + 2) {
    rest = lm_slice_from(rest, order_bytes);
    if (!lm_slice_take(rest, 2, lm_slice_be16(rest, 0), &unit)) {
      out->fault = true;
      return;
    }
    read_unit(unit, 0, out);
    rest = lm_slice_from(rest, 2 + unit.len);
    order_bytes = ordered ? 1 : 0;
  }
  out->fault = out->fault || rest.len > 0;
}

/* RFC 7798, 4.4.3: the order number is in the first fragment alone. */
static void
read_fragment(LmSlice payload, bool ordered, LmVideoPayload *out)
{
  size_t content_at = UNIT_HEADER_BYTES + 1 + (ordered ? ORDER_BYTES : 0);
  uint8_t header = lm_slice_u8(payload, UNIT_HEADER_BYTES), type = header & 0x3f;
  if (payload.len <= UNIT_HEADER_BYTES + 1) {
    out->fault = true;
    return;
  }
  out->key = is_key(type);
  out->end = header & 0x40;
  if (!(header & 0x80))
    return;
  out->start = type <= LAST_SLICE ? lm_slice_u8(payload, content_at) & 0x80 : type <= DELIMITER;
  out->parameters = type >= VPS && type <= PPS;
}

static void
parse(LmSlice payload, bool ordered, LmVideoPayload *out)
{
  uint8_t type = payload.len < UNIT_HEADER_BYTES ? 0 : read_header(payload, out);
  if (type == AGGREGATION)
    read_units(lm_slice_from(payload, UNIT_HEADER_BYTES), ordered, out);
  else if (type == FRAGMENT)
    read_fragment(payload, ordered, out);
  else
    read_unit(payload, ordered ? ORDER_BYTES : 0, out);
}

void
lm_video_h265(LmSlice payload, LmVideoPayload *out)
{
  parse(payload, false, out);
}

void
lm_video_h265_ordered(LmSlice payload, LmVideoPayload *out)
{
  parse(payload, true, out);
}
