/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sequence parameter sets as far as the size of the pictures. */

#include "proto/video/video.h"

/* @unit is behind its NAL unit header. False, and nothing stored, where there is no size in it. */
bool lm_video_h264_sps(LmSlice unit, LmVideoPayload *out);
bool lm_video_h265_sps(LmSlice unit, LmVideoPayload *out);
