/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

/* Hosts that nothing but events need get so many columns. A flood of packets from invented
 * addresses would make thousands, in which nobody finds anything. */
#define MOST_EVENT_COLUMNS 24

static void
place_media(LmLayout *layout, LmLadderRow *row)
{
  LmColumns *columns = &layout->columns;
  const LmStream *stream = lm_trace_stream(layout->trace, row->stream);
  const LmEndpoint *src = lm_trace_endpoint(layout->trace, stream->src);
  const LmEndpoint *dst = lm_trace_endpoint(layout->trace, stream->dst);
  row->from = lm_columns_of_media(columns, src, lm_columns_find_media(columns, dst));
  row->to = lm_columns_of_media(columns, dst, row->from);
}

/* Says in the detail which host has no column, and draws the event at the other. */
static void
name_host(LmLayout *layout, LmLadderRow *row, const LmEndpoint *host)
{
  char address[LM_ENDPOINT_TEXT_SIZE];
  lm_endpoint_format(host, address);
  row->detail = lm_arena_printf(&layout->ladder->arena, "%s%s%s", row->detail,
                                *row->detail ? " · " : "", address);
  row->state = true;
}

static void
place_event(LmLayout *layout, LmLadderRow *row, uint32_t *n_added)
{
  LmColumns *columns = &layout->columns;
  const LmTrace *trace = layout->trace;
  /* A key goes where its stream does. */
  bool digit = row->event == LM_NONE;
  uint32_t src =
      digit ? lm_trace_stream(trace, row->stream)->src : lm_trace_event(trace, row->event)->src;
  uint32_t dst =
      digit ? lm_trace_stream(trace, row->stream)->dst : lm_trace_event(trace, row->event)->dst;
  const LmEndpoint *ends[2] = {lm_trace_endpoint(trace, src), lm_trace_endpoint(trace, dst)};
  uint32_t at[2] = {lm_columns_find_media(columns, ends[0]),
                    lm_columns_find_media(columns, ends[1])};
  for (int i = 0; i < 2; i++) {
    if (at[i] == LM_NONE && *n_added < MOST_EVENT_COLUMNS) {
      uint32_t before = columns->columns.len;
      at[i] = lm_columns_of_event(columns, ends[i], at[!i]);
      *n_added += columns->columns.len - before;
      /* That of the other may be the same one now. */
      at[1] = lm_columns_find_media(columns, ends[1]);
    }
  }
  for (int i = 0; i < 2; i++)
    if (at[i] == LM_NONE)
      name_host(layout, row, ends[i]);
  if (at[0] == LM_NONE && at[1] == LM_NONE)
    at[0] = columns->leftmost;
  row->from = at[0] == LM_NONE ? at[1] : at[0];
  row->to = at[1] == LM_NONE ? row->from : at[1];
}

void
lm_layout_find_columns(LmLayout *layout)
{
  uint32_t n_added = 0;
  for (uint32_t i = 0; i < layout->n_rows; i++)
    if (layout->rows[i].kind == LM_LADDER_MEDIA)
      place_media(layout, &layout->rows[i]);
  for (uint32_t i = 0; i < layout->n_rows; i++)
    if (layout->rows[i].kind == LM_LADDER_EVENT)
      place_event(layout, &layout->rows[i], &n_added);
}
