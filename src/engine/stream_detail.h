/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All that is known of one stream: its row, its packets one by one, the working of its scores, and
 * what RTCP says of it. Made on the engine's thread when somebody looks, then immutable and its
 * receiver's: any one thread may read and free it. Bytes in it are the capture's and stay good as
 * long as the engine. */

#include "engine/engine.h"
#include "relate/packets.h"
#include "relate/rtcp.h"
#include "relate/working.h"

/* What the receiver of the stream says of it in a report (RFC 3550, 6.4.1). */
typedef struct {
  int64_t time_ns;         /* when the report was captured */
  double fraction_percent; /* lost since the report before */
  double jitter_ms;        /* -1: the clock rate is not known */
  int32_t lost;            /* in all */
  double mos;              /* what the E-model makes of that loss; 0: no score */
} LmRtcpWord;

struct LmStreamDetail {
  uint32_t stream; /* row of the trace */
  bool whole;      /* nothing can come to it */
  LmStreamRow row;
  LmRtpPackets *packets; /* owned, as all that follows */
  LmWorking working;
  LmRtcpWord *words; /* by time */
  uint32_t n_words;
  bool has_round_trip;
  uint32_t n_round_trips; /* to the receiver; the way to the sender may be known too */
  double round_trip_ms, round_trip_min_ms, round_trip_max_ms;
  bool round_trip_is_half; /* from the capture point to the receiver and back alone */
  uint32_t announced_ms;   /* how long the SDP wants its packets; 0: it does not say */
  uint32_t reverse;        /* the stream in the other direction; LM_NONE: not seen */
};

/* @rtcp may be NULL: then nothing is known of round trips; and so may @ssrc. Owned:
 * lm_stream_detail_free(). */
LmStreamDetail *lm_stream_detail_new(const LmTrace *trace, const LmRtcpView *rtcp,
                                     const LmSsrcLink *ssrc, uint32_t stream, bool whole);
void lm_stream_detail_free(LmStreamDetail *detail);
