/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "relate/packets_build.h"

#include <stdlib.h>

/* The packets without strays, and the row of each. */
static LmPlayoutPacket *
collect(const LmRtpPackets *packets, uint32_t *rows, uint32_t *n)
{
  LmPlayoutPacket *playouts = lm_alloc((packets->n + 1) * sizeof *playouts);
  *n = 0;
  for (uint32_t i = 0; i < packets->n; i++) {
    const LmRtpPacket *row = &packets->rows[i];
    if (row->flags & LM_RTP_STRAY)
      continue;
    rows[*n] = i;
    playouts[(*n)++] = (LmPlayoutPacket){
        .arrival_ns = row->time_ns,
        .sequence = row->sequence,
        .timestamp = row->timestamp,
        .clock_hz = row->clock_hz,
        .flags = (uint8_t)((row->flags & LM_RTP_EVENT ? LM_PLAYOUT_EVENT : 0) |
                           (row->flags & LM_RTP_RESTART ? LM_PLAYOUT_RESTART : 0)),
    };
  }
  return playouts;
}

static void
count_loss_runs(LmRtpPackets *packets)
{
  for (uint32_t i = 1; i < packets->n_order; i++) {
    uint64_t step =
        packets->rows[packets->order[i]].sequence - packets->rows[packets->order[i - 1]].sequence;
    if (step > 1)
      packets->figures.loss_runs[step - 1 < LM_LOSS_RUN_BINS ? step - 2 : LM_LOSS_RUN_BINS - 1]++;
  }
}

static void
play_out(LmRtpPackets *packets)
{
  LmRtpFigures *figures = &packets->figures;
  uint32_t *rows = lm_alloc((packets->n + 1) * sizeof *rows), n;
  LmPlayoutPacket *playouts = collect(packets, rows, &n);
  uint32_t *order = lm_alloc((n + 1) * sizeof *order);
  lm_playout_order(playouts, n, order);
  lm_playout_losses(playouts, n, order, &figures->losses);
  lm_loss_pattern_end(&figures->losses);
  for (unsigned b = 0; b < LM_N_JITTER_BUFFERS && figures->clock_hz; b++) {
    lm_jitter_buffer_run(&lm_jitter_buffers[b], playouts, n, order, &figures->buffers[b]);
    for (uint32_t i = 0; i < n; i++)
      packets->rows[rows[i]].flags |= playouts[i].late ? LM_RTP_LATE(b) : 0;
  }
  for (uint32_t i = 0; i < n; i++)
    order[i] = rows[order[i]];
  packets->order = order;
  packets->n_order = n;
  free(rows);
  free(playouts);
}

static void
spread_arrivals(LmRtpPackets *packets, float *values)
{
  uint32_t n = packets->n ? packets->n - 1 : 0;
  for (uint32_t i = 0; i < n; i++)
    values[i] = packets->rows[i + 1].delta_ms;
  lm_spread_fill(&packets->figures.delta, values, n);
  for (uint32_t i = 0; i < n; i++)
    values[i] = packets->rows[i + 1].jitter_ms;
  lm_spread_fill(&packets->figures.jitter, values, n);
}

/* Timestamps and arrivals of the packets with the main clock, by runs in which the timestamps go on
 * from each other. */
static size_t
sample_clock(const LmRtpPackets *packets, LmClockSample *samples)
{
  const LmRtpPacket *previous = NULL;
  int64_t ticks = 0;
  uint32_t run = 0;
  size_t n = 0;
  for (uint32_t i = 0; i < packets->n; i++) {
    const LmRtpPacket *row = &packets->rows[i];
    if (row->flags & LM_RTP_RESTART || row->flags & LM_RTP_TIMESTAMP_JUMP)
      run++;
    if (row->flags & (LM_RTP_STRAY | LM_RTP_EVENT | LM_RTP_DUPLICATE) ||
        row->clock_hz != packets->figures.clock_hz)
      continue;
    if (previous)
      ticks += (int32_t)(row->timestamp - previous->timestamp);
    previous = row;
    samples[n++] = (LmClockSample){
        .media_ms = (double)ticks * 1000.0 / row->clock_hz,
        .arrival_ms = (double)lm_time_sub(row->time_ns, packets->rows[0].time_ns) / 1e6,
        .run = run,
    };
  }
  return n;
}

/* Delays grow and shrink with the drift, which is none of the network's; what stays is counted from
 * the least of each run on. */
static void
spread_delays(LmRtpPackets *packets, const LmClockSample *samples, size_t n, float *values)
{
  const LmRtpFigures *figures = &packets->figures;
  double rate = figures->has_drift ? 1 + figures->drift.ppm / 1e6 : 1;
  for (size_t first = 0, end; first < n; first = end) {
    double least = 0;
    for (end = first; end < n && samples[end].run == samples[first].run; end++) {
      double delay_ms = samples[end].arrival_ms - samples[end].media_ms / rate;
      if (end == first || delay_ms < least)
        least = delay_ms;
    }
    for (size_t i = first; i < end; i++)
      values[i] = (float)(samples[i].arrival_ms - samples[i].media_ms / rate - least);
  }
  lm_spread_fill(&packets->figures.delay, values, n);
}

void
lm_rtp_packets_measure(LmRtpPackets *packets)
{
  LmRtpFigures *figures = &packets->figures;
  float *values = lm_alloc((packets->n + 1) * sizeof *values);
  play_out(packets);
  count_loss_runs(packets);
  spread_arrivals(packets, values);
  if (figures->clock_hz) {
    LmClockSample *samples = lm_alloc((packets->n + 1) * sizeof *samples);
    size_t n = sample_clock(packets, samples);
    figures->has_drift = lm_clock_drift(samples, n, &figures->drift);
    spread_delays(packets, samples, n, values);
    free(samples);
  }
  free(values);
}
