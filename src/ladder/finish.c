/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "base/i18n.h"

#include <stdlib.h>

/* The last step: what was laid out becomes what is handed over. Rows that a filter left out go,
 * pauses come, and bars and columns follow. */

#define PAUSE_NS (5 * LM_NS_PER_S)

void
lm_layout_finish_columns(LmLayout *layout)
{
  LmLadder *ladder = layout->ladder;
  LmColumns *columns = &layout->columns;
  lm_columns_place(columns);
  ladder->n_columns = columns->columns.len;
  ladder->columns =
      lm_arena_alloc(&ladder->arena, (ladder->n_columns + 1) * sizeof *ladder->columns);
  for (uint32_t i = 0; i < ladder->n_columns; i++) {
    LmColumn *column = lm_columns_at(columns, i);
    LmLadderColumn *out = &ladder->columns[column->position];
    char address[LM_ENDPOINT_TEXT_SIZE];
    lm_endpoint_format(&column->endpoint, address);
    out->endpoint = column->endpoint;
    out->address = lm_arena_string(&ladder->arena, lm_slice_str(address));
    if (!column->name && column->announcer != LM_NONE) {
      const LmColumn *announcer = lm_columns_at(columns, column->announcer);
      if (announcer->rank == LM_COLUMN_BY_USER)
        out->name = lm_arena_printf(&ladder->arena, _("%s, media"), announcer->name);
    }
    if (!out->name)
      out->name = column->name ? column->name : out->address;
    lm_layout_add_roles(layout, out);
  }
}

/* How long nothing happened between two rows, if that is worth a row; else 0. */
static int64_t
pause_between(const LmLayout *layout, const LmLadderRow *previous, const LmLadderRow *row)
{
  if (!previous || !layout->ladder->options.pauses)
    return 0;
  int64_t span = lm_time_sub(row->time_ns, previous->time_ns);
  return span > PAUSE_NS ? span : 0;
}

static void
fill_pause(LmLadder *ladder, LmLadderRow *row, int64_t begin_ns, int64_t span)
{
  long long seconds = (span + LM_NS_PER_S / 2) / LM_NS_PER_S;
  *row = (LmLadderRow){.kind = LM_LADDER_PAUSE,
                       .tone = LM_TONE_DIM,
                       .message = LM_NONE,
                       .stream = LM_NONE,
                       .event = LM_NONE,
                       .call = LM_NONE,
                       .leg = LM_NONE,
                       .time_ns = begin_ns,
                       .since_first_ns = lm_time_sub(begin_ns, ladder->first_ns),
                       .detail = "",
                       .badge = "",
                       .protocol = ""};
  if (span < 99950 * LM_NS_PER_MS)
    row->label = lm_arena_printf(&ladder->arena, _("%.1f s later"), (double)span / LM_NS_PER_S);
  else if (seconds < 3600)
    row->label =
        lm_arena_printf(&ladder->arena, _("%lld min %lld s later"), seconds / 60, seconds % 60);
  else
    row->label = lm_arena_printf(&ladder->arena, _("%lld h %lld min later"), seconds / 3600,
                                 seconds / 60 % 60);
}

static uint32_t
count_rows(const LmLayout *layout)
{
  const LmLadderRow *previous = NULL;
  uint32_t n = 0;
  for (uint32_t i = 0; i < layout->n_rows; i++) {
    const LmLadderRow *row = &layout->rows[i];
    if (row->left_out)
      continue;
    n += 1 + (pause_between(layout, previous, row) > 0);
    previous = row;
  }
  return n;
}

/* With the columns' places instead of their numbers, and with times. The time since the last
 * message or step counts: media begin in between and go on beside them. */
static void
finish_row(const LmLayout *layout, LmLadderRow *row, int64_t *previous_ns)
{
  row->since_first_ns = lm_time_sub(row->time_ns, layout->ladder->first_ns);
  row->from = lm_columns_at(&layout->columns, row->from)->position;
  row->to = lm_columns_at(&layout->columns, row->to)->position;
  if (*previous_ns != LM_TIME_NONE)
    row->since_previous_ns = lm_time_sub(row->time_ns, *previous_ns);
  if (row->kind != LM_LADDER_MEDIA || *previous_ns == LM_TIME_NONE)
    *previous_ns = row->time_ns;
}

/* Fills @places with where row i of the layout stands in the ladder, or would. */
static void
copy_rows(LmLayout *layout, uint32_t *places)
{
  LmLadder *ladder = layout->ladder;
  const LmLadderRow *previous = NULL;
  int64_t previous_ns = LM_TIME_NONE;
  uint32_t n = 0;
  for (uint32_t i = 0; i < layout->n_rows; i++) {
    const LmLadderRow *row = &layout->rows[i];
    int64_t span = row->left_out ? 0 : pause_between(layout, previous, row);
    if (span)
      fill_pause(ladder, &ladder->rows[n++], previous->time_ns, span);
    places[i] = n;
    if (row->left_out)
      continue;
    ladder->rows[n] = *row;
    finish_row(layout, &ladder->rows[n++], &previous_ns);
    previous = row;
  }
}

/* The bars reach from the first of their rows that is left to the last. Where row i of the layout
 * was left out, @places[i] is what follows the row before it, which may be a pause. */
static void
move_bars(LmLayout *layout, const uint32_t *places)
{
  LmLadder *ladder = layout->ladder;
  uint32_t n = 0;
  for (uint32_t i = 0; i < ladder->n_bars; i++) {
    LmLadderBar bar = ladder->bars[i];
    uint32_t first = places[bar.first_row], end = places[bar.last_row];
    if (first < ladder->n_rows && ladder->rows[first].kind == LM_LADDER_PAUSE)
      first++;
    end += !layout->rows[bar.last_row].left_out;
    if (first >= end)
      continue;
    bar.first_row = first;
    bar.last_row = end - 1;
    ladder->bars[n++] = bar;
  }
  ladder->n_bars = n;
}

/* Columns that no row is left of only take room. */
static void
drop_columns(LmLadder *ladder)
{
  uint32_t n = 0, *places = lm_alloc((ladder->n_columns + 1) * sizeof *places);
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    if (ladder->rows[i].kind == LM_LADDER_PAUSE)
      continue;
    places[ladder->rows[i].from] = 1;
    places[ladder->rows[i].to] = 1;
  }
  for (uint32_t i = 0; i < ladder->n_columns; i++) {
    bool used = places[i] != 0;
    places[i] = used ? n : LM_NONE;
    if (used)
      ladder->columns[n++] = ladder->columns[i];
  }
  ladder->n_columns = n;
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    ladder->rows[i].from = places[ladder->rows[i].from];
    ladder->rows[i].to = places[ladder->rows[i].to];
    if (ladder->rows[i].kind == LM_LADDER_PAUSE)
      ladder->rows[i].from = ladder->rows[i].to = 0;
  }
  uint32_t n_bars = 0;
  for (uint32_t i = 0; i < ladder->n_bars; i++) {
    LmLadderBar bar = ladder->bars[i];
    bar.column = places[bar.column];
    if (bar.column != LM_NONE)
      ladder->bars[n_bars++] = bar;
  }
  ladder->n_bars = n_bars;
  free(places);
}

void
lm_layout_finish_rows(LmLayout *layout)
{
  LmLadder *ladder = layout->ladder;
  ladder->n_rows = count_rows(layout);
  ladder->rows = lm_arena_alloc(&ladder->arena, (ladder->n_rows + 1) * sizeof *ladder->rows);
  /* Of all rows, so that times stay what they are when some are left out. */
  ladder->first_ns = layout->n_rows ? layout->rows[0].time_ns : 0;
  ladder->n_all_rows = layout->n_rows;
  ladder->filtered = layout->extras->keeps != NULL;
  uint32_t *places = lm_alloc(((size_t)layout->n_rows + 1) * sizeof *places);
  copy_rows(layout, places);
  move_bars(layout, places);
  free(places);
  if (ladder->filtered)
    drop_columns(ladder);
}
