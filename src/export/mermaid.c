/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/diagram.h"
#include "export/file.h"
#include "export/formats.h"

/* A sequence diagram in Mermaid's language, for Markdown pages. Characters that it gives a meaning
 * to are written as its entities ("#59;" for a semicolon). */

static void
add_text(LmText *out, const char *text)
{
  for (const char *at = text; *at; at++) {
    if (strchr("#;<>&\"`:%{}\\", *at))
      lm_text_printf(out, "#%d;", *at);
    else
      lm_text_add_char(out, *at);
  }
}

static void
add_participants(const LmLadder *ladder, LmText *out)
{
  for (uint32_t i = 0; i < ladder->n_columns; i++) {
    const LmLadderColumn *column = &ladder->columns[i];
    lm_text_printf(out, "  participant h%u as ", i);
    add_text(out, column->name);
    if (strcmp(column->name, column->address) != 0) {
      lm_text_add_str(out, "<br/>");
      add_text(out, column->address);
    }
    lm_text_add_char(out, '\n');
  }
}

static void
add_row(const LmLadder *ladder, const LmLadderRow *row, LmText *text, LmText *out)
{
  lm_diagram_row_text(row, true, text);
  uint32_t low = row->from < row->to ? row->from : row->to;
  uint32_t high = row->from < row->to ? row->to : row->from;
  if (row->kind == LM_LADDER_PAUSE)
    high = ladder->n_columns - 1;
  if (row->kind != LM_LADDER_MESSAGE) {
    lm_text_printf(out, low == high ? "  Note over h%u: " : "  Note over h%u,h%u: ", low, high);
  } else {
    const char *arrow = row->failure ? "--x" : row->response ? "-->>" : "->>";
    lm_text_printf(out, "  h%u%sh%u: ", row->from, arrow, row->to);
  }
  add_text(out, text->str);
  lm_text_add_char(out, '\n');
}

bool
lm_export_mermaid(const LmLadder *ladder, const char *path, LmError *error)
{
  LmText out = LM_TEXT_INIT, text = LM_TEXT_INIT;
  lm_text_add_str(&out, "sequenceDiagram\n  accTitle: ");
  add_text(&out, ladder->title);
  lm_text_add_char(&out, '\n');
  add_participants(ladder, &out);
  for (uint32_t i = 0; i < ladder->n_rows; i++)
    add_row(ladder, &ladder->rows[i], &text, &out);
  bool done = lm_export_file_put(path, lm_slice(out.str, out.len), error);
  lm_text_clear(&out);
  lm_text_clear(&text);
  return done;
}
