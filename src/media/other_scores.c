/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/other_scores.h"

#include "media/emodel.h"

#include <math.h>

#define VOIPMONITOR_R 93.2062077233
#define VOIPMONITOR_BPL 17.2647

double
lm_voipmonitor_mos(const LmOtherInputs *inputs)
{
  if (inputs->received < 100 || inputs->lost < 5 || inputs->runs == 0)
    return 4.5;
  double loss = (double)inputs->lost / (double)inputs->received;
  double burst = fabs((double)inputs->lost / (double)inputs->runs * (1 - loss));
  if (loss > 0.5)
    return 1;
  if (burst < 1)
    burst = 1;
  double percent = loss * 100;
  double r = VOIPMONITOR_R - 95 * percent / (percent / burst + VOIPMONITOR_BPL);
  double mos = 2.06405 + 0.031738 * r - 0.000356641 * r * r + 2.93143e-6 * r * r * r;
  return fmin(fmax(mos, 1), 4.5);
}

double
lm_homer_mos(const LmOtherInputs *inputs)
{
  double latency = (inputs->rtt_ms > 0 ? inputs->rtt_ms : 10) + 2 * inputs->jitter_ms + 10;
  double r = 93.2 - (latency < 160 ? latency / 40 : (latency - 120) / 10);
  r = fmin(fmax(r - 2.5 * inputs->loss_percent, 0), 100);
  return 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r);
}

/* "G.107 simplified" of its source: a linear delay term, and a rating that is bent once more. */
static double
rtpengine_narrow(double loss_percent, double delay_ms)
{
  double id = 0.024 * delay_ms + (delay_ms > 177.3 ? 0.11 * (delay_ms - 177.3) : 0);
  double r = fmax(93.2 - loss_percent, 0);
  return lm_emodel_mos(0.18 * r * r - 27.9 * r + 1126.62 - id);
}

/* It takes an Ie of 10.2 and a Bpl of 4.3 for every codec; no table has the two together. */
static double
rtpengine_full(double loss_percent, double delay_ms)
{
  LmEmodelInputs inputs = lm_emodel_defaults(LM_BAND_FULL);
  inputs.ie = 10.2;
  inputs.bpl = 4.3;
  inputs.loss_percent = loss_percent;
  inputs.ta_ms = delay_ms;
  return lm_emodel_rate(&inputs).mos;
}

double
lm_rtpengine_mos(const LmOtherInputs *inputs)
{
  double delay_ms = inputs->rtt_ms / 2 + inputs->jitter_ms;
  return inputs->fullband ? rtpengine_full(inputs->loss_percent, delay_ms)
                          : rtpengine_narrow(inputs->loss_percent, delay_ms);
}
