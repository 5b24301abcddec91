/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/loss_pattern.h"

/* What was open turned out to be a burst, or a single loss inside a gap. */
static void
close_open(LmLossPattern *pattern)
{
  if (pattern->open_lost > 1) {
    pattern->gaps += pattern->gap_packets > 0;
    pattern->gap_packets = 0;
    pattern->bursts++;
    pattern->burst_packets += pattern->open_packets;
    pattern->burst_lost += pattern->open_lost;
  } else {
    pattern->gap_packets += pattern->open_packets;
  }
  pattern->open_packets = pattern->open_lost = 0;
}

static void
add_received(LmLossPattern *pattern, uint64_t n)
{
  pattern->in_run = false;
  pattern->received += n;
}

static void
add_lost(LmLossPattern *pattern, uint64_t n)
{
  if (pattern->open_lost == 0 || pattern->received >= LM_LOSS_GMIN) {
    close_open(pattern);
    pattern->gap_packets += pattern->received;
  } else {
    pattern->open_packets += pattern->received;
  }
  pattern->received = 0;
  pattern->open_packets += n;
  pattern->open_lost += n;
}

void
lm_loss_pattern_add(LmLossPattern *pattern, bool lost, uint64_t n)
{
  if (n == 0)
    return;
  pattern->packets += n;
  if (!lost) {
    add_received(pattern, n);
    return;
  }
  if (!pattern->in_run) {
    pattern->runs++;
    pattern->run = 0;
  }
  pattern->in_run = true;
  pattern->run += n;
  if (pattern->run > pattern->longest)
    pattern->longest = pattern->run;
  pattern->lost += n;
  add_lost(pattern, n);
}

void
lm_loss_pattern_end(LmLossPattern *pattern)
{
  close_open(pattern);
  pattern->gap_packets += pattern->received;
  pattern->gaps += pattern->gap_packets > 0;
  pattern->received = pattern->gap_packets = 0;
  pattern->in_run = false;
}

static double
share(uint64_t part, uint64_t whole)
{
  return whole ? (double)part / (double)whole : 0;
}

double
lm_loss_pattern_percent(const LmLossPattern *pattern)
{
  return 100 * share(pattern->lost, pattern->packets);
}

double
lm_loss_pattern_burst_ratio(const LmLossPattern *pattern)
{
  if (pattern->runs == 0)
    return 1;
  return share(pattern->lost, pattern->runs) * (1 - share(pattern->lost, pattern->packets));
}

double
lm_loss_pattern_burst_density(const LmLossPattern *pattern)
{
  return share(pattern->burst_lost, pattern->burst_packets);
}

double
lm_loss_pattern_gap_density(const LmLossPattern *pattern)
{
  return share(pattern->lost - pattern->burst_lost, pattern->packets - pattern->burst_packets);
}

double
lm_loss_pattern_burst_length(const LmLossPattern *pattern)
{
  return share(pattern->burst_packets, pattern->bursts);
}

double
lm_loss_pattern_gap_length(const LmLossPattern *pattern)
{
  return share(pattern->packets - pattern->burst_packets, pattern->gaps);
}
