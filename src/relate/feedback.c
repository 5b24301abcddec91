/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/feedback.h"

#include "base/sparse.h"

#include <stdlib.h>

/* Feedback message types (IANA, "FMT Values for RTPFB and PSFB Payload Types"). */
enum { GENERIC_NACK = 1, PLI = 1, SLI = 2, RPSI = 3, FIR = 4, LRR = 10 };

/* Where the list of what is asked begins, behind the SSRC of the media (RFC 4585, 6.1). */
enum { LIST_AT = 4, NACK_BYTES = 4, FIR_BYTES = 8 };

struct LmFeedbackView {
  const LmTrace *trace;
  LmSparseRows streams; /* LmFeedback */
};

static LmFeedback *
find_stream(LmFeedbackView *view, const LmRtcpDatagram *row, uint32_t ssrc)
{
  const LmAddr *src = &lm_trace_endpoint(view->trace, row->dst)->addr;
  const LmAddr *dst = &lm_trace_endpoint(view->trace, row->src)->addr;
  uint32_t stream = lm_trace_rtcp_stream(view->trace, ssrc, src, dst, row->time_ns);
  return stream == LM_NONE ? NULL : lm_sparse_rows_make(&view->streams, stream);
}

/* RFC 4585, 6.2.1: a packet, and a bit for each of the sixteen behind it. */
static void
take_nack(LmFeedbackView *view, const LmRtcpDatagram *row, const LmRtcpPacket *packet)
{
  LmFeedback *feedback = find_stream(view, row, lm_slice_be32(packet->body, 0));
  LmSlice entry;
  if (!feedback)
    return;
  feedback->n_nack++;
  for (size_t at = LIST_AT; lm_slice_take(packet->body, at, NACK_BYTES, &entry); at += NACK_BYTES)
    feedback->n_nacked += 1u + (uint32_t)__builtin_popcount(lm_slice_be16(entry, 2));
}

/* RFC 5104, 4.3.1: the SSRCs stand in the list. */
static void
take_intra_request(LmFeedbackView *view, const LmRtcpDatagram *row, const LmRtcpPacket *packet)
{
  LmSlice entry;
  for (size_t at = LIST_AT; lm_slice_take(packet->body, at, FIR_BYTES, &entry); at += FIR_BYTES) {
    LmFeedback *feedback = find_stream(view, row, lm_slice_be32(entry, 0));
    if (feedback)
      feedback->n_fir++;
  }
}

static void
take_packet(LmFeedbackView *view, const LmRtcpDatagram *row, const LmRtcpPacket *packet)
{
  if (packet->type == LM_RTCP_RTPFB && packet->count == GENERIC_NACK)
    take_nack(view, row, packet);
  if (packet->type != LM_RTCP_PSFB)
    return;
  if (packet->count == FIR) {
    take_intra_request(view, row, packet);
    return;
  }
  LmFeedback *feedback = find_stream(view, row, lm_slice_be32(packet->body, 0));
  if (!feedback)
    return;
  feedback->n_pli += packet->count == PLI;
  feedback->n_others += packet->count == SLI || packet->count == RPSI || packet->count == LRR;
}

LmFeedbackView *
lm_feedback_view_new(const LmTrace *trace, const LmRtcpView *rtcp)
{
  LmFeedbackView *view = lm_alloc(sizeof *view);
  view->trace = trace;
  view->streams = LM_SPARSE_ROWS_INIT(LmFeedback);
  for (uint32_t i = 0; i < lm_rtcp_view_n(rtcp); i++) {
    const LmRtcpSeen *seen = lm_rtcp_view_at(rtcp, i);
    LmRtcpPacket packet;
    LmSlice rest = seen->bytes;
    while (seen->state != LM_RTCP_ENCRYPTED && lm_rtcp_next(&rest, &packet))
      take_packet(view, lm_trace_rtcp(trace, i), &packet);
  }
  return view;
}

void
lm_feedback_view_free(LmFeedbackView *view)
{
  if (!view)
    return;
  lm_sparse_rows_clear(&view->streams);
  free(view);
}

const LmFeedback *
lm_feedback_view_stream(const LmFeedbackView *view, uint32_t stream)
{
  static const LmFeedback none;
  const LmFeedback *feedback = lm_sparse_rows_find(&view->streams, stream);
  return feedback ? feedback : &none;
}
