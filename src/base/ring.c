/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ring.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

/* Each record begins on a multiple of this, so that there is always room to mark a turn. */
#define ALIGN sizeof(LmRingPacket)
#define TURN UINT32_MAX /* as a record's link: the next one is at the start of the memory */

struct LmRing {
  uint8_t *memory;
  size_t bytes;
  int wake;
  _Alignas(64) _Atomic uint64_t put; /* bytes ever put */
  _Alignas(64) _Atomic uint64_t dropped;
  uint64_t next; /* what dropping the oldest moves @dropped to; the taker's */
  atomic_bool sleeps, ended;
};

LmRing *
lm_ring_new(size_t bytes)
{
  LmRing *ring = aligned_alloc(64, sizeof *ring);
  if (!ring)
    return NULL;
  *ring = (LmRing){.bytes = bytes / ALIGN * ALIGN, .wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  void *memory =
      mmap(NULL, ring->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory != MAP_FAILED && ring->wake >= 0) {
    ring->memory = memory;
    return ring;
  }
  free(ring);
  return NULL;
}

void
lm_ring_free(LmRing *ring)
{
  munmap(ring->memory, ring->bytes);
  close(ring->wake);
  free(ring);
}

static uint64_t
record_bytes(uint32_t captured_bytes)
{
  return (sizeof(LmRingPacket) + captured_bytes + ALIGN - 1) / ALIGN * ALIGN;
}

bool
lm_ring_put(LmRing *ring, const LmRingPacket *packet, const uint8_t *data)
{
  uint64_t put = atomic_load_explicit(&ring->put, memory_order_relaxed);
  uint64_t used = put - atomic_load_explicit(&ring->dropped, memory_order_acquire);
  uint64_t need = record_bytes(packet->captured_bytes);
  uint64_t left = ring->bytes - put % ring->bytes, skipped = left < need ? left : 0;
  if (skipped + need > ring->bytes - used)
    return false;
  if (skipped) {
    LmRingPacket turn = {.link = TURN};
    memcpy(ring->memory + put % ring->bytes, &turn, sizeof turn);
    put += skipped;
  }
  uint8_t *at = ring->memory + put % ring->bytes;
  memcpy(at, packet, sizeof *packet);
  memcpy(at + sizeof *packet, data, packet->captured_bytes);
  atomic_store(&ring->put, put + need);
  if (atomic_load(&ring->sleeps) && atomic_exchange(&ring->sleeps, false))
    eventfd_write(ring->wake, 1);
  return true;
}

bool
lm_ring_peek(LmRing *ring, LmRingPacket *packet, LmSlice *data)
{
  uint64_t at = atomic_load_explicit(&ring->dropped, memory_order_relaxed);
  if (at == atomic_load_explicit(&ring->put, memory_order_acquire))
    return false;
  memcpy(packet, ring->memory + at % ring->bytes, sizeof *packet);
  if (packet->link == TURN) {
    at += ring->bytes - at % ring->bytes;
    memcpy(packet, ring->memory, sizeof *packet);
  }
  *data = lm_slice(ring->memory + at % ring->bytes + sizeof *packet, packet->captured_bytes);
  ring->next = at + record_bytes(packet->captured_bytes);
  return true;
}

void
lm_ring_drop(LmRing *ring)
{
  atomic_store_explicit(&ring->dropped, ring->next, memory_order_release);
}

void
lm_ring_end(LmRing *ring)
{
  atomic_store(&ring->ended, true);
  eventfd_write(ring->wake, 1);
}

bool
lm_ring_ended(const LmRing *ring)
{
  return atomic_load(&ring->ended);
}

void
lm_ring_wait(LmRing *ring, int most_ms)
{
  struct pollfd wait = {.fd = ring->wake, .events = POLLIN};
  eventfd_t count;
  atomic_store(&ring->sleeps, true);
  if (atomic_load(&ring->put) == atomic_load(&ring->dropped) && !lm_ring_ended(ring))
    poll(&wait, 1, most_ms);
  atomic_store(&ring->sleeps, false);
  eventfd_read(ring->wake, &count);
}
