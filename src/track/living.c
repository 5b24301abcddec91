/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/living.h"

#include <stdlib.h>

LmMarks
lm_marks_new(const LmVec *vec)
{
  uint32_t first = lm_vec_next(vec, 0);
  return (LmMarks){first, lm_alloc((size_t)(vec->len - first) / 8 + 1)};
}

void
lm_marks_clear(LmMarks *marks)
{
  free(marks->bits);
  *marks = (LmMarks){0};
}

void
lm_living_mark_log(const LmLiving *living, const LmPacketLog *log)
{
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  lm_packet_log_walk(log, &walk);
  while (living->keep->n && lm_packet_log_next(&walk, &entry))
    lm_keep_mark(living->keep, entry.packet.data);
}

uint32_t *
lm_living_keep(LmVec *rows, LmTable *table, const LmLiving *living,
               bool (*keeps)(const LmLiving *living, void *row))
{
  LmVec kept = {.element_size = rows->element_size};
  uint32_t *numbers = lm_alloc(rows->len * sizeof *numbers);
  for (uint32_t i = 0; i < rows->len; i++) {
    void *row = lm_vec_at(rows, i);
    numbers[i] = LM_NONE;
    if (!keeps(living, row))
      continue;
    numbers[i] = kept.len;
    memcpy(lm_vec_push(&kept), row, rows->element_size);
  }
  if (kept.len == rows->len) {
    lm_vec_clear(&kept);
    free(numbers);
    return NULL;
  }
  lm_vec_clear(rows);
  *rows = kept;
  if (table)
    lm_table_renumber(table, numbers);
  return numbers;
}
