/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How losses lie among the packets of a stream: the burst ratio of the E-model (G.107, 7.5) and the
 * bursts and gaps of RFC 3611, section 4.7.2. Fed with what became of each packet in the order of
 * their sequence numbers, runs at once; nothing of it is kept. A plain record; one thread. */

#include <stdbool.h>
#include <stdint.h>

/* Received packets in a row that end a burst (RFC 3611, 4.7.2). */
#define LM_LOSS_GMIN 16

typedef struct {
  uint64_t packets, lost;
  uint64_t runs;    /* of lost packets in a row */
  uint64_t longest; /* the longest of them */
  uint64_t bursts;  /* of RFC 3611: more than one loss, fewer than Gmin received between two */
  uint64_t burst_packets, burst_lost; /* inside all of them together */
  uint64_t gaps; /* what lies before, between and behind bursts, if anything does */

  /* What may yet become a burst: from its first to its last lost packet. */
  uint64_t open_packets, open_lost;
  uint64_t received;    /* in a row, up to now */
  uint64_t gap_packets; /* since the last burst; what may yet become one is not among them */
  uint64_t run;         /* lost in a row, up to now */
  bool in_run;
} LmLossPattern;

#define LM_LOSS_PATTERN_INIT ((LmLossPattern){0})

/* Takes in @n packets in a row that were all lost, or discarded as too late, or all received. */
void lm_loss_pattern_add(LmLossPattern *pattern, bool lost, uint64_t n);
/* Closes what is open. Then the figures above and below are those of the whole stream. */
void lm_loss_pattern_end(LmLossPattern *pattern);

double lm_loss_pattern_percent(const LmLossPattern *pattern);
/* How long the runs of lost packets are, by how long they would be on average if as many were lost
 * at random: 1 / (1 - Ppl). 1 without loss. Less than 1 where losses keep apart from each other. */
double lm_loss_pattern_burst_ratio(const LmLossPattern *pattern);
/* Share of lost packets inside bursts and outside them, 0 to 1 (RFC 3611, 4.7.2). */
double lm_loss_pattern_burst_density(const LmLossPattern *pattern);
double lm_loss_pattern_gap_density(const LmLossPattern *pattern);
/* Packets in a burst and in a gap, on average; 0 where there is none. */
double lm_loss_pattern_burst_length(const LmLossPattern *pattern);
double lm_loss_pattern_gap_length(const LmLossPattern *pattern);
