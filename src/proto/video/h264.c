/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/video/bits.h"
#include "proto/video/codec.h"
#include "proto/video/parameter_set.h"

/* NAL unit types (ITU-T H.264, table 7-1) and those that RFC 6184, 5.2, adds. */
enum {
  SLICE = 1,
  PARTITION_A = 2,
  IDR = 5,
  SPS = 7,
  DELIMITER = 9,
  PREFIX = 14,
  SUBSET_SPS = 15,
  SCALABLE_SLICE = 20,
  STAP_A = 24,
  STAP_B = 25,
  MTAP16 = 26,
  MTAP24 = 27,
  FU_A = 28,
  FU_B = 29
};

#define MOST_PIXELS 65536u

/* ITU-T H.264, 7.3.2.1.1.1: what it holds does not matter, only where it ends. */
static void
skip_scaling_list(LmBits *bits, unsigned n)
{
  int64_t last = 8, next = 8;
  for (unsigned i = 0; i < n && !bits->over; i++) {
    if (next != 0)
      next = (last + lm_bits_se(bits) + 256) % 256;
    last = next == 0 ? last : next;
  }
}

static bool
has_chroma(uint32_t profile)
{
  static const uint8_t profiles[] = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135};
  for (size_t i = 0; i < sizeof profiles; i++)
    if (profiles[i] == profile)
      return true;
  return false;
}

/* chroma_format_idc; 0 where each colour is coded as if it were the only one. */
static uint32_t
read_chroma(LmBits *bits)
{
  uint32_t chroma = lm_bits_ue(bits);
  bool separate = chroma == 3 && lm_bits_flag(bits);
  lm_bits_ue(bits); /* bit depths */
  lm_bits_ue(bits);
  lm_bits_skip(bits, 1);
  if (lm_bits_flag(bits))
    for (unsigned i = 0; i < (chroma == 3 ? 12 : 8); i++)
      if (lm_bits_flag(bits))
        skip_scaling_list(bits, i < 6 ? 16 : 64);
  return separate ? 0 : chroma;
}

static void
skip_order_count(LmBits *bits)
{
  uint32_t type = lm_bits_ue(bits);
  if (type == 0)
    lm_bits_ue(bits);
  if (type != 1)
    return;
  lm_bits_skip(bits, 1);
  lm_bits_se(bits);
  lm_bits_se(bits);
  uint32_t n = lm_bits_ue(bits);
  for (uint32_t i = 0; i < n && i < 256 && !bits->over; i++)
    lm_bits_se(bits);
}

bool
lm_video_h264_sps(LmSlice unit, LmVideoPayload *out)
{
  LmBits bits = lm_bits(unit, true);
  uint32_t profile = lm_bits_take(&bits, 8), chroma = 1;
  lm_bits_skip(&bits, 16); /* constraints and level */
  lm_bits_ue(&bits);
  if (has_chroma(profile))
    chroma = read_chroma(&bits);
  lm_bits_ue(&bits);
  skip_order_count(&bits);
  lm_bits_ue(&bits);
  lm_bits_skip(&bits, 1);
  uint64_t width = (lm_bits_ue(&bits) + 1ull) * 16;
  uint64_t units = lm_bits_ue(&bits) + 1ull;
  bool frames = lm_bits_flag(&bits);
  if (!frames)
    lm_bits_skip(&bits, 1);
  lm_bits_skip(&bits, 1);
  uint64_t height = units * (frames ? 16 : 32);
  if (lm_bits_flag(&bits)) {
    uint64_t left = lm_bits_ue(&bits), right = lm_bits_ue(&bits);
    uint64_t top = lm_bits_ue(&bits), bottom = lm_bits_ue(&bits);
    uint64_t x = (left + right) * (chroma == 1 || chroma == 2 ? 2 : 1);
    uint64_t y = (top + bottom) * (chroma == 1 ? 2 : 1) * (frames ? 1 : 2);
    width = width > x ? width - x : 0;
    height = height > y ? height - y : 0;
  }
  if (bits.over || width == 0 || height == 0 || width > MOST_PIXELS || height > MOST_PIXELS)
    return false;
  out->width = (uint32_t)width;
  out->height = (uint32_t)height;
  return true;
}

/* RFC 6190, 1.1.3: three bytes behind the header. */
static void
read_layers(LmSlice unit, LmVideoPayload *out)
{
  if (unit.len < 4 || !(lm_slice_u8(unit, 1) & 0x80))
    return;
  uint8_t spatial = lm_slice_u8(unit, 2) >> 4 & 7, temporal = lm_slice_u8(unit, 3) >> 5;
  out->spatial_layer = spatial > out->spatial_layer ? spatial : out->spatial_layer;
  out->temporal_layer = temporal > out->temporal_layer ? temporal : out->temporal_layer;
}

/* @unit with its header, or the first part of it. */
static void
read_unit(LmSlice unit, LmVideoPayload *out)
{
  uint8_t type = lm_slice_u8(unit, 0) & 0x1f;
  LmBits bits = lm_bits(lm_slice_from(unit, 1), true);
  switch (type) {
  case SLICE:
  case PARTITION_A:
  case IDR:
    out->key = out->key || type == IDR;
    /* first_mb_in_slice (7.3.3) */
    out->start = out->start || (unit.len > 1 && lm_bits_ue(&bits) == 0 && !bits.over);
    break;
  case SPS:
    out->parameters = true;
    out->start = true;
    out->fault = !lm_video_h264_sps(lm_slice_from(unit, 1), out) || out->fault;
    break;
  case DELIMITER:
    out->start = true;
    break;
  case SUBSET_SPS:
    out->parameters = true;
    break;
  case PREFIX:
  case SCALABLE_SLICE:
    read_layers(unit, out);
    break;
  default:
    break;
  }
}

/* RFC 6184, 5.7: @before bytes, then units, each behind its length and @between bytes. */
static void
read_units(LmSlice payload, size_t before, size_t between, LmVideoPayload *out)
{
  LmSlice rest = lm_slice_from(payload, before), unit;
  while (rest.len > 2) {
    if (!lm_slice_take(rest, 2 + between, lm_slice_be16(rest, 0), &unit)) {
      out->fault = true;
      return;
    }
    read_unit(unit, out);
    rest = lm_slice_from(rest, 2 + between + unit.len);
  }
  out->fault = out->fault || rest.len > 0;
}

/* RFC 6184, 5.8. */
static void
read_fragment(LmSlice payload, size_t before, LmVideoPayload *out)
{
  if (payload.len <= before) {
    out->fault = true;
    return;
  }
  uint8_t header = lm_slice_u8(payload, 1), type = header & 0x1f;
  out->key = type == IDR;
  out->end = header & 0x40;
  if (!(header & 0x80))
    return;
  /* The type is in the byte before the unit's own bytes; that of the whole is its upper part. */
  LmBits bits = lm_bits(lm_slice_from(payload, before), true);
  bool slice = type == SLICE || type == PARTITION_A || type == IDR;
  out->start = slice && lm_bits_ue(&bits) == 0 && !bits.over;
  if (type == SPS)
    out->parameters = out->start = true;
}

void
lm_video_h264(LmSlice payload, LmVideoPayload *out)
{
  switch (lm_slice_u8(payload, 0) & 0x1f) {
  case STAP_A:
    read_units(payload, 1, 0, out);
    break;
  case STAP_B:
    read_units(payload, 3, 0, out);
    break;
  case MTAP16:
    read_units(payload, 3, 3, out);
    break;
  case MTAP24:
    read_units(payload, 3, 4, out);
    break;
  case FU_A:
    read_fragment(payload, 2, out);
    break;
  case FU_B:
    read_fragment(payload, 4, out);
    break;
  default:
    read_unit(payload, out);
    break;
  }
}
