/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound/decoder.h"

#include "sound/talk.h"

#include <stdio.h>

#define PROGRAM "linesman-sound"

typedef struct {
  LmDecoderTask *task;
  bool begun, ready;
  LmDecoderResult result;
} Decoding;

bool
lm_decoder_find_program(char *path, size_t size)
{
  return lm_talk_find_program(PROGRAM, path, size);
}

static bool
give(void *data, LmText *out)
{
  Decoding *decoding = data;
  LmDecoderTask *task = decoding->task;
  uint32_t number, gap_us = 0;
  LmSlice payload;
  if (!decoding->begun)
    lm_wire_add_codec(out, &task->codec);
  decoding->begun = true;
  if (task->give(task->data, &number, &payload, &gap_us)) {
    const uint8_t us[] = {(uint8_t)(gap_us >> 24), (uint8_t)(gap_us >> 16), (uint8_t)(gap_us >> 8),
                          (uint8_t)gap_us};
    payload = lm_slice_sub(payload, 0, LM_WIRE_MAX_PACKET_BYTES);
    lm_wire_add_numbered(out, gap_us ? LM_WIRE_GAP : LM_WIRE_PACKET, number,
                         gap_us ? lm_slice(us, sizeof us) : payload);
    return true;
  }
  lm_wire_add(out, LM_WIRE_END, LM_SLICE_EMPTY);
  return false;
}

static void
note_reason(LmDecoderTask *task, LmSlice text)
{
  LmText safe = LM_TEXT_INIT;
  lm_text_add_safe(&safe, lm_slice_sub(text, 0, 160), false);
  snprintf(task->reason, sizeof task->reason, "%s", safe.str ? safe.str : "");
  lm_text_clear(&safe);
}

static LmTalkResult
take(void *data, const LmWireFrame *frame)
{
  Decoding *decoding = data;
  LmDecoderTask *task = decoding->task;
  uint32_t number;
  LmSlice rest;
  if (frame->kind == LM_WIRE_MISSING) {
    decoding->result = LM_DECODER_NO_PLUGIN;
    return LM_TALK_DONE;
  }
  if (frame->kind == LM_WIRE_READY && !decoding->ready) {
    decoding->ready = true;
  } else if (!decoding->ready) {
    return LM_TALK_STOPPED;
  } else if (frame->kind == LM_WIRE_SOUND && lm_wire_number(frame, &number, &rest)) {
    task->take(task->data, number, rest);
  } else if (frame->kind == LM_WIRE_NOISE && lm_wire_number(frame, &number, &rest)) {
    task->take_noise(task->data, number);
  } else if (frame->kind == LM_WIRE_FAILED) {
    decoding->result = LM_DECODER_FAILED;
    note_reason(task, frame->body);
  } else {
    return frame->kind == LM_WIRE_END ? LM_TALK_DONE : LM_TALK_STOPPED;
  }
  return LM_TALK_GOES_ON;
}

LmDecoderResult
lm_decoder_run(LmDecoderTask *task, const LmCancel *cancel)
{
  Decoding decoding = {.task = task, .result = LM_DECODER_DONE};
  const LmTalkTask talk = {PROGRAM, "decode", task->program, task->patience_ms,
                           give,    take,     &decoding};
  task->reason[0] = '\0';
  switch (lm_talk_run(&talk, cancel)) {
  case LM_TALK_NO_PROGRAM:
    return LM_DECODER_NO_PROGRAM;
  case LM_TALK_CANCELLED:
    return LM_DECODER_CANCELLED;
  case LM_TALK_STOPPED:
    return LM_DECODER_STOPPED;
  default:
    return decoding.result;
  }
}
