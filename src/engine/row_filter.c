/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/row_filter.h"

void
lm_row_filter_init(LmRowFilter *filter, const LmQuery *query, LmQueryRun *run)
{
  unsigned rows = 1u << LM_QUERY_MESSAGE | 1u << LM_QUERY_STREAM | 1u << LM_QUERY_EVENT;
  *filter = (LmRowFilter){.run = run, .kinds = query ? lm_query_reads(query) & rows : 0};
}

static bool
keeps(void *data, LmLadderRowKind kind, uint32_t row)
{
  const LmRowFilter *filter = data;
  LmQueryKind asked = kind == LM_LADDER_MEDIA   ? LM_QUERY_STREAM
                      : kind == LM_LADDER_EVENT ? LM_QUERY_EVENT
                                                : LM_QUERY_MESSAGE;
  return filter->kinds & 1u << asked && lm_query_matches(filter->run, asked, row);
}

void
lm_row_filter_apply(LmRowFilter *filter, LmLadderExtras *extras)
{
  if (!filter->kinds)
    return;
  extras->keeps = keeps;
  extras->data = filter;
}
