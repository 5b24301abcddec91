/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/diagram.h"
#include "export/file.h"
#include "export/formats.h"
#include "export/sheet.h"
#include "export/text_line.h"

/* A ladder for terminals, a line a row: the text stands in its arrow. */

#define LEAST_DISTANCE 12u
#define MOST_DISTANCE 72u
#define MOST_CARD 30u
#define AROUND_TEXT 6u /* "─ text ─►" and one more dash */

typedef struct {
  const LmLadder *ladder;
  LmText *out;
  LmTextLine line;
  unsigned time_width;
  unsigned first;    /* cell of the first lifeline */
  unsigned distance; /* cells from one lifeline to the next */
} Writer;

static unsigned
width_of(const char *text)
{
  return (unsigned)lm_text_width(lm_slice_str(text));
}

static unsigned
column_x(const Writer *writer, uint32_t column)
{
  return writer->first + column * writer->distance;
}

static unsigned
card_width(const LmLadderColumn *column)
{
  unsigned name = width_of(column->name), address = width_of(column->address);
  unsigned role = width_of(column->role_words);
  unsigned width = name > address ? name : address;
  width = (role > width ? role : width) + 4;
  if (width > MOST_CARD)
    width = MOST_CARD;
  return width | 1;
}

static unsigned
natural_distance(const LmLadder *ladder)
{
  unsigned distance = LEAST_DISTANCE;
  LmText text = LM_TEXT_INIT;
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    const LmLadderRow *row = &ladder->rows[i];
    unsigned span = row->from > row->to ? row->from - row->to : row->to - row->from;
    if (row->kind == LM_LADDER_PAUSE)
      continue;
    lm_diagram_row_text(row, false, &text);
    unsigned needed = (unsigned)lm_text_width(lm_slice(text.str, text.len)) + AROUND_TEXT + 1;
    if (*row->badge)
      needed += width_of(row->badge) + 2;
    needed = (needed + (span ? span : 1) - 1) / (span ? span : 1);
    if (needed > distance)
      distance = needed;
  }
  for (uint32_t i = 0; i < ladder->n_columns; i++)
    if (card_width(&ladder->columns[i]) + 1 > distance)
      distance = card_width(&ladder->columns[i]) + 1;
  lm_text_clear(&text);
  return distance > MOST_DISTANCE ? MOST_DISTANCE : distance;
}

static void
measure(Writer *writer, unsigned columns)
{
  const LmLadder *ladder = writer->ladder;
  uint32_t n = ladder->n_columns ? ladder->n_columns : 1;
  unsigned left = 0, right = 0;
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    char time[LM_TIME_TEXT_SIZE];
    unsigned width = width_of(lm_ladder_time_text(ladder, &ladder->rows[i], time));
    if (width > writer->time_width)
      writer->time_width = width;
  }
  if (ladder->n_columns) {
    left = card_width(&ladder->columns[0]) / 2;
    right = card_width(&ladder->columns[n - 1]) / 2;
  }
  writer->distance = natural_distance(ladder);
  /* The gutter behind the times has a sign for malformed messages. */
  unsigned gutter = writer->time_width + 3;
  writer->first = gutter > left ? gutter : left;
  /* A single lifeline has its texts beside it. */
  unsigned beside = n == 1 ? writer->distance : right;
  unsigned needed = writer->first + (n - 1) * writer->distance + beside + 1;
  if (columns && needed > columns) {
    unsigned fixed = writer->first + (n == 1 ? 0 : right) + 1;
    unsigned rest = columns > fixed ? columns - fixed : 0;
    unsigned distance = rest / (n == 1 ? 1 : n - 1);
    writer->distance = distance < LEAST_DISTANCE ? LEAST_DISTANCE : distance;
    beside = n == 1 ? writer->distance : right;
    needed = writer->first + (n - 1) * writer->distance + beside + 1;
  }
  lm_text_line_init(&writer->line, needed);
}

static unsigned
shown_card_width(const Writer *writer, uint32_t column)
{
  unsigned width = card_width(&writer->ladder->columns[column]);
  unsigned most = (writer->distance - 1) | 1;
  most = most > writer->distance - 1 ? most - 2 : most;
  return width > most ? most : width;
}

typedef enum { CARD_TOP, CARD_NAME, CARD_ROLE, CARD_ADDRESS, CARD_BOTTOM } CardPart;

static const char *
card_text(const LmLadderColumn *column, CardPart part)
{
  bool named = strcmp(column->name, column->address) != 0;
  switch (part) {
  case CARD_NAME:
    return column->name;
  case CARD_ROLE:
    return column->role_words;
  case CARD_ADDRESS:
    return named ? column->address : "";
  default:
    return "";
  }
}

static bool
has_roles(const LmLadder *ladder)
{
  for (uint32_t i = 0; i < ladder->n_columns; i++)
    if (*ladder->columns[i].role_words)
      return true;
  return false;
}

static void
add_card_line(Writer *writer, CardPart part)
{
  static const char *const edges[][3] = {
      {"┌", "─", "┐"}, {"│", " ", "│"}, {"│", " ", "│"}, {"│", " ", "│"}, {"└", "─", "┘"}};
  lm_text_line_reset(&writer->line);
  for (uint32_t i = 0; i < writer->ladder->n_columns; i++) {
    const LmLadderColumn *column = &writer->ladder->columns[i];
    unsigned width = shown_card_width(writer, i), x = column_x(writer, i) - width / 2;
    lm_text_line_put(&writer->line, x, edges[part][0]);
    lm_text_line_fill(&writer->line, x + 1, width - 2, edges[part][1]);
    lm_text_line_put(&writer->line, x + width - 1, edges[part][2]);
    const char *text = card_text(column, part);
    unsigned room = width - 2, used = width_of(text);
    used = used > room ? room : used;
    lm_text_line_text(&writer->line, x + 1 + (room - used) / 2, used, text);
    if (part == CARD_BOTTOM)
      lm_text_line_put(&writer->line, column_x(writer, i), "┬");
  }
  lm_text_line_end(&writer->line, writer->out);
}

/* The lifelines of row @index: thick where a dialog stands. */
static void
put_lifelines(Writer *writer, uint32_t index)
{
  const LmLadder *ladder = writer->ladder;
  for (uint32_t i = 0; i < ladder->n_columns; i++)
    lm_text_line_put(&writer->line, column_x(writer, i),
                     lm_ladder_bar_at(ladder, i, index) ? "┃" : "│");
}

static void
put_centred(Writer *writer, unsigned x, unsigned room, const char *text)
{
  unsigned width = width_of(text);
  if (width > room)
    width = room;
  unsigned left = x + (room - width) / 2;
  if (width == 0)
    return;
  lm_text_line_put(&writer->line, left - 1, " ");
  unsigned used = lm_text_line_text(&writer->line, left, width, text);
  lm_text_line_put(&writer->line, left + used, " ");
}

/* What went wrong or well, with a sign; NULL without one. */
static const char *
sign_of(const LmLadderRow *row)
{
  return row->failure ? "╳" : row->good ? "✓" : NULL;
}

static const char *
head_of(const LmLadderRow *row, bool right)
{
  if (row->kind == LM_LADDER_EVENT)
    return right ? "▻" : "◅";
  if (row->response)
    return right ? ">" : "<";
  return right ? "►" : "◄";
}

static void
put_arrow(Writer *writer, const LmLadderRow *row, const char *text)
{
  uint32_t low = row->from < row->to ? row->from : row->to;
  uint32_t high = row->from < row->to ? row->to : row->from;
  unsigned x = column_x(writer, low), end = column_x(writer, high);
  bool right = row->from < row->to;
  const char *dash = row->kind == LM_LADDER_EVENT ? "╌" : "─";
  for (unsigned i = x + 1; i < end; i++) {
    bool lifeline = (i - writer->first) % writer->distance == 0;
    lm_text_line_put(&writer->line, i, lifeline ? "┼" : dash);
  }
  lm_text_line_put(&writer->line, right ? end - 1 : x + 1, head_of(row, right));
  if (sign_of(row))
    lm_text_line_put(&writer->line, right ? end - 2 : x + 2, sign_of(row));
  /* Between the tail's dash and the head, with a blank at each side. */
  put_centred(writer, x + (right ? 3 : 4), end - x - 6, text);
}

static void
put_loop(Writer *writer, const LmLadderRow *row, const char *text)
{
  bool left = writer->ladder->n_columns > 1 && row->from + 1 == writer->ladder->n_columns;
  unsigned x = column_x(writer, row->from), room = writer->distance - 4;
  if (!left) {
    lm_text_line_put(&writer->line, x + 1, row->failure ? "╳" : "↻");
    lm_text_line_text(&writer->line, x + 3, room, text);
    return;
  }
  unsigned width = width_of(text) > room ? room : width_of(text);
  lm_text_line_put(&writer->line, x - 1, row->failure ? "╳" : "↻");
  lm_text_line_text(&writer->line, x - 2 - width, width, text);
}

/* A state in brackets, on the middle of its lifelines or beside its only one. */
static void
put_state(Writer *writer, const LmLadderRow *row, const char *text)
{
  uint32_t low = row->from < row->to ? row->from : row->to;
  uint32_t high = row->from < row->to ? row->to : row->from;
  bool left = low == high && writer->ladder->n_columns > 1 && low + 1 == writer->ladder->n_columns;
  unsigned sign = sign_of(row) ? 2 : 0;
  unsigned x = left ? column_x(writer, low) - writer->distance : column_x(writer, low);
  unsigned end = low == high ? x + writer->distance : column_x(writer, high);
  unsigned room = end - x - 3, width = width_of(text) + sign;
  width = width > room - 1 ? room - 1 : width;
  unsigned at = x + 1;
  if (left)
    at = end - width - 2;
  else if (low != high)
    at = x + 1 + (room - width) / 2;
  lm_text_line_fill(&writer->line, at, width + 2, " ");
  lm_text_line_put(&writer->line, at, "[");
  if (sign)
    lm_text_line_put(&writer->line, at + 1, sign_of(row));
  lm_text_line_text(&writer->line, at + 1 + sign, width - sign, text);
  lm_text_line_put(&writer->line, at + 1 + width, "]");
}

static void
put_media(Writer *writer, const LmLadderRow *row, const char *text)
{
  uint32_t low = row->from < row->to ? row->from : row->to;
  uint32_t high = row->from < row->to ? row->to : row->from;
  unsigned x = column_x(writer, low), end = column_x(writer, high);
  lm_text_line_put(&writer->line, x, "╞");
  lm_text_line_put(&writer->line, end, "╡");
  lm_text_line_fill(&writer->line, x + 1, end - x - 1, "═");
  unsigned room = end - x - 5, badge = width_of(row->badge);
  if (badge && badge + 12 < room) {
    unsigned left = end - badge - 2;
    lm_text_line_put(&writer->line, left - 1, " ");
    lm_text_line_text(&writer->line, left, badge, row->badge);
    lm_text_line_put(&writer->line, left + badge, " ");
    if (row->failure)
      lm_text_line_put(&writer->line, left - 2, "╳");
    room -= badge + 3;
  }
  lm_text_line_put(&writer->line, x + 2, " ");
  unsigned used = lm_text_line_text(&writer->line, x + 3, room, text);
  lm_text_line_put(&writer->line, x + 3 + used, " ");
}

static void
add_row(Writer *writer, uint32_t index, LmText *text)
{
  const LmLadder *ladder = writer->ladder;
  const LmLadderRow *row = &ladder->rows[index];
  char time[LM_TIME_TEXT_SIZE];
  lm_text_line_reset(&writer->line);
  put_lifelines(writer, index);
  lm_ladder_time_text(ladder, row, time);
  lm_text_line_text(&writer->line, writer->time_width - width_of(time), writer->time_width, time);
  if (row->malformed || row->warning)
    lm_text_line_put(&writer->line, writer->time_width + 1, "!");
  lm_diagram_row_text(row, false, text);
  unsigned last = ladder->n_columns ? ladder->n_columns - 1 : 0;
  if (row->kind == LM_LADDER_PAUSE) {
    unsigned x = column_x(writer, 0), end = column_x(writer, last ? last : 1);
    for (unsigned i = x + 2; i + 1 < end; i += 2)
      if ((i - writer->first) % writer->distance)
        lm_text_line_put(&writer->line, i, "·");
    put_centred(writer, x + 2, end - x - 3, text->str);
  } else if (row->kind == LM_LADDER_EVENT && (row->state || row->from == row->to)) {
    put_state(writer, row, text->str);
  } else if (row->from == row->to) {
    put_loop(writer, row, text->str);
  } else if (row->kind == LM_LADDER_MEDIA) {
    put_media(writer, row, text->str);
  } else {
    put_arrow(writer, row, text->str);
  }
  lm_text_line_end(&writer->line, writer->out);
}

void
lm_export_ladder_text(const LmLadder *ladder, unsigned columns, LmText *out)
{
  Writer writer = {.ladder = ladder, .out = out};
  LmText text = LM_TEXT_INIT;
  lm_text_printf(out, "%s\n", ladder->title);
  lm_sheet_subtitle(ladder, out);
  lm_text_add_str(out, "\n\n");
  if (ladder->n_columns) {
    measure(&writer, columns);
    for (CardPart part = CARD_TOP; part <= CARD_BOTTOM; part++)
      if (part != CARD_ROLE || has_roles(ladder))
        add_card_line(&writer, part);
    for (uint32_t i = 0; i < ladder->n_rows; i++)
      add_row(&writer, i, &text);
    lm_text_line_free(&writer.line);
  }
  lm_text_clear(&text);
}

bool
lm_export_txt(const LmLadder *ladder, const char *path, LmError *error)
{
  LmText out = LM_TEXT_INIT;
  lm_export_ladder_text(ladder, 0, &out);
  bool done = lm_export_file_put(path, lm_slice(out.str, out.len), error);
  lm_text_clear(&out);
  return done;
}
