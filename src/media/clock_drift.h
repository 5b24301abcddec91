/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How far the clock that a stream's timestamps count runs from the clock of the capture.
 *
 * What the network adds to a packet's way is never negative, and little of it mostly: so of every
 * stretch of the stream only the packet with the least delay is taken, of about 128 stretches. The
 * drift is the median of the slopes between each two of these (Theil and Sen: Sen, Journal of the
 * American Statistical Association 63, 1968), which up to 29 % of outliers do not move far. Where
 * the delays go to another level, as with another route, slopes are taken on either side alone.
 * Loss does not matter to it. A pure function. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A packet, in milliseconds since any moment. Samples of different runs have timestamps that do not
 * go on from each other; those of one run stand together. */
typedef struct {
  double media_ms, arrival_ms;
  uint32_t run;
} LmClockSample;

typedef struct {
  double ppm;               /* positive: the sender's clock is the faster one */
  double low_ppm, high_ppm; /* where it lies with 95 % (Sen 1968, section 5), if delays of stretches
                               do not depend on each other */
  double over_ms;           /* of media, from the first stretch to the last */
} LmClockDrift;

/* False where there is less than 10 s of media in a run, or a dozen stretches: then nothing can be
 * said. */
bool lm_clock_drift(const LmClockSample *samples, size_t n, LmClockDrift *drift);
