/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What TURN carries for others: ChannelData messages, and the DATA of Send and Data indications
 * (RFC 8656, 11, 12). Pure. */

#include "base/bytes.h"
#include "proto/anomaly.h"

#define LM_TURN_CHANNEL_HEADER_BYTES 4

typedef struct {
  uint16_t number; /* 0x4000 to 0x4fff; see LM_ANOMALY_TURN_CHANNEL */
  uint16_t len;    /* that the header states */
  LmSlice data;    /* what is there of it, without padding */
  LmSlice padding;
  uint16_t anomaly; /* LmAnomalyKind */
} LmTurnChannel;

/* False where @bytes is shorter than the header or begins with other bits than 01. */
bool lm_turn_channel_parse(LmSlice bytes, LmTurnChannel *channel);

typedef struct {
  LmSlice data;
  uint16_t channel; /* 0: in an indication */
} LmTurnPayload;

/* Whether @datagram is ChannelData or a Send or Data indication with something in it. What else
 * @datagram could be was asked before: lm_demux(). */
bool lm_turn_unwrap(LmSlice datagram, LmTurnPayload *payload);
