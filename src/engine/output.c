/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/output.h"

#include "base/arena.h"
#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>

/* The table's widths follow from this many rows; later rows that are wider push their line out. */
#define TABLE_ROWS 500
#define GAP 2 /* spaces between two columns */

/* A value that waits for its turn, where the order of the columns was chosen. */
typedef enum { VALUE_TEXT, VALUE_RAW, VALUE_NONE } ValueKind;
typedef struct {
  LmText text;
  ValueKind kind;
} Kept;

struct LmOutput {
  LmOutputFormat format;
  const LmOutputColumn *columns;
  size_t n_columns, column;
  LmText *into;   /* NULL: standard output */
  LmText line;    /* JSON or CSV: the row so far */
  LmText number;  /* while it is added */
  bool line_used; /* something stands on it */
  /* Table: cells of the rows that wait, NUL-terminated, in one text. */
  LmText cells;
  size_t *widths;
  size_t n_rows;
  bool widths_fixed;
  bool heading_printed; /* CSV */
  int spaces; /* that stand before the next cell, if another one comes that is not empty */
  /* Where columns were chosen: the values of the subcommand's own, in its order, and who gives the
   * others. @columns are the chosen ones then. */
  const LmOutputChoice *choice;
  Kept *kept;
  size_t n_kept, next_kept;
};

LmOutput *
lm_output_new_chosen(LmOutputFormat format, const LmOutputChoice *choice, size_t n_own)
{
  LmOutput *output = lm_output_new(format, choice->columns, choice->n);
  output->choice = choice;
  output->kept = lm_alloc((n_own + 1) * sizeof *output->kept);
  output->n_kept = n_own;
  return output;
}

LmOutput *
lm_output_new(LmOutputFormat format, const LmOutputColumn *columns, size_t n)
{
  LmOutput *output = lm_alloc(sizeof *output);
  output->format = format;
  output->columns = columns;
  output->n_columns = n;
  output->widths = lm_alloc(n * sizeof *output->widths);
  return output;
}

LmOutput *
lm_output_new_text(const LmOutputColumn *columns, size_t n, LmText *into)
{
  LmOutput *output = lm_output_new(LM_FORMAT_JSON, columns, n);
  output->into = into;
  return output;
}

/* Before the first row, or the end. */
static void
print_csv_heading(LmOutput *output)
{
  LmText line = LM_TEXT_INIT;
  if (output->format != LM_FORMAT_CSV || output->heading_printed)
    return;
  output->heading_printed = true;
  for (size_t i = 0; i < output->n_columns; i++)
    if (output->columns[i].show & LM_SHOW_DATA)
      lm_text_printf(&line, "%s%s", line.len ? "," : "", output->columns[i].name);
  printf("%s\r\n", line.len ? line.str : "");
  lm_text_clear(&line);
}

static bool
shows(const LmOutput *output, size_t column)
{
  LmShow wanted = output->format == LM_FORMAT_TABLE ? LM_SHOW_PEOPLE : LM_SHOW_DATA;
  return output->columns[column].show & wanted;
}

/* Cuts the cell to @most columns of the terminal, the last being an ellipsis. */
static void
add_cut(LmText *cells, LmSlice text, unsigned most)
{
  if (most == 0 || lm_text_width(text) <= most) {
    lm_text_add(cells, text);
    return;
  }
  size_t end = 0;
  while (end < text.len) {
    size_t len = lm_text_utf8_len(lm_slice_from(text, end));
    if (lm_text_width(lm_slice_sub(text, 0, end + (len ? len : 1))) >= most)
      break;
    end += len ? len : 1;
  }
  lm_text_add(cells, lm_slice_sub(text, 0, end));
  lm_text_add_str(cells, "…");
}

static void
add_cell(LmOutput *output, LmSlice value)
{
  LmText safe = LM_TEXT_INIT;
  lm_text_add_safe(&safe, value, false);
  size_t start = output->cells.len;
  add_cut(&output->cells, lm_slice(safe.str, safe.len), output->columns[output->column].most);
  size_t width = lm_text_width(lm_slice(output->cells.str + start, output->cells.len - start));
  if (width > output->widths[output->column] && !output->widths_fixed)
    output->widths[output->column] = width;
  lm_text_add_char(&output->cells, '\0');
  lm_text_clear(&safe);
}

static void
add_json_value(LmOutput *output, LmSlice value, ValueKind kind)
{
  lm_text_add_str(&output->line, output->line_used ? ",\"" : "{\"");
  lm_text_add_str(&output->line, output->columns[output->column].name);
  lm_text_add_str(&output->line, "\":");
  if (kind == VALUE_TEXT)
    lm_text_add_json(&output->line, value);
  else
    lm_text_add(&output->line, kind == VALUE_NONE ? LM_SLICE_LITERAL("null") : value);
}

/* CSV is looked at in terminals too: what could command one is escaped. JSON has it exactly. */
static void
add_csv_value(LmOutput *output, LmSlice value)
{
  LmText safe = LM_TEXT_INIT;
  if (output->line_used)
    lm_text_add_char(&output->line, ',');
  lm_text_add_safe(&safe, value, true);
  lm_text_add_csv(&output->line, lm_slice(safe.str, safe.len));
  lm_text_clear(&safe);
}

static void
put_value(LmOutput *output, LmSlice value, ValueKind kind)
{
  if (output->column >= output->n_columns)
    return;
  if (!shows(output, output->column)) {
    output->column++;
    return;
  }
  if (output->format == LM_FORMAT_TABLE) {
    add_cell(output, kind == VALUE_NONE ? LM_SLICE_LITERAL("—") : value);
  } else if (output->format == LM_FORMAT_JSON) {
    add_json_value(output, value, kind);
  } else {
    add_csv_value(output, kind == VALUE_NONE ? LM_SLICE_EMPTY : value);
  }
  output->line_used = true;
  output->column++;
}

static void
add_value(LmOutput *output, LmSlice value, ValueKind kind)
{
  if (!output->choice) {
    put_value(output, value, kind);
  } else if (output->next_kept < output->n_kept) {
    Kept *kept = &output->kept[output->next_kept++];
    lm_text_reset(&kept->text);
    lm_text_add(&kept->text, value);
    kept->kind = kind;
  }
}

/* Writes a row in the order that was chosen. */
static void
put_chosen(LmOutput *output)
{
  const LmOutputChoice *choice = output->choice;
  LmText text = LM_TEXT_INIT;
  for (size_t i = 0; i < choice->n; i++) {
    if (choice->own[i] != LM_OUTPUT_NOT_OWN) {
      const Kept *kept = &output->kept[choice->own[i]];
      put_value(output, lm_slice(kept->text.str, kept->text.len), kept->kind);
      continue;
    }
    lm_text_reset(&text);
    bool json = output->format == LM_FORMAT_JSON;
    bool some = choice->give(choice->data, i, json, &text);
    put_value(output, lm_slice(text.str, text.len),
              json ? VALUE_RAW : (some ? VALUE_TEXT : VALUE_NONE));
  }
  lm_text_clear(&text);
  output->next_kept = 0;
}

void
lm_output_text(LmOutput *output, LmSlice value)
{
  add_value(output, value, VALUE_TEXT);
}

void
lm_output_str(LmOutput *output, const char *value)
{
  add_value(output, lm_slice_str(value), value ? VALUE_TEXT : VALUE_NONE);
}

void
lm_output_uint(LmOutput *output, uint64_t value)
{
  lm_text_reset(&output->number);
  lm_text_add_uint(&output->number, value);
  lm_output_json(output, &output->number);
}

void
lm_output_int(LmOutput *output, int64_t value)
{
  lm_text_reset(&output->number);
  lm_text_add_int(&output->number, value);
  lm_output_json(output, &output->number);
}

void
lm_output_real(LmOutput *output, double value, unsigned decimals)
{
  lm_text_reset(&output->number);
  lm_text_add_real(&output->number, value, decimals);
  lm_output_json(output, &output->number);
}

void
lm_output_bool(LmOutput *output, bool value)
{
  add_value(output, value ? LM_SLICE_LITERAL("true") : LM_SLICE_LITERAL("false"), VALUE_RAW);
}

void
lm_output_endpoint(LmOutput *output, const LmEndpoint *endpoint)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  lm_output_str(output, lm_endpoint_format(endpoint, text));
}

void
lm_output_time_ns(LmOutput *output, int64_t time_ns)
{
  if (time_ns == LM_TIME_NONE)
    lm_output_none(output);
  else
    lm_output_int(output, time_ns);
}

void
lm_output_span_ms(LmOutput *output, int64_t span_ns)
{
  if (span_ns == LM_TIME_NONE)
    lm_output_none(output);
  else
    lm_output_real(output, (double)span_ns / 1e6, 3);
}

void
lm_output_none(LmOutput *output)
{
  add_value(output, LM_SLICE_EMPTY, VALUE_NONE);
}

void
lm_output_uint_if(LmOutput *output, bool known, uint64_t value)
{
  if (known)
    lm_output_uint(output, value);
  else
    lm_output_none(output);
}

void
lm_output_real_if(LmOutput *output, bool known, double value, unsigned decimals)
{
  if (known)
    lm_output_real(output, value, decimals);
  else
    lm_output_none(output);
}

void
lm_output_json(LmOutput *output, const LmText *json)
{
  add_value(output, lm_slice(json->str, json->len), VALUE_RAW);
}

/* Lines end with their last letter, not with the spaces of empty cells. */
static void
print_cell(LmOutput *output, size_t column, const char *text, bool last)
{
  size_t width = lm_text_width(lm_slice_str(text));
  int pad = output->widths[column] > width ? (int)(output->widths[column] - width) : 0;
  bool right = output->columns[column].right;
  output->spaces += right ? pad : 0;
  if (*text) {
    printf("%*s%s", output->spaces, "", text);
    output->spaces = 0;
  }
  output->spaces += (right ? 0 : pad) + GAP;
  if (last) {
    putchar('\n');
    output->spaces = 0;
  }
}

static size_t
last_shown(const LmOutput *output)
{
  size_t last = 0;
  for (size_t i = 0; i < output->n_columns; i++)
    if (shows(output, i))
      last = i;
  return last;
}

static void
print_headings(LmOutput *output)
{
  size_t last = last_shown(output);
  for (size_t i = 0; i < output->n_columns; i++) {
    if (!shows(output, i))
      continue;
    size_t width = lm_text_width(lm_slice_str(_(output->columns[i].heading)));
    if (width > output->widths[i])
      output->widths[i] = width;
  }
  for (size_t i = 0; i < output->n_columns; i++)
    if (shows(output, i))
      print_cell(output, i, _(output->columns[i].heading), i == last);
  output->widths_fixed = true;
}

static void
print_waiting_rows(LmOutput *output)
{
  const char *cell = output->cells.str;
  size_t last = last_shown(output);
  if (!output->widths_fixed)
    print_headings(output);
  for (size_t row = 0; row < output->n_rows; row++)
    for (size_t i = 0; i < output->n_columns; i++) {
      if (!shows(output, i))
        continue;
      print_cell(output, i, cell, i == last);
      cell += strlen(cell) + 1;
    }
  lm_text_reset(&output->cells);
  output->n_rows = 0;
}

void
lm_output_end_row(LmOutput *output)
{
  print_csv_heading(output);
  if (output->choice)
    put_chosen(output);
  output->column = 0;
  output->line_used = false;
  if (output->into)
    lm_text_printf(output->into, "%s}\n", output->line.str);
  else if (output->format == LM_FORMAT_JSON)
    printf("%s}\n", output->line.str);
  else if (output->format == LM_FORMAT_CSV)
    printf("%s\r\n", output->line.str);
  else if (++output->n_rows >= (output->widths_fixed ? 1 : TABLE_ROWS))
    print_waiting_rows(output);
  lm_text_reset(&output->line);
}

void
lm_output_discard(LmOutput *output)
{
  lm_text_clear(&output->line);
  lm_text_clear(&output->number);
  lm_text_clear(&output->cells);
  for (size_t i = 0; i < output->n_kept; i++)
    lm_text_clear(&output->kept[i].text);
  free(output->kept);
  free(output->widths);
  free(output);
}

bool
lm_output_finish(LmOutput *output)
{
  print_csv_heading(output);
  if (output->format == LM_FORMAT_TABLE && (output->n_rows || !output->widths_fixed))
    print_waiting_rows(output);
  lm_output_discard(output);
  return lm_output_flush();
}

bool
lm_output_flush(void)
{
  return fflush(stdout) == 0 && !ferror(stdout);
}
