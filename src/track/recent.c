/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/recent.h"

#include "base/arena.h"

#include <stdlib.h>

#define FIRST_SIZE 1024u
/* Different datagrams with the same key that are compared: more than that somebody makes up. */
#define MAX_COMPARED 16

static LmRecentPacket *
slot(const LmRecent *recent, uint32_t number)
{
  return &recent->ring[number & (recent->size - 1)];
}

/* Whether the one of @number has not been written over. */
static bool
is_there(const LmRecent *recent, uint32_t number)
{
  return number != 0 && recent->newest - number < recent->size;
}

static void
put(LmRecent *recent, uint32_t number, const LmRecentPacket *packet)
{
  uint32_t *bucket = &recent->buckets[packet->key & (recent->size - 1)];
  LmRecentPacket *own = slot(recent, number);
  *own = *packet;
  own->before = *bucket;
  *bucket = number;
}

static void
grow(LmRecent *recent)
{
  LmRecent larger = {.size = recent->size ? recent->size * 2 : FIRST_SIZE,
                     .newest = recent->newest};
  larger.ring = lm_alloc(larger.size * sizeof *larger.ring);
  larger.buckets = lm_alloc(larger.size * sizeof *larger.buckets);
  for (uint32_t i = recent->size; i-- > 0;)
    if (recent->newest > i)
      put(&larger, recent->newest - i, slot(recent, recent->newest - i));
  lm_recent_clear(recent);
  *recent = larger;
}

static bool
has(const LmRecent *recent, const LmRecentPacket *packet)
{
  if (recent->size == 0)
    return false;
  int compared = 0;
  uint32_t number = recent->buckets[packet->key & (recent->size - 1)];
  while (is_there(recent, number) && compared < MAX_COMPARED) {
    const LmRecentPacket *other = slot(recent, number);
    if (lm_time_sub(packet->time_ns, other->time_ns) > LM_COPY_NS)
      return false;
    if (other->key == packet->key) {
      compared++;
      if (lm_is_copy_in_time(packet->time_ns, other->time_ns, packet->ip_id, other->ip_id) &&
          lm_slice_equal(packet->bytes, other->bytes))
        return true;
    }
    number = other->before;
  }
  return false;
}

/* The oldest is about to be written over: is it old enough? */
static bool
is_full(const LmRecent *recent, int64_t time_ns)
{
  if (recent->newest < recent->size || recent->size == 0)
    return recent->size == 0;
  const LmRecentPacket *oldest = slot(recent, recent->newest + 1);
  return lm_time_sub(time_ns, oldest->time_ns) <= LM_COPY_NS;
}

bool
lm_recent_take(LmRecent *recent, const LmRecentPacket *packet)
{
  if (has(recent, packet))
    return true;
  if (is_full(recent, packet->time_ns)) {
    if (recent->size < LM_LIMIT_RECENT_PACKETS)
      grow(recent);
    else
      recent->forgotten++;
  }
  /* Before the numbers run out, all is forgotten once. */
  if (recent->newest == UINT32_MAX) {
    lm_recent_clear(recent);
    grow(recent);
  }
  put(recent, ++recent->newest, packet);
  return false;
}

void
lm_recent_clear(LmRecent *recent)
{
  free(recent->ring);
  free(recent->buckets);
  *recent = (LmRecent){.forgotten = recent->forgotten};
}
