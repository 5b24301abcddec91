/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/canvas_cairo.h"
#include "export/file.h"
#include "export/formats.h"
#include "export/sheet.h"

#include "base/i18n.h"

#include <cairo-pdf.h>

#define POINTS_PER_PIXEL 0.75
#define ROWS_ON_ONE_PAGE 200
#define LEAST_ROWS_A_PAGE 60
#define A4_RATIO 1.414
/* A PDF page may have at most 14,400 points a side (ISO 32000-1, annex C.2). */
#define MOST_POINTS 14400.0

static cairo_status_t
write_bytes(void *data, const unsigned char *bytes, unsigned int len)
{
  return lm_export_file_write(data, lm_slice(bytes, len)) ? CAIRO_STATUS_SUCCESS
                                                          : CAIRO_STATUS_WRITE_ERROR;
}

/* One page as large as the ladder, or pages with the sides of A4 for a long one. */
static uint32_t
rows_a_page(const LmSheet *sheet)
{
  uint32_t n_rows = sheet->ladder->n_rows;
  if (n_rows <= ROWS_ON_ONE_PAGE)
    return n_rows ? n_rows : 1;
  double upright = (sheet->width * A4_RATIO - lm_sheet_height(0)) / LM_LADDER_ROW_HEIGHT;
  double lying = (sheet->width / A4_RATIO - lm_sheet_height(0)) / LM_LADDER_ROW_HEIGHT;
  /* A ladder of very many hosts fills the page when it lies. */
  double most = lying > ROWS_ON_ONE_PAGE ? lying : ROWS_ON_ONE_PAGE;
  if (upright < LEAST_ROWS_A_PAGE)
    return LEAST_ROWS_A_PAGE;
  return (uint32_t)(upright > most ? most : upright);
}

static void
draw_page(const LmSheet *sheet, LmCairoCanvas *canvas, uint32_t page, uint32_t n_pages,
          uint32_t rows)
{
  cairo_t *cairo = canvas->cairo;
  const LmLadder *ladder = sheet->ladder;
  uint32_t first = (page - 1) * rows;
  /* Paper is white as it is. But cairo adds up the areas that are drawn on, and this makes them one
   * area at once, where thousands of small ones take minutes. */
  cairo_set_source_rgb(cairo, 1, 1, 1);
  cairo_paint(cairo);
  lm_sheet_draw_title(sheet, &canvas->canvas, page, n_pages);
  cairo_translate(cairo, 0, LM_SHEET_TITLE_HEIGHT);
  lm_ladder_draw_header(ladder, &sheet->geometry, &canvas->canvas);
  cairo_translate(cairo, 0, LM_LADDER_HEADER_HEIGHT);
  lm_ladder_draw_lifelines(ladder, &sheet->geometry, first, rows, &canvas->canvas);
  for (uint32_t i = first; i < ladder->n_rows && i - first < rows; i++) {
    lm_ladder_draw_margin(ladder, &sheet->geometry, i, &canvas->canvas);
    lm_ladder_draw_content(ladder, &sheet->geometry, i, &canvas->canvas);
    cairo_translate(cairo, 0, LM_LADDER_ROW_HEIGHT);
  }
}

static void
draw_pages(const LmSheet *sheet, LmCairoCanvas *canvas, cairo_surface_t *surface)
{
  cairo_t *cairo = canvas->cairo;
  uint32_t n_rows = sheet->ladder->n_rows, rows = rows_a_page(sheet);
  uint32_t n_pages = n_rows ? (n_rows + rows - 1) / rows : 1;
  double height = lm_sheet_height(rows), scale = POINTS_PER_PIXEL;
  double longest = sheet->width > height ? sheet->width : height;
  if (longest * scale > MOST_POINTS)
    scale = MOST_POINTS / longest;
  cairo_pdf_surface_set_size(surface, sheet->width * scale, height * scale);
  for (uint32_t page = 1; page <= n_pages; page++) {
    cairo_save(cairo);
    cairo_scale(cairo, scale, scale);
    draw_page(sheet, canvas, page, n_pages, rows);
    cairo_restore(cairo);
    cairo_show_page(cairo);
  }
}

bool
lm_export_pdf(const LmLadder *ladder, const char *path, LmError *error)
{
  LmExportFile file;
  LmCairoCanvas canvas;
  LmSheet sheet;
  if (!lm_export_file_open(&file, path, error))
    return false;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(write_bytes, &file, 100, 100);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, ladder->title);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Linesman " LM_VERSION);
  cairo_t *cairo = cairo_create(surface);
  lm_cairo_canvas_init(&canvas, cairo, &lm_palette_light);
  lm_sheet_init(&sheet, ladder, &canvas.canvas);
  draw_pages(&sheet, &canvas, surface);
  lm_cairo_canvas_clear(&canvas);
  cairo_status_t status = cairo_status(cairo);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS && !file.failed)
    lm_error_set(error, LM_ERROR_LIMIT, _("%s: cannot be drawn: %s"), path,
                 cairo_status_to_string(status));
  return lm_export_file_close(&file, status == CAIRO_STATUS_SUCCESS);
}
