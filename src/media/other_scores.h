/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What other tools would have said of a stream, so that a figure of theirs can be told from one of
 * ours. The formulas are those of their sources, with the rounding left out; the E-model's own word
 * is in media/emodel.h. Pure functions. */

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  double loss_percent;
  uint64_t received, lost;
  uint64_t runs;    /* of lost packets in a row */
  double jitter_ms; /* RFC 3550 */
  double rtt_ms;    /* round-trip time; 0: not known */
  bool fullband;    /* the codec is, as Opus */
} LmOtherInputs;

/* VoIPmonitor: one curve for every codec, of the loss behind a jitter buffer. Fewer than 5 lost
 * packets, or fewer than 100 packets, are none; the best is 4.5. */
double lm_voipmonitor_mos(const LmOtherInputs *inputs);
/* Homer's window, calculateJitterMos() with a share of lost packets in percent. (It is handed the
 * cumulative count of them in some places.) A round-trip time that it does not know is 10 ms. */
double lm_homer_mos(const LmOtherInputs *inputs);
/* rtpengine, with what its configuration calls "cq": the delay counts if it is known. */
double lm_rtpengine_mos(const LmOtherInputs *inputs);
