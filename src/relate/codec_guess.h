/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The codec of a payload type that neither SDP nor RFC 3551 names: what the rate of its timestamps
 * and the sizes of its payloads leave, where that is one codec alone. A guess is shown as one
 * wherever it is used. */

#include "track/stream.h"

typedef struct {
  const char *encoding; /* name in rtpmap. Static */
  uint32_t clock_hz;
  const char *fmtp; /* as SDP would have it; "" for none. Static */
} LmCodecGuess;

/* False where nothing is known of @payload_type, or too few of the first packets of @stream are of
 * it. What is encrypted is known by its rate alone. */
bool lm_codec_guess(const LmStream *stream, uint8_t payload_type, LmCodecGuess *guess);
/* Whether nobody said what @use is. */
bool lm_codec_is_unknown(const LmRtpTypeUse *use);
