/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which parts of arenas somebody still points into, so that the others can go. One thread. */

#include "base/arena.h"
#include "base/vec.h"

typedef struct {
  const uint8_t *start, *end;
  bool used;
} LmKeepPart;

typedef struct {
  LmVec arenas;      /* LmArena *; borrowed */
  LmKeepPart *parts; /* by their addresses; owned */
  size_t n, last;    /* the part that was marked last */
} LmKeep;

#define LM_KEEP_INIT ((LmKeep){.arenas = LM_VEC_INIT(LmArena *)})

void lm_keep_add(LmKeep *keep, LmArena *arena);
/* When all arenas are there, and before the first mark. */
void lm_keep_begin(LmKeep *keep);
/* The part that @bytes lie in, if they lie in any, is needed. */
void lm_keep_mark_slow(LmKeep *keep, const uint8_t *bytes);
static inline void
lm_keep_mark(LmKeep *keep, const uint8_t *bytes)
{
  if (keep->n && bytes)
    lm_keep_mark_slow(keep, bytes);
}
/* Lets all others go, and ends it. */
void lm_keep_end(LmKeep *keep);
/* Ends it, and lets none go. */
void lm_keep_clear(LmKeep *keep);
