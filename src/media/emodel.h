/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The E-model of ITU-T Recommendation G.107 (narrowband), with the equipment impairment factor Ie
 * and the packet-loss robustness factor Bpl of G.113, Appendix I. Pure functions. */

#include "base/slice.h"

typedef struct {
  const char *encoding; /* name in rtpmap */
  double ie;            /* equipment impairment at no loss */
  double bpl; /* packet-loss robustness; with packet loss concealment where the codec has it */
  const char *source; /* the table that both values stand in */
} LmEmodelCodec;

/* The values for @encoding; NULL where no recommendation gives any. Case does not matter. Borrowed.
 */
const LmEmodelCodec *lm_emodel_codec(LmSlice encoding);

typedef struct {
  double r;                               /* transmission rating factor */
  double mos;                             /* estimated conversational quality, 1 to 4.5 */
  double ie_eff;                          /* effective equipment impairment, G.107 clause 3.5 */
  double loss_percent, ie, bpl, delay_ms; /* the inputs */
  const char *source;
} LmEmodelScore;

/* Scores a stream with @loss_percent random loss (BurstR 1) and an absolute one-way delay of
 * @delay_ms, all other inputs at G.107's defaults (R of 93.2 without loss and delay). */
LmEmodelScore lm_emodel_score(const LmEmodelCodec *codec, double loss_percent, double delay_ms);
/* MOS from R, G.107 Annex B. */
double lm_emodel_mos(double r);
