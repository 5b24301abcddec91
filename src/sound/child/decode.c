/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decodes one stream: appsrc, the decoder, audioconvert and audioresample, appsink. Which packet a
 * sound came out of is told by its time: packet i is handed over as if it were sent at second i, as
 * no packet has a second of sound. */

#include "base/arena.h"
#include "base/vec.h"
#include "sound/child/pipeline.h"
#include "sound/child/verbs.h"
#include "sound/payload.h"
#include "sound/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_BYTES 65536
#define FRAME_NS (10 * GST_MSECOND)

typedef struct {
  LmText in, out;
  size_t taken; /* of @in */
  LmPayloadFormat format;
  LmPayloadFrames *frames; /* owned */
  LmSoundPipeline pipeline;
  LmVec numbers; /* uint32_t: of the packets, by second */
  bool broken;   /* the other side talks nonsense, or has gone */
} Decoding;

static bool
flush(Decoding *decoding)
{
  LmText *out = &decoding->out;
  for (size_t at = 0; at < out->len && !decoding->broken;) {
    ssize_t n = write(STDOUT_FILENO, out->str + at, out->len - at);
    if (n > 0)
      at += (size_t)n;
    else if (n == 0 || errno != EINTR)
      decoding->broken = true;
  }
  lm_text_reset(out);
  return !decoding->broken;
}

/* The next frame; false at the end of the input. */
static bool
next_frame(Decoding *decoding, LmWireFrame *frame)
{
  LmText *in = &decoding->in;
  static uint8_t buffer[READ_BYTES];
  while (!decoding->broken) {
    size_t n = lm_wire_take(lm_slice_from(lm_slice(in->str, in->len), decoding->taken), frame,
                            &decoding->broken);
    decoding->taken += n;
    if (n)
      return true;
    LmText rest = LM_TEXT_INIT;
    lm_text_add(&rest, lm_slice_from(lm_slice(in->str, in->len), decoding->taken));
    lm_text_clear(in);
    *in = rest;
    decoding->taken = 0;
    ssize_t got = read(STDIN_FILENO, buffer, sizeof buffer);
    if (got > 0)
      lm_text_add(in, lm_slice(buffer, (size_t)got));
    else if (got == 0 || errno != EINTR)
      break;
  }
  return false;
}

static void
answer_sound(void *data, uint32_t second, LmSlice samples)
{
  Decoding *decoding = data;
  if (second >= decoding->numbers.len)
    return;
  samples = lm_slice_sub(samples, 0, LM_WIRE_MAX_BODY_BYTES - 4);
  lm_wire_add_numbered(&decoding->out, LM_WIRE_SOUND,
                       *(uint32_t *)lm_vec_at(&decoding->numbers, second), samples);
}

static void
take_packet(Decoding *decoding, const LmWireFrame *frame)
{
  uint32_t number;
  LmSlice payload;
  LmPayloadFrames *frames = decoding->frames;
  if (!lm_wire_number(frame, &number, &payload)) {
    decoding->broken = true;
    return;
  }
  lm_payload_split(&decoding->format, payload, frames);
  if (frames->noise)
    lm_wire_add_numbered(&decoding->out, LM_WIRE_NOISE, number, LM_SLICE_EMPTY);
  if (frames->n == 0)
    return;
  GstClockTime time = (GstClockTime)decoding->numbers.len * GST_SECOND;
  *(uint32_t *)lm_vec_push(&decoding->numbers) = number;
  for (uint32_t i = 0; i < frames->n; i++)
    lm_sound_pipeline_push(
        &decoding->pipeline, time + (i < 99 ? i : 99) * FRAME_NS,
        lm_slice(frames->bytes + frames->frames[i].offset, frames->frames[i].len));
}

/* True if there is something to decode, and all is ready for it. */
static bool
begin(Decoding *decoding)
{
  LmWireFrame frame;
  LmWireCodec asked;
  const LmSoundCodec *codec = NULL;
  if (next_frame(decoding, &frame) && lm_wire_read_codec(&frame, &asked))
    codec = lm_sound_codec(asked.encoding);
  if (!codec || codec->decoder < LM_SOUND_FIRST_APART)
    return false;
  lm_payload_format(codec, asked.fmtp, &decoding->format);
  if (!lm_sound_pipeline_open(&decoding->pipeline, &decoding->format, &asked)) {
    lm_wire_add(&decoding->out, LM_WIRE_MISSING, LM_SLICE_EMPTY);
    flush(decoding);
    return false;
  }
  decoding->pipeline.take = answer_sound;
  decoding->pipeline.data = decoding;
  if (!lm_sound_confine())
    return false;
  lm_wire_add(&decoding->out, LM_WIRE_READY, LM_SLICE_EMPTY);
  return flush(decoding);
}

static void
decode_all(Decoding *decoding)
{
  LmWireFrame frame;
  const char *error = NULL;
  while (!error && next_frame(decoding, &frame) && frame.kind == LM_WIRE_PACKET) {
    take_packet(decoding, &frame);
    lm_sound_pipeline_pull(&decoding->pipeline, false);
    error = lm_sound_pipeline_error(&decoding->pipeline);
    if (!flush(decoding))
      return;
  }
  if (!error)
    error = lm_sound_pipeline_pull(&decoding->pipeline, true);
  if (error)
    lm_wire_add(&decoding->out, LM_WIRE_FAILED, lm_slice_sub(lm_slice_str(error), 0, 200));
  lm_wire_add(&decoding->out, LM_WIRE_END, LM_SLICE_EMPTY);
  flush(decoding);
}

int
lm_sound_decode(int argc, char **argv)
{
  Decoding decoding = {.frames = lm_alloc(sizeof *decoding.frames)};
  (void)argc;
  (void)argv;
  decoding.numbers = LM_VEC_INIT(uint32_t);
  lm_sound_pipeline_start();
  bool begun = begin(&decoding);
  if (begun)
    decode_all(&decoding);
  /* What is left is the kernel's to clear up: taking plug-ins down asks for calls that are gone. */
  _exit(begun && !decoding.broken ? 0 : 1);
}
