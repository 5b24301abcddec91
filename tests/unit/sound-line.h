/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Speech-like sound of known content, encoded by GStreamer or bcg729, sent as RTP over a line that
 * loses and delays packets, decoded, and laid beside the original. */

#include "sip-packets.h"
#include "sound/sound.h"

#define TEST_SECONDS 1.5

typedef struct {
  const char *rtpmap;  /* "97 AMR/8000": the type of the packets stands first */
  const char *fmtp;    /* or NULL */
  const char *more;    /* further lines of the description, or NULL */
  const char *formats; /* further payload types, as " 98", or NULL */
  unsigned clock_hz, packet_ms;
} TestLine;

/* A voice that glides, with three formants, in syllables. Owned. */
int16_t *test_speech(unsigned rate_hz, size_t n);
/* What @encoder, a part of a pipeline, "bcg729" or "libav NAME BITRATE", makes of @samples: GBytes,
 * a buffer each. NULL where it is not installed. Owned. */
GPtrArray *test_encode(const char *encoder, unsigned rate_hz, const int16_t *samples, size_t n);
/* All of @buffers in pieces of @bytes. Owned. */
GPtrArray *test_pieces(GPtrArray *buffers, size_t bytes);
/* Sends @payloads as packets, of which @loss_percent are lost and the others delayed by up to 15
 * ms, now and then by 50; the first and the last one come. @steps are their timestamps in packets,
 * NULL: 0, 1, 2 ... Which were lost is noted in @lost where that is not NULL. */
void test_send(const TestLine *line, GPtrArray *payloads, const unsigned *steps,
               unsigned loss_percent, bool *lost);
/* Decodes the one stream. Owned. */
LmSound *test_decode(const LmSoundOptions *options);

/* Frames that no mark of @kind touches, nor @behind_ms behind it. Owned. */
bool *test_without(const LmSoundStream *stream, LmSoundMarkKind kind, unsigned behind_ms);
/* Frames that marks of @kind touch. Owned. */
bool *test_within(const LmSoundStream *stream, LmSoundMarkKind kind);
/* The correlation of the sound with the original @lag frames before, and how much louder it is;
 * only of @which frames, NULL: all. */
double test_likeness(const LmSoundStream *stream, const bool *which, const int16_t *original,
                     size_t n, size_t lag, double *louder_db);
/* By how many dB blocks of 20 ms within @which are off, on the average; what is softer than 60 dB
 * below full scale counts as that. */
double test_level_error(const LmSoundStream *stream, const bool *which, const int16_t *original,
                        size_t n, size_t lag);
/* Up to 60 ms. */
size_t test_find_lag(const LmSoundStream *stream, const int16_t *original, size_t n);
