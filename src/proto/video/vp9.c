/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/video/bits.h"
#include "proto/video/codec.h"

enum { INTER = 0x40, LAYERS = 0x20, FLEXIBLE = 0x10, BEGIN = 0x08, END = 0x04, STRUCTURE = 0x02 };

/* The uncompressed header ("VP9 Bitstream & Decoding Process Specification", 6.2) as far as the
 * size of a key frame. */
static void
read_frame(LmSlice frame, LmVideoPayload *out)
{
  LmBits bits = lm_bits(frame, false);
  bool marker = lm_bits_take(&bits, 2) == 2;
  uint32_t profile = lm_bits_take(&bits, 1);
  profile |= lm_bits_take(&bits, 1) << 1;
  if (profile == 3)
    lm_bits_skip(&bits, 1);
  bool again = lm_bits_flag(&bits); /* a frame that is already there */
  bool inter = lm_bits_flag(&bits);
  lm_bits_skip(&bits, 2);
  if (!marker || again || inter || bits.over)
    return;
  if (lm_bits_take(&bits, 24) != 0x498342) {
    out->fault = true;
    return;
  }
  if (profile >= 2)
    lm_bits_skip(&bits, 1);
  if (lm_bits_take(&bits, 3) != 7)
    lm_bits_skip(&bits, profile & 1 ? 4 : 1);
  else
    lm_bits_skip(&bits, profile & 1);
  uint32_t width = lm_bits_take(&bits, 16) + 1, height = lm_bits_take(&bits, 16) + 1;
  out->fault = bits.over;
  if (bits.over)
    return;
  out->width = width;
  out->height = height;
}

/* RFC 9628, 4.2.1. Returns where what is behind it begins. */
static size_t
read_structure(LmSlice payload, size_t at, LmVideoPayload *out)
{
  uint8_t first = lm_slice_u8(payload, at++);
  unsigned layers = (first >> 5) + 1u;
  out->parameters = true;
  if (first & 0x10) {
    /* The last is the largest. */
    size_t last = at + (layers - 1) * 4;
    out->width = lm_slice_be16(payload, last);
    out->height = lm_slice_be16(payload, last + 2);
    at += layers * 4;
  }
  if (first & 0x08)
    for (unsigned n = lm_slice_u8(payload, at++); n > 0 && at < payload.len; n--)
      at += 1u + (lm_slice_u8(payload, at) >> 2 & 3);
  return at;
}

/* RFC 9628, 4.2. */
void
lm_video_vp9(LmSlice payload, LmVideoPayload *out)
{
  uint8_t first = lm_slice_u8(payload, 0), depends = 0;
  size_t at = 1;
  if (first & 0x80)
    at += lm_slice_u8(payload, at) & 0x80 ? 2 : 1;
  if (first & LAYERS) {
    uint8_t layers = lm_slice_u8(payload, at++);
    out->temporal_layer = layers >> 5;
    out->spatial_layer = layers >> 1 & 7;
    depends = layers & 1;
    at += first & FLEXIBLE ? 0 : 1;
  }
  if ((first & (FLEXIBLE | INTER)) == (FLEXIBLE | INTER))
    for (int i = 0; i < 3 && lm_slice_u8(payload, at++) & 1; i++)
      ;
  bool begins = first & BEGIN, base = out->spatial_layer == 0 && !depends;
  if (first & STRUCTURE)
    at = read_structure(payload, at, out);
  if (at > payload.len) {
    *out = (LmVideoPayload){.fault = true};
    return;
  }
  /* The layers of one picture follow each other with one timestamp. */
  out->start = begins && out->spatial_layer == 0;
  out->end = first & END;
  out->key = !(first & INTER) && base;
  if (out->start)
    read_frame(lm_slice_from(payload, at), out);
}
