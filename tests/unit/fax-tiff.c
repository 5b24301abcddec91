/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages as TIFF, as libtiff reads them. */

#include "fax/tiff.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <tiffio.h>
#include <unistd.h>

/* Writes a page of @rows and @width and reads it again. */
static void
check(uint32_t width, uint32_t rows)
{
  size_t row_bytes = (width + 7) / 8;
  uint8_t *pixels = g_malloc0(row_bytes * rows), *row = g_malloc0(row_bytes);
  uint32_t state = width;
  for (size_t i = 0; i < row_bytes * rows; i++) {
    state = state * 1664525u + 1013904223u;
    pixels[i] = i % 7 < 3 ? 0 : (uint8_t)(state >> 24);
  }
  LmFaxSheet sheet = {.page = {.form = lm_fax_form_usual(8), .rows = rows},
                      .pixels = lm_slice(pixels, row_bytes * rows)};
  sheet.page.form.width = width;
  LmText out = LM_TEXT_INIT;
  lm_fax_tiff_write(&out, &sheet, 1, 3);
  char *path = g_build_filename(g_get_tmp_dir(), "fax-tiff-XXXXXX", NULL);
  close(g_mkstemp(path));
  g_assert_true(g_file_set_contents(path, out.str, (gssize)out.len, NULL));
  TIFF *tiff = TIFFOpen(path, "r");
  uint32_t value;
  uint16_t number, n;
  float per_cm;
  g_assert_nonnull(tiff);
  g_assert_true(TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &value));
  g_assert_cmpuint(value, ==, width);
  g_assert_true(TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &value));
  g_assert_cmpuint(value, ==, rows);
  g_assert_true(TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &per_cm));
  g_assert_cmpfloat_with_epsilon(per_cm, 38.5, 0.001);
  g_assert_true(TIFFGetField(tiff, TIFFTAG_PAGENUMBER, &number, &n));
  g_assert_cmpuint(number, ==, 1);
  g_assert_cmpuint(n, ==, 3);
  for (uint32_t i = 0; i < rows; i++) {
    g_assert_cmpint(TIFFReadScanline(tiff, row, i, 0), ==, 1);
    g_assert_cmpmem(row, row_bytes, pixels + i * row_bytes, row_bytes);
  }
  TIFFClose(tiff);
  g_unlink(path);
  g_free(path);
  g_free(pixels);
  g_free(row);
  lm_text_clear(&out);
}

static void
test_sizes(void)
{
  check(1728, 1);
  check(1728, 128);
  check(1728, 129);
  check(2432, 1000);
  check(13, 300);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/fax-tiff/sizes", test_sizes);
  return g_test_run();
}
