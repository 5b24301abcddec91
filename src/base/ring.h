/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Packets between a thread that takes them and one that writes them: a bounded ring of bytes, one
 * thread at either end. What finds no room is not taken, and whoever puts counts it. */

#include "base/slice.h"

typedef struct LmRing LmRing;

typedef struct {
  uint32_t link, captured_bytes, original_bytes;
  int64_t time_ns;
} LmRingPacket;

/* NULL if there is no memory. */
LmRing *lm_ring_new(size_t bytes);
void lm_ring_free(LmRing *ring);
bool lm_ring_put(LmRing *ring, const LmRingPacket *packet, const uint8_t *data);
/* The oldest packet; its bytes stay until lm_ring_drop(). False while there is none. */
bool lm_ring_peek(LmRing *ring, LmRingPacket *packet, LmSlice *data);
void lm_ring_drop(LmRing *ring);
/* No more will be put. */
void lm_ring_end(LmRing *ring);
bool lm_ring_ended(const LmRing *ring);
/* Waits until there is a packet, or for so long. */
void lm_ring_wait(LmRing *ring, int most_ms);
