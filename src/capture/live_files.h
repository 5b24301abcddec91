/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The files that a live capture is written to: made, named, and taken away when there are too many.
 * Private to this room. One thread. */

#include "base/error.h"
#include "base/vec.h"

#include <stdint.h>

typedef struct {
  char *path;   /* as it was asked for; NULL: files without a name */
  bool several; /* a number and a time go into the names */
  uint32_t keep, n_made;
  LmVec names; /* char *: of those that are kept, oldest at @first */
  uint32_t first;
} LmLiveFiles;

void lm_live_files_init(LmLiveFiles *files, const char *path, bool several, uint32_t keep);
void lm_live_files_clear(LmLiveFiles *files);
/* Makes the next one, which nobody else can read: the descriptor, or -1 with @error set. */
int lm_live_files_next(LmLiveFiles *files, LmError *error);
/* The name of the newest; "" for none. Borrowed. */
const char *lm_live_files_name(const LmLiveFiles *files);
