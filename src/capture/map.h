/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A file mapped for reading, guarded against what others do to the file.
 *
 * When another process cuts the file short, or the disk fails, touching the lost pages raises
 * SIGBUS. A handler, installed with the first map, then puts zero pages from the lost page to the
 * end of the map and notes where; a fault outside of these maps goes to the handler that was there
 * before. So bytes that were lost read as zeros, and lm_map_fault() says so. Any thread may read
 * the bytes; opening and closing one map is for one thread. */

#include "base/slice.h"

typedef struct LmMap LmMap;

/* Maps @len bytes of @fd from its start; @len may go beyond the end of a file that grows. The
 * descriptor stays the caller's. NULL with errno set. Owned: lm_map_close(). */
LmMap *lm_map_open(int fd, size_t len);
/* The same in the place of whatever lies at @at, which is the caller's to say. */
LmMap *lm_map_open_at(int fd, size_t len, void *at);
/* What lies beyond @len is no longer its own, but something else's. */
void lm_map_shorten(LmMap *map, size_t len);
/* Lets go of the file; the bytes stay, and are zeros. */
void lm_map_empty(LmMap *map);
void lm_map_close(LmMap *map);
const uint8_t *lm_map_data(const LmMap *map);
size_t lm_map_len(const LmMap *map);
/* True when some page could not be read; @offset is then the first byte of the first such page. */
bool lm_map_fault(const LmMap *map, size_t *offset);
/* The last @most bytes before @bytes in the map that they lie in, or as many as there are; empty
 * where they lie in none. Any thread, while the map is open. */
LmSlice lm_map_before(LmSlice bytes, size_t most);
