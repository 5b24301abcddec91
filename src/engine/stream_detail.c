/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/stream_detail.h"

#include "base/limits.h"
#include "engine/rows.h"
#include "relate/stream_line.h"

#include <stdlib.h>

/* The stream between the same two endpoints the other way. */
static uint32_t
find_reverse(const LmTrace *trace, const LmStream *stream, const LmRtcpView *rtcp, uint32_t row)
{
  uint32_t at =
      stream->call == LM_NONE ? LM_NONE : lm_trace_call(trace, stream->call)->first_stream;
  for (; at != LM_NONE; at = lm_trace_stream(trace, at)->next_in_call) {
    const LmStream *other = lm_trace_stream(trace, at);
    if (other->src == stream->dst && other->dst == stream->src)
      return at;
  }
  const LmStreamRtcp *told = rtcp ? lm_rtcp_view_stream(rtcp, row) : NULL;
  return told ? told->reverse : LM_NONE;
}

static void
add_word(LmStreamDetail *detail, LmVec *words, int64_t time_ns, const LmRtcpReport *report)
{
  const LmWorkingView *view = &detail->working.views[0];
  LmRtcpWord *word = lm_vec_push(words);
  *word = (LmRtcpWord){
      .time_ns = time_ns,
      .fraction_percent = report->fraction_lost * 100.0 / 256,
      .jitter_ms = detail->row.clock_hz ? report->jitter * 1000.0 / detail->row.clock_hz : -1,
      .lost = report->cumulative_lost,
  };
  if (view->codec && (word->fraction_percent <= 0 || view->codec->bpl > 0))
    word->mos = lm_emodel_score(view->codec, word->fraction_percent, 0).mos;
}

static void
read_datagram(LmStreamDetail *detail, LmVec *words, const LmTrace *trace, const LmRtcpView *rtcp,
              uint32_t index)
{
  const LmRtcpDatagram *row = lm_trace_rtcp(trace, index);
  const LmRtcpSeen *seen = lm_rtcp_view_at(rtcp, index);
  const LmAddr *src = &lm_trace_endpoint(trace, row->src)->addr;
  const LmAddr *dst = &lm_trace_endpoint(trace, row->dst)->addr;
  LmRtcpPacket packet;
  LmRtcpReport report;
  if (seen->state == LM_RTCP_ENCRYPTED || !lm_addr_equal(dst, &detail->row.src.addr))
    return;
  for (LmSlice rest = seen->bytes; lm_rtcp_next(&rest, &packet);)
    for (uint32_t i = 0; lm_rtcp_report(&packet, i, &report); i++)
      if (report.ssrc == detail->row.ssrc && words->len < LM_LIMIT_RELATED_ROWS &&
          lm_trace_rtcp_stream(trace, report.ssrc, dst, src, row->time_ns) == detail->stream)
        add_word(detail, words, row->time_ns, &report);
}

static int
compare_words(const void *a, const void *b)
{
  const LmRtcpWord *left = a, *right = b;
  return (left->time_ns > right->time_ns) - (left->time_ns < right->time_ns);
}

static void
read_words(LmStreamDetail *detail, const LmTrace *trace, const LmRtcpView *rtcp)
{
  LmVec words = LM_VEC_INIT(LmRtcpWord);
  for (uint32_t i = 0; i < lm_rtcp_view_n(rtcp); i++)
    read_datagram(detail, &words, trace, rtcp, i);
  detail->n_words = words.len;
  detail->words = lm_alloc((words.len + 1) * sizeof *detail->words);
  for (uint32_t i = 0; i < words.len; i++)
    detail->words[i] = *(const LmRtcpWord *)lm_vec_at(&words, i);
  lm_vec_clear(&words);
  qsort(detail->words, detail->n_words, sizeof *detail->words, compare_words);
}

static void
read_round_trips(LmStreamDetail *detail, const LmRtcpView *rtcp, int64_t round_trip_ns)
{
  const LmStreamRtcp *told = lm_rtcp_view_stream(rtcp, detail->stream);
  if (!told || !told->receiver.n)
    return;
  detail->has_round_trip = true;
  detail->round_trip_is_half = round_trip_ns == LM_TIME_NONE;
  detail->n_round_trips = told->receiver.n;
  detail->round_trip_ms =
      (double)(detail->round_trip_is_half ? lm_round_trips_mean(&told->receiver) : round_trip_ns) /
      1e6;
  detail->round_trip_min_ms = (double)told->receiver.min_ns / 1e6;
  detail->round_trip_max_ms = (double)told->receiver.max_ns / 1e6;
}

LmStreamDetail *
lm_stream_detail_new(const LmTrace *trace, const LmRtcpView *rtcp, const LmSsrcLink *ssrc,
                     uint32_t row, bool whole)
{
  const LmStream *stream = lm_trace_stream(trace, row);
  LmStreamDetail *detail = lm_alloc(sizeof *detail);
  int64_t round_trip_ns = rtcp ? lm_rtcp_view_round_trip(rtcp, row) : LM_TIME_NONE;
  detail->stream = row;
  detail->whole = whole;
  lm_stream_row_fill(trace, row, NULL, &detail->row);
  detail->packets = lm_rtp_packets_new(trace, stream);
  lm_working_of_packets(stream, detail->packets, round_trip_ns, &detail->working);
  lm_working_add_beside(&detail->working, stream, detail->packets,
                        rtcp ? lm_rtcp_view_stream(rtcp, row) : NULL, ssrc);
  detail->announced_ms = lm_stream_announced_ms(trace, stream);
  detail->reverse = find_reverse(trace, stream, rtcp, row);
  if (rtcp) {
    read_words(detail, trace, rtcp);
    read_round_trips(detail, rtcp, round_trip_ns);
  }
  return detail;
}

void
lm_stream_detail_free(LmStreamDetail *detail)
{
  if (!detail)
    return;
  lm_rtp_packets_free(detail->packets);
  lm_working_clear(&detail->working);
  free(detail->words);
  free(detail);
}
