/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the headers of video say without decoding any of it: where pictures begin, which of them
 * need no other, how large they are. A file a codec, each the payload format of RTP and the few
 * fields of the codec's own headers behind it. Pure functions; every one takes any bytes, reads no
 * more than them, and leaves out what it cannot find. */

#include "base/bytes.h"

/* One payload. */
typedef struct {
  bool start;      /* the first bytes of a picture are here */
  bool end;        /* the payload itself says that the last bytes of a picture are here */
  bool key;        /* of a picture that needs none before it */
  bool parameters; /* a parameter set or sequence header is here */
  bool fault;      /* it ends before its own headers do, or they cannot be */
  uint8_t temporal_layer, spatial_layer;
  uint32_t width, height; /* in pixels, as they are to be shown; 0: not stated here */
} LmVideoPayload;

typedef struct {
  const char *encoding; /* as the SDP names it */
  /* What @payload, without RTP header and padding, says. @out is empty before. */
  void (*parse)(LmSlice payload, LmVideoPayload *out);
} LmVideoCodec;

/* By encoding name, without case; NULL where it is none of these. Constant. */
const LmVideoCodec *lm_video_codec(LmSlice encoding);
/* @codec as its payloads are with decoding order numbers in them, which H265 has where the sender's
 * sprop-max-don-diff is not 0 (RFC 7798, 7.1); others are the same. Constant. */
const LmVideoCodec *lm_video_codec_ordered(const LmVideoCodec *codec);
/* Whether @encoding is video at all, one of these or another (H261, JPEG, H266). */
bool lm_video_is_video(LmSlice encoding);
/* Never fails. */
void lm_video_parse(const LmVideoCodec *codec, LmSlice payload, LmVideoPayload *out);
/* Parameter sets that the SDP states in base64, with commas between them: sprop-parameter-sets of
 * H264 (RFC 6184, 8.1), sprop-sps of H265 (RFC 7798, 7.1). False where no size is found. */
bool lm_video_parse_sprop(const LmVideoCodec *codec, LmSlice value, LmVideoPayload *out);
