/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/ladder.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>

void
lm_ladder_free(LmLadder *ladder)
{
  if (!ladder || atomic_fetch_sub(&ladder->n_shared, 1) > 0)
    return;
  lm_arena_clear(&ladder->arena);
  free(ladder);
}

LmLadder *
lm_ladder_share(LmLadder *ladder)
{
  atomic_fetch_add(&ladder->n_shared, 1);
  return ladder;
}

char *
lm_ladder_time_text(const LmLadder *ladder, const LmLadderRow *row, char *out)
{
  out[0] = '\0';
  /* A pause says its length itself. */
  if (row->kind == LM_LADDER_PAUSE)
    return out;
  switch (ladder->options.time) {
  case LM_LADDER_CLOCK:
    return lm_time_format_clock(row->time_ns, out);
  case LM_LADDER_SINCE_PREVIOUS:
    if (row != ladder->rows)
      return lm_time_format_delta(row->since_previous_ns, out);
    break;
  case LM_LADDER_SINCE_FIRST:
    break;
  }
  snprintf(out, LM_TIME_TEXT_SIZE, "%.3f", (double)row->since_first_ns / LM_NS_PER_S);
  return out;
}

/* Whether @bar stands before what stands in @lane of @column and ends at @row. */
static bool
is_before(const LmLadderBar *bar, uint32_t column, uint32_t lane, uint32_t row)
{
  if (bar->column != column)
    return bar->column < column;
  if (bar->lane != lane)
    return bar->lane < lane;
  return bar->last_row < row;
}

uint32_t
lm_ladder_first_bar(const LmLadder *ladder, uint32_t column, uint32_t lane, uint32_t row)
{
  uint32_t low = 0, high = ladder->n_bars;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (is_before(&ladder->bars[middle], column, lane, row))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const LmLadderBar *
lm_ladder_bar_at(const LmLadder *ladder, uint32_t column, uint32_t row)
{
  for (uint32_t lane = 0; lane < ladder->n_lanes; lane++) {
    uint32_t low = lm_ladder_first_bar(ladder, column, lane, row);
    const LmLadderBar *bar = low < ladder->n_bars ? &ladder->bars[low] : NULL;
    if (bar && bar->column == column && bar->lane == lane && bar->first_row <= row)
      return bar;
  }
  return NULL;
}

uint32_t
lm_ladder_n_things(const LmLadder *ladder)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < ladder->n_rows; i++)
    n += ladder->rows[i].kind != LM_LADDER_PAUSE;
  return n;
}

static const char *
column_name(const LmLadder *ladder, uint32_t column)
{
  return column < ladder->n_columns ? ladder->columns[column].name : "";
}

void
lm_ladder_row_name(const LmLadderRow *row, LmText *out)
{
  if (row->kind == LM_LADDER_EVENT && *row->protocol)
    lm_text_printf(out, "%s%s", row->protocol, *row->label ? " " : "");
  lm_text_add_str(out, row->label);
}

/* Where a row stands: an arrow goes from one host to another, a state is of one or between two. */
static void
add_place(const LmLadder *ladder, const LmLadderRow *row, LmText *out)
{
  const char *from = column_name(ladder, row->from), *to = column_name(ladder, row->to);
  if (row->state && row->from == row->to)
    lm_text_printf(out, _(" at %s"), from);
  else if (row->state)
    lm_text_printf(out, _(" between %s and %s"), from, to);
  else if (row->from == row->to)
    lm_text_printf(out, _(" from %s to itself"), from);
  else
    lm_text_printf(out, _(" from %s to %s"), from, to);
}

void
lm_ladder_describe_row(const LmLadder *ladder, const LmLadderRow *row, LmText *out)
{
  lm_ladder_row_name(row, out);
  if (row->kind == LM_LADDER_PAUSE)
    return;
  add_place(ladder, row, out);
  if (*row->detail)
    lm_text_printf(out, ", %s", row->detail);
  if (*row->badge)
    lm_text_printf(out, ", %s", row->badge);
  if (row->repeats)
    lm_text_printf(out, _(", sent %u times"), row->repeats + 1);
  if (row->malformed)
    lm_text_printf(out, ", %s", _("malformed"));
  if (row->leg != LM_NONE)
    lm_text_printf(out, _(", leg %u"), row->leg + 1);
  if (row->kind == LM_LADDER_EVENT && (row->good || row->warning || row->failure))
    lm_text_printf(out, ", %s",
                   lm_event_outcome_text(row->failure   ? LM_EVENT_FAILURE
                                         : row->warning ? LM_EVENT_WARNING
                                                        : LM_EVENT_GOOD));
  char time[LM_TIME_TEXT_SIZE];
  lm_text_printf(out, ", %s", lm_ladder_time_text(ladder, row, time));
}
