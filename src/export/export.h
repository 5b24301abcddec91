/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Exports of a ladder, a file a format. A new format is a file and a row of the table behind
 * lm_export_format(). Files are written whole under a temporary name beside the target and then
 * renamed, so that a failure leaves the old file. */

#include "base/error.h"
#include "base/text.h"
#include "ladder/ladder.h"

typedef struct {
  const char *extension;   /* "svg" */
  const char *mime_type;   /* "image/svg+xml" */
  const char *description; /* for file choosers; translated by the caller */
  bool (*write)(const LmLadder *ladder, const char *path, LmError *error);
} LmExportFormat;

/* All formats, ended by one without extension. */
const LmExportFormat *lm_export_formats(void);
/* The format whose extension @path ends in, or NULL. */
const LmExportFormat *lm_export_format_for(const char *path);
/* Writes @ladder to @path in the format of its extension; false with @error set. */
bool lm_export_ladder(const LmLadder *ladder, const char *path, LmError *error);
/* The ladder as text, for terminals: Unicode box drawing, at most @columns wide (0: as wide as it
 * needs). */
void lm_export_ladder_text(const LmLadder *ladder, unsigned columns, LmText *out);
/* A file name for @ladder that is safe on every file system and in a shell, from its title and its
 * start: "sip-alice@a-sip-bob@b-2026-11-21-100211.svg". Added to @out. */
void lm_export_suggest_name(const LmLadder *ladder, const char *extension, LmText *out);
