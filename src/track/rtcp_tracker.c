/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/rtcp.h"

#include "track/endpoint.h"
#include "track/media_tracker.h"

/* How many streams with the same SSRC are looked at: two legs of a call through a relay share it.
 */
#define MAX_SAME_SSRC 64

/* The stream with @ssrc whose packets come from the host @from, or go to it. */
static LmStream *
find_stream(LmTrace *trace, uint32_t ssrc, const LmAddr *src, const LmAddr *dst)
{
  LmTableWalk walk;
  uint64_t hash = lm_hash(lm_hash_key(), &ssrc, sizeof ssrc);
  uint32_t row = lm_table_first(&trace->streams_by_ssrc, hash, &walk);
  for (int i = 0; i < MAX_SAME_SSRC && row != LM_NONE; i++) {
    LmStream *stream = lm_trace_stream_row(trace, row);
    bool fits = lm_addr_equal(&lm_trace_endpoint(trace, stream->src)->addr, src) &&
                lm_addr_equal(&lm_trace_endpoint(trace, stream->dst)->addr, dst);
    if (stream->ssrc == ssrc && fits)
      return stream;
    row = lm_table_next(&trace->streams_by_ssrc, &walk);
  }
  return NULL;
}

/* A report travels against the stream that it is about. */
static LmStream *
take_reports(LmTrace *trace, const LmRtcpPacket *rtcp, const LmPacket *packet)
{
  LmRtcpReport report;
  LmStream *last = NULL;
  for (uint32_t i = 0; lm_rtcp_report(rtcp, i, &report); i++) {
    LmStream *stream = find_stream(trace, report.ssrc, &packet->dst.addr, &packet->src.addr);
    if (!stream)
      continue;
    stream->rtcp_reported = true;
    stream->rtcp_lost = report.cumulative_lost;
    stream->rtcp_fraction = report.fraction_lost;
    stream->rtcp_jitter = report.jitter;
    last = stream;
  }
  return last;
}

void
lm_trace_add_rtcp(LmTrace *trace, const LmPacket *packet)
{
  LmSlice rest = packet->payload;
  LmRtcpPacket rtcp;
  LmStream *own = NULL, *reported = NULL;
  trace->counters.rtcp_packets++;
  while (lm_rtcp_next(&rest, &rtcp)) {
    bool report = rtcp.type == LM_RTCP_SR || rtcp.type == LM_RTCP_RR;
    if (report && !own)
      own = find_stream(trace, rtcp.ssrc, &packet->src.addr, &packet->dst.addr);
    LmStream *about = report ? take_reports(trace, &rtcp, packet) : NULL;
    reported = about ? about : reported;
  }
  if (own)
    own->rtcp_packets++;
  if (reported && reported != own)
    reported->rtcp_packets++;
}
