/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The payload parsers, for video.c alone. */

#include "proto/video/video.h"

/* RFC 2190, RFC 4629. */
void lm_video_h263(LmSlice payload, LmVideoPayload *out);
void lm_video_h263_plus(LmSlice payload, LmVideoPayload *out);
/* RFC 6184, RFC 6190. */
void lm_video_h264(LmSlice payload, LmVideoPayload *out);
/* RFC 7798; and with decoding order numbers. */
void lm_video_h265(LmSlice payload, LmVideoPayload *out);
void lm_video_h265_ordered(LmSlice payload, LmVideoPayload *out);
/* RFC 7741. */
void lm_video_vp8(LmSlice payload, LmVideoPayload *out);
/* RFC 9628. */
void lm_video_vp9(LmSlice payload, LmVideoPayload *out);
/* "RTP Payload Format For AV1", Alliance for Open Media. */
void lm_video_av1(LmSlice payload, LmVideoPayload *out);
