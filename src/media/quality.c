/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/quality.h"

/* ITU-T G.107, Annex B, table B.1: from a MOS of 4.03 (R 80) users are satisfied, from 3.60 (R 70)
 * some are dissatisfied, and below that many are. Up to 3 % of loss is what conversational voice
 * stands (ITU-T G.1010, table I.1); that more than 5 % is poor whatever the codec conceals is a
 * bound of our own. */
static const struct {
  LmQuality band;
  double least_mos, most_loss_percent;
} bands[] = {
    {LM_QUALITY_GOOD, 4.03, 3},
    {LM_QUALITY_FAIR, 3.60, 5},
};

#define N_BANDS (sizeof bands / sizeof *bands)

LmQuality
lm_quality_of_loss(double loss_percent)
{
  for (unsigned i = 0; i < N_BANDS; i++)
    if (loss_percent <= bands[i].most_loss_percent)
      return bands[i].band;
  return LM_QUALITY_POOR;
}

static LmQuality
quality_of_mos(double mos)
{
  if (!(mos > 0))
    return LM_QUALITY_NONE;
  for (unsigned i = 0; i < N_BANDS; i++)
    if (mos >= bands[i].least_mos)
      return bands[i].band;
  return LM_QUALITY_POOR;
}

LmQuality
lm_quality(double mos, double loss_percent)
{
  LmQuality by_mos = quality_of_mos(mos), by_loss = lm_quality_of_loss(loss_percent);
  return by_mos > by_loss ? by_mos : by_loss;
}
