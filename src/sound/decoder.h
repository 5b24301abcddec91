/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Has linesman-sound decode the packets of one stream and codec. The program is started, fed and
 * listened to, and killed where it stands still or talks nonsense; whatever happens to it, this
 * returns. Any thread. */

#include "base/cancel.h"
#include "sound/wire.h"

typedef enum {
  LM_DECODER_DONE,
  LM_DECODER_NO_PROGRAM, /* it is not installed, or cannot be started */
  LM_DECODER_NO_PLUGIN,  /* there is no plug-in for the codec */
  LM_DECODER_STOPPED,    /* it died, stood still or talked nonsense */
  LM_DECODER_FAILED,     /* it said that it cannot go on; see @reason */
  LM_DECODER_CANCELLED,
} LmDecoderResult;

typedef struct {
  const char *program; /* NULL: the installed one */
  LmWireCodec codec;
  unsigned
      patience_ms; /* how long nothing may happen; 0: 30 s, as plug-ins may have to be listed */
  /* The next packet, or for how many microseconds there is none; false behind the last. The payload
   * stays until the next call. */
  bool (*give)(void *data, uint32_t *number, LmSlice *payload, uint32_t *gap_us);
  /* Samples of 16 bits, low byte first, that came out of packet @number: of one of those given, or
   * of none. Several times where it has several frames. */
  void (*take)(void *data, uint32_t number, LmSlice samples);
  void (*take_noise)(void *data, uint32_t number); /* it describes silence */
  void *data;
  char reason[200]; /* out; of the program, and so not to be trusted */
} LmDecoderTask;

LmDecoderResult lm_decoder_run(LmDecoderTask *task, const LmCancel *cancel);
/* Where the program is: beside this one as both are installed, or in the build folder. False where
 * it is not. */
bool lm_decoder_find_program(char *path, size_t size);
