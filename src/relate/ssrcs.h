/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the streams of a trace have to do with each other by their SSRCs: one that takes the place
 * of another, as its source chose a new SSRC, and sources that send with the same one (RFC 3550,
 * 8.2). Worked out when somebody looks. One thread. */

#include "track/trace.h"

typedef struct {
  uint32_t replaces, replaced_by; /* stream between the same endpoints; LM_NONE: none */
  int64_t gap_ns;                 /* from the last packet of the one to the first of the other */
  uint32_t collides;              /* stream with the same SSRC at the same time; LM_NONE: none */
} LmSsrcLink;

#define LM_SSRC_LINK_NONE ((LmSsrcLink){LM_NONE, LM_NONE, 0, LM_NONE})

typedef struct LmSsrcs LmSsrcs;

/* Owned: lm_ssrcs_free(). */
LmSsrcs *lm_ssrcs_new(const LmTrace *trace);
void lm_ssrcs_free(LmSsrcs *ssrcs);
/* By row of the stream. Borrowed. */
const LmSsrcLink *lm_ssrcs_at(const LmSsrcs *ssrcs, uint32_t stream);
