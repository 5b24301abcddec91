/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* UDPTL (ITU-T T.38, 9.1): fax packets in UDP, each with a number and copies of earlier ones, or
 * with what those can be computed from. Pure; slices point into the datagram. */

#include "base/bytes.h"
#include "proto/anomaly.h"

typedef struct {
  uint16_t sequence;
  LmSlice ifp; /* the packet of that number, for lm_t38_parse() */
  bool fec;    /* parity packets and not copies */
  uint32_t n_secondary;
  LmSlice secondary; /* copies, for lm_udptl_next_ifp(), the first of the number right before */
  uint32_t fec_span; /* how many packets each parity packet is over; they are n_secondary apart */
  LmAnomaly anomaly; /* of kind NONE where all is well */
} LmUdptl;

/* Takes @datagram apart. False when not even its first packet is there. */
bool lm_udptl_parse(LmSlice datagram, LmUdptl *udptl);
/* Whether all lengths of @datagram fit to its last byte. */
bool lm_udptl_looks_like(LmSlice datagram);
/* Takes the next copy off @rest. */
bool lm_udptl_next_ifp(LmSlice *rest, LmSlice *ifp);
