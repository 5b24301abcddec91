/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decodes one stream: appsrc, the decoder, audioconvert and audioresample, appsink. Which packet a
 * sound came out of is told by its time: packet i is handed over as if it were sent at second i, as
 * no packet has a second of sound. */

#include "base/arena.h"
#include "base/bytes.h"
#include "base/vec.h"
#include "sound/child/pipe.h"
#include "sound/child/pipeline.h"
#include "sound/child/verbs.h"
#include "sound/payload.h"
#include "sound/wire.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FRAME_NS (10 * GST_MSECOND)
#define MOST_GAP_US 500000
#define NO_PACKET UINT32_MAX /* what comes out of it is not heard */

typedef struct {
  LmSoundPipe pipe;
  LmPayloadFormat format;
  LmPayloadFrames *frames; /* owned */
  LmLossMemory memory;
  LmSoundPipeline pipeline;
  LmVec numbers; /* uint32_t: of the packets, by second */
} Decoding;

static void
answer_sound(void *data, uint32_t second, LmSlice samples)
{
  Decoding *decoding = data;
  if (second >= decoding->numbers.len)
    return;
  uint32_t number = *(uint32_t *)lm_vec_at(&decoding->numbers, second);
  if (number == NO_PACKET)
    return;
  samples = lm_slice_sub(samples, 0, LM_WIRE_MAX_BODY_BYTES - 4);
  lm_wire_add_numbered(&decoding->pipe.out, LM_WIRE_SOUND, number, samples);
}

/* The frames in hand, as those of packet @number. */
static void
push_frames(Decoding *decoding, uint32_t number)
{
  LmPayloadFrames *frames = decoding->frames;
  GstClockTime time = (GstClockTime)decoding->numbers.len * GST_SECOND;
  *(uint32_t *)lm_vec_push(&decoding->numbers) = number;
  for (uint32_t i = 0; i < frames->n; i++)
    lm_sound_pipeline_push(
        &decoding->pipeline, time + (i < 99 ? i : 99) * FRAME_NS,
        lm_slice(frames->bytes + frames->frames[i].offset, frames->frames[i].len));
}

static void
take_packet(Decoding *decoding, const LmWireFrame *frame)
{
  uint32_t number;
  LmSlice payload;
  LmPayloadFrames *frames = decoding->frames;
  if (!lm_wire_number(frame, &number, &payload)) {
    decoding->pipe.broken = true;
    return;
  }
  lm_payload_split(&decoding->format, payload, frames);
  if (frames->noise)
    lm_wire_add_numbered(&decoding->pipe.out, LM_WIRE_NOISE, number, LM_SLICE_EMPTY);
  if (frames->n == 0)
    return;
  push_frames(decoding, number);
  lm_loss_remember(&decoding->memory, frames);
}

/* Before the first packet there is nothing that could be missing. */
static void
take_gap(Decoding *decoding, const LmWireFrame *frame)
{
  uint32_t number;
  LmSlice rest;
  if (!lm_wire_number(frame, &number, &rest) || rest.len != 4) {
    decoding->pipe.broken = true;
    return;
  }
  uint32_t gap_us = lm_slice_be32(rest, 0);
  if (decoding->numbers.len == 0 || gap_us > MOST_GAP_US)
    return;
  bool heard = lm_loss_frames(&decoding->format, &decoding->memory, gap_us, decoding->frames);
  if (decoding->frames->n) {
    push_frames(decoding, heard ? number : NO_PACKET);
    return;
  }
  GstClockTime time = (GstClockTime)decoding->numbers.len * GST_SECOND;
  *(uint32_t *)lm_vec_push(&decoding->numbers) = number;
  lm_sound_pipeline_push_gap(&decoding->pipeline, time, gap_us * GST_USECOND);
}

/* True if there is something to decode, and all is ready for it. */
static bool
begin(Decoding *decoding)
{
  LmWireFrame frame;
  LmWireCodec asked;
  const LmSoundCodec *codec = NULL;
  if (lm_sound_pipe_next(&decoding->pipe, &frame) && lm_wire_read_codec(&frame, &asked))
    codec = lm_sound_codec(asked.encoding);
  if (!codec || codec->decoder < LM_SOUND_FIRST_APART)
    return false;
  lm_payload_format(codec, asked.fmtp, &decoding->format);
  if (!lm_sound_pipeline_open(&decoding->pipeline, &decoding->format, &asked)) {
    lm_wire_add(&decoding->pipe.out, LM_WIRE_MISSING, LM_SLICE_EMPTY);
    lm_sound_pipe_flush(&decoding->pipe);
    return false;
  }
  decoding->pipeline.take = answer_sound;
  decoding->pipeline.data = decoding;
  if (!lm_sound_confine())
    return false;
  lm_wire_add(&decoding->pipe.out, LM_WIRE_READY, LM_SLICE_EMPTY);
  return lm_sound_pipe_flush(&decoding->pipe);
}

static void
decode_all(Decoding *decoding)
{
  LmWireFrame frame;
  const char *error = NULL;
  while (!error && lm_sound_pipe_next(&decoding->pipe, &frame) &&
         (frame.kind == LM_WIRE_PACKET || frame.kind == LM_WIRE_GAP)) {
    if (frame.kind == LM_WIRE_PACKET)
      take_packet(decoding, &frame);
    else
      take_gap(decoding, &frame);
    lm_sound_pipeline_pull(&decoding->pipeline, false);
    error = lm_sound_pipeline_error(&decoding->pipeline);
    if (!lm_sound_pipe_flush(&decoding->pipe))
      return;
  }
  if (!error)
    error = lm_sound_pipeline_pull(&decoding->pipeline, true);
  if (error)
    lm_wire_add(&decoding->pipe.out, LM_WIRE_FAILED, lm_slice_sub(lm_slice_str(error), 0, 200));
  lm_wire_add(&decoding->pipe.out, LM_WIRE_END, LM_SLICE_EMPTY);
  lm_sound_pipe_flush(&decoding->pipe);
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
  _exit(begun && !decoding.pipe.broken ? 0 : 1);
}
