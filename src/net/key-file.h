/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The files that key logs are read from, and read on as they grow. For this folder. One thread. */

#include "net/key-log.h"

typedef struct {
  char *path;       /* owned */
  uint64_t offset;  /* of the first byte that is not read yet: the start of a line */
  uint64_t n_lines; /* before it */
} LmKeyFile;

typedef struct {
  LmVec files;     /* LmKeyFile */
  int64_t read_ns; /* when they were last looked at, monotonic */
  LmKeys *keys;    /* to tell warnings; borrowed */
} LmKeyFiles;

void lm_key_files_init(LmKeyFiles *files);
void lm_key_files_clear(LmKeyFiles *files);
bool lm_key_files_may_grow(const LmKeyFiles *files);
/* Reads what was appended since, but looks no more than some times a second. True if anything
 * came. */
bool lm_key_files_read_on(LmKeyLog *log);
/* Of @log, which owns them. */
LmKeyFiles *lm_key_log_files(LmKeyLog *log);
