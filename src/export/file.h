/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A file that is written whole under a temporary name in the target's folder and then takes the
 * target's place, so that whatever goes wrong leaves the old file. What is no plain file (a pipe, a
 * terminal, a device) is written directly. One thread. */

#include "base/error.h"
#include "base/slice.h"

typedef struct {
  char *path;        /* the target, symbolic links resolved */
  char *temporary;   /* NULL: written directly */
  const char *shown; /* borrowed: the path as the caller gave it, for errors */
  LmError *error;    /* borrowed, may be NULL */
  int fd;
  bool failed;
} LmExportFile;

/* False with @error set if it cannot be begun; then there is nothing to close. */
bool lm_export_file_open(LmExportFile *file, const char *path, LmError *error);
/* False after the first failure, which is told in the error. */
bool lm_export_file_write(LmExportFile *file, LmSlice bytes);
/* Puts the file in its place; or, where anything failed or @keep is false, removes it. */
bool lm_export_file_close(LmExportFile *file, bool keep);
/* Open, write @bytes, close. */
bool lm_export_file_put(const char *path, LmSlice bytes, LmError *error);
