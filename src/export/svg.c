/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/canvas_svg.h"
#include "export/file.h"
#include "export/formats.h"
#include "export/sheet.h"

#include "base/i18n.h"

/* Each row is a group with its sentence as title: what a screen reader says and a browser shows
 * beside the pointer, also where the drawing had to cut the text. */

static void
begin_group(LmText *out, double y)
{
  lm_text_printf(out, "<g transform=\"translate(0 %.0f)\">\n", y);
}

static void
add_row(const LmSheet *sheet, uint32_t index, double y, LmCanvas *canvas, LmText *out)
{
  LmText sentence = LM_TEXT_INIT;
  lm_ladder_describe_row(sheet->ladder, &sheet->ladder->rows[index], &sentence);
  begin_group(out, y);
  lm_text_add_str(out, "<title>");
  lm_text_add_xml(out, lm_slice(sentence.str, sentence.len));
  lm_text_add_str(out, "</title>\n");
  lm_ladder_draw_margin(sheet->ladder, &sheet->geometry, index, canvas);
  lm_ladder_draw_content(sheet->ladder, &sheet->geometry, index, canvas);
  lm_text_add_str(out, "</g>\n");
  lm_text_clear(&sentence);
}

static void
add_head(const LmSheet *sheet, double height, LmText *out)
{
  LmText subtitle = LM_TEXT_INIT;
  lm_sheet_subtitle(sheet->ladder, &subtitle);
  lm_text_printf(out,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
                 "viewBox=\"0 0 %.0f %.0f\" role=\"group\" aria-labelledby=\"title desc\" "
                 "font-family=\"system-ui, Cantarell, 'Segoe UI', 'Noto Sans', sans-serif\">\n"
                 "<title id=\"title\">",
                 sheet->width, height, sheet->width, height);
  lm_text_add_xml(out, lm_slice_str(sheet->ladder->title));
  lm_text_add_str(out, "</title>\n<desc id=\"desc\">");
  lm_text_printf(out, _("SIP ladder diagram, %s"), subtitle.str);
  lm_text_add_str(out, "</desc>\n<style>.n{font-variant-numeric:tabular-nums}</style>\n"
                       "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
  lm_text_clear(&subtitle);
}

void
lm_export_svg_element(const LmLadder *ladder, LmText *out)
{
  LmSvgCanvas canvas;
  LmSheet sheet;
  lm_svg_canvas_init(&canvas, &lm_palette_light, out);
  lm_sheet_init(&sheet, ladder, &canvas.canvas);
  add_head(&sheet, lm_sheet_height(ladder->n_rows), out);
  lm_sheet_draw_title(&sheet, &canvas.canvas, 1, 1);
  double y = LM_SHEET_TITLE_HEIGHT;
  begin_group(out, y);
  lm_ladder_draw_header(ladder, &sheet.geometry, &canvas.canvas);
  lm_text_add_str(out, "</g>\n");
  y += LM_LADDER_HEADER_HEIGHT;
  begin_group(out, y);
  lm_ladder_draw_lifelines(ladder, &sheet.geometry, 0, ladder->n_rows, &canvas.canvas);
  lm_text_add_str(out, "</g>\n");
  for (uint32_t i = 0; i < ladder->n_rows; i++, y += LM_LADDER_ROW_HEIGHT)
    add_row(&sheet, i, y, &canvas.canvas, out);
  lm_text_add_str(out, "</svg>\n");
}

bool
lm_export_svg(const LmLadder *ladder, const char *path, LmError *error)
{
  LmText out = LM_TEXT_INIT;
  lm_text_add_str(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  lm_export_svg_element(ladder, &out);
  bool done = lm_export_file_put(path, lm_slice(out.str, out.len), error);
  lm_text_clear(&out);
  return done;
}
