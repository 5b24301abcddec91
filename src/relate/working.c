/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/working.h"

#include "base/arena.h"
#include "base/time.h"
#include "media/other_scores.h"

#include <math.h>
#include <stdlib.h>

static LmEmodelTerms
rate(LmEmodelInputs inputs, double delay_ms)
{
  inputs.ta_ms = delay_ms;
  return lm_emodel_rate(&inputs);
}

static double
network_mos(const LmWorkingView *view)
{
  const LmEmodelCodec *codec = lm_emodel_codec(LM_SLICE_LITERAL("PCMU"));
  LmEmodelInputs inputs = lm_emodel_defaults(codec->band);
  inputs.ie = codec->ie;
  inputs.bpl = codec->bpl;
  inputs.loss_percent = view->loss_percent;
  inputs.burst_ratio = view->burst_ratio;
  return lm_emodel_rate(&inputs).mos;
}

/* What waits in the buffer is part of the delay, and so is the time that a packet takes to fill.
 * The codec's own delay, which no packet tells, is not. */
static void
score(const LmWorking *working, LmWorkingView *view)
{
  const LmLossPattern *pattern = &view->result.pattern;
  bool lossy = pattern->lost > 0;
  view->loss_percent = lm_loss_pattern_percent(pattern);
  view->burst_ratio = fmax(lm_loss_pattern_burst_ratio(pattern), 1);
  view->network_mos = network_mos(view);
  view->codec = lm_emodel_codec_of_packets(working->encoding, working->payload_bytes, lossy);
  view->has_score = view->codec && (!lossy || view->codec->bpl > 0);
  if (!view->has_score)
    return;
  view->inputs = lm_emodel_defaults(view->codec->band);
  view->inputs.ie = view->codec->ie;
  view->inputs.bpl = view->codec->bpl;
  view->inputs.loss_percent = view->loss_percent;
  view->inputs.burst_ratio = view->burst_ratio;
  view->inputs.ta_ms = working->network_delay_ms + working->packet_ms + view->result.wait_mean_ms;
  view->in_range = lm_emodel_in_range(&view->inputs);
  view->lq = rate(view->inputs, 0);
  view->cq = lm_emodel_rate(&view->inputs);
}

static void
ask_others(LmWorking *working)
{
  for (uint32_t i = 0; i < working->n_views; i++) {
    LmWorkingView *view = &working->views[i];
    const LmLossPattern *pattern = &view->result.pattern;
    LmOtherInputs inputs = {
        .loss_percent = view->loss_percent,
        .received = pattern->packets - pattern->lost,
        .lost = pattern->lost,
        .runs = pattern->runs,
        .jitter_ms = working->jitter_ms,
        .rtt_ms = working->round_trip_ms,
        .fullband = lm_slice_equal_nocase(working->encoding, LM_SLICE_LITERAL("opus")),
    };
    view->voipmonitor_mos = lm_voipmonitor_mos(&inputs);
    if (i == 0) {
      working->homer_mos = lm_homer_mos(&inputs);
      working->rtpengine_mos = lm_rtpengine_mos(&inputs);
    }
  }
}

/* Cuts the stream, as the last view has it, into stretches. */
static void
cut_into_intervals(LmWorking *working, const LmRtpPackets *packets)
{
  const LmRtpPacket *rows = packets->rows;
  const uint32_t *order = packets->order;
  uint32_t late_flag = working->n_views > 1 ? LM_RTP_LATE(working->n_views - 2) : 0;
  LmWorkingInterval *at = NULL;
  working->intervals = lm_alloc((packets->n_order + 1) * sizeof *working->intervals);
  for (uint32_t i = 0; i < packets->n_order;) {
    const LmRtpPacket *row = &rows[order[i]];
    int64_t since_ns = lm_time_sub(row->time_ns, rows[0].time_ns);
    int64_t start_ns = rows[0].time_ns + since_ns / LM_WORKING_INTERVAL_NS * LM_WORKING_INTERVAL_NS;
    if (!at || start_ns > at->start_ns) {
      at = &working->intervals[working->n_intervals++];
      at->start_ns = start_ns;
    }
    if (i > 0)
      lm_loss_pattern_add(&at->pattern, true, row->sequence - rows[order[i - 1]].sequence - 1);
    bool late = true;
    for (; i < packets->n_order && rows[order[i]].sequence == row->sequence; i++)
      late = late && (rows[order[i]].flags & late_flag);
    lm_loss_pattern_add(&at->pattern, late, 1);
  }
}

static void
score_intervals(LmWorking *working)
{
  const LmWorkingView *view = &working->views[working->n_views - 1];
  for (uint32_t i = 0; i < working->n_intervals; i++) {
    LmWorkingInterval *interval = &working->intervals[i];
    LmEmodelInputs inputs = view->inputs;
    lm_loss_pattern_end(&interval->pattern);
    interval->has_score = view->has_score;
    if (!interval->has_score)
      continue;
    inputs.loss_percent = lm_loss_pattern_percent(&interval->pattern);
    inputs.burst_ratio = lm_loss_pattern_burst_ratio(&interval->pattern);
    LmEmodelTerms terms = rate(inputs, 0);
    interval->r = terms.r;
    interval->mos = terms.mos;
  }
}

static void
take_results(LmWorking *working, const LmRtpFigures *figures)
{
  working->views[0].result.pattern = figures->losses;
  working->n_views = 1;
  for (size_t i = 0; i < LM_N_JITTER_BUFFERS && working->clock_hz; i++) {
    LmWorkingView *view = &working->views[working->n_views++];
    view->buffer = &lm_jitter_buffers[i];
    view->result = figures->buffers[i];
  }
}

void
lm_working_of_packets(const LmStream *stream, const LmRtpPackets *packets, int64_t round_trip_ns,
                      LmWorking *working)
{
  const LmRtpFigures *figures = &packets->figures;
  *working = (LmWorking){
      .encoding = figures->encoding,
      .guessed = figures->guessed,
      .clock_hz = figures->clock_hz,
      .payload_bytes = figures->payload_bytes,
      .packet_ms = figures->packet_ms,
      .jitter_ms =
          figures->guessed ? figures->jitter_mean_ms : lm_rtp_stats_jitter_mean(&stream->stats),
      .packets = packets->n_order,
      .duplicates = stream->stats.duplicates,
      .cut = figures->cut,
      .ssrc = LM_SSRC_LINK_NONE,
      .network_delay_ms = LM_STREAM_ASSUMED_DELAY_MS,
      .delay_assumed = round_trip_ns == LM_TIME_NONE,
  };
  if (!working->delay_assumed) {
    working->round_trip_ms = (double)round_trip_ns / 1e6;
    working->network_delay_ms = working->round_trip_ms / 2;
  }
  take_results(working, figures);
  cut_into_intervals(working, packets);
  for (uint32_t i = 0; i < working->n_views; i++)
    score(working, &working->views[i]);
  ask_others(working);
  score_intervals(working);
}

void
lm_working_add_beside(LmWorking *working, const LmStream *stream, const LmRtpPackets *packets,
                      const LmStreamRtcp *rtcp, const LmSsrcLink *ssrc)
{
  /* What was announced here was captured from its first packet on. */
  working->sides = lm_loss_sides(packets, rtcp, stream->announced);
  if (ssrc)
    working->ssrc = *ssrc;
}

void
lm_working_fill(const LmStream *stream, int64_t round_trip_ns, LmWorking *working)
{
  LmRtpPackets *packets = lm_rtp_packets_new(NULL, stream);
  lm_working_of_packets(stream, packets, round_trip_ns, working);
  lm_rtp_packets_free(packets);
}

static bool
has_narrow_score(const LmWorkingView *view)
{
  return view->has_score && view->inputs.band == LM_BAND_NARROW;
}

double
lm_working_good_percent(const LmWorkingView *view)
{
  return has_narrow_score(view) ? lm_emodel_good_or_better(view->cq.r) : NAN;
}

double
lm_working_poor_percent(const LmWorkingView *view)
{
  return has_narrow_score(view) ? lm_emodel_poor_or_worse(view->cq.r) : NAN;
}

void
lm_working_clear(LmWorking *working)
{
  free(working->intervals);
  working->intervals = NULL;
  working->n_intervals = 0;
}
