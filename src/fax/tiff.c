/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/tiff.h"

#define HEADER_BYTES 8
#define ROWS_OF_STRIP 128u
#define LONGEST_RUN 128u

/* Types of fields. */
enum { SHORT = 3, LONG = 4, RATIONAL = 5 };

typedef struct {
  LmText entries;
  uint32_t n;
} Directory;

static void
add_le(LmText *out, uint32_t value, unsigned bytes)
{
  for (unsigned i = 0; i < bytes; i++)
    lm_text_add_char(out, (char)(value >> (8 * i)));
}

static void
add_entry(Directory *directory, uint32_t tag, uint32_t type, uint32_t count, uint32_t value)
{
  add_le(&directory->entries, tag, 2);
  add_le(&directory->entries, type, 2);
  add_le(&directory->entries, count, 4);
  add_le(&directory->entries, value, 4);
  directory->n++;
}

/* How many bytes from @at on are the same. */
static size_t
run_at(LmSlice row, size_t at)
{
  size_t n = 1;
  while (n < LONGEST_RUN && at + n < row.len && row.data[at + n] == row.data[at])
    n++;
  return n;
}

/* PackBits (TIFF 6.0, section 9): each row by itself. */
static void
pack_row(LmText *out, LmSlice row)
{
  for (size_t at = 0; at < row.len;) {
    size_t run = run_at(row, at), n = 0;
    if (run > 1) {
      lm_text_add_char(out, (char)(257 - run));
      lm_text_add(out, lm_slice_sub(row, at, 1));
      at += run;
      continue;
    }
    while (n < LONGEST_RUN && at + n < row.len && run_at(row, at + n) < 3)
      n++;
    n = n ? n : 1;
    lm_text_add_char(out, (char)(n - 1));
    lm_text_add(out, lm_slice_sub(row, at, n));
    at += n;
  }
}

/* Pixels a metre as pixels a centimetre. */
static void
add_resolution(LmText *out, uint32_t per_m)
{
  add_le(out, per_m, 4);
  add_le(out, 100, 4);
}

void
lm_fax_tiff_write(LmText *out, const LmFaxSheet *sheet, uint32_t number, uint32_t n)
{
  const LmFaxPage *page = &sheet->page;
  size_t row_bytes = (page->form.width + 7) / 8;
  uint32_t n_strips = (page->rows + ROWS_OF_STRIP - 1) / ROWS_OF_STRIP;
  LmText offsets = LM_TEXT_INIT, counts = LM_TEXT_INIT, image = LM_TEXT_INIT;
  Directory directory = {LM_TEXT_INIT, 0};
  for (uint32_t row = 0; row < page->rows; row += ROWS_OF_STRIP) {
    size_t from = image.len;
    for (uint32_t i = row; i < row + ROWS_OF_STRIP && i < page->rows; i++)
      pack_row(&image, lm_slice_sub(sheet->pixels, i * row_bytes, row_bytes));
    add_le(&offsets, (uint32_t)(HEADER_BYTES + from), 4);
    add_le(&counts, (uint32_t)(image.len - from), 4);
  }
  if (image.len % 2)
    lm_text_add_char(&image, 0);
  uint32_t lists_at = (uint32_t)(HEADER_BYTES + image.len);
  uint32_t x_at = lists_at + 8 * n_strips, directory_at = x_at + 16;
  add_entry(&directory, 254, LONG, 1, 2); /* a page of several */
  add_entry(&directory, 256, LONG, 1, page->form.width);
  add_entry(&directory, 257, LONG, 1, page->rows);
  add_entry(&directory, 258, SHORT, 1, 1);
  add_entry(&directory, 259, SHORT, 1, 32773); /* PackBits */
  add_entry(&directory, 262, SHORT, 1, 0);     /* white is zero */
  add_entry(&directory, 273, LONG, n_strips, n_strips == 1 ? HEADER_BYTES : lists_at);
  add_entry(&directory, 277, SHORT, 1, 1);
  add_entry(&directory, 278, LONG, 1, ROWS_OF_STRIP);
  uint32_t only = (uint32_t)(lm_slice_at(lm_slice(counts.str, counts.len), 0) & 0xff);
  for (unsigned i = 1; i < 4 && n_strips == 1; i++)
    only |= (uint32_t)(uint8_t)counts.str[i] << (8 * i);
  add_entry(&directory, 279, LONG, n_strips, n_strips == 1 ? only : lists_at + 4 * n_strips);
  add_entry(&directory, 282, RATIONAL, 1, x_at);
  add_entry(&directory, 283, RATIONAL, 1, x_at + 8);
  add_entry(&directory, 296, SHORT, 1, 3); /* centimetres */
  add_entry(&directory, 297, SHORT, 2, (number & 0xffff) | n << 16);
  lm_text_add(out, LM_SLICE_LITERAL("II*\0"));
  add_le(out, directory_at, 4);
  lm_text_add(out, lm_slice(image.str, image.len));
  lm_text_add(out, lm_slice(offsets.str, offsets.len));
  lm_text_add(out, lm_slice(counts.str, counts.len));
  add_resolution(out, page->form.x_per_m);
  add_resolution(out, page->form.y_per_m);
  add_le(out, directory.n, 2);
  lm_text_add(out, lm_slice(directory.entries.str, directory.entries.len));
  add_le(out, 0, 4);
  lm_text_clear(&offsets);
  lm_text_clear(&counts);
  lm_text_clear(&image);
  lm_text_clear(&directory.entries);
}
