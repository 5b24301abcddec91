/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/diagram.h"

#include "export/file.h"

void
lm_diagram_row_text(const LmLadderRow *row, bool badge, LmText *out)
{
  bool media = row->kind == LM_LADDER_MEDIA;
  lm_text_reset(out);
  if (row->leg != LM_NONE && row->kind == LM_LADDER_MESSAGE)
    lm_text_printf(out, "(%u) ", row->leg + 1);
  if (media && row->from > row->to)
    lm_text_add_str(out, "← ");
  lm_ladder_row_name(row, out);
  if (media && row->from < row->to)
    lm_text_add_str(out, " →");
  if (row->repeats)
    lm_text_printf(out, " ×%u", row->repeats + 1);
  if (*row->detail)
    lm_text_printf(out, " %s", row->detail);
  if (badge && *row->badge)
    lm_text_printf(out, " · %s", row->badge);
}

static void
add_text(const LmDiagramWords *words, const char *text, LmText *out)
{
  for (const char *at = text; *at;) {
    size_t plain = strcspn(at, words->escaped);
    lm_text_add(out, lm_slice(at, plain));
    at += plain;
    if (*at)
      lm_text_printf(out, "%s%d;", words->escape, *at++);
  }
}

static void
add_name(const LmDiagramWords *words, const LmLadderColumn *column, LmText *out)
{
  add_text(words, column->name, out);
  if (*column->role_words) {
    lm_text_add_str(out, words->line_break);
    add_text(words, column->role_words, out);
  }
  if (strcmp(column->name, column->address) == 0)
    return;
  lm_text_add_str(out, words->line_break);
  add_text(words, column->address, out);
}

static void
add_participant(const LmDiagramWords *words, const LmLadder *ladder, uint32_t index, LmText *out)
{
  lm_text_printf(out, "%sparticipant ", words->indent);
  if (words->name_first) {
    lm_text_add_char(out, '"');
    add_name(words, &ladder->columns[index], out);
    lm_text_printf(out, "\" as h%u\n", index);
  } else {
    lm_text_printf(out, "h%u as ", index);
    add_name(words, &ladder->columns[index], out);
    lm_text_add_char(out, '\n');
  }
}

static void
add_row(const LmDiagramWords *words, const LmLadder *ladder, const LmLadderRow *row, LmText *text,
        LmText *out)
{
  uint32_t low = row->from < row->to ? row->from : row->to;
  uint32_t high = row->from < row->to ? row->to : row->from;
  bool pause = row->kind == LM_LADDER_PAUSE;
  lm_diagram_row_text(row, true, text);
  if (pause && words->has_delay) {
    lm_text_printf(out, "%s... %s ...\n", words->indent, text->str);
    return;
  }
  if (pause)
    high = ladder->n_columns - 1;
  lm_text_add_str(out, words->indent);
  if (row->kind == LM_LADDER_MESSAGE || (row->kind == LM_LADDER_EVENT && !row->state)) {
    const char *arrow = row->failure                   ? words->failure
                        : row->kind == LM_LADDER_EVENT ? words->event
                        : row->response                ? words->response
                                                       : words->request;
    lm_text_printf(out, "h%u%s%s%sh%u", row->from, words->around, arrow, words->around, row->to);
  } else {
    lm_text_printf(out, "%sh%u", words->note, low);
    if (low != high)
      lm_text_printf(out, "%sh%u", words->comma, high);
  }
  lm_text_add_str(out, words->colon);
  add_text(words, text->str, out);
  lm_text_add_char(out, '\n');
}

bool
lm_diagram_export(const LmDiagramWords *words, const LmLadder *ladder, const char *path,
                  LmError *error)
{
  LmText out = LM_TEXT_INIT, text = LM_TEXT_INIT;
  lm_text_add_str(&out, words->head);
  add_text(words, ladder->title, &out);
  lm_text_add_char(&out, '\n');
  for (uint32_t i = 0; i < ladder->n_columns; i++)
    add_participant(words, ladder, i, &out);
  for (uint32_t i = 0; i < ladder->n_rows; i++)
    add_row(words, ladder, &ladder->rows[i], &text, &out);
  lm_text_add_str(&out, words->foot);
  bool done = lm_export_file_put(path, lm_slice(out.str, out.len), error);
  lm_text_clear(&out);
  lm_text_clear(&text);
  return done;
}
