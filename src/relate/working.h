/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The working of a stream's scores: everything that goes into them and every term of them, for the
 * stream as it was captured and behind each simulated jitter buffer, and what other tools would
 * have said of the same figures. Made from the packets of the stream when somebody looks. A plain
 * record; what it points to lives as long as the trace. */

#include "base/time.h"
#include "media/emodel.h"
#include "relate/loss_sides.h"
#include "relate/packets.h"
#include "relate/ssrcs.h"

/* The stream as one receiver has it. */
typedef struct {
  const LmJitterBuffer *buffer; /* NULL: as captured, late packets are played too */
  LmJitterBufferResult result;
  double loss_percent, burst_ratio; /* of the result; the ratio at least 1 */
  const LmEmodelCodec *codec;       /* NULL: no table has values for it */
  bool has_score;                   /* not without them, nor without Bpl where there is loss */
  bool in_range;                    /* lm_emodel_in_range() */
  LmEmodelInputs inputs;            /* of @cq */
  LmEmodelTerms lq;                 /* listening: without the delay */
  LmEmodelTerms cq;                 /* conversation */
  /* Of the network alone: what G.711 with concealment would have got, whatever the codec. */
  double network_mos;
  double voipmonitor_mos;
} LmWorkingView;

/* A stretch of the stream, behind the last of its views. Packets belong to it by when they arrived,
 * what is missing by the packet behind it; stretches in which none arrived are left out. */
#define LM_WORKING_INTERVAL_NS (5 * LM_NS_PER_S)
typedef struct {
  int64_t start_ns;
  LmLossPattern pattern; /* ended; late packets are lost ones */
  bool has_score;
  double r, mos; /* listening */
} LmWorkingInterval;

#define LM_WORKING_VIEWS (1 + LM_N_JITTER_BUFFERS)

typedef struct {
  LmSlice encoding;
  bool guessed;           /* by what its packets look like */
  uint32_t clock_hz;      /* 0: not known, and nothing to simulate */
  uint32_t payload_bytes; /* of most packets; 0: not known, as in SRTP */
  double packet_ms;       /* from one packet to the next, by most timestamps; 0: not known */
  double jitter_ms;       /* RFC 3550, the mean */
  uint64_t packets;       /* looked at */
  uint64_t duplicates;
  bool cut;                /* there are more than LM_LIMIT_RELATED_ROWS */
  double network_delay_ms; /* one way */
  bool delay_assumed;      /* LM_STREAM_ASSUMED_DELAY_MS; else half the round trip */
  double round_trip_ms;    /* 0: not known */
  LmLossSides sides;
  LmSsrcLink ssrc;
  uint32_t n_views; /* 1 where nothing can be simulated */
  LmWorkingView views[LM_WORKING_VIEWS];
  double homer_mos, rtpengine_mos;
  LmWorkingInterval *intervals; /* owned */
  uint32_t n_intervals;
} LmWorking;

/* @round_trip_ns is that between the ends; LM_TIME_NONE where it is not known. */
void lm_working_fill(const LmStream *stream, int64_t round_trip_ns, LmWorking *working);
/* The same where the packets of @stream were looked at already. */
void lm_working_of_packets(const LmStream *stream, const LmRtpPackets *packets,
                           int64_t round_trip_ns, LmWorking *working);
/* What stands beside the packets: reports about @stream, and streams that its SSRC has to do with.
 * Either may be NULL: not known. */
void lm_working_add_beside(LmWorking *working, const LmStream *stream, const LmRtpPackets *packets,
                           const LmStreamRtcp *rtcp, const LmSsrcLink *ssrc);
/* Of 100 people who talk to each other so, how many find it good or better, poor or worse (G.107,
 * Annex B, which has no such thing for the wider bands: NAN there, and without a score). */
double lm_working_good_percent(const LmWorkingView *view);
double lm_working_poor_percent(const LmWorkingView *view);
void lm_working_clear(LmWorking *working);
