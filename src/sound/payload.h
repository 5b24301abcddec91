/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Takes the payload of an RTP packet apart into the frames that a decoder takes one by one: by
 * their length, by what their first bits say, or by the table of contents of RFC 4867. Pure
 * functions; a broken payload yields the frames before the fault. */

#include "sound/codecs.h"

#define LM_PAYLOAD_MAX_FRAMES 128
#define LM_PAYLOAD_MAX_BYTES 65536

typedef struct {
  uint32_t offset, len; /* in bytes[] */
} LmPayloadFrame;

/* Large: not for the stack. */
typedef struct {
  uint32_t n, n_bytes;
  bool noise;  /* there are descriptions of silence that no decoder takes (G.729, annex B) */
  bool broken; /* something in it was none of a frame */
  LmPayloadFrame frames[LM_PAYLOAD_MAX_FRAMES];
  uint8_t bytes[LM_PAYLOAD_MAX_BYTES];
} LmPayloadFrames;

/* What a=fmtp says, as far as frames depend on it. */
typedef struct {
  LmSoundDecoder decoder;
  uint8_t bits;        /* of G.726 */
  uint8_t ilbc_mode;   /* 20 or 30 ms; 0: by the length of packets */
  uint8_t frame_bytes; /* of G.722.1, 60 or 80; 0: by the length of packets */
  bool octet_align;    /* of AMR (RFC 4867, 8.1), as the next ones */
  bool crc, robust_sorting, interleaving;
} LmPayloadFormat;

void lm_payload_format(const LmSoundCodec *codec, LmSlice fmtp, LmPayloadFormat *format);
void lm_payload_split(const LmPayloadFormat *format, LmSlice payload, LmPayloadFrames *frames);

/* lost.c: what a decoder is told of a gap in, where its codec has frames for that; the rest are
 * told by GStreamer, or cannot be told. */
#define LM_LOSS_MEMORY_BYTES 1500
typedef struct {
  uint8_t last[LM_LOSS_MEMORY_BYTES]; /* frame */
  uint32_t len;
  uint32_t lost; /* frames since it */
} LmLossMemory;
/* After each payload that came. */
void lm_loss_remember(LmLossMemory *memory, const LmPayloadFrames *frames);
/* Frames for @gap_us microseconds in which nothing came; none where the codec has no such. Returns
 * whether what is made of them is worth hearing. */
bool lm_loss_frames(const LmPayloadFormat *format, LmLossMemory *memory, uint32_t gap_us,
                    LmPayloadFrames *frames);

/* opus.c: whether the packet has the one before it again, coarser (RFC 6716, 2.1.7). */
bool lm_opus_has_redundancy(LmSlice packet);
/* Whether its lengths keep the rules of RFC 6716, 3.4: what does not is no packet of Opus. */
bool lm_opus_is_whole(LmSlice packet);

/* For the files of payloads: appends a frame of @len bytes, zeroed, and returns its bytes; NULL
 * where there is no room. */
uint8_t *lm_payload_add(LmPayloadFrames *frames, uint32_t len);
/* amr.c. False where its lengths do not fit the payload; what it found then is there. */
bool lm_amr_split(const LmPayloadFormat *format, bool octet_align, LmSlice payload,
                  LmPayloadFrames *frames);
