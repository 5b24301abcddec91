/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/emodel.h"

#include <math.h>

/* R without loss and delay, with all inputs at the defaults of G.107, Table 2. */
#define DEFAULT_R 93.2

/* G.113, Appendix I: Ie from Table I.1, Bpl from Table I.3 (random loss). Bpl 0: the recommendation
 * has none, so a stream with loss gets no score. */
static const LmEmodelCodec codecs[] = {
    {"PCMU", 0, 25.1, "G.113 App. I: G.711 with loss concealment by G.711 App. I"},
    {"PCMA", 0, 25.1, "G.113 App. I: G.711 with loss concealment by G.711 App. I"},
    {"G729", 11, 19, "G.113 App. I: G.729A with VAD"},
    {"G723", 15, 16.1, "G.113 App. I: G.723.1 at 6.3 kbit/s with VAD"},
    {"GSM-EFR", 5, 10, "G.113 App. I: GSM-EFR"},
    {"GSM", 20, 0, "G.113 App. I: GSM-FR; no Bpl"},
    {"G726-40", 2, 0, "G.113 App. I: G.726 at 40 kbit/s; no Bpl"},
    {"G726-32", 7, 0, "G.113 App. I: G.726 at 32 kbit/s; no Bpl"},
    {"G721", 7, 0, "G.113 App. I: G.726 at 32 kbit/s; no Bpl"},
    {"G726-24", 25, 0, "G.113 App. I: G.726 at 24 kbit/s; no Bpl"},
    {"G726-16", 50, 0, "G.113 App. I: G.726 at 16 kbit/s; no Bpl"},
    {"G728", 7, 0, "G.113 App. I: G.728 at 16 kbit/s; no Bpl"},
};

const LmEmodelCodec *
lm_emodel_codec(LmSlice encoding)
{
  for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++)
    if (lm_slice_equal_nocase(encoding, lm_slice_str(codecs[i].encoding)))
      return &codecs[i];
  return NULL;
}

double
lm_emodel_mos(double r)
{
  /* The cubic of G.107, Annex B, dips under 1 for R below 6.5. */
  if (r <= 0)
    return 1;
  if (r >= 100)
    return 4.5;
  double mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
  return mos < 1 ? 1 : mos;
}

/* G.107, 3.4: the delay impairment factor Idd, with the default sensitivity (sT 1, mT 100 ms). */
static double
delay_impairment(double delay_ms)
{
  if (delay_ms <= 100)
    return 0;
  double x = log2(delay_ms / 100);
  return 25 * (pow(1 + pow(x, 6), 1.0 / 6) - 3 * pow(1 + pow(x / 3, 6), 1.0 / 6) + 2);
}

LmEmodelScore
lm_emodel_score(const LmEmodelCodec *codec, double loss_percent, double delay_ms)
{
  double loss = loss_percent < 0 ? 0 : loss_percent > 100 ? 100 : loss_percent;
  LmEmodelScore score = {
      .loss_percent = loss,
      .ie = codec->ie,
      .bpl = codec->bpl,
      .delay_ms = delay_ms,
      .source = codec->source,
  };
  /* G.107, 3.5, with BurstR 1: loss at random. */
  score.ie_eff = codec->ie;
  if (loss > 0)
    score.ie_eff += (95 - codec->ie) * loss / (loss + codec->bpl);
  score.r = DEFAULT_R - delay_impairment(delay_ms) - score.ie_eff;
  score.mos = lm_emodel_mos(score.r);
  return score;
}
