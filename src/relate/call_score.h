/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The score of a call and of each of its directions, from those of its streams, as they were
 * captured: no jitter buffer is simulated (relate/working.h does that, stream by stream).
 *
 * Streams to one receiver follow each other, as when its sender takes another SSRC or codec; so
 * what the receiver got is their mean, each weighted with the packets that were to come. A
 * direction may have several receivers, because it was captured on several hops, or forked: the
 * one with the lowest MOS-LQ counts, among those that were to get at least a tenth as many packets
 * as the one with most, so that a second of early media does not speak for an hour of talk. The
 * call is as good as the worse of its directions: two people talk as well as the one who hears
 * worse.
 *
 * R is that of the E-model for the codec of the streams; where a receiver got codecs of different
 * bands there is none, as their scales are not the same. Streams without a score do not count. */

#include "relate/offers.h"
#include "relate/rtcp.h"

typedef struct {
  uint32_t n_streams;  /* with a score; 0: there is none, and nothing below is set */
  double mos_lq, r_lq; /* listening; R is NAN without one scale */
  double mos_cq, r_cq; /* conversation: with the delay */
  double delay_ms;     /* one way: half the round trips that RTCP tells, weighted alike */
  bool delay_assumed;  /* no RTCP tells any: LM_STREAM_ASSUMED_DELAY_MS */
} LmScore;

typedef struct {
  LmScore call;
  LmScore from[2]; /* by LmOfferSide: what that side sent */
} LmCallScore;

/* @reports may be NULL: then every delay is assumed. A stream whose side nothing tells counts for
 * the call alone. */
void lm_call_score_fill(const LmTrace *trace, const LmCall *call, const LmRtcpView *reports,
                        LmCallScore *score);
