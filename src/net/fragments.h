/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* IP fragments that wait for the others of their datagram. Only where they lie is kept, not what
 * is in them: frames do not move. A datagram is put together when its last gap closes, in memory
 * that lives as long as this. What waits is bounded in age, number and memory (base/limits.h); the
 * oldest datagram goes first. One thread at a time. */

#include "base/addr.h"
#include "base/arena.h"
#include "net/cache.h"
#include "net/net.h"

typedef struct {
  LmCache datagrams;
  LmVec pieces;
  uint32_t free_piece;
  uint32_t n_pieces; /* waiting */
  size_t held_bytes; /* memory and bytes of payload that wait */
  LmArena arena;
} LmFragments;

typedef struct {
  LmAddr src, dst;
  uint32_t id;
  uint32_t offset;  /* bytes */
  uint8_t protocol; /* the next header, in IPv6 */
  bool more;
  LmSlice bytes;
  uint32_t missing; /* bytes behind @bytes that the capture cut off */
  int64_t time_ns;
} LmFragment;

void lm_fragments_init(LmFragments *fragments);
void lm_fragments_clear(LmFragments *fragments);
/* What waits for more is needed. */
void lm_fragments_mark(const LmFragments *fragments, LmKeep *keep);
/* True when @fragment is the last one that lacked: then its bytes, missing and protocol are those
 * of the datagram, which lives as long as @fragments. Where fragments overlap, the bytes that came
 * first stay (RFC 8200, 4.5 forbids overlaps; RFC 791 leaves it open), and it is counted. */
bool lm_fragments_add(LmFragments *fragments, LmFragment *fragment, LmNetCounters *counters);
