/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What codec video has that nobody announced, by how its payloads and its timestamps go together. A
 * guess, which whoever shows it has to mark as one. A pure function. */

#include "proto/video/video.h"
#include "relate/packets.h"

/* Of all video with dynamic payload types (RFC 3551, 5). */
#define LM_VIDEO_CLOCK_HZ 90000

/* The codec of the packets with @payload_type in @packets, which has to have a clock of 90 kHz;
 * NULL where none fits. */
const LmVideoCodec *lm_video_guess(const LmRtpPackets *packets, uint8_t payload_type);
