/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Redundant audio data (RFC 2198): a payload of several blocks, older ones before the newest. Also
 * what WebRTC puts video and its FEC in. Pure functions. */

#include "base/bytes.h"

typedef struct {
  uint8_t payload_type;
  bool primary;       /* the last block, which the RTP header's timestamp is of */
  uint32_t offset;    /* of its timestamp before that of the RTP header */
  uint32_t block_len; /* as stated; of the primary what is left */
  LmSlice block;      /* empty where it is cut off */
} LmRedBlock;

typedef struct {
  LmSlice payload;
  size_t header, data; /* where the next of each begins */
  bool ended;
} LmRedWalk;

void lm_red_walk(LmSlice payload, LmRedWalk *walk);
/* False behind the primary block, and where the headers are cut off. */
bool lm_red_next(LmRedWalk *walk, LmRedBlock *block);
/* The primary block; false where there is none. */
bool lm_red_primary(LmSlice payload, LmRedBlock *block);
