/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The E-model: narrowband by ITU-T Recommendation G.107 (06/2015), wideband by G.107.1 (06/2019
 * with Corrigendum 1), fullband by G.107.2 (03/2023). A rating R is a sum of terms, each of which a
 * score can show; what a codec brings into it stands in media/codecs.h. The three scales have ends
 * of their own (R of 93.2, 129 and 148) and what one of them rates is not to be averaged with
 * another. Pure functions. */

#include "media/codecs.h"

/* What goes in, named as in G.107, Table 3. */
typedef struct {
  LmBand band;
  double slr, rlr;       /* send and receive loudness rating, dB */
  double stmr;           /* sidetone masking rating, dB */
  double ds, dr;         /* D-value of the telephone at the send and receive side */
  double telr;           /* talker echo loudness rating, dB */
  double wepl;           /* weighted echo path loss, dB */
  double t_ms;           /* mean one-way delay of the echo path */
  double tr_ms;          /* round-trip delay in a 4-wire loop */
  double ta_ms;          /* absolute delay in echo-free connections */
  double qdu;            /* quantization distortion units */
  double ie, bpl;        /* equipment impairment factor, packet-loss robustness factor */
  double loss_percent;   /* Ppl */
  double burst_ratio;    /* BurstR; less than 1 counts as 1. Not in the wideband model */
  double nc, nfor;       /* circuit noise, dBm0p; noise floor at the receive side, dBmp */
  double ps, pr;         /* room noise at the send and receive side, dB(A) */
  double advantage;      /* A */
  double sensitivity;    /* sT, of the delay sensitivity class; G.107, Table 1 */
  double least_delay_ms; /* mT, the delay that can just be perceived */
} LmEmodelInputs;

/* What the recommendation sets where nothing is known: no delay, no codec, no loss. */
LmEmodelInputs lm_emodel_defaults(LmBand band);

/* R = Ro - Is - Id - Ie,eff + A (G.107, 7-1) */
typedef struct {
  double no; /* all noise, dBm0p; narrowband alone */
  double ro;
  double iolr, ist, iq, is;   /* Is is the sum of the three before it (7-8) */
  double idte, idle, idd, id; /* Id is the sum of the three before it (7-18) */
  double ie_eff, a;
  double r, mos; /* the estimated conversational quality, 1 to 4.5 */
} LmEmodelTerms;

/* Inputs out of the ranges of Table 3 are taken as they are, but for loss, which is 0 to 100 %. */
LmEmodelTerms lm_emodel_rate(const LmEmodelInputs *inputs);

/* Whether delay, loss and burst ratio are within what the recommendation was made for (G.107, Table
 * 3): up to 500 ms, 20 % and 8, but no more than 2 from 2 % of loss on. Beyond, a rating is what
 * its formulas give, and no more. */
bool lm_emodel_in_range(const LmEmodelInputs *inputs);

/* MOS from R: G.107 Annex B, G.107.1 Annex A, G.107.2 Annex A. */
double lm_emodel_mos_of(LmBand band, double r);
/* The same for narrowband. */
double lm_emodel_mos(double r);
/* Of 100 people, how many find it good or better, poor or worse (G.107, Annex B). */
double lm_emodel_good_or_better(double r);
double lm_emodel_poor_or_worse(double r);

typedef struct {
  LmBand band;
  double r;                               /* transmission rating factor */
  double mos;                             /* estimated conversational quality, 1 to 4.5 */
  double ie_eff;                          /* effective equipment impairment, G.107 clause 7.5 */
  double loss_percent, ie, bpl, delay_ms; /* the inputs */
  const LmEmodelCodec *codec;
} LmEmodelScore;

/* Scores a stream with @loss_percent random loss (BurstR 1) and an absolute one-way delay of
 * @delay_ms, all other inputs at their defaults: what lm_emodel_rate() says of it, without working
 * out the terms that do not depend on the stream. */
LmEmodelScore lm_emodel_score(const LmEmodelCodec *codec, double loss_percent, double delay_ms);
