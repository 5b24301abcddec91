/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/draw_parts.h"

#include "base/hash.h"

#include <math.h>

#define LEAST_DISTANCE 110.0
#define MOST_DISTANCE 440.0 /* an arrow that is longer only makes the eye travel */
#define RIGHT_MARGIN 12.0
#define LEAST_SEEN 0.6 /* of a column's distance: less of an arrow has no room for its text */
#define GUTTER 30.0    /* between the times and the first card: signs for findings */

static double
time_column_x(const LmLadder *ladder)
{
  return ladder->options.time == LM_LADDER_CLOCK ? 84 : 66;
}

/* Half of a column's share of the width, as far as its card may reach. */
static double
half_card(double distance)
{
  double half = distance / 2 - 4;
  return fmin(half, LM_DRAW_MOST_CARD / 2);
}

LmLadderGeometry
lm_ladder_geometry(const LmLadder *ladder, double width)
{
  LmLadderGeometry geometry = {.time_x = time_column_x(ladder)};
  double n = ladder->n_columns ? ladder->n_columns : 1;
  /* The cards stand above the times' column too, so that the first may reach over it. */
  double left = geometry.time_x + GUTTER + 22;
  double rest = width - left - RIGHT_MARGIN;
  double distance = n > 1 ? rest / (n - 0.5) : rest;
  if (n > 1 && distance > LM_DRAW_MOST_CARD)
    distance = (rest - LM_DRAW_MOST_CARD / 2) / (n - 1);
  if (distance < LEAST_DISTANCE)
    distance = LEAST_DISTANCE;
  if (distance > MOST_DISTANCE)
    distance = MOST_DISTANCE;
  geometry.margin_x = geometry.time_x + GUTTER - 6;
  geometry.first_x = left;
  geometry.column_distance = distance;
  double used = left + (n - 1) * distance + (n > 1 ? half_card(distance) : distance) + RIGHT_MARGIN;
  geometry.width = used > width ? used : width;
  geometry.shown_x2 = geometry.width;
  return geometry;
}

void
lm_ladder_geometry_show(LmLadderGeometry *geometry, double x1, double x2)
{
  double distance = geometry->column_distance;
  double first = ceil((x1 - geometry->first_x) / distance);
  double end = floor((x2 - geometry->first_x) / distance);
  if (end <= first)
    end = first + 1;
  geometry->shown_x1 = first > 0 ? geometry->first_x + first * distance : 0;
  geometry->shown_x2 = fmin(geometry->first_x + end * distance, geometry->width);
  if (x2 >= geometry->width)
    geometry->shown_x2 = geometry->width;
}

bool
lm_ladder_is_seen(const LmLadderGeometry *geometry, double x1, double x2, double from, double to)
{
  return fmin(x2, to) - fmax(x1, from) >= geometry->column_distance * LEAST_SEEN;
}

/* Labels repeat: "100 Trying" stands in a ladder a thousand times and is measured once. */
typedef struct {
  const LmLadderRow *row; /* the first with its texts */
  double width;
} Measured;

typedef struct {
  LmVec rows;
  LmTable table;
} Memory;

static bool
same_text(const LmLadderRow *known, const LmLadderRow *row)
{
  if (known->kind != row->kind || known->state != row->state || known->leg != row->leg)
    return false;
  if (row->kind == LM_LADDER_EVENT && strcmp(known->protocol, row->protocol) != 0)
    return false;
  return strcmp(known->label, row->label) == 0 && strcmp(known->detail, row->detail) == 0 &&
         strcmp(known->badge, row->badge) == 0;
}

static double
measure_row(const LmLadderRow *row, LmCanvas *canvas)
{
  return row->kind == LM_LADDER_EVENT ? lm_draw_event_width(row, canvas)
                                      : lm_draw_message_width(row, canvas);
}

static double
row_width(const LmLadderRow *row, LmCanvas *canvas, Memory *memory)
{
  if (row->kind == LM_LADDER_MEDIA)
    return lm_draw_media_width(row, canvas);
  if (row->repeats)
    return measure_row(row, canvas);
  uint64_t hash = lm_hash(lm_hash_key(), row->label, strlen(row->label)) ^
                  lm_hash(lm_hash_key(), row->detail, strlen(row->detail)) * 3;
  LmTableWalk walk;
  uint32_t index = lm_table_first(&memory->table, hash, &walk);
  for (; index != LM_NONE; index = lm_table_next(&memory->table, &walk)) {
    const Measured *measured = lm_vec_at(&memory->rows, index);
    if (same_text(measured->row, row))
      return measured->width;
  }
  lm_table_add(&memory->table, hash, memory->rows.len);
  Measured *measured = lm_vec_push(&memory->rows);
  *measured = (Measured){.row = row, .width = measure_row(row, canvas)};
  return measured->width;
}

/* The distance of columns at which the text of @row is not cut. */
static double
row_distance(const LmLadderRow *row, LmCanvas *canvas, Memory *memory)
{
  double width = row_width(row, canvas, memory);
  uint32_t span = row->from > row->to ? row->from - row->to : row->to - row->from;
  if (row->kind == LM_LADDER_MEDIA || (row->kind == LM_LADDER_EVENT && row->state))
    return span ? width / span : width;
  /* An arrow over several columns has its text in one of the gaps. */
  return width + 2 * LM_DRAW_MARGIN;
}

double
lm_ladder_natural_width(const LmLadder *ladder, LmCanvas *canvas)
{
  Memory memory = {.rows = LM_VEC_INIT(Measured)};
  double distance = LEAST_DISTANCE;
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    const LmLadderRow *row = &ladder->rows[i];
    if (row->kind == LM_LADDER_PAUSE)
      continue;
    double needed = row_distance(row, canvas, &memory);
    if (needed > distance)
      distance = needed;
  }
  for (uint32_t i = 0; i < ladder->n_columns; i++) {
    double needed = fmin(lm_draw_card_width(&ladder->columns[i], canvas), LM_DRAW_MOST_CARD) + 8;
    if (needed > distance)
      distance = needed;
  }
  lm_vec_clear(&memory.rows);
  lm_table_clear(&memory.table);
  if (distance > MOST_DISTANCE)
    distance = MOST_DISTANCE;
  double n = ladder->n_columns ? ladder->n_columns : 1;
  double left = time_column_x(ladder) + GUTTER + 22;
  return left + (n - 1) * distance + (n > 1 ? half_card(distance) : distance) + RIGHT_MARGIN;
}
