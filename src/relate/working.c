/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/working.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/time.h"
#include "media/other_scores.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What most packets have in common, among the first few values that come. */
#define MOST_VALUES 16

typedef struct {
  uint32_t values[MOST_VALUES], counts[MOST_VALUES];
  uint32_t n;
} Tally;

static void
tally(Tally *of, uint32_t value)
{
  uint32_t i = 0;
  while (i < of->n && of->values[i] != value)
    i++;
  if (i == MOST_VALUES)
    return;
  of->n += i == of->n;
  of->values[i] = value;
  of->counts[i]++;
}

static uint32_t
most_of(const Tally *of)
{
  uint32_t best = 0;
  for (uint32_t i = 1; i < of->n; i++)
    if (of->counts[i] > of->counts[best])
      best = i;
  return of->n ? of->values[best] : 0;
}

typedef struct {
  const LmStream *stream;
  LmRtpStats stats;
  LmPlayoutPacket *packets;
  uint32_t n;
  uint64_t before, highest; /* what a restart goes on from; the highest of all up to now */
  LmPlayoutPacket waiting;
  uint8_t main_type;
  uint32_t clock_hz;
  uint32_t last_timestamp;
  uint64_t last_sequence;
  Tally sizes, steps;
} Reading;

static void
add_packet(Reading *reading, const LmPlayoutPacket *packet)
{
  if (packet->sequence > reading->highest || reading->n == 0)
    reading->highest = packet->sequence;
  reading->packets[reading->n++] = *packet;
}

/* The extended sequence number of a packet that was just counted. One far from the others waits
 * (RFC 3550, A.1): the next one makes it the first of a restart, which goes on counting, or a
 * stray, which is none of the stream's. False if it waits. */
static bool
find_sequence(Reading *reading, const LmRtpHeader *header, const LmRtpStep *step,
              LmPlayoutPacket *packet)
{
  const LmRtpStats *stats = &reading->stats;
  if (stats->bad_sequence != UINT32_MAX) {
    reading->waiting = *packet;
    return false;
  }
  if (step->restart) {
    reading->before = reading->highest + 2 - stats->highest_sequence;
    reading->waiting.sequence = reading->highest + 1;
    reading->waiting.flags |= LM_PLAYOUT_RESTART;
    add_packet(reading, &reading->waiting);
  }
  uint16_t behind = (uint16_t)((uint16_t)stats->highest_sequence - header->sequence);
  packet->sequence = reading->before + stats->highest_sequence - behind;
  return true;
}

static void
read_packet(Reading *reading, const LmPacketLogEntry *entry)
{
  LmRtpHeader header;
  LmRtpStep step;
  bool is_new;
  if (!lm_rtp_parse(entry->packet, &header))
    return;
  LmRtpTypeUse *use = lm_rtp_stats_type(&reading->stats, header.payload_type, &is_new);
  lm_rtp_stats_add(&reading->stats, &header, entry->time_ns, (uint32_t)entry->packet.len, use,
                   &step);
  LmPlayoutPacket packet = {
      .arrival_ns = entry->time_ns,
      .timestamp = header.timestamp,
      .clock_hz = use->clock_hz ? use->clock_hz : reading->clock_hz,
      .flags = use->event ? LM_PLAYOUT_EVENT : 0,
  };
  if (!find_sequence(reading, &header, &step, &packet))
    return;
  add_packet(reading, &packet);
  if (header.payload_type == reading->main_type) {
    tally(&reading->sizes, header.payload_len);
    if (packet.sequence == reading->last_sequence + 1)
      tally(&reading->steps, header.timestamp - reading->last_timestamp);
  }
  reading->last_timestamp = header.timestamp;
  reading->last_sequence = packet.sequence;
}

/* True if there are more packets than may be looked at. */
static bool
read_packets(Reading *reading)
{
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  uint32_t most = LM_LIMIT_RELATED_ROWS;
  if (reading->stream->stats.packets < most)
    most = reading->stream->stats.packets;
  reading->stats.n_types = reading->stream->stats.n_types;
  memcpy(reading->stats.types, reading->stream->stats.types, sizeof reading->stats.types);
  reading->packets = lm_alloc((most + 1) * sizeof *reading->packets);
  lm_packet_log_walk(&reading->stream->log, &walk);
  while (reading->n < most && lm_packet_log_next(&walk, &entry))
    read_packet(reading, &entry);
  return lm_packet_log_next(&walk, &entry);
}

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

/* Cuts the stream, as the last view has it, into stretches; late marks are those of that view. */
static void
cut_into_intervals(LmWorking *working, const Reading *reading, const uint32_t *order)
{
  const LmPlayoutPacket *packets = reading->packets;
  LmWorkingInterval *at = NULL;
  working->intervals = lm_alloc((reading->n + 1) * sizeof *working->intervals);
  for (uint32_t i = 0; i < reading->n;) {
    const LmPlayoutPacket *packet = &packets[order[i]];
    int64_t since_ns = lm_time_sub(packet->arrival_ns, packets[0].arrival_ns);
    int64_t start_ns =
        packets[0].arrival_ns + since_ns / LM_WORKING_INTERVAL_NS * LM_WORKING_INTERVAL_NS;
    if (!at || start_ns > at->start_ns) {
      at = &working->intervals[working->n_intervals++];
      at->start_ns = start_ns;
    }
    if (i > 0)
      lm_loss_pattern_add(&at->pattern, true,
                          packet->sequence - packets[order[i - 1]].sequence - 1);
    bool late = true;
    for (; i < reading->n && packets[order[i]].sequence == packet->sequence; i++)
      late = late && packets[order[i]].late;
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
look_at_packets(LmWorking *working, Reading *reading)
{
  uint32_t *order = lm_alloc((reading->n + 1) * sizeof *order);
  LmLossPattern *network = &working->views[0].result.pattern;
  lm_playout_order(reading->packets, reading->n, order);
  lm_playout_losses(reading->packets, reading->n, order, network);
  lm_loss_pattern_end(network);
  working->n_views = 1;
  for (size_t i = 0; i < LM_N_JITTER_BUFFERS && working->clock_hz; i++) {
    LmWorkingView *view = &working->views[working->n_views++];
    view->buffer = &lm_jitter_buffers[i];
    lm_jitter_buffer_run(view->buffer, reading->packets, reading->n, order, &view->result);
  }
  cut_into_intervals(working, reading, order);
  free(order);
}

void
lm_working_fill(const LmStream *stream, int64_t round_trip_ns, LmWorking *working)
{
  Reading reading = {
      .stream = stream,
      .main_type = stream->payload_type,
      .clock_hz = lm_stream_clock_hz(stream),
  };
  *working = (LmWorking){
      .encoding = stream->codec,
      .clock_hz = reading.clock_hz,
      .jitter_ms = lm_rtp_stats_jitter_mean(&stream->stats),
      .duplicates = stream->stats.duplicates,
      .network_delay_ms = LM_STREAM_ASSUMED_DELAY_MS,
      .delay_assumed = round_trip_ns == LM_TIME_NONE,
  };
  if (!working->delay_assumed) {
    working->round_trip_ms = (double)round_trip_ns / 1e6;
    working->network_delay_ms = working->round_trip_ms / 2;
  }
  working->cut = read_packets(&reading);
  working->packets = reading.n;
  working->payload_bytes = stream->secure ? 0 : most_of(&reading.sizes);
  if (working->clock_hz)
    working->packet_ms = most_of(&reading.steps) * 1000.0 / working->clock_hz;
  look_at_packets(working, &reading);
  for (uint32_t i = 0; i < working->n_views; i++)
    score(working, &working->views[i]);
  ask_others(working);
  score_intervals(working);
  free(reading.packets);
}

void
lm_working_clear(LmWorking *working)
{
  free(working->intervals);
  working->intervals = NULL;
  working->n_intervals = 0;
}
