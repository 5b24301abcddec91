/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/canvas_cairo.h"
#include "export/file.h"
#include "export/formats.h"
#include "export/sheet.h"

#include "base/i18n.h"

#include <math.h>

/* Twice the size of the screen's pixels, so that it stays sharp on paper and on dense screens. */
#define SCALE 2
/* The longest side that cairo's images may have. */
#define MOST_PIXELS 32767

static cairo_status_t
write_bytes(void *data, const unsigned char *bytes, unsigned int len)
{
  return lm_export_file_write(data, lm_slice(bytes, len)) ? CAIRO_STATUS_SUCCESS
                                                          : CAIRO_STATUS_WRITE_ERROR;
}

static void
draw_sheet(const LmSheet *sheet, LmCairoCanvas *canvas, cairo_t *cairo)
{
  const LmLadder *ladder = sheet->ladder;
  lm_cairo_canvas_target(canvas, cairo, &lm_palette_light);
  cairo_scale(cairo, SCALE, SCALE);
  cairo_set_source_rgb(cairo, 1, 1, 1);
  cairo_paint(cairo);
  lm_sheet_draw_title(sheet, &canvas->canvas, 1, 1);
  cairo_translate(cairo, 0, LM_SHEET_TITLE_HEIGHT);
  lm_ladder_draw_header(ladder, &sheet->geometry, &canvas->canvas);
  cairo_translate(cairo, 0, LM_LADDER_HEADER_HEIGHT);
  lm_ladder_draw_lifelines(ladder, &sheet->geometry, 0, ladder->n_rows, &canvas->canvas);
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    lm_ladder_draw_margin(ladder, &sheet->geometry, i, &canvas->canvas);
    lm_ladder_draw_content(ladder, &sheet->geometry, i, &canvas->canvas);
    cairo_translate(cairo, 0, LM_LADDER_ROW_HEIGHT);
  }
}

static bool
write_image(const LmSheet *sheet, LmCairoCanvas *canvas, const char *path, LmError *error)
{
  double width = ceil(sheet->width * SCALE);
  double height = ceil(lm_sheet_height(sheet->ladder->n_rows) * SCALE);
  if (width > MOST_PIXELS || height > MOST_PIXELS)
    return lm_error_set(error, LM_ERROR_LIMIT,
                        _("%s: the ladder is %.0f by %.0f pixels, and a PNG image can have %d at "
                          "most: write it as SVG or PDF"),
                        path, width, height, MOST_PIXELS);
  LmExportFile file;
  if (!lm_export_file_open(&file, path, error))
    return false;
  cairo_surface_t *surface =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
  cairo_t *cairo = cairo_create(surface);
  draw_sheet(sheet, canvas, cairo);
  cairo_status_t status = cairo_status(cairo);
  cairo_destroy(cairo);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream(surface, write_bytes, &file);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS && !file.failed)
    lm_error_set(error, LM_ERROR_LIMIT, _("%s: cannot be drawn: %s"), path,
                 cairo_status_to_string(status));
  return lm_export_file_close(&file, status == CAIRO_STATUS_SUCCESS);
}

bool
lm_export_png(const LmLadder *ladder, const char *path, LmError *error)
{
  LmCairoCanvas canvas;
  LmSheet sheet;
  lm_cairo_canvas_init(&canvas, NULL, &lm_palette_light);
  lm_sheet_init(&sheet, ladder, &canvas.canvas);
  bool done = write_image(&sheet, &canvas, path, error);
  lm_cairo_canvas_clear(&canvas);
  return done;
}
