/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The flags of a packet in words, for people and for data. Pure functions. */

#include "base/text.h"
#include "relate/packets.h"

/* The name of each of @flags but the marker, as a list in JSON: ["missing","late_adaptive"]. */
void lm_rtp_status_json(const LmRtpPacket *row, LmText *out);
/* The same as people read it, translated: "3 missing before it, out of order"; nothing where
 * there is nothing to say. */
void lm_rtp_status_text(const LmRtpPacket *row, LmText *out);
