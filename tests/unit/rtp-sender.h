/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A stream whose packets are made one by one, for the tests of what is read from them again. */

#include "track/stream.h"

typedef struct {
  LmStream stream;
  LmArena arena;
  double now_ms;   /* when the next packet arrives, if it is not late */
  LmSlice payload; /* what payloads begin with; zeros follow */
} RtpSender;

/* Owned: rtp_sender_free(). */
RtpSender *rtp_sender_new(const char *encoding, uint32_t clock_hz, uint8_t payload_type);
void rtp_sender_free(RtpSender *sender);
/* Makes another payload type known, with what an SDP says of it. */
void rtp_sender_add_type(RtpSender *sender, const char *encoding, uint32_t clock_hz, uint8_t type);
/* The stream takes this packet in, which arrives at @arrival_ms. @type may have the marker bit. */
void rtp_sender_take(RtpSender *sender, uint8_t type, uint16_t sequence, uint32_t timestamp,
                     size_t payload_bytes, double arrival_ms);
/* A packet of the first type that arrives @late_ms after its turn; the next one's is 20 ms on. */
void rtp_sender_send(RtpSender *sender, uint16_t sequence, uint32_t timestamp, size_t payload_bytes,
                     double late_ms);
/* The stream, named by most of its packets. */
const LmStream *rtp_sender_stream(RtpSender *sender);
