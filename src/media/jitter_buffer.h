/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a receiver's jitter buffer would have made of a stream: which packets would have come too
 * late to be played, and how long the others would have waited. Worked out from when packets
 * arrived, their timestamps and sequence numbers. A pure function; it is called when somebody
 * looks, and takes less than 0.1 s for an hour of audio. */

#include "media/loss_pattern.h"

#include <stddef.h>

enum {
  LM_PLAYOUT_EVENT = 1 << 0,   /* its timestamp stands still (RFC 4733, 2.2.1): never late */
  LM_PLAYOUT_RESTART = 1 << 1, /* what went before has nothing to do with it */
};

/* A packet as it arrived. */
typedef struct {
  int64_t arrival_ns;
  uint64_t sequence; /* extended; a restart goes on counting */
  uint32_t timestamp;
  uint32_t clock_hz; /* not 0 */
  uint8_t flags;
  bool late; /* set by lm_jitter_buffer_run() */
} LmPlayoutPacket;

/* A packet is played at its timestamp plus an offset. A fixed buffer sets the offset so that the
 * first packet waits @start_ms, and again where talk begins behind silence (the next sequence
 * number at least 100 ms of timestamps on), where timestamps jump by more than 2 s against the
 * clock, and behind 20 late packets in a row, as a receiver that resynchronizes does.
 *
 * An adaptive one follows the delay of the packets: their average plus four times their average
 * deviation, both with a gain of 1/500 (Ramjee, Kurose, Towsley and Schulzrinne, INFOCOM 1994,
 * algorithm 1), but at least @least_ms and at most @most_ms above the average. It begins with a
 * deviation of a quarter of @start_ms. It grows at once, and so far that the packet behind one that
 * came late has @least_ms; it shrinks by 1 ms a packet while packets wait longer than that, as one
 * that stretches and squeezes speech does. Where timestamps jump, and behind 20 late packets in a
 * row, it forgets and begins again too. */
typedef struct {
  const char *name; /* for data: "fixed_50" */
  bool adaptive;
  double start_ms, least_ms, most_ms;
} LmJitterBuffer;

#define LM_N_JITTER_BUFFERS 3
/* 50 ms, 200 ms, and adaptive from 40 ms between 20 and 500 ms. */
extern const LmJitterBuffer lm_jitter_buffers[LM_N_JITTER_BUFFERS];

typedef struct {
  LmLossPattern pattern; /* ended; late packets are lost ones */
  uint64_t late;         /* sequence numbers of which every packet came late */
  uint64_t anchors;      /* how often the offset was set anew, the first time included */
  double wait_mean_ms;   /* in the buffer, of those that were played */
  double wait_max_ms;
} LmJitterBufferResult;

/* The order of packets by sequence number, as indexes; of equal ones the first to arrive first. */
void lm_playout_order(const LmPlayoutPacket *packets, uint32_t n, uint32_t *order);
/* Marks the packets that come late, in the order of their arrival, and counts what is lost in the
 * end. */
void lm_jitter_buffer_run(const LmJitterBuffer *buffer, LmPlayoutPacket *packets, uint32_t n,
                          const uint32_t *order, LmJitterBufferResult *result);
/* The losses of the packets as they are marked; without marks, what the network alone lost. Not
 * ended. Returns how many sequence numbers were late. */
uint64_t lm_playout_losses(const LmPlayoutPacket *packets, uint32_t n, const uint32_t *order,
                           LmLossPattern *pattern);
