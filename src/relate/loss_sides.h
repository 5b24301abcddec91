/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* On which side of the capture point packets of a stream were lost: what is missing here was lost
 * before; what its receiver misses beyond that, by its RTCP reports (RFC 3550, 6.4.1), behind. */

#include "relate/packets.h"
#include "relate/rtcp.h"

typedef struct {
  bool known;
  uint64_t packets; /* sent, over which both were counted: between two reports, or up to one */
  uint64_t before;
  int64_t behind; /* below 0 where the receiver counts duplicates against its losses */
} LmLossSides;

/* @rtcp may be NULL. With @from_begin the capture has the stream from its first packet on, so that
 * one report is enough. Nothing is known where the numbers of the stream began anew. */
LmLossSides lm_loss_sides(const LmRtpPackets *packets, const LmStreamRtcp *rtcp, bool from_begin);
