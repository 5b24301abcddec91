/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The arithmetic of one RTP stream: what RFC 3550 defines, and delta and jitter as Wireshark's RTP
 * stream table states them, so that the two can be laid side by side. A plain record inside the
 * stream's row; one thread. */

#include "proto/rtp.h"

#include <stdint.h>

#define LM_RTP_MAX_TYPES 6

/* How often a payload type came; the first LM_RTP_MAX_TYPES of a stream are told apart. */
typedef struct {
  double ms_per_tick; /* 1000 / clock_hz; 0: no jitter from its packets */
  uint32_t packets;
  uint8_t payload_type;
  bool event; /* telephone-event: its timestamps stand still (RFC 4733, 2.2.1), so no jitter */
  bool comfort_noise;
  uint32_t clock_hz; /* 0: not known */
  LmSlice encoding;  /* from SDP or RFC 3551; empty where not known. Borrowed */
} LmRtpTypeUse;

/* What every packet touches stands first, up to the front of the first type. */
typedef struct {
  int64_t last_ns; /* arrival */
  uint64_t bytes;  /* of RTP packets: header and payload, no UDP or IP */

  /* Extended sequence numbers: the 16 bits of the packet below a count of cycles (RFC 3550, A.1).
   */
  uint64_t highest_sequence;
  uint64_t window;       /* bit n: highest_sequence - n was received */
  uint32_t bad_sequence; /* RFC 3550, A.1: the one that would make a restart */

  uint32_t packets; /* received, duplicates and strays among them (RFC 3550, A.3) */

  /* Delta and jitter, in milliseconds. Delta is to the packet before; jitter to the last one that
   * has a clock: an event's timestamp stands still (RFC 4733, 2.2.1). */
  int64_t reference_ns;
  uint32_t reference_timestamp;
  uint32_t jitter_count;
  double jitter; /* RFC 3550, A.8: the running estimate */
  double jitter_max, delta_max;
  double jitter_sum; /* of the estimates behind each packet but the first; see jitter_mean() */
  bool has_reference;
  bool previous_comfort_noise;
  uint8_t n_types;
  LmRtpTypeUse types[LM_RTP_MAX_TYPES];

  int64_t first_ns;
  uint64_t base_sequence;
  uint64_t expected_before; /* by sequences that ended in a restart (RFC 3550, A.1) */
  uint32_t restarts;
  uint32_t duplicates;      /* same sequence number again */
  uint32_t reordered;       /* behind a higher sequence number */
  uint32_t strays;          /* far from the others, alone: not received as RFC 3550, A.1 counts */
  uint32_t stray_timestamp; /* of the last one */
  bool stray_has_clock;
} LmRtpStats;

/* What one packet did to the figures: for graphs, and for marks. */
typedef struct {
  double delta_ms;  /* since the packet before, 0 for the first */
  double jitter_ms; /* the running estimate behind it */
  int32_t lost;     /* packets missing right before it */
  bool duplicate, reordered, restart;
} LmRtpStep;

/* Takes a packet of @packet_bytes in. @use is lm_rtp_stats_type() of its payload type. @step may be
 * NULL. */
void lm_rtp_stats_add(LmRtpStats *stats, const LmRtpHeader *header, int64_t time_ns,
                      uint32_t packet_bytes, LmRtpTypeUse *use, LmRtpStep *step);
/* The record of @payload_type in @stats, made on first use with what RFC 3551 says of it; then
 * @is_new is set, and the caller may know better. Types beyond LM_RTP_MAX_TYPES share the last
 * record. Borrowed. */
LmRtpTypeUse *lm_rtp_stats_type(LmRtpStats *stats, uint8_t payload_type, bool *is_new);
/* Sets what SDP says of a payload type. @clock_hz 0: not known. */
void lm_rtp_type_use_set(LmRtpTypeUse *use, LmSlice encoding, uint32_t clock_hz);
/* The type of most packets, events and comfort noise aside if there is any other; NULL before the
 * first packet. */
const LmRtpTypeUse *lm_rtp_stats_main_type(const LmRtpStats *stats);

/* Expected and lost packets (RFC 3550, A.3), strays aside. Lost is negative where duplicates
 * outnumber the losses. */
uint64_t lm_rtp_stats_expected(const LmRtpStats *stats);
int64_t lm_rtp_stats_lost(const LmRtpStats *stats);
double lm_rtp_stats_loss_percent(const LmRtpStats *stats);
/* In milliseconds, over the packets as Wireshark's RTP stream table takes them. */
double lm_rtp_stats_jitter_mean(const LmRtpStats *stats);
