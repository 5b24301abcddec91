/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/sheet.h"

#include "base/i18n.h"

#include <stdio.h>

#define LEAST_WIDTH 480.0
#define MOST_FOR_TITLE 1000.0 /* wider than this for its title's sake no ladder is made */
#define MARGIN 16.0

static const LmFont title_font = {.size = 17, .bold = true};

static LmSheetCounts
count(const LmLadder *ladder)
{
  LmSheetCounts counts = {0};
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    const LmLadderRow *row = &ladder->rows[i];
    counts.messages += row->kind == LM_LADDER_MESSAGE ? 1 + row->repeats : 0;
    counts.events += row->kind == LM_LADDER_EVENT;
    counts.streams += row->kind == LM_LADDER_MEDIA;
  }
  return counts;
}

void
lm_sheet_init(LmSheet *sheet, const LmLadder *ladder, LmCanvas *canvas)
{
  double width = lm_ladder_natural_width(ladder, canvas);
  double titled = canvas->measure(canvas, ladder->title, title_font) + 2 * MARGIN + 2;
  titled = titled > MOST_FOR_TITLE ? MOST_FOR_TITLE : titled < LEAST_WIDTH ? LEAST_WIDTH : titled;
  sheet->ladder = ladder;
  sheet->counts = count(ladder);
  sheet->geometry = lm_ladder_geometry(ladder, width < titled ? titled : width);
  sheet->width = sheet->geometry.width;
}

double
lm_sheet_height(uint32_t n_rows)
{
  return LM_SHEET_TITLE_HEIGHT + LM_LADDER_HEADER_HEIGHT + n_rows * LM_LADDER_ROW_HEIGHT +
         LM_SHEET_BOTTOM;
}

static void
add_subtitle(const LmLadder *ladder, LmSheetCounts counts, LmText *out)
{
  if (ladder->n_rows) {
    char time[LM_TIME_TEXT_SIZE];
    lm_time_format_iso(ladder->first_ns, time);
    lm_text_printf(out, "%.10s %.12s UTC · ", time, time + 11);
  }
  lm_text_printf(out, LM_NGETTEXT("%u message", "%u messages", counts.messages), counts.messages);
  if (counts.events) {
    lm_text_add_str(out, " · ");
    lm_text_printf(out, LM_NGETTEXT("%u event", "%u events", counts.events), counts.events);
  }
  if (ladder->filtered) {
    uint32_t n = lm_ladder_n_things(ladder);
    lm_text_add_str(out, " · ");
    lm_text_printf(out, LM_NGETTEXT("%u of %u row", "%u of %u rows", ladder->n_all_rows), n,
                   ladder->n_all_rows);
  }
  if (counts.streams) {
    lm_text_add_str(out, " · ");
    lm_text_printf(out, LM_NGETTEXT("%u media stream", "%u media streams", counts.streams),
                   counts.streams);
  }
}

void
lm_sheet_subtitle(const LmLadder *ladder, LmText *out)
{
  add_subtitle(ladder, count(ladder), out);
}

void
lm_sheet_draw_title(const LmSheet *sheet, LmCanvas *canvas, uint32_t page, uint32_t n_pages)
{
  LmFont small = {.size = 12};
  double most = sheet->width - 2 * MARGIN;
  canvas->text(canvas, MARGIN, 27, most, sheet->ladder->title, title_font, LM_TEXT_LEFT,
               (LmPaint){.role = LM_PAINT_TEXT});
  LmText subtitle = LM_TEXT_INIT;
  add_subtitle(sheet->ladder, sheet->counts, &subtitle);
  if (n_pages > 1) {
    lm_text_add_str(&subtitle, " · ");
    lm_text_printf(&subtitle, _("page %u of %u"), page, n_pages);
  }
  canvas->text(canvas, MARGIN, 46, most, subtitle.str, small, LM_TEXT_LEFT,
               (LmPaint){.role = LM_PAINT_DIM_TEXT});
  lm_text_clear(&subtitle);
}
