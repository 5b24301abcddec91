/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Several streams on one time line, at one rate: for playing and for files. Streams keep their
 * places relative to each other. Any part can be read at any time, in any order. What it reads must
 * outlive it. Not two threads at once. */

#include "sound/sound.h"

#define LM_SOUND_ALL_CHANNELS UINT32_MAX

/* Which stream is heard where. Streams on one channel are added. */
typedef struct {
  const LmSoundStream *stream; /* one of two channels is made one of them */
  uint32_t channel;            /* or LM_SOUND_ALL_CHANNELS */
  double gain;                 /* 1: as it is */
} LmSoundRoute;

typedef struct LmSoundMixer LmSoundMixer;

/* @rate_hz 0: that of the stream with the highest. @joined: each stream begins at the beginning,
 * whenever it began, as uninterrupted ones have no common time. Owned: lm_sound_mixer_free(). */
LmSoundMixer *lm_sound_mixer_new(const LmSoundRoute *routes, size_t n, uint32_t channels,
                                 uint32_t rate_hz, bool joined);
void lm_sound_mixer_free(LmSoundMixer *mixer);
uint32_t lm_sound_mixer_rate_hz(const LmSoundMixer *mixer);
uint64_t lm_sound_mixer_n_frames(const LmSoundMixer *mixer);
/* When frame 0 is. */
int64_t lm_sound_mixer_start_ns(const LmSoundMixer *mixer);
/* Fills @out with @n frames from @frame on, channels interleaved; silence behind the end. */
void lm_sound_mixer_read(LmSoundMixer *mixer, uint64_t frame, size_t n, int16_t *out);

/* WAV (RIFF, 16 bit PCM): the 44 bytes before @n_frames frames. False where they are too many for
 * its 32 bit lengths. */
#define LM_WAV_HEADER_BYTES 44
bool lm_wav_header(uint32_t rate_hz, uint32_t channels, uint64_t n_frames,
                   uint8_t header[LM_WAV_HEADER_BYTES]);
