/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/keep.h"

#include <stdlib.h>

void
lm_keep_add(LmKeep *keep, LmArena *arena)
{
  *(LmArena **)lm_vec_push(&keep->arenas) = arena;
}

static LmArena *
arena_at(const LmKeep *keep, uint32_t index)
{
  return *(LmArena **)lm_vec_at(&keep->arenas, index);
}

static int
compare(const void *a, const void *b)
{
  const LmKeepPart *left = a, *right = b;
  return (left->start > right->start) - (left->start < right->start);
}

void
lm_keep_begin(LmKeep *keep)
{
  size_t n = 0;
  for (int pass = 0; pass < 2; pass++) {
    if (pass)
      keep->parts = lm_alloc(n * sizeof *keep->parts);
    n = 0;
    for (uint32_t i = 0; i < keep->arenas.len; i++)
      for (const LmArenaChunk *part = NULL; (part = lm_arena_next_part(arena_at(keep, i), part));
           n++)
        if (pass) {
          LmSlice bytes = lm_arena_part(part);
          keep->parts[n] = (LmKeepPart){bytes.data, bytes.data + bytes.len, false};
        }
  }
  keep->n = n;
  qsort(keep->parts, n, sizeof *keep->parts, compare);
}

static LmKeepPart *
find(LmKeep *keep, const uint8_t *bytes)
{
  size_t low = 0, high = keep->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (keep->parts[middle].end <= bytes)
      low = middle + 1;
    else
      high = middle;
  }
  return low < keep->n && keep->parts[low].start <= bytes ? &keep->parts[low] : NULL;
}

void
lm_keep_mark_slow(LmKeep *keep, const uint8_t *bytes)
{
  /* Rows beside each other mostly point into the same one. */
  const LmKeepPart *last = &keep->parts[keep->last];
  if (last->used && bytes >= last->start && bytes < last->end)
    return;
  LmKeepPart *part = find(keep, bytes);
  if (!part)
    return;
  part->used = true;
  keep->last = (size_t)(part - keep->parts);
}

static bool
is_needed(void *user, LmSlice part)
{
  const LmKeepPart *found = find(user, part.data);
  return !found || found->used;
}

void
lm_keep_end(LmKeep *keep)
{
  for (uint32_t i = 0; i < keep->arenas.len; i++)
    lm_arena_let_go(arena_at(keep, i), is_needed, keep);
  lm_keep_clear(keep);
}

void
lm_keep_clear(LmKeep *keep)
{
  lm_vec_clear(&keep->arenas);
  free(keep->parts);
  *keep = LM_KEEP_INIT;
}
