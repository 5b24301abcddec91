/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which rows of a ladder a query asks for. Messages, events and streams are asked where the query
 * names a field of their kind, and else are left out; a query about calls alone asks for all of
 * them. So "sip.Status-Code >= 400" keeps the failures, and not the media beside them, of whose
 * call it holds too. */

#include "ladder/ladder.h"
#include "query/query.h"

typedef struct {
  LmQueryRun *run;
  unsigned kinds; /* those that are asked, as bits 1 << LmQueryKind; 0: no row is left out */
} LmRowFilter;

/* @query may be NULL; @run is its run. Both are borrowed. */
void lm_row_filter_init(LmRowFilter *filter, const LmQuery *query, LmQueryRun *run);
/* Makes a ladder keep what the filter asks for, where it leaves out any. @filter is borrowed. */
void lm_row_filter_apply(LmRowFilter *filter, LmLadderExtras *extras);
