/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/look_back.h"

#include <stdlib.h>
#include <sys/mman.h>

/* Each record begins on a multiple of this, so that there is always room to mark a turn. */
#define ALIGN sizeof(LmRingPacket)
/* As a record's link: the next one is at the start of the memory; nobody is to see it again. */
#define TURN UINT32_MAX
#define TAKEN (UINT32_MAX - 1)

struct LmLookBack {
  uint8_t *memory;
  uint64_t bytes;
  int64_t span_ns;
  uint64_t oldest, put; /* bytes ever left behind, and ever put */
};

LmLookBack *
lm_look_back_new(size_t bytes, int64_t span_ns)
{
  LmLookBack *back = calloc(1, sizeof *back);
  if (!back)
    return NULL;
  *back = (LmLookBack){.bytes = bytes / ALIGN * ALIGN, .span_ns = span_ns};
  void *memory =
      mmap(NULL, back->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory != MAP_FAILED) {
    back->memory = memory;
    return back;
  }
  free(back);
  return NULL;
}

void
lm_look_back_free(LmLookBack *back)
{
  if (!back)
    return;
  munmap(back->memory, back->bytes);
  free(back);
}

/* The record at @at, which is below put: where the one behind it is. */
static uint64_t
read_record(const LmLookBack *back, uint64_t at, LmRingPacket *packet)
{
  memcpy(packet, back->memory + at % back->bytes, sizeof *packet);
  if (packet->link == TURN)
    return at + back->bytes - at % back->bytes;
  return at + (sizeof *packet + packet->captured_bytes + ALIGN - 1) / ALIGN * ALIGN;
}

void
lm_look_back_put(LmLookBack *back, const LmRingPacket *packet, const uint8_t *data)
{
  uint64_t need = (sizeof *packet + packet->captured_bytes + ALIGN - 1) / ALIGN * ALIGN;
  uint64_t left = back->bytes - back->put % back->bytes, skipped = left < need ? left : 0;
  LmRingPacket old, turn = {.link = TURN};
  if (need > back->bytes)
    return;
  while (back->oldest < back->put) {
    uint64_t next = read_record(back, back->oldest, &old);
    bool stale = old.link != TURN && packet->time_ns - old.time_ns > back->span_ns;
    if (!stale && back->put + skipped + need - back->oldest <= back->bytes)
      break;
    back->oldest = next;
  }
  if (skipped) {
    memcpy(back->memory + back->put % back->bytes, &turn, sizeof turn);
    back->put += skipped;
  }
  uint8_t *at = back->memory + back->put % back->bytes;
  memcpy(at, packet, sizeof *packet);
  memcpy(at + sizeof *packet, data, packet->captured_bytes);
  back->put += need;
}

void
lm_look_back_offer(LmLookBack *back,
                   bool (*wants)(void *user, const LmRingPacket *packet, LmSlice data), void *user)
{
  LmRingPacket packet;
  for (uint64_t at = back->oldest, next; at < back->put; at = next) {
    next = read_record(back, at, &packet);
    uint8_t *record = back->memory + at % back->bytes;
    if (packet.link == TURN || packet.link == TAKEN ||
        !wants(user, &packet, lm_slice(record + sizeof packet, packet.captured_bytes)))
      continue;
    packet.link = TAKEN;
    memcpy(record, &packet, sizeof packet);
  }
}
