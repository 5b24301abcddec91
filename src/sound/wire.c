/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound/wire.h"

#define MAX_ENCODING_BYTES 255
#define MAX_FMTP_BYTES 1024
#define LOWEST_HZ 4000
#define HIGHEST_HZ 96000
#define CODEC_BYTES 12

size_t
lm_wire_take(LmSlice bytes, LmWireFrame *frame, bool *broken)
{
  *broken = false;
  if (bytes.len < LM_WIRE_HEADER_BYTES)
    return 0;
  uint32_t len = lm_slice_be32(bytes, 4);
  if (lm_slice_be32(bytes, 0) >> 8 || len > LM_WIRE_MAX_BODY_BYTES) {
    *broken = true;
    return 0;
  }
  frame->kind = lm_slice_u8(bytes, 3);
  if (!lm_slice_take(bytes, LM_WIRE_HEADER_BYTES, len, &frame->body))
    return 0;
  return LM_WIRE_HEADER_BYTES + len;
}

void
lm_wire_add_be32(LmText *out, uint32_t value)
{
  const uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                           (uint8_t)value};
  lm_text_add(out, lm_slice(bytes, sizeof bytes));
}

void
lm_wire_add(LmText *out, LmWireKind kind, LmSlice body)
{
  lm_wire_add_be32(out, (uint32_t)kind);
  lm_wire_add_be32(out, (uint32_t)body.len);
  lm_text_add(out, body);
}

void
lm_wire_add_numbered(LmText *out, LmWireKind kind, uint32_t number, LmSlice body)
{
  lm_wire_add_be32(out, (uint32_t)kind);
  lm_wire_add_be32(out, (uint32_t)body.len + 4);
  lm_wire_add_be32(out, number);
  lm_text_add(out, body);
}

bool
lm_wire_number(const LmWireFrame *frame, uint32_t *number, LmSlice *rest)
{
  *number = lm_slice_be32(frame->body, 0);
  *rest = lm_slice_from(frame->body, 4);
  return frame->body.len >= 4;
}

void
lm_wire_add_codec(LmText *out, const LmWireCodec *codec)
{
  LmSlice encoding = lm_slice_sub(codec->encoding, 0, MAX_ENCODING_BYTES);
  LmSlice fmtp = lm_slice_sub(codec->fmtp, 0, MAX_FMTP_BYTES);
  lm_wire_add_be32(out, LM_WIRE_CODEC);
  lm_wire_add_be32(out, (uint32_t)(CODEC_BYTES + encoding.len + fmtp.len));
  lm_wire_add_be32(out, codec->clock_hz);
  lm_wire_add_be32(out, codec->rate_hz);
  lm_wire_add_be32(out, (uint32_t)codec->channels << 16 | (uint32_t)codec->want_channels << 8 |
                            (uint32_t)encoding.len);
  lm_text_add(out, encoding);
  lm_text_add(out, fmtp);
}

bool
lm_wire_read_codec(const LmWireFrame *frame, LmWireCodec *codec)
{
  LmSlice body = frame->body;
  uint32_t channels = lm_slice_be32(body, 8);
  *codec = (LmWireCodec){
      .clock_hz = lm_slice_be32(body, 0),
      .rate_hz = lm_slice_be32(body, 4),
      .channels = (uint8_t)(channels >> 16),
      .want_channels = (uint8_t)(channels >> 8),
  };
  if (frame->kind != LM_WIRE_CODEC || channels >> 24 ||
      !lm_slice_take(body, CODEC_BYTES, channels & 0xff, &codec->encoding))
    return false;
  codec->fmtp = lm_slice_from(body, CODEC_BYTES + codec->encoding.len);
  return codec->fmtp.len <= MAX_FMTP_BYTES && codec->clock_hz >= LOWEST_HZ &&
         codec->clock_hz <= HIGHEST_HZ && codec->rate_hz >= LOWEST_HZ &&
         codec->rate_hz <= HIGHEST_HZ && codec->channels >= 1 && codec->channels <= 2 &&
         codec->want_channels >= 1 && codec->want_channels <= 2;
}
