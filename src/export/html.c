/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/file.h"
#include "export/formats.h"

#include "base/i18n.h"

/* One page with nothing outside it: the drawing, and its rows as a table, which can be read aloud
 * and copied into a spreadsheet. No script; the policy refuses any. */

static void
add_cell(LmText *out, const char *text)
{
  lm_text_add_str(out, "<td>");
  lm_text_add_xml(out, lm_slice_str(text));
  lm_text_add_str(out, "</td>");
}

static void
add_heading(LmText *out, const char *text)
{
  lm_text_add_str(out, "<th scope=\"col\">");
  lm_text_add_xml(out, lm_slice_str(text));
  lm_text_add_str(out, "</th>");
}

static void
add_row(const LmLadder *ladder, const LmLadderRow *row, LmText *out)
{
  char time[LM_TIME_TEXT_SIZE];
  bool pause = row->kind == LM_LADDER_PAUSE;
  LmText detail = LM_TEXT_INIT;
  lm_text_add_str(&detail, row->detail);
  if (*row->badge)
    lm_text_printf(&detail, "%s%s", detail.len ? " · " : "", row->badge);
  if (row->repeats)
    lm_text_printf(&detail, "%s×%u", detail.len ? " · " : "", row->repeats + 1);
  lm_text_add_str(out, "<tr>");
  add_cell(out, pause ? "" : lm_time_format_clock(row->time_ns, time));
  add_cell(out, lm_ladder_time_text(ladder, row, time));
  add_cell(out, pause ? "" : ladder->columns[row->from].name);
  add_cell(out, pause ? "" : ladder->columns[row->to].name);
  LmText name = LM_TEXT_INIT;
  lm_ladder_row_name(row, &name);
  add_cell(out, name.str);
  lm_text_clear(&name);
  add_cell(out, detail.str);
  lm_text_add_str(out, "</tr>\n");
  lm_text_clear(&detail);
}

static void
add_head(const LmLadder *ladder, LmText *out)
{
  lm_text_add_str(out, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" "
                       "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>");
  lm_text_add_xml(out, lm_slice_str(ladder->title));
  lm_text_add_str(out, "</title>\n<style>\n"
                       "body{font-family:system-ui,sans-serif;margin:1em;color:#1e1e1e;"
                       "background:#fff}\n"
                       ".ladder{overflow-x:auto}\n"
                       "table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n"
                       "td,th{padding:.2em .8em;text-align:left;border-bottom:1px solid #ddd}\n"
                       "</style>\n</head>\n<body>\n<main>\n<div class=\"ladder\">\n");
}

bool
lm_export_html(const LmLadder *ladder, const char *path, LmError *error)
{
  LmText out = LM_TEXT_INIT;
  add_head(ladder, &out);
  lm_export_svg_element(ladder, &out);
  lm_text_add_str(&out, "</div>\n<details>\n<summary>");
  lm_text_add_xml(&out, lm_slice_str(_("As a table")));
  lm_text_add_str(&out, "</summary>\n<table>\n<thead><tr>");
  const char *const headings[] = {_("Time"), _("Offset"),  _("From"),
                                  _("To"),   _("Message"), _("Details")};
  for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
    add_heading(&out, headings[i]);
  lm_text_add_str(&out, "</tr></thead>\n<tbody>\n");
  for (uint32_t i = 0; i < ladder->n_rows; i++)
    add_row(ladder, &ladder->rows[i], &out);
  lm_text_add_str(&out, "</tbody>\n</table>\n</details>\n</main>\n</body>\n</html>\n");
  bool done = lm_export_file_put(path, lm_slice(out.str, out.len), error);
  lm_text_clear(&out);
  return done;
}
