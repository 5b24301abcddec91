/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/video/bits.h"
#include "proto/video/codec.h"

/* Source formats (ITU-T H.263, 5.1.3). */
static const uint16_t sizes[][2] = {
    {0, 0}, {128, 96}, {176, 144}, {352, 288}, {704, 576}, {1408, 1152},
};

enum { CUSTOM = 6, EXTENDED = 7 };

static void
set_format(uint32_t format, LmVideoPayload *out)
{
  if (format >= sizeof sizes / sizeof sizes[0])
    return;
  out->width = sizes[format][0];
  out->height = sizes[format][1];
}

/* PLUSPTYPE, CPM and CPFMT (ITU-T H.263, 5.1.4 to 5.1.6). */
static void
read_extended(LmBits *bits, LmVideoPayload *out)
{
  uint32_t format = 0;
  bool full = lm_bits_take(bits, 3) == 1; /* UFEP */
  if (full) {
    format = lm_bits_take(bits, 3);
    lm_bits_skip(bits, 15);
    set_format(format, out);
  }
  out->key = lm_bits_take(bits, 3) == 0;
  lm_bits_skip(bits, 6);
  if (lm_bits_flag(bits))
    lm_bits_skip(bits, 2);
  if (!full || format != CUSTOM)
    return;
  lm_bits_skip(bits, 4);
  uint32_t width = (lm_bits_take(bits, 9) + 1) * 4;
  lm_bits_skip(bits, 1);
  uint32_t height = lm_bits_take(bits, 9) * 4;
  if (bits->over)
    return;
  out->width = width;
  out->height = height;
}

/* What is behind the first two bytes, which are 0, of the picture start code (5.1.1). */
static void
read_picture(LmSlice bytes, LmVideoPayload *out)
{
  LmBits bits = lm_bits(bytes, false);
  if (lm_bits_take(&bits, 6) != 0x20)
    return;
  out->start = true;
  lm_bits_skip(&bits, 8 + 5);
  uint32_t format = lm_bits_take(&bits, 3);
  if (format == EXTENDED) {
    read_extended(&bits, out);
  } else {
    set_format(format, out);
    out->key = !lm_bits_flag(&bits);
  }
  if (bits.over)
    *out = (LmVideoPayload){.start = true, .fault = true};
}

/* RFC 2190, 5: the header has one of three lengths and states size and kind in every packet. */
void
lm_video_h263(LmSlice payload, LmVideoPayload *out)
{
  uint8_t first = lm_slice_u8(payload, 0), at = first & 0x80 ? first & 0x40 ? 12 : 8 : 4;
  if (payload.len <= at) {
    out->fault = true;
    return;
  }
  LmSlice content = lm_slice_from(payload, at);
  set_format(lm_slice_u8(payload, 1) >> 5, out);
  out->key = !(lm_slice_u8(payload, first & 0x80 ? 4 : 1) & (first & 0x80 ? 0x80 : 0x10));
  out->start = lm_slice_be16(content, 0) == 0 && (lm_slice_u8(content, 2) & 0xfc) == 0x80;
}

/* RFC 4629, 5.1. */
void
lm_video_h263_plus(LmSlice payload, LmVideoPayload *out)
{
  uint16_t header = lm_slice_be16(payload, 0);
  size_t at = 2u + (header & 0x0200 ? 1u : 0u) + (header >> 3 & 0x3f);
  if (payload.len < at) {
    out->fault = true;
    return;
  }
  /* Without P a packet follows up on the one before. */
  if (header & 0x0400)
    read_picture(lm_slice_from(payload, at), out);
}
