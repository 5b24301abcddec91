/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the rows that an eviction leaves need. For the files of this folder alone. */

#include "base/keep.h"
#include "track/tables.h"

/* A bit for each row from the first on. */
typedef struct {
  uint32_t first;
  uint8_t *bits; /* owned */
} LmMarks;

/* For the rows of @vec. Owned: lm_marks_clear(). */
LmMarks lm_marks_new(const LmVec *vec);
void lm_marks_clear(LmMarks *marks);

typedef struct LmLiving {
  LmTrace *trace;
  LmKeep *keep; /* what is pointed into */
  LmMarks endpoints, flows;
} LmLiving;

static inline void
lm_mark(LmMarks *marks, uint32_t row)
{
  if (row == LM_NONE || row < marks->first)
    return;
  uint32_t bit = row - marks->first;
  marks->bits[bit / 8] |= (uint8_t)(1u << bit % 8);
}

static inline bool
lm_is_marked(const LmMarks *marks, uint32_t row)
{
  if (row == LM_NONE || row < marks->first)
    return false;
  uint32_t bit = row - marks->first;
  return marks->bits[bit / 8] >> bit % 8 & 1;
}

/* What the packets of @log, of which some lie apart from the capture's frames, need. */
void lm_living_mark_log(const LmLiving *living, const LmPacketLog *log);

/* Whether the call of a row, if it has one, is there. */
static inline bool
lm_living_has_call(const LmLiving *living, uint32_t call)
{
  return call == LM_NONE || !lm_vec_is_buried(&living->trace->calls, call);
}

/* Whether both ends of a row, or the one that it has, are there. */
static inline bool
lm_living_has_ends(const LmLiving *living, uint32_t a, uint32_t b)
{
  return (a == LM_NONE || lm_is_marked(&living->endpoints, a)) &&
         (b == LM_NONE || lm_is_marked(&living->endpoints, b));
}

/* Keeps those of @rows that @keeps, which move up; @table (NULL: none) follows. Returns the new
 * numbers of the old rows, LM_NONE for what went; owned. NULL: all stay. */
uint32_t *lm_living_keep(LmVec *rows, LmTable *table, const LmLiving *living,
                         bool (*keeps)(const LmLiving *living, void *row));
/* What connections need, and what they are needed for; connection.c. */
struct LmConnections;
void lm_connections_mark(struct LmConnections *all, LmLiving *living);
