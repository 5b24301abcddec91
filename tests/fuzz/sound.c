/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hostile payloads and hostile talk between a program and its decoder. The first byte says which of
 * these comes: 0, frames of the talk; else a codec, what its fmtp says, and one payload. */

#include "fuzz.h"

#include "sound/payload.h"
#include "sound/wire.h"

#include <stdlib.h>

static volatile unsigned sum;

static void
look_at(LmSlice bytes)
{
  for (size_t i = 0; i < bytes.len; i++)
    sum += bytes.data[i];
}

static void
talk(LmSlice rest)
{
  LmWireFrame frame;
  LmWireCodec codec;
  bool broken = false;
  for (size_t n; !broken && (n = lm_wire_take(rest, &frame, &broken)) > 0;) {
    uint32_t number;
    LmSlice body;
    if (lm_wire_number(&frame, &number, &body))
      look_at(body);
    if (lm_wire_read_codec(&frame, &codec)) {
      LmText again = LM_TEXT_INIT;
      look_at(codec.encoding);
      look_at(codec.fmtp);
      lm_wire_add_codec(&again, &codec);
      /* What was read is written the same. */
      if (again.len != n || memcmp(again.str, rest.data, n))
        abort();
      lm_text_clear(&again);
    }
    rest = lm_slice_from(rest, n);
  }
}

static void
check_frames(const LmPayloadFrames *frames)
{
  if (frames->n > LM_PAYLOAD_MAX_FRAMES || frames->n_bytes > LM_PAYLOAD_MAX_BYTES)
    abort();
  for (uint32_t i = 0; i < frames->n; i++) {
    LmSlice frame;
    if (!lm_slice_take(lm_slice(frames->bytes, frames->n_bytes), frames->frames[i].offset,
                       frames->frames[i].len, &frame))
      abort();
    look_at(frame);
  }
}

static void
split(LmSlice rest)
{
  static const char *const encodings[] = {"G729", "G723",   "GSM",  "iLBC",  "G726-24", "G726-40",
                                          "AMR",  "AMR-WB", "opus", "SIREN", "G722",    "G7221"};
  static LmPayloadFrames frames;
  LmPayloadFormat format;
  LmSlice fmtp;
  size_t choice = lm_slice_u8(rest, 0) % (sizeof encodings / sizeof *encodings);
  fmtp = lm_slice_split(lm_slice_from(rest, 1), '\n', &rest);
  lm_payload_format(lm_sound_codec(lm_slice_str(encodings[choice])), fmtp, &format);
  lm_payload_split(&format, rest, &frames);
  check_frames(&frames);
  /* What a decoder is told when the next packets do not come. */
  LmLossMemory memory = {0};
  lm_loss_remember(&memory, &frames);
  for (unsigned i = 0; i < 3; i++) {
    lm_loss_frames(&format, &memory, 20000 * i, &frames);
    check_frames(&frames);
  }
  sum += lm_opus_has_redundancy(rest);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice input = lm_slice(data, size);
  if (lm_slice_u8(input, 0) == 0)
    talk(lm_slice_from(input, 1));
  else
    split(lm_slice_from(input, 1));
  return 0;
}
