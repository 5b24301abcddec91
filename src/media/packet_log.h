/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where the packets of a stream lie and when they came, in about 7 bytes each: arrival, place and
 * length are kept as differences to the packet before, in as few bytes as they need. What a graph
 * or a decoder wants beyond that is read from the packets again when somebody looks. The log owns
 * its blocks. One thread. */

#include "base/slice.h"

#include <stdint.h>

typedef struct LmPacketLogBlock LmPacketLogBlock;

typedef struct {
  LmPacketLogBlock *first, *last;
  const uint8_t *previous_data;
  int64_t previous_ns;
  uint32_t previous_len;
  uint32_t packets;
} LmPacketLog;

typedef struct {
  int64_t time_ns;
  LmSlice packet; /* from the RTP header on */
} LmPacketLogEntry;

typedef struct {
  const LmPacketLogBlock *block;
  uint32_t offset;
  LmPacketLogEntry previous;
} LmPacketLogWalk;

#define LM_PACKET_LOG_INIT ((LmPacketLog){0})

/* @packet must live as long as the log: bytes of the capture do. */
void lm_packet_log_add(LmPacketLog *log, int64_t time_ns, LmSlice packet);
void lm_packet_log_clear(LmPacketLog *log);
void lm_packet_log_walk(const LmPacketLog *log, LmPacketLogWalk *walk);
/* False at the end. */
bool lm_packet_log_next(LmPacketLogWalk *walk, LmPacketLogEntry *entry);
size_t lm_packet_log_bytes(const LmPacketLog *log);
