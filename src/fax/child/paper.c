/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/child/paper.h"

#include "base/limits.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define TELL_BYTES (64u << 10)
/* Bits between two looks at how long the page has become: T.6 makes a row of one. */
#define LOOK_BITS 1024

static int
take_row(void *data, const uint8_t row[], size_t len)
{
  LmFaxPaper *paper = data;
  LmFaxPage *page = &paper->page;
  if (len == 0 || len != (page->form.width + 7) / 8)
    return 0;
  if (page->rows >= LM_LIMIT_FAX_ROWS || paper->told_bytes + len > LM_LIMIT_FAX_BYTES) {
    page->cut = true;
    return 0;
  }
  page->rows++;
  paper->told_bytes += len;
  lm_text_add(&paper->rows, lm_slice(row, len));
  if (paper->rows.len >= TELL_BYTES) {
    paper->tell(paper->data, LM_FAX_WIRE_ROWS, lm_slice(paper->rows.str, paper->rows.len));
    lm_text_reset(&paper->rows);
  }
  return 0;
}

bool
lm_fax_paper_init(LmFaxPaper *paper, LmFaxTell tell, void *data)
{
  *paper = (LmFaxPaper){.tell = tell, .data = data};
  /* It makes a TIFF of what it decodes, and removes it when it stays empty: one that has no name.
   */
  char path[48];
  int fd = memfd_create("page", MFD_CLOEXEC);
  if (fd < 0)
    return false;
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  paper->t4 = t4_rx_init(NULL, path, T4_COMPRESSION_ITU_T6);
  close(fd);
  return paper->t4 != NULL;
}

void
lm_fax_paper_clear(LmFaxPaper *paper)
{
  if (paper->t4)
    t4_rx_free(paper->t4);
  lm_text_clear(&paper->rows);
}

static int
encoding_of(const LmFaxForm *form)
{
  switch ((LmFaxCompression)form->compression) {
  case LM_FAX_MH:
    return T4_COMPRESSION_ITU_T4_1D;
  case LM_FAX_MR:
    return T4_COMPRESSION_ITU_T4_2D;
  case LM_FAX_MMR:
    return T4_COMPRESSION_ITU_T6;
  default:
    return T4_COMPRESSION_NONE;
  }
}

void
lm_fax_paper_begin(LmFaxPaper *paper, const LmFaxForm *form)
{
  if (paper->open)
    return;
  int encoding = encoding_of(form);
  paper->page = (LmFaxPage){.form = *form};
  paper->open = true;
  paper->done = encoding == T4_COMPRESSION_NONE;
  if (paper->done)
    return;
  t4_rx_set_rx_encoding(paper->t4, encoding);
  t4_rx_set_image_width(paper->t4, (int)form->width);
  t4_rx_set_x_resolution(paper->t4, (int)form->x_per_m);
  t4_rx_set_y_resolution(paper->t4, (int)form->y_per_m);
  paper->done = t4_rx_start_page(paper->t4) != 0;
  t4_rx_set_row_write_handler(paper->t4, take_row, paper);
}

/* The decoder keeps all rows until the page ends. */
static void
look(LmFaxPaper *paper)
{
  t4_stats_t stats;
  t4_rx_get_transfer_statistics(paper->t4, &stats);
  if (stats.length < (int)LM_LIMIT_FAX_ROWS - LOOK_BITS)
    return;
  paper->page.cut = paper->done = true;
}

void
lm_fax_paper_add_bit(LmFaxPaper *paper, int bit)
{
  if (!paper->open || paper->done)
    return;
  paper->done = t4_rx_put_bit(paper->t4, bit);
  if (++paper->bits % LOOK_BITS == 0)
    look(paper);
}

void
lm_fax_paper_add(LmFaxPaper *paper, const uint8_t *bytes, size_t n)
{
  if (paper->open)
    paper->page.line_bytes += n < UINT32_MAX / 2 - paper->page.line_bytes ? (uint32_t)n : 0;
  for (size_t i = 0; i < 8 * n; i++)
    lm_fax_paper_add_bit(paper, bytes[i / 8] >> i % 8 & 1);
}

void
lm_fax_paper_miss(LmFaxPaper *paper, uint32_t frames)
{
  if (!paper->open)
    return;
  paper->page.missing_frames += frames;
  /* Each row of T.6 is told by the one before: behind a gap there is nothing to be read. */
  paper->done |= paper->page.form.compression == LM_FAX_MMR;
}

void
lm_fax_paper_end(LmFaxPaper *paper)
{
  LmFaxPage *page = &paper->page;
  LmText rest = LM_TEXT_INIT;
  t4_stats_t stats;
  if (!paper->open)
    return;
  paper->open = false;
  bool readable = encoding_of(&page->form) != T4_COMPRESSION_NONE;
  if (readable) {
    /* It gives the rows out now. */
    t4_rx_end_page(paper->t4);
    t4_rx_get_transfer_statistics(paper->t4, &stats);
    page->bad_rows = stats.bad_rows > 0 ? (uint32_t)stats.bad_rows : 0;
    page->longest_bad_run = stats.longest_bad_row_run > 0 ? (uint32_t)stats.longest_bad_row_run : 0;
    page->bad_rows = page->bad_rows < page->rows ? page->bad_rows : page->rows;
    page->longest_bad_run = page->longest_bad_run < page->rows ? page->longest_bad_run : page->rows;
  }
  if (readable && page->rows == 0)
    return;
  if (paper->rows.len)
    paper->tell(paper->data, LM_FAX_WIRE_ROWS, lm_slice(paper->rows.str, paper->rows.len));
  lm_text_reset(&paper->rows);
  lm_fax_wire_add_page(&rest, page);
  paper->tell(paper->data, LM_FAX_WIRE_PAGE, lm_slice(rest.str, rest.len));
  lm_text_clear(&rest);
}
