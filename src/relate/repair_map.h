/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What became of each sequence number of a stream: for repair.c alone. */

#include "base/arena.h"
#include "relate/packets.h"

typedef enum { LM_FATE_LOST, LM_FATE_CAME, LM_FATE_RTX, LM_FATE_RED, LM_FATE_FEC } LmFate;

typedef struct {
  const LmRtpPackets *packets;
  uint64_t base;  /* extended sequence number of the first */
  uint32_t n;     /* 0: too many, or none */
  uint8_t *fates; /* LmFate. Owned */
  uint32_t at;    /* row that was there when it was last asked */
} LmRepairMap;

void lm_repair_map_init(LmRepairMap *map, const LmRtpPackets *packets);
void lm_repair_map_clear(LmRepairMap *map);
uint32_t lm_repair_map_lost(const LmRepairMap *map);
/* The place of sequence number @number as it is told at @time_ns, which never goes back much. False
 * where that is none of the stream's. */
bool lm_repair_map_find(LmRepairMap *map, int64_t time_ns, uint16_t number, uint32_t *place);
/* When the first packet behind @place came. */
int64_t lm_repair_map_missed(const LmRepairMap *map, uint32_t place);
/* The place of what was lost with @timestamp, no later than the packet at @before, supposing that
 * timestamps went on evenly. */
bool lm_repair_map_find_timestamp(const LmRepairMap *map, uint32_t before, uint32_t timestamp,
                                  uint32_t *place);
