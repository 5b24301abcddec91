/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/rtp_stats.h"

#include "base/time.h"

#include <math.h>

/* RFC 3550, A.1. */
#define MAX_DROPOUT 3000
#define MAX_MISORDER 100
/* A jump beyond MAX_DROPOUT is a loss all the same, and no restart, where the time that went by is
 * enough for that many packets of 5 ms: an outage of two minutes on a 20 ms stream is 6,000
 * sequence numbers. */
#define LEAST_PACKET_NS (5 * LM_NS_PER_MS)
/* Nor is a packet from further behind than MAX_MISORDER the first of a restart, if its number is
 * one of the stream's and its timestamp is behind too, by no more than the slowest path explains.
 * The timestamps of a restart begin anywhere (RFC 3550, 5.1). */
#define MOST_LATE_MS 10000.0
#define WINDOW_BITS 64

void
lm_rtp_type_use_set(LmRtpTypeUse *use, LmSlice encoding, uint32_t clock_hz)
{
  use->encoding = encoding;
  use->clock_hz = clock_hz;
  use->event = lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("telephone-event"));
  use->comfort_noise = lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("CN"));
  use->ms_per_tick = clock_hz && !use->event ? 1000.0 / clock_hz : 0;
}

LmRtpTypeUse *
lm_rtp_stats_type(LmRtpStats *stats, uint8_t payload_type, bool *is_new)
{
  *is_new = false;
  for (uint8_t i = 0; i < stats->n_types; i++)
    if (stats->types[i].payload_type == payload_type)
      return &stats->types[i];
  if (stats->n_types == LM_RTP_MAX_TYPES)
    return &stats->types[LM_RTP_MAX_TYPES - 1];
  const LmRtpStaticType *known = lm_rtp_static_type(payload_type);
  LmRtpTypeUse *use = &stats->types[stats->n_types++];
  use->payload_type = payload_type;
  lm_rtp_type_use_set(use, lm_slice_str(known->encoding), known->clock_hz);
  /* 19 was comfort noise before RFC 3389 took 13. */
  use->comfort_noise |= payload_type == 13 || payload_type == 19;
  *is_new = true;
  return use;
}

const LmRtpTypeUse *
lm_rtp_stats_main_type(const LmRtpStats *stats)
{
  const LmRtpTypeUse *best = NULL;
  for (uint8_t i = 0; i < stats->n_types; i++) {
    const LmRtpTypeUse *use = &stats->types[i];
    bool aside = use->event || use->comfort_noise;
    bool best_aside = best && (best->event || best->comfort_noise);
    if (!best || (best_aside && !aside) || (best_aside == aside && use->packets > best->packets))
      best = use;
  }
  return best;
}

static void
start_sequence(LmRtpStats *stats, uint16_t sequence)
{
  /* One cycle up, so that a packet from before the first one has a number too. */
  stats->base_sequence = stats->highest_sequence = 65536u + sequence;
  stats->window = 1;
  stats->bad_sequence = UINT32_MAX;
}

static void
restart_sequence(LmRtpStats *stats, uint16_t sequence, LmRtpStep *step)
{
  stats->expected_before += stats->highest_sequence - stats->base_sequence + 1;
  start_sequence(stats, (uint16_t)(sequence - 1));
  stats->highest_sequence++;
  stats->window = 3;
  stats->restarts++;
  stats->strays--; /* The one before was none. */
  step->restart = true;
  /* The next transit time is compared with that of the new beginning: the timestamps of the old one
   * have nothing to do with it. */
  stats->has_reference = stats->stray_has_clock;
  stats->reference_ns = stats->last_ns;
  stats->reference_timestamp = stats->stray_timestamp;
}

/* A packet from nowhere, unless the next one makes it the first of a restart. */
static void
add_stray(LmRtpStats *stats, const LmRtpHeader *header, const LmRtpTypeUse *use)
{
  stats->bad_sequence = (uint16_t)(header->sequence + 1);
  stats->stray_timestamp = header->timestamp;
  stats->stray_has_clock = use->ms_per_tick > 0;
  stats->strays++;
}

static bool
is_very_late(const LmRtpStats *stats, const LmRtpHeader *header, const LmRtpTypeUse *use,
             uint32_t behind)
{
  double late_ms =
      -(double)(int32_t)(header->timestamp - stats->reference_timestamp) * use->ms_per_tick;
  return stats->has_reference && behind <= stats->highest_sequence - stats->base_sequence &&
         late_ms > 0 && late_ms <= MOST_LATE_MS;
}

/* A packet from behind the highest sequence number: late, or there already. */
static void
add_late_packet(LmRtpStats *stats, uint64_t behind, LmRtpStep *step)
{
  uint64_t bit = behind < WINDOW_BITS ? (uint64_t)1 << behind : 0;
  step->duplicate = bit && (stats->window & bit);
  step->reordered = !step->duplicate;
  stats->duplicates += step->duplicate;
  stats->reordered += step->reordered;
  stats->window |= bit;
  uint64_t sequence = stats->highest_sequence - behind;
  if (sequence < stats->base_sequence)
    stats->base_sequence = sequence;
}

/* RFC 3550, A.1, with the wider bounds that are explained above. Returns whether the packet is one
 * of the stream's. */
static bool
add_sequence(LmRtpStats *stats, const LmRtpHeader *header, int64_t since_previous_ns,
             const LmRtpTypeUse *use, LmRtpStep *step)
{
  uint16_t ahead = (uint16_t)(header->sequence - (uint16_t)stats->highest_sequence);
  uint32_t behind = ahead ? 65536u - ahead : 0;
  bool plausible = ahead < MAX_DROPOUT ||
                   (ahead < 32768 && since_previous_ns >= (int64_t)ahead * LEAST_PACKET_NS);
  if (ahead && plausible) {
    stats->highest_sequence += ahead;
    stats->window = ahead < WINDOW_BITS ? stats->window << ahead | 1 : 1;
    step->lost = ahead - 1;
  } else if (behind <= MAX_MISORDER || is_very_late(stats, header, use, behind)) {
    add_late_packet(stats, behind, step);
  } else if (stats->bad_sequence == header->sequence) {
    restart_sequence(stats, header->sequence, step);
  } else {
    add_stray(stats, header, use);
    return false;
  }
  stats->bad_sequence = UINT32_MAX;
  return true;
}

/* Nearly every packet is the next one. */
static inline void
add_next_sequence(LmRtpStats *stats)
{
  stats->highest_sequence++;
  stats->window = stats->window << 1 | 1;
  stats->bad_sequence = UINT32_MAX;
}

/* Jitter is to the packet that arrived before, in whatever order they were sent (RFC 3550, 6.4.1).
 * As in Wireshark's RTP stream table its mean and maximum, and that of delta, leave out packets
 * with marker, comfort noise and what follows it; the mean counts those that are left out as if
 * they were average. */
static inline void
add_jitter(LmRtpStats *stats, const LmRtpHeader *header, int64_t time_ns, int64_t since_previous_ns,
           const LmRtpTypeUse *use, bool clocked, LmRtpStep *step)
{
  double delta = (double)since_previous_ns / 1e6;
  if (clocked && stats->has_reference) {
    int32_t ticks = (int32_t)(header->timestamp - stats->reference_timestamp);
    double elapsed = delta;
    if (stats->reference_ns != stats->last_ns)
      elapsed = (double)lm_time_sub(time_ns, stats->reference_ns) / 1e6;
    stats->jitter += (fabs(elapsed - ticks * use->ms_per_tick) - stats->jitter) / 16;
  }
  bool regular = !header->marker && !use->comfort_noise && !stats->previous_comfort_noise;
  if (regular && delta > stats->delta_max)
    stats->delta_max = delta;
  if (regular && clocked) {
    stats->jitter_sum += stats->jitter;
    if (stats->jitter > stats->jitter_max)
      stats->jitter_max = stats->jitter;
  } else if (stats->jitter_count) {
    stats->jitter_sum += stats->jitter_sum / (double)stats->jitter_count;
  }
  stats->jitter_count++;
  step->delta_ms = delta;
  step->jitter_ms = stats->jitter;
}

/* Made twice: where nobody asks for the step, nothing is stored in it. */
static inline __attribute__((always_inline)) void
add(LmRtpStats *stats, const LmRtpHeader *header, int64_t time_ns, uint32_t packet_bytes,
    LmRtpTypeUse *use, LmRtpStep *step)
{
  bool clocked = use->ms_per_tick > 0;
  *step = (LmRtpStep){0};
  use->packets++;
  stats->bytes += packet_bytes;
  if (stats->packets++ == 0) {
    stats->first_ns = time_ns;
    start_sequence(stats, header->sequence);
  } else {
    int64_t since_previous_ns = lm_time_sub(time_ns, stats->last_ns);
    if (__builtin_expect(header->sequence == (uint16_t)(stats->highest_sequence + 1), 1))
      add_next_sequence(stats);
    else
      clocked &= add_sequence(stats, header, since_previous_ns, use, step);
    add_jitter(stats, header, time_ns, since_previous_ns, use, clocked, step);
  }
  if (clocked) {
    stats->reference_ns = time_ns;
    stats->reference_timestamp = header->timestamp;
    stats->has_reference = true;
  }
  stats->previous_comfort_noise = use->comfort_noise;
  stats->last_ns = time_ns;
}

void
lm_rtp_stats_add(LmRtpStats *stats, const LmRtpHeader *header, int64_t time_ns,
                 uint32_t packet_bytes, LmRtpTypeUse *use, LmRtpStep *step)
{
  LmRtpStep unused;
  if (step)
    add(stats, header, time_ns, packet_bytes, use, step);
  else
    add(stats, header, time_ns, packet_bytes, use, &unused);
}

uint64_t
lm_rtp_stats_expected(const LmRtpStats *stats)
{
  if (stats->packets == 0)
    return 0;
  return stats->expected_before + stats->highest_sequence - stats->base_sequence + 1;
}

int64_t
lm_rtp_stats_lost(const LmRtpStats *stats)
{
  return (int64_t)(lm_rtp_stats_expected(stats) + stats->strays - stats->packets);
}

double
lm_rtp_stats_loss_percent(const LmRtpStats *stats)
{
  uint64_t expected = lm_rtp_stats_expected(stats);
  return expected ? 100.0 * (double)lm_rtp_stats_lost(stats) / (double)expected : 0;
}

double
lm_rtp_stats_jitter_mean(const LmRtpStats *stats)
{
  return stats->jitter_count ? stats->jitter_sum / (double)stats->jitter_count : 0;
}
