/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the ends of streams tell each other by RTCP, worked out from its datagrams when somebody
 * looks: what the far end reports of a stream, and round trips. One thread.
 *
 * Somebody in the middle cannot read the clocks of the ends, but sees both a report and what
 * answers it. From an SR to the report that gives its time back, less the delay that the report
 * states (RFC 3550, 6.4.1; for ends that only receive RFC 3611, 4.4 and 4.5), is the way from the
 * capture point to the far end and back. That of the near end is found in the same way in the other
 * direction, and both together are the round trip between the ends. */

#include "base/arena.h"
#include "proto/rtcp.h"
#include "track/trace.h"

/* Round trips from the capture point to one end and back. */
typedef struct {
  uint32_t n;
  int64_t last_ns, min_ns, max_ns;
  double sum_ns;
} LmRoundTrips;

/* About a stream. */
typedef struct {
  uint32_t n_reports;       /* of its receiver about it */
  LmRtcpReport first, last; /* of them */
  int64_t first_report_ns, last_report_ns;
  uint8_t worst_fraction_lost; /* of 256, in any of them */
  uint32_t max_jitter;         /* in timestamp units */
  LmRoundTrips receiver;       /* to its receiver */
  LmRoundTrips sender;         /* to its sender, by what that says of its receiver's clock */
  uint32_t reverse;            /* the stream of its receiver to its sender; LM_NONE: not seen */
} LmStreamRtcp;

/* About a datagram. */
typedef enum {
  LM_RTCP_PLAIN,
  LM_RTCP_ENCRYPTED,     /* SRTCP, and no key opens it */
  LM_RTCP_AUTHENTICATED, /* SRTCP that a key opened */
} LmRtcpState;

typedef struct {
  LmSlice bytes;         /* plain where it is or was opened; else as they were sent */
  uint32_t stream;       /* of its sender; LM_NONE: not seen */
  uint32_t about;        /* the stream of its first report; LM_NONE */
  uint32_t call;         /* LM_NONE: not known */
  uint32_t ssrc;         /* of its sender */
  int64_t round_trip_ns; /* by its first report that has one; LM_TIME_NONE */
  uint8_t state;         /* LmRtcpState */
} LmRtcpSeen;

typedef struct LmRtcpView LmRtcpView;

/* What opens SRTCP; relate/srtp.h makes one. */
typedef struct {
  /* Plain bytes in @arena; false if no key opens datagram @index. */
  bool (*open)(void *data, uint32_t index, LmArena *arena, LmSlice *plain);
  void *data;
} LmRtcpOpener;

/* @opener may be NULL: SRTCP stays as it is. Owned: lm_rtcp_view_free(). */
LmRtcpView *lm_rtcp_view_new(const LmTrace *trace, const LmRtcpOpener *opener);
void lm_rtcp_view_free(LmRtcpView *view);
/* By row of lm_trace_rtcp(). Borrowed. */
uint32_t lm_rtcp_view_n(const LmRtcpView *view);
const LmRtcpSeen *lm_rtcp_view_at(const LmRtcpView *view, uint32_t index);
/* By row of the stream. Borrowed; NULL where no RTCP is about it. */
const LmStreamRtcp *lm_rtcp_view_stream(const LmRtcpView *view, uint32_t stream);
/* The mean round trip between the ends of @stream, in ns; LM_TIME_NONE where one way is not known.
 */
int64_t lm_rtcp_view_round_trip(const LmRtcpView *view, uint32_t stream);
int64_t lm_round_trips_mean(const LmRoundTrips *trips);
