/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where the packets of a stream lie and when they came, in about 5 bytes each. A sender is regular:
 * so what is kept of arrival and place is how far the step to the next packet differs from the step
 * before. What a graph or a decoder wants beyond that is read from the packets again when somebody
 * looks. Its blocks lie in an arena, or, where logs come and go, each by itself. One thread. */

#include "base/arena.h"

#include <stdint.h>

typedef struct LmPacketLogBlock LmPacketLogBlock;

typedef struct {
  int64_t time_ns;
  LmSlice packet; /* from the RTP header on */
} LmPacketLogEntry;

/* A packet, and the steps to it from the one before. */
typedef struct {
  int64_t time_ns;
  const uint8_t *data;
  uint64_t step_ns, step_bytes; /* modulo 2^64: neither time nor place need go forwards */
  uint32_t len;
} LmPacketLogState;

typedef struct {
  uint8_t *at, *end; /* where the next entry goes, in the last block */
  LmPacketLogState last_packet;
  LmPacketLogBlock *last; /* its next one is the first */
} LmPacketLog;

typedef struct {
  const LmPacketLog *log;
  const LmPacketLogBlock *block;
  const uint8_t *at;
  LmPacketLogState state;
} LmPacketLogWalk;

#define LM_PACKET_LOG_INIT ((LmPacketLog){0})

/* @packet, of less than 4 GiB, must live as long as the log: bytes of the capture do. @arena holds
 * the log, and is the same for all of its packets; NULL: lm_packet_log_free() frees it. */
void lm_packet_log_add(LmPacketLog *log, LmArena *arena, int64_t time_ns, LmSlice packet);
/* The log must not grow while it is walked. */
void lm_packet_log_walk(const LmPacketLog *log, LmPacketLogWalk *walk);
/* False at the end. */
bool lm_packet_log_next(LmPacketLogWalk *walk, LmPacketLogEntry *entry);
size_t lm_packet_log_bytes(const LmPacketLog *log);
/* Of one that is in no arena. */
void lm_packet_log_free(LmPacketLog *log);
