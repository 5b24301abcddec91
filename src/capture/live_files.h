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
  char *pending; /* the first one's name until the capture has begun; NULL: it has its own */
} LmLiveFiles;

/* Whether it is standard output, "-". */
bool lm_live_files_is_output(const LmLiveFiles *files);
void lm_live_files_init(LmLiveFiles *files, const char *path, bool several, uint32_t keep);
void lm_live_files_clear(LmLiveFiles *files);
/* The next one has a name now. To be written down before it is made, so that whoever comes after a
 * program that was killed in between knows what to take away. */
void lm_live_files_announce(LmLiveFiles *files);
/* Makes it, so that nobody else can read it: the descriptor, or -1 with @error set. */
int lm_live_files_open(LmLiveFiles *files, LmError *error);
/* The newest is written to: the oldest go, down to the number that is kept. */
void lm_live_files_remove_old(LmLiveFiles *files);
/* The capture has begun: its first file takes the place of what had its name, if anything did.
 * False with @error set. Without this nothing is left of the file when they are cleared. */
bool lm_live_files_settle(LmLiveFiles *files, LmError *error);
/* The name of the newest; "" for none. Borrowed. */
const char *lm_live_files_name(const LmLiveFiles *files);
/* File @index of those that are kept, the oldest first; NULL: there are no more. Borrowed. */
const char *lm_live_files_at(const LmLiveFiles *files, uint32_t index);
/* The newest was made for nobody: takes it away. */
void lm_live_files_drop_newest(LmLiveFiles *files);
/* The same if not even its head was written, as on a full disk; @newest is open. */
void lm_live_files_drop_empty(LmLiveFiles *files, int newest);
