/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/repair_map.h"

#include <stdlib.h>

/* More numbers than any stream of an hour has. */
#define MOST_NUMBERS (1u << 24)
/* Older blocks are of one of so many packets before. */
#define MOST_BACK 64

void
lm_repair_map_init(LmRepairMap *map, const LmRtpPackets *packets)
{
  *map = (LmRepairMap){.packets = packets};
  if (!packets->n_order)
    return;
  const LmRtpPacket *rows = packets->rows;
  map->base = rows[packets->order[0]].sequence;
  uint64_t n = rows[packets->order[packets->n_order - 1]].sequence - map->base + 1;
  if (n > MOST_NUMBERS)
    return;
  map->n = (uint32_t)n;
  map->fates = lm_alloc(map->n);
  for (uint32_t i = 0; i < packets->n_order; i++)
    map->fates[rows[packets->order[i]].sequence - map->base] = LM_FATE_CAME;
}

void
lm_repair_map_clear(LmRepairMap *map)
{
  free(map->fates);
}

uint32_t
lm_repair_map_lost(const LmRepairMap *map)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < map->n; i++)
    n += map->fates[i] == LM_FATE_LOST;
  return n;
}

bool
lm_repair_map_find(LmRepairMap *map, int64_t time_ns, uint16_t number, uint32_t *place)
{
  const LmRtpPacket *rows = map->packets->rows;
  while (map->at + 1 < map->packets->n && rows[map->at + 1].time_ns <= time_ns)
    map->at++;
  uint32_t row = map->at;
  while (row > 0 && rows[row].flags & LM_RTP_STRAY)
    row--;
  if (!map->n || rows[row].flags & LM_RTP_STRAY)
    return false;
  int16_t step = (int16_t)(uint16_t)(number - rows[row].number);
  uint64_t at = rows[row].sequence - map->base + (uint64_t)(int64_t)step;
  *place = (uint32_t)at;
  return at < map->n;
}

/* The first of the ordered rows with a sequence number of at least that of @place. */
static uint32_t
find_order(const LmRepairMap *map, uint32_t place)
{
  uint32_t low = 0, high = map->packets->n_order;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (map->packets->rows[map->packets->order[middle]].sequence < map->base + place)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

int64_t
lm_repair_map_missed(const LmRepairMap *map, uint32_t place)
{
  uint32_t order = find_order(map, place);
  return order < map->packets->n_order ? map->packets->rows[map->packets->order[order]].time_ns
                                       : LM_TIME_NONE;
}

bool
lm_repair_map_find_timestamp(const LmRepairMap *map, uint32_t before, uint32_t timestamp,
                             uint32_t *place)
{
  const LmRtpPackets *packets = map->packets;
  uint32_t order = find_order(map, before);
  for (uint32_t i = 0; i < MOST_BACK && order > i && order - i < packets->n_order; i++) {
    const LmRtpPacket *behind = &packets->rows[packets->order[order - i]];
    const LmRtpPacket *ahead = &packets->rows[packets->order[order - i - 1]];
    uint32_t whole = behind->timestamp - ahead->timestamp, part = timestamp - ahead->timestamp;
    uint64_t steps = behind->sequence - ahead->sequence;
    if (steps < 2 || part == 0 || part >= whole || whole >> 31)
      continue;
    uint64_t step = (part * steps + whole / 2) / whole;
    step = step < 1 ? 1 : step > steps - 1 ? steps - 1 : step;
    *place = (uint32_t)(ahead->sequence - map->base + step);
    return true;
  }
  return false;
}
