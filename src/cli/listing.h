/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A subcommand that prints a row a call, message, stream, event or of a report: which of them are
 * wanted
 * (--call, --path, --filter) and which columns (--columns). */

#include "cli/filter.h"
#include "cli/selection.h"
#include "engine/output.h"

typedef struct {
  const LmTrace *trace;
  LmOutput *output;
  LmSelection selection;
  LmFilter filter;
  LmQueryKind kind;
  uint32_t row;            /* that is being written */
  LmReportRow *report_row; /* of a report: the row in hand */
  LmSession *session;
  LmOutputChoice choice;  /* of --columns */
  LmQueryColumn **fields; /* a chosen column; NULL for one of the subcommand's own */
} LmListing;

/* Reads the files. @columns are the subcommand's own. False, with @status set and the cause on
 * standard error, if there is nothing to list. Else: lm_listing_close(). */
bool lm_listing_open(LmListing *listing, const LmArguments *arguments, LmQueryKind kind,
                     const LmOutputColumn *columns, size_t n_columns, int *status);
/* Whether @row is wanted. If so it is the one that is written next. */
bool lm_listing_has(LmListing *listing, uint32_t row);
/* Returns the exit status. */
int lm_listing_close(LmListing *listing);
/* The same where nothing can be listed because of @error, which is told. */
int lm_listing_fail(LmListing *listing, const LmError *error);
