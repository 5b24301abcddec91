/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An arena hands out memory that never moves and is all freed at once. One thread at a time.
 *
 * An allocation that fails ends the program with a line on standard error: what comes from the
 * network is bounded by base/limits.h before it is allocated, so running out means the machine is
 * out of memory. */

#include "base/slice.h"

typedef struct LmArenaChunk LmArenaChunk;
typedef struct LmArenaGone LmArenaGone;

typedef struct {
  LmArenaChunk *chunk; /* the newest */
  size_t used, size;   /* bytes in the newest chunk */
  size_t total_bytes;  /* in all chunks */
  LmArenaGone *gone;   /* where chunks were that went */
} LmArena;

#define LM_ARENA_INIT ((LmArena){0})

/* Zeroed memory, aligned for any type. Owned by the arena. */
void *lm_arena_alloc(LmArena *arena, size_t bytes);
/* A copy of @slice that lives as long as the arena. */
LmSlice lm_arena_copy(LmArena *arena, LmSlice slice);
/* A NUL-terminated copy. */
char *lm_arena_string(LmArena *arena, LmSlice slice);
char *
lm_arena_printf(LmArena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Frees everything; the arena can be used again. */
void lm_arena_clear(LmArena *arena);
/* The same for an arena that is soon filled as much again: keeps the newest and largest piece. */
void lm_arena_reset(LmArena *arena);

/* Parts of arenas can go before the whole does. Their addresses stay taken, and read as zeros from
 * then on, so that a slice that somebody forgot shows nothing, and harms nobody. */

/* The next part behind @chunk (NULL: the first) that can go: large and full. NULL if there is none.
 * */
const LmArenaChunk *lm_arena_next_part(const LmArena *arena, const LmArenaChunk *chunk);
LmSlice lm_arena_part(const LmArenaChunk *chunk);
/* Lets those parts go of which @is_needed says no. */
void lm_arena_let_go(LmArena *arena, bool (*is_needed)(void *user, LmSlice part), void *user);

/* Says so and ends the program. */
void lm_die_without_memory(size_t bytes) __attribute__((noreturn));
/* malloc and realloc that end the program where there is no memory. Zeroed (the first). */
void *lm_alloc(size_t bytes);
void *lm_realloc(void *memory, size_t bytes);
/* Zeroed, at the start of a line of the cache. free() frees it. */
void *lm_alloc_lines(size_t bytes);
