/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the packets of a stream say of it as a whole, in words, the same ones wherever it is shown:
 * clock, length of its packets, delay, silence, gaps, DSCP and TTL. One thread. */

#include "relate/working_text.h"

/* Facts alone, those that there are. @announced_ms is how long the SDP wants its packets; 0: it
 * does not say. @text is overwritten; lm_working_text_clear(). */
void lm_rtp_figures_text(const LmRtpFigures *figures, uint32_t announced_ms, LmWorkingText *text);
