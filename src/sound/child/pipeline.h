/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* GStreamer's part of decoding: frames of a codec in, samples out. One thread. */

#include "sound/payload.h"
#include "sound/wire.h"

#include <gst/gst.h>

typedef struct {
  GstElement *pipeline, *source, *sink;
  GstBus *bus;
  char error[200];
  size_t frame_bytes; /* of a sample of all channels */
  /* Told of sound: little-endian samples of 16 bits, and in which second they are. */
  void (*take)(void *data, uint32_t second, LmSlice samples);
  void *data;
} LmSoundPipeline;

/* Before anything else; may look through all plug-ins, where GStreamer has no list of them yet. */
void lm_sound_pipeline_start(void);
/* False where no plug-in is there. */
bool lm_sound_pipeline_open(LmSoundPipeline *pipeline, const LmPayloadFormat *format,
                            const LmWireCodec *codec);
/* Waits while much is on its way. */
void lm_sound_pipeline_push(LmSoundPipeline *pipeline, GstClockTime time, LmSlice frame);
/* Nothing came: a decoder that knows how makes something up. */
void
lm_sound_pipeline_push_gap(LmSoundPipeline *pipeline, GstClockTime time, GstClockTime duration);
/* Takes what has come out; with @all says that nothing more comes, and waits for the rest. Returns
 * what went wrong, or NULL. */
const char *lm_sound_pipeline_pull(LmSoundPipeline *pipeline, bool all);
/* What went wrong up to now, or NULL. */
const char *lm_sound_pipeline_error(LmSoundPipeline *pipeline);
