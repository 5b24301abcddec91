/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/video/codec.h"

/* RFC 6386, 9.1: a key frame begins with ten bytes. */
static void
read_frame(LmSlice frame, LmVideoPayload *out)
{
  enum { TAG_BYTES = 3, SIZE_AT = 6, SIZE_BITS = 0x3fff };
  static const uint8_t start_code[] = {0x9d, 0x01, 0x2a};
  if (frame.len == 0) {
    out->fault = true;
    return;
  }
  out->key = !(lm_slice_u8(frame, 0) & 1);
  if (!out->key)
    return;
  LmSlice code = lm_slice_sub(frame, TAG_BYTES, sizeof start_code);
  out->fault = frame.len < 10 || !lm_slice_equal(code, lm_slice(start_code, sizeof start_code));
  if (out->fault)
    return;
  /* The upper two bits say how to scale what was decoded. */
  out->width = lm_slice_le16(frame, SIZE_AT) & SIZE_BITS;
  out->height = lm_slice_le16(frame, SIZE_AT + 2) & SIZE_BITS;
}

/* RFC 7741, 4.2. */
void
lm_video_vp8(LmSlice payload, LmVideoPayload *out)
{
  uint8_t first = lm_slice_u8(payload, 0), extension = 0;
  size_t at = 1;
  if (first & 0x80)
    extension = lm_slice_u8(payload, at++);
  if (extension & 0x80)
    at += lm_slice_u8(payload, at) & 0x80 ? 2 : 1;
  if (extension & 0x40)
    at++;
  if (extension & 0x30) {
    if (extension & 0x20)
      out->temporal_layer = lm_slice_u8(payload, at) >> 6;
    at++;
  }
  if (at > payload.len) {
    out->fault = true;
    return;
  }
  /* The beginning of the first partition is that of the frame. */
  out->start = first & 0x10 && (first & 0x07) == 0;
  if (out->start)
    read_frame(lm_slice_from(payload, at), out);
}
