/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sound and packets of streams as files: WAV, the bare payloads, and the format of rtptools. Each
 * writes the whole file or none. */

#include "sound/mixer.h"

/* All of the mix. Any thread. */
bool lm_sound_write_wav(LmSoundMixer *mixer, uint32_t channels, const char *path, LmError *error);
/* The payloads of the stream @row, by sequence number, each once: events and comfort noise are left
 * out. Encrypted ones as they were sent. On the trace's thread. */
bool lm_sound_write_raw(const LmTrace *trace, uint32_t row, const char *path, LmError *error);
/* Its packets as they came, with when ("#!rtpplay1.0"; rtpdump(1) of rtptools). On the trace's
 * thread. */
bool lm_sound_write_rtpdump(const LmTrace *trace, uint32_t row, const char *path, LmError *error);
