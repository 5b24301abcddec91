/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside relate: the steps in which the rows of a stream's packets are made. */

#include "relate/packets.h"

/* What is marked in rows that are read: silence, pauses, outages, jumps, and what IP headers say.
 * The figures have @packet_ms. */
void lm_rtp_packets_mark(LmRtpPackets *packets, const LmTrace *trace, const LmStream *stream);
/* Order, losses, jitter buffers, spreads and drift, from marked rows. */
void lm_rtp_packets_measure(LmRtpPackets *packets);
