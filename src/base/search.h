/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A text that is looked for in a great many others: letters A to Z match in either case, all other
 * bytes as they are. Horspool's search (1980), which skips as far as the text looked for is long.
 * Plain record; any thread may search with it. */

#include "base/slice.h"

typedef struct {
  uint8_t needle[255]; /* folded; what is longer is cut */
  size_t len;
  uint8_t skip[256]; /* how far the window moves when it ends in that byte */
} LmSearch;

/* An empty @text is found everywhere. */
void lm_search_init(LmSearch *search, const char *text);
bool lm_search_find(const LmSearch *search, LmSlice text);
