/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/rtcp.h"

#include "base/limits.h"
#include "track/announcement.h"
#include "track/endpoint.h"
#include "track/media_tracker.h"

/* How many streams with the same SSRC are looked at: two legs of a call through a relay share it.
 */
#define MAX_SAME_SSRC 64

/* The newest stream with @ssrc whose packets go from the host @src to the host @dst, or LM_NONE. */
static uint32_t
find_stream(const LmTrace *trace, uint32_t ssrc, const LmAddr *src, const LmAddr *dst)
{
  uint32_t row = lm_trace_newest_of_ssrc(trace, ssrc);
  for (int i = 0; i < MAX_SAME_SSRC && row != LM_NONE; i++) {
    const LmStream *stream = lm_trace_stream(trace, row);
    if (lm_addr_equal(&lm_trace_endpoint(trace, stream->src)->addr, src) &&
        lm_addr_equal(&lm_trace_endpoint(trace, stream->dst)->addr, dst))
      return row;
    row = stream->next_of_ssrc;
  }
  return LM_NONE;
}

/* A report travels against the stream that it is about. Returns the last one reported on. */
static uint32_t
take_reports(LmTrace *trace, const LmRtcpPacket *rtcp, const LmPacket *packet)
{
  LmRtcpReport report;
  uint32_t last = LM_NONE;
  for (uint32_t i = 0; lm_rtcp_report(rtcp, i, &report); i++) {
    uint32_t row = find_stream(trace, report.ssrc, &packet->dst.addr, &packet->src.addr);
    if (row == LM_NONE)
      continue;
    LmStream *stream = lm_trace_stream_row(trace, row);
    stream->rtcp_reported = true;
    stream->rtcp_lost = report.cumulative_lost;
    stream->rtcp_fraction = report.fraction_lost;
    stream->rtcp_jitter = report.jitter;
    lm_trace_mark_stream(trace, row);
    last = row;
  }
  return last;
}

static void
count_rtcp(LmTrace *trace, uint32_t row)
{
  if (row == LM_NONE)
    return;
  lm_trace_stream_row(trace, row)->rtcp_packets++;
  lm_trace_mark_stream(trace, row);
}

static void
keep(LmTrace *trace, const LmPacket *packet)
{
  if (trace->rtcp.len - trace->n_gone_rtcp >= LM_LIMIT_RTCP_PACKETS) {
    trace->counters.rtcp_refused++;
    return;
  }
  LmRtcpDatagram *row = lm_vec_push(&trace->rtcp);
  row->data = packet->payload.data;
  row->len = (uint32_t)packet->payload.len;
  row->missing_bytes = packet->missing_bytes;
  row->time_ns = packet->frame->time_ns;
  row->frame = packet->frame->number;
  row->src = lm_trace_intern_endpoint(trace, &packet->src);
  row->dst = lm_trace_intern_endpoint(trace, &packet->dst);
}

void
lm_trace_add_rtcp(LmTrace *trace, const LmPacket *packet)
{
  LmSlice rest = packet->payload;
  LmRtcpPacket rtcp;
  uint32_t own = LM_NONE, reported = LM_NONE;
  trace->counters.rtcp_packets++;
  keep(trace, packet);
  lm_trace_index_ssrcs(trace);
  while (lm_rtcp_next(&rest, &rtcp)) {
    bool report = rtcp.type == LM_RTCP_SR || rtcp.type == LM_RTCP_RR;
    if (report && own == LM_NONE)
      own = find_stream(trace, rtcp.ssrc, &packet->src.addr, &packet->dst.addr);
    uint32_t about = report ? take_reports(trace, &rtcp, packet) : LM_NONE;
    reported = about != LM_NONE ? about : reported;
  }
  count_rtcp(trace, own);
  if (reported != own)
    count_rtcp(trace, reported);
}

uint32_t
lm_trace_n_rtcp(const LmTrace *trace)
{
  return trace->rtcp.len;
}

uint32_t
lm_trace_next_rtcp(const LmTrace *trace, uint32_t index)
{
  return lm_vec_next(&trace->rtcp, index);
}

bool
lm_trace_has_rtcp(const LmTrace *trace, uint32_t index)
{
  return index < trace->rtcp.len && !lm_vec_is_buried(&trace->rtcp, index);
}

const LmRtcpDatagram *
lm_trace_rtcp(const LmTrace *trace, uint32_t index)
{
  return lm_vec_at(&trace->rtcp, index);
}

uint32_t
lm_trace_rtcp_stream(const LmTrace *trace, uint32_t ssrc, const LmAddr *src, const LmAddr *dst,
                     int64_t time_ns)
{
  uint32_t row = lm_trace_newest_of_ssrc(trace, ssrc), later = LM_NONE;
  for (int i = 0; i < MAX_SAME_SSRC && row != LM_NONE; i++) {
    const LmStream *stream = lm_trace_stream(trace, row);
    if (lm_addr_equal(&lm_trace_endpoint(trace, stream->src)->addr, src) &&
        lm_addr_equal(&lm_trace_endpoint(trace, stream->dst)->addr, dst)) {
      if (stream->stats.first_ns <= time_ns)
        return row;
      later = row;
    }
    row = stream->next_of_ssrc;
  }
  /* RTCP may come before the first RTP. */
  return later;
}

/* Of the endpoint, or of that for RTP right before it (RFC 3550, 11). */
static uint32_t
call_announced_at(const LmTrace *trace, uint32_t row)
{
  const LmAnnouncement *announcement = lm_trace_announcement(trace, row);
  if (!announcement) {
    LmEndpoint rtp = *lm_trace_endpoint(trace, row);
    rtp.port--;
    row = lm_trace_find_endpoint(trace, &rtp);
    announcement = row == LM_NONE ? NULL : lm_trace_announcement(trace, row);
  }
  return announcement ? announcement->call : LM_NONE;
}

uint32_t
lm_trace_rtcp_call(const LmTrace *trace, const LmRtcpDatagram *datagram)
{
  uint32_t call = call_announced_at(trace, datagram->dst);
  return call != LM_NONE ? call : call_announced_at(trace, datagram->src);
}
