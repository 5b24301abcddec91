/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/emodel.h"

#include <math.h>

/* What is different in each band. */
typedef struct {
  double default_r; /* of all defaults; a unit test lays it beside the whole sum */
  double scale;     /* of R: R / scale is on that of G.107 */
  double worst;     /* of the effective equipment impairment */
  double nfor;
} Band;

/* G.107, 7.7 rounds the first to 93.2. G.107.1: Ro,WB of 129 (7-2), of which listener echo at the
 * default WEPL takes 0.15; 95 in (7-15), as in narrowband. G.107.2: 148 and 132 are as rtpengine
 * has them; the text of the recommendation was not at hand, nor terms of echo in it. */
static const Band bands[] = {
    [LM_BAND_NARROW] = {93.206208, 1, 95, -64},
    [LM_BAND_WIDE] = {128.846315, 1.29, 95, -96},
    [LM_BAND_FULL] = {148, 1.48, 132, -96},
};

LmEmodelInputs
lm_emodel_defaults(LmBand band)
{
  return (LmEmodelInputs){
      .band = band,
      .slr = 8,
      .rlr = 2,
      .stmr = 15,
      .ds = 3,
      .dr = 3,
      .telr = 65,
      .wepl = 110,
      .qdu = 1,
      .bpl = 4.3,
      .burst_ratio = 1,
      .nc = -70,
      .nfor = bands[band].nfor,
      .ps = 35,
      .pr = 35,
      .sensitivity = 1,
      .least_delay_ms = 100,
  };
}

static double
square(double x)
{
  return x * x;
}

/* Powers of levels add up, not the levels. */
static double
power_of(double db)
{
  return pow(10, db / 10);
}

/* G.107, 7.2: the sum of all noise at the 0 dBr point (7-3), and what is left of the signal above
 * it (7-2). */
static void
add_noise(const LmEmodelInputs *in, LmEmodelTerms *terms)
{
  double olr = in->slr + in->rlr;
  double nos = in->ps - in->slr - in->ds - 100 + 0.004 * square(in->ps - olr - in->ds - 14);
  double pre = in->pr + 10 * log10(1 + power_of(10 - (in->stmr + in->dr)));
  double nor = in->rlr - 121 + pre + 0.008 * square(pre - 35);
  double nfo = in->nfor + in->rlr;
  terms->no = 10 * log10(power_of(in->nc) + power_of(nos) + power_of(nor) + power_of(nfo));
  terms->ro = 15 - 1.5 * (in->slr + terms->no);
}

/* (1 + (x / y)^n)^(1/n), which many terms are made of. */
static double
soft(double x, double y, double n)
{
  return pow(1 + pow(x / y, n), 1 / n);
}

/* G.107, 7.3: what comes with the voice itself. Too loud (7-9, 7-10), sidetone that is not right
 * (7-11, 7-12), quantizing (7-13 to 7-17). */
static void
add_simultaneous(const LmEmodelInputs *in, LmEmodelTerms *terms)
{
  double xolr = in->slr + in->rlr + 0.2 * (64 + terms->no - in->rlr);
  double stmro = -10 * log10(power_of(-in->stmr) + exp(-in->t_ms / 4) * power_of(-in->telr));
  double q = 37 - 15 * log10(in->qdu);
  double g = 1.07 + 0.258 * q + 0.0602 * square(q);
  double y = (terms->ro - 100) / 15 + 46 / 8.4 - g / 9;
  double z = 46.0 / 30 - g / 40;
  terms->iolr = 20 * (soft(xolr, 8, 8) - xolr / 8);
  terms->ist = 12 * soft(stmro - 13, 6, 8) - 28 * soft(stmro + 1, 19.4, 35) -
               13 * soft(stmro - 3, 33, 13) + 29;
  terms->iq = 15 * log10(1 + pow(10, y) + pow(10, z));
  terms->is = terms->iolr + terms->ist + terms->iq;
}

/* Echo that the talker hears, from what would be without it and what is with it (7-19). */
static double
talker_echo(double without, double with, double t_ms)
{
  double half = (without - with) / 2;
  return (half + sqrt(square(half) + 100) - 1) * (1 - exp(-t_ms));
}

static double
echo_loudness(const LmEmodelInputs *in)
{
  return in->telr - 40 * log10((1 + in->t_ms / 10) / (1 + in->t_ms / 150)) +
         6 * exp(-0.3 * square(in->t_ms));
}

/* G.107, 7.4, (7-19) to (7-24). Under 1 ms echo is sidetone. */
static double
narrow_talker_echo(const LmEmodelInputs *in, const LmEmodelTerms *terms)
{
  if (in->t_ms < 1)
    return 0;
  double terv = echo_loudness(in) + (in->stmr < 9 ? terms->ist / 2 : 0);
  double roe = -1.5 * (terms->no - in->rlr);
  double idte = talker_echo(roe, 80 + 2.5 * (terv - 14), in->t_ms);
  return in->stmr > 20 ? sqrt(square(idte) + square(terms->ist)) : idte;
}

/* G.107.1, 7.4, (7-5) to (7-10). Its Corrigendum 1 replaced the first half of (7-6), which was
 * written with a noise that the wideband model does not have; with default loudness Ro,WB is what
 * the narrowband equation comes to. */
static double
wide_talker_echo(const LmEmodelInputs *in, const LmEmodelTerms *terms)
{
  double k = in->t_ms < 100 ? 0.08 * in->t_ms + 10 : 18;
  return talker_echo(terms->ro, 80 + 3 * (echo_loudness(in) + k - 14), in->t_ms);
}

/* G.107, (7-25) and (7-26); G.107.1, (7-11) and (7-12). */
static double
listener_echo(const LmEmodelInputs *in, const LmEmodelTerms *terms)
{
  double rle = 10.5 * (in->wepl + 7) * pow(in->tr_ms + 1, -0.25);
  double half = (terms->ro - rle) / 2;
  return half + sqrt(square(half) + 169);
}

/* G.107, (7-27) and (7-28); on the wider scales by as much more. */
static double
delay_impairment(LmBand band, double ta_ms, double sensitivity, double least_ms)
{
  if (ta_ms <= least_ms)
    return 0;
  double n = 6 * sensitivity;
  double x = log2(ta_ms / least_ms);
  return bands[band].scale * 25 * (soft(x, 1, n) - 3 * soft(x, 3, n) + 2);
}

/* G.107, (7-29). G.107.1, (7-15) has no burst ratio: its robustness factors are for loss at random.
 */
static double
equipment_impairment(LmBand band, double ie, double bpl, double loss, double burst_ratio)
{
  if (loss <= 0)
    return ie;
  double burst = band == LM_BAND_WIDE || burst_ratio < 1 ? 1 : burst_ratio;
  return ie + (bands[band].worst - ie) * loss / (loss / burst + bpl);
}

static double
loss_in_range(double percent)
{
  return percent > 0 ? fmin(percent, 100) : 0;
}

LmEmodelTerms
lm_emodel_rate(const LmEmodelInputs *in)
{
  LmEmodelTerms terms = {.a = in->advantage};
  switch (in->band) {
  case LM_BAND_NARROW:
    add_noise(in, &terms);
    add_simultaneous(in, &terms);
    terms.idte = narrow_talker_echo(in, &terms);
    terms.idle = listener_echo(in, &terms);
    break;
  case LM_BAND_WIDE: /* Is,WB is 0 (7-3) */
    terms.ro = 129;
    terms.idte = wide_talker_echo(in, &terms);
    terms.idle = listener_echo(in, &terms);
    break;
  case LM_BAND_FULL:
    terms.ro = 148;
    break;
  }
  terms.idd = delay_impairment(in->band, in->ta_ms, in->sensitivity, in->least_delay_ms);
  terms.id = terms.idte + terms.idle + terms.idd;
  terms.ie_eff = equipment_impairment(in->band, in->ie, in->bpl, loss_in_range(in->loss_percent),
                                      in->burst_ratio);
  terms.r = terms.ro - terms.is - terms.id - terms.ie_eff + terms.a;
  terms.mos = lm_emodel_mos_of(in->band, terms.r);
  return terms;
}

bool
lm_emodel_in_range(const LmEmodelInputs *in)
{
  return in->ta_ms <= 500 && in->loss_percent <= 20 && in->burst_ratio <= 8 &&
         (in->burst_ratio <= 2 || in->loss_percent < 2);
}

double
lm_emodel_mos_of(LmBand band, double r)
{
  r /= bands[band].scale;
  /* The cubic of G.107, Annex B, dips under 1 for R below 6.5. */
  if (r <= 0)
    return 1;
  if (r >= 100)
    return 4.5;
  double mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
  return mos < 1 ? 1 : mos;
}

double
lm_emodel_mos(double r)
{
  return lm_emodel_mos_of(LM_BAND_NARROW, r);
}

/* 100 times the normal distribution function. */
static double
percent_below(double x)
{
  return 50 * erfc(-x / sqrt(2));
}

double
lm_emodel_good_or_better(double r)
{
  return percent_below((r - 60) / 16);
}

double
lm_emodel_poor_or_worse(double r)
{
  return percent_below((45 - r) / 16);
}

LmEmodelScore
lm_emodel_score(const LmEmodelCodec *codec, double loss_percent, double delay_ms)
{
  double loss = loss_in_range(loss_percent);
  LmEmodelScore score = {
      .band = codec->band,
      .loss_percent = loss,
      .ie = codec->ie,
      .bpl = codec->bpl,
      .delay_ms = delay_ms,
      .codec = codec,
  };
  score.ie_eff = equipment_impairment(codec->band, codec->ie, codec->bpl, loss, 1);
  score.r =
      bands[codec->band].default_r - delay_impairment(codec->band, delay_ms, 1, 100) - score.ie_eff;
  score.mos = lm_emodel_mos_of(codec->band, score.r);
  return score;
}
