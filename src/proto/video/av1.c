/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/video/bits.h"
#include "proto/video/codec.h"

/* Types of OBUs ("AV1 Bitstream & Decoding Process Specification", 6.2.2). */
enum { SEQUENCE_HEADER = 1, DELIMITER = 2, FRAME_HEADER = 3, FRAME = 6 };

/* The aggregation header of the payload format, 4.4. */
enum { CONTINUED = 0x80, GOES_ON = 0x40, NEW_SEQUENCE = 0x08 };

/* leb128() of the specification, 4.10.5. Returns the bytes that it takes; 0: cut off. */
static size_t
read_length(LmSlice bytes, uint64_t *value)
{
  *value = 0;
  for (size_t i = 0; i < 8 && i < bytes.len; i++) {
    *value |= (uint64_t)(lm_slice_u8(bytes, i) & 0x7f) << (i * 7);
    if (!(lm_slice_u8(bytes, i) & 0x80))
      return i + 1;
  }
  return 0;
}

/* uvlc(), 4.10.3. */
static void
skip_variable(LmBits *bits)
{
  unsigned zeros = 0;
  while (!bits->over && !lm_bits_flag(bits))
    zeros++;
  lm_bits_skip(bits, zeros < 32 ? zeros : 0);
}

/* timing_info() and decoder_model_info(), 5.5.3 and 5.5.4. The bits of a delay; 0: no model. */
static unsigned
read_timing(LmBits *bits)
{
  if (!lm_bits_flag(bits))
    return 0;
  lm_bits_skip(bits, 64);
  if (lm_bits_flag(bits))
    skip_variable(bits);
  if (!lm_bits_flag(bits))
    return 0;
  unsigned delay_bits = lm_bits_take(bits, 5) + 1;
  lm_bits_skip(bits, 32 + 5 + 5);
  return delay_bits;
}

static void
skip_operating_points(LmBits *bits, unsigned delay_bits)
{
  bool display = lm_bits_flag(bits);
  unsigned n = lm_bits_take(bits, 5) + 1;
  for (unsigned i = 0; i < n && !bits->over; i++) {
    lm_bits_skip(bits, 12);
    if (lm_bits_take(bits, 5) > 7)
      lm_bits_skip(bits, 1);
    if (delay_bits && lm_bits_flag(bits))
      lm_bits_skip(bits, delay_bits * 2 + 1);
    if (display && lm_bits_flag(bits))
      lm_bits_skip(bits, 4);
  }
}

/* sequence_header_obu(), 5.5.1, as far as the largest size of a frame. */
static void
read_sequence(LmSlice bytes, LmVideoPayload *out)
{
  LmBits bits = lm_bits(bytes, false);
  lm_bits_skip(&bits, 4);
  if (lm_bits_flag(&bits))
    lm_bits_skip(&bits, 5);
  else
    skip_operating_points(&bits, read_timing(&bits));
  unsigned width_bits = lm_bits_take(&bits, 4) + 1, height_bits = lm_bits_take(&bits, 4) + 1;
  uint32_t width = lm_bits_take(&bits, width_bits) + 1;
  uint32_t height = lm_bits_take(&bits, height_bits) + 1;
  out->parameters = true;
  out->fault = bits.over || out->fault;
  if (bits.over)
    return;
  out->width = width;
  out->height = height;
}

/* An OBU that begins here; it may go on in the next packet. */
static void
read_unit(LmSlice unit, bool first, LmVideoPayload *out)
{
  uint8_t header = lm_slice_u8(unit, 0), type = header >> 3 & 0x0f, spatial = 0;
  size_t at = 1;
  uint64_t length;
  if (header & 0x04) {
    uint8_t layers = lm_slice_u8(unit, at++);
    spatial = layers >> 3 & 3;
    out->temporal_layer = layers >> 5;
    out->spatial_layer = spatial > out->spatial_layer ? spatial : out->spatial_layer;
  }
  if (header & 0x02)
    at += read_length(lm_slice_from(unit, at), &length);
  if (unit.len == 0 || at > unit.len) {
    out->fault = true;
    return;
  }
  LmSlice content = lm_slice_from(unit, at);
  bool frame = type == FRAME || type == FRAME_HEADER;
  if (type == SEQUENCE_HEADER)
    read_sequence(content, out);
  /* show_existing_frame and frame_type, 5.9.2; 0 and KEY_FRAME. */
  if (frame && content.len && !(lm_slice_u8(content, 0) & 0xe0))
    out->key = true;
  if (first && spatial == 0 && (frame || type == SEQUENCE_HEADER || type == DELIMITER))
    out->start = true;
}

void
lm_video_av1(LmSlice payload, LmVideoPayload *out)
{
  uint8_t header = lm_slice_u8(payload, 0);
  unsigned count = header >> 4 & 3;
  LmSlice rest = lm_slice_from(payload, 1), unit;
  for (unsigned i = 1; rest.len; i++) {
    uint64_t length = rest.len;
    if (count == 0 || i < count) {
      size_t bytes = read_length(rest, &length);
      rest = lm_slice_from(rest, bytes);
      out->fault = out->fault || bytes == 0 || length > rest.len;
    }
    if (out->fault || !lm_slice_take(rest, 0, (size_t)length, &unit))
      return;
    rest = lm_slice_from(rest, unit.len);
    if (unit.len && !(i == 1 && header & CONTINUED))
      read_unit(unit, i == 1, out);
  }
  out->end = !(header & GOES_ON);
  if (header & NEW_SEQUENCE)
    out->key = out->start = true;
}
