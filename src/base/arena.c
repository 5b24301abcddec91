/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include "base/slab.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct LmArenaChunk {
  LmArenaChunk *previous;
  size_t mapped_bytes; /* 0: from malloc() */
  max_align_t data[];
};

struct LmArenaGone {
  LmArenaGone *previous;
  void *start;
  size_t bytes;
};

void
lm_die_without_memory(size_t bytes)
{
  fprintf(stderr, "linesman: out of memory (%zu bytes asked for)\n", bytes);
  abort();
}

void *
lm_alloc(size_t bytes)
{
  void *memory = calloc(1, bytes ? bytes : 1);
  if (!memory)
    lm_die_without_memory(bytes);
  return memory;
}

void *
lm_alloc_lines(size_t bytes)
{
  enum { LINE = 64 };
  size_t whole = bytes < SIZE_MAX - LINE ? (bytes + LINE - 1) / LINE * LINE : 0;
  void *memory = whole ? aligned_alloc(LINE, whole) : NULL;
  if (!memory)
    lm_die_without_memory(bytes);
  return memset(memory, 0, whole);
}

void *
lm_realloc(void *memory, size_t bytes)
{
  memory = realloc(memory, bytes ? bytes : 1);
  if (!memory)
    lm_die_without_memory(bytes);
  return memory;
}

/* Chunks grow with the arena from 4 KiB on, so that a small arena stays small. A large one takes
 * slabs. */
static void
add_chunk(LmArena *arena, size_t bytes)
{
  const size_t slab = LM_SLAB_BYTES - sizeof(LmArenaChunk);
  size_t size = arena->total_bytes;
  if (size < 4096)
    size = 4096;
  if (size > slab)
    size = slab;
  if (size < bytes)
    size = bytes;
  size_t whole = sizeof(LmArenaChunk) + size;
  LmArenaChunk *chunk = size == slab  ? lm_slab_alloc()
                        : size > slab ? lm_shut_alloc(whole)
                                      : lm_alloc(whole);
  chunk->mapped_bytes = size >= slab ? whole : 0;
  chunk->previous = arena->chunk;
  arena->chunk = chunk;
  arena->used = 0;
  arena->size = size;
  arena->total_bytes += size;
}

void *
lm_arena_alloc(LmArena *arena, size_t bytes)
{
  size_t aligned = (bytes + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
  if (aligned < bytes)
    lm_die_without_memory(bytes);
  if (!arena->chunk || aligned > arena->size - arena->used)
    add_chunk(arena, aligned);
  void *memory = (uint8_t *)arena->chunk->data + arena->used;
  arena->used += aligned;
  return memory;
}

LmSlice
lm_arena_copy(LmArena *arena, LmSlice slice)
{
  if (slice.len == 0)
    return LM_SLICE_EMPTY;
  uint8_t *copy = lm_arena_alloc(arena, slice.len);
  memcpy(copy, slice.data, slice.len);
  return lm_slice(copy, slice.len);
}

char *
lm_arena_string(LmArena *arena, LmSlice slice)
{
  char *copy = lm_arena_alloc(arena, slice.len + 1);
  if (slice.len)
    memcpy(copy, slice.data, slice.len);
  return copy;
}

char *
lm_arena_printf(LmArena *arena, const char *format, ...)
{
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int len = vsnprintf(NULL, 0, format, args);
  va_end(args);
  size_t size = len < 0 ? 1 : (size_t)len + 1;
  char *text = lm_arena_alloc(arena, size);
  vsnprintf(text, size, format, again);
  va_end(again);
  return text;
}

void
lm_arena_reset(LmArena *arena)
{
  if (!arena->chunk)
    return;
  LmArena older = {.chunk = arena->chunk->previous};
  lm_arena_clear(&older);
  arena->chunk->previous = NULL;
  memset(arena->chunk->data, 0, arena->used);
  arena->used = 0;
  arena->total_bytes = arena->size;
}

void
lm_arena_clear(LmArena *arena)
{
  while (arena->chunk) {
    LmArenaChunk *previous = arena->chunk->previous;
    if (arena->chunk->mapped_bytes == LM_SLAB_BYTES)
      lm_slab_free(arena->chunk);
    else if (arena->chunk->mapped_bytes)
      lm_shut_free(arena->chunk, arena->chunk->mapped_bytes);
    else
      free(arena->chunk);
    arena->chunk = previous;
  }
  while (arena->gone) {
    LmArenaGone *previous = arena->gone->previous;
    lm_shut_free(arena->gone->start, arena->gone->bytes);
    free(arena->gone);
    arena->gone = previous;
  }
  *arena = LM_ARENA_INIT;
}

/* The newest chunk still grows. */
const LmArenaChunk *
lm_arena_next_part(const LmArena *arena, const LmArenaChunk *chunk)
{
  const LmArenaChunk *next = chunk ? chunk : arena->chunk;
  do
    next = next ? next->previous : NULL;
  while (next && !next->mapped_bytes);
  return next;
}

LmSlice
lm_arena_part(const LmArenaChunk *chunk)
{
  return lm_slice((const uint8_t *)chunk, chunk->mapped_bytes);
}

void
lm_arena_let_go(LmArena *arena, bool (*is_needed)(void *user, LmSlice part), void *user)
{
  LmArenaChunk **at = arena->chunk ? &arena->chunk->previous : NULL;
  while (at && *at) {
    LmArenaChunk *chunk = *at;
    if (!chunk->mapped_bytes || is_needed(user, lm_arena_part(chunk))) {
      at = &chunk->previous;
      continue;
    }
    LmArenaGone *gone = lm_alloc(sizeof *gone);
    *gone = (LmArenaGone){arena->gone, chunk, chunk->mapped_bytes};
    arena->gone = gone;
    arena->total_bytes -= chunk->mapped_bytes - sizeof *chunk;
    *at = chunk->previous;
    lm_slab_forget(gone->start, gone->bytes);
  }
}
