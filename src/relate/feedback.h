/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What receivers ask the sender of a stream for by RTCP (RFC 4585, RFC 5104): counted when somebody
 * looks. One thread. */

#include "relate/rtcp.h"

typedef struct {
  uint32_t n_pli, n_fir; /* a new key frame */
  uint32_t n_nack;       /* messages */
  uint32_t n_nacked;     /* packets asked for again, as often as they were */
  uint32_t n_others;     /* SLI, RPSI, LRR and the like */
} LmFeedback;

typedef struct LmFeedbackView LmFeedbackView;

/* Linear in the datagrams. Owned: lm_feedback_view_free(). */
LmFeedbackView *lm_feedback_view_new(const LmTrace *trace, const LmRtcpView *rtcp);
void lm_feedback_view_free(LmFeedbackView *view);
/* By row of the stream; nothing is asked of others. Borrowed. */
const LmFeedback *lm_feedback_view_stream(const LmFeedbackView *view, uint32_t stream);
