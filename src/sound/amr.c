/* SPDX-License-Identifier: GPL-3.0-or-later */

/* AMR and AMR-WB (RFC 4867): payloads, octet-aligned (4.4) and bandwidth-efficient (4.3), to frames
 * as they are stored in a file (5.3), which is what decoders take. */

#include "sound/payload.h"

#include "base/bytes.h"
#include "proto/amr.h"

typedef struct {
  uint8_t type;
  bool good;
} Entry;

typedef struct {
  bool wide;
  LmSlice payload;
  size_t at; /* bit */
  uint32_t n;
  Entry entries[LM_PAYLOAD_MAX_FRAMES];
} Reading;

/* 0 behind the end. */
static unsigned
take_bits(Reading *reading, unsigned n)
{
  unsigned value = 0;
  for (; n; n--, reading->at++) {
    uint8_t byte = lm_slice_u8(reading->payload, reading->at / 8);
    value = value << 1 | (byte >> (7 - reading->at % 8) & 1);
  }
  return value;
}

/* Entries of @entry_bits: a bit that says whether another follows, the type, whether it is good.
 * False where they do not end, or one is of no known type. */
static bool
read_contents(Reading *reading, unsigned entry_bits)
{
  bool more = true;
  while (more) {
    if (reading->n == LM_PAYLOAD_MAX_FRAMES ||
        reading->at + entry_bits > (uint64_t)reading->payload.len * 8)
      return false;
    more = take_bits(reading, 1);
    Entry *entry = &reading->entries[reading->n];
    entry->type = (uint8_t)take_bits(reading, 4);
    entry->good = take_bits(reading, 1);
    take_bits(reading, entry_bits - 6);
    if (lm_amr_frame_bits(reading->wide, entry->type) < 0)
      return false;
    reading->n++;
  }
  return true;
}

/* Only types that are known were taken in. */
static uint32_t
bits_of(const Reading *reading, uint32_t i)
{
  return (uint32_t)lm_amr_frame_bits(reading->wide, reading->entries[i].type);
}

static uint32_t
bytes_of(const Reading *reading, uint32_t i)
{
  return (bits_of(reading, i) + 7) / 8;
}

/* The frame with its header; what is lost is stored as no data. */
static uint8_t *
add_frame(const Reading *reading, uint32_t i, LmPayloadFrames *frames)
{
  const Entry *entry = &reading->entries[i];
  uint8_t *frame = lm_payload_add(frames, 1 + bytes_of(reading, i));
  unsigned type = entry->type == LM_AMR_SPEECH_LOST ? LM_AMR_NO_DATA : entry->type;
  if (frame)
    *frame++ = (uint8_t)(type << 3 | (unsigned)entry->good << 2);
  return frame;
}

static bool
take_packed_frames(Reading *reading, LmPayloadFrames *frames)
{
  for (uint32_t i = 0; i < reading->n; i++) {
    unsigned bits = bits_of(reading, i);
    if (reading->at + bits > (uint64_t)reading->payload.len * 8)
      return false;
    uint8_t *frame = add_frame(reading, i, frames);
    if (!frame)
      return false;
    for (unsigned bit = 0; bit < bits; bit += 8) {
      unsigned n = bits - bit < 8 ? bits - bit : 8;
      frame[bit / 8] = (uint8_t)(take_bits(reading, n) << (8 - n));
    }
  }
  /* Nothing but padding to the end of a byte follows (4.3.4). */
  return reading->payload.len - reading->at / 8 <= (reading->at % 8 != 0);
}

/* With robust sorting (4.4.4.2) the first bytes of all frames stand first, then the second ones. */
static bool
take_sorted_frames(Reading *reading, LmSlice rest, LmPayloadFrames *frames)
{
  uint8_t *out[LM_PAYLOAD_MAX_FRAMES];
  uint32_t longest = 0;
  size_t at = 0;
  for (uint32_t i = 0; i < reading->n; i++) {
    out[i] = add_frame(reading, i, frames);
    if (!out[i])
      return false;
    longest = bytes_of(reading, i) > longest ? bytes_of(reading, i) : longest;
  }
  for (uint32_t byte = 0; byte < longest; byte++)
    for (uint32_t i = 0; i < reading->n; i++)
      if (byte < bytes_of(reading, i))
        out[i][byte] = lm_slice_u8(rest, at++);
  return at == rest.len;
}

static bool
take_aligned_frames(const LmPayloadFormat *format, Reading *reading, LmPayloadFrames *frames)
{
  size_t at = reading->at / 8, total = 0, crcs = 0;
  for (uint32_t i = 0; i < reading->n; i++) {
    total += bytes_of(reading, i);
    crcs += bytes_of(reading, i) > 0;
  }
  at += format->crc ? crcs : 0; /* 4.4.2.1: a byte for each frame with data */
  LmSlice rest = lm_slice_from(reading->payload, at);
  if (at > reading->payload.len || total > rest.len)
    return false;
  if (format->robust_sorting)
    return take_sorted_frames(reading, rest, frames);
  for (uint32_t i = 0; i < reading->n; i++) {
    uint32_t len = bytes_of(reading, i);
    uint8_t *frame = add_frame(reading, i, frames);
    if (!frame)
      return false;
    LmSlice bytes = lm_slice_sub(rest, 0, len);
    rest = lm_slice_from(rest, len);
    if (bytes.len)
      memcpy(frame, bytes.data, bytes.len);
  }
  return rest.len == 0;
}

bool
lm_amr_split(const LmPayloadFormat *format, bool octet_align, LmSlice payload,
             LmPayloadFrames *frames)
{
  Reading reading = {
      .wide = format->decoder == LM_SOUND_AMR_WB,
      .payload = payload,
  };
  frames->n = frames->n_bytes = 0;
  if (!octet_align) {
    take_bits(&reading, 4); /* the mode that the other side shall send in */
    return read_contents(&reading, 6) && take_packed_frames(&reading, frames);
  }
  take_bits(&reading, 8);
  /* Frames of several packets are interleaved (4.4.1): the order of them is not put right. */
  if (format->interleaving)
    take_bits(&reading, 8);
  return read_contents(&reading, 8) && take_aligned_frames(format, &reading, frames);
}
