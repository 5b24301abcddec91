/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which codecs can be heard, and what decodes them. Immutable; the program that decodes and the one
 * that asks it read the same table. */

#include "base/slice.h"

typedef enum {
  LM_SOUND_NO_DECODER, /* none is known that could be used */
  LM_SOUND_ULAW,
  LM_SOUND_ALAW,
  LM_SOUND_L16,
  LM_SOUND_DVI4,
  LM_SOUND_FIRST_APART, /* from here on by the program */
  LM_SOUND_G722 = LM_SOUND_FIRST_APART,
  LM_SOUND_G726,     /* the first sample in the low bits of a byte (RFC 3551, 4.5.4) */
  LM_SOUND_G726_BIG, /* in the high ones (the same; ITU-T I.366.2, annex E) */
  LM_SOUND_G729,
  LM_SOUND_G723,
  LM_SOUND_GSM,
  LM_SOUND_ILBC,
  LM_SOUND_OPUS,
  LM_SOUND_SPEEX,
  LM_SOUND_AMR,
  LM_SOUND_AMR_WB,
  LM_SOUND_SIREN,
  LM_SOUND_G7221, /* at 16 kHz: at 24 or 32 kbit/s (RFC 5577) */
  LM_N_SOUND_DECODERS
} LmSoundDecoder;

typedef struct {
  const char *encoding; /* name in rtpmap; case does not matter */
  uint8_t decoder;      /* LmSoundDecoder */
  uint8_t bits;         /* a sample, of G.726 */
  uint32_t rate_hz;     /* of what comes out; 0: the clock of the stream */
  const char *title;    /* for people: "G.729" */
} LmSoundCodec;

/* NULL where the name says nothing, or nothing that is sound. */
const LmSoundCodec *lm_sound_codec(LmSlice encoding);
/* The element of GStreamer that decodes, and Debian's package of it. @index counts from 0, the best
 * first; false behind the last. */
bool lm_sound_element(LmSoundDecoder decoder, unsigned index, const char **element,
                      const char **package);
/* The rate at which sound with @codec and @clock_hz comes out; 0 where that cannot be. */
uint32_t lm_sound_rate_hz(const LmSoundCodec *codec, uint32_t clock_hz);
