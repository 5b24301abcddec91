/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/diagram.h"
#include "export/file.h"
#include "export/formats.h"

/* A sequence diagram in PlantUML's language. Whatever could be markup, a tag or an escape in it is
 * written as a numeric character reference, which it reads in any text. */

static void
add_text(LmText *out, const char *text)
{
  for (const char *at = text; *at; at++) {
    if (strchr("&<>\"'\\~*_/-%!|[]{}=#:$", *at))
      lm_text_printf(out, "&#%d;", *at);
    else
      lm_text_add_char(out, *at);
  }
}

static void
add_participants(const LmLadder *ladder, LmText *out)
{
  for (uint32_t i = 0; i < ladder->n_columns; i++) {
    const LmLadderColumn *column = &ladder->columns[i];
    lm_text_add_str(out, "participant \"");
    add_text(out, column->name);
    if (strcmp(column->name, column->address) != 0) {
      lm_text_add_str(out, "\\n");
      add_text(out, column->address);
    }
    lm_text_printf(out, "\" as h%u\n", i);
  }
}

static void
add_row(const LmLadderRow *row, LmText *text, LmText *out)
{
  lm_diagram_row_text(row, true, text);
  if (row->kind == LM_LADDER_PAUSE) {
    lm_text_printf(out, "... %s ...\n", text->str);
    return;
  }
  if (row->kind == LM_LADDER_MEDIA) {
    lm_text_printf(out,
                   row->from == row->to ? "note over h%u : " : "note over h%u, h%u : ", row->from,
                   row->to);
  } else {
    const char *arrow = row->failure ? "-->x" : row->response ? "-->>" : "->";
    lm_text_printf(out, "h%u %s h%u : ", row->from, arrow, row->to);
  }
  add_text(out, text->str);
  lm_text_add_char(out, '\n');
}

bool
lm_export_plantuml(const LmLadder *ladder, const char *path, LmError *error)
{
  LmText out = LM_TEXT_INIT, text = LM_TEXT_INIT;
  lm_text_add_str(&out, "@startuml\ntitle ");
  add_text(&out, ladder->title);
  lm_text_add_char(&out, '\n');
  add_participants(ladder, &out);
  for (uint32_t i = 0; i < ladder->n_rows; i++)
    add_row(&ladder->rows[i], &text, &out);
  lm_text_add_str(&out, "@enduml\n");
  bool done = lm_export_file_put(path, lm_slice(out.str, out.len), error);
  lm_text_clear(&out);
  lm_text_clear(&text);
  return done;
}
