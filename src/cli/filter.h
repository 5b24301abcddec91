/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What --filter asks for. */

#include "cli/arguments.h"
#include "query/query.h"

typedef struct {
  LmQuery *query; /* NULL: everything */
  LmQueryRun *run;
} LmFilter;

/* Reads --filter. False, with the place of the fault on standard error, where it is none. */
bool lm_filter_read(const LmArguments *arguments, LmFilter *filter);
/* Before rows are asked. */
void lm_filter_begin(LmFilter *filter, const LmTrace *trace);
/* Frees it, and says what of the rows could not be asked. */
void lm_filter_end(LmFilter *filter);

static inline bool
lm_filter_has(const LmFilter *filter, LmQueryKind kind, uint32_t row)
{
  return !filter->query || lm_query_matches(filter->run, kind, row);
}

/* Says what is wrong with @text, which stood behind @option, and where. */
void lm_filter_tell(const char *option, const char *text, const LmQueryError *error);
