/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a page of a fax is decoded onto, by spandsp: bits go in, rows of pixels come out. One
 * thread.
 */

#include "fax/wire.h"

#include <spandsp.h>

/* Tells what was found; @rest stays until it returns. */
typedef void (*LmFaxTell)(void *data, LmFaxWireKind kind, LmSlice rest);

typedef struct {
  t4_rx_state_t *t4;
  LmFaxTell tell;
  void *data;
  LmFaxPage page;
  LmText rows; /* that are not told yet */
  size_t told_bytes;
  uint64_t bits;
  bool open;
  bool done; /* its end was seen in its image, or it cannot be decoded: what follows is nothing */
} LmFaxPaper;

/* Before the program is confined, as spandsp wants a file that it never writes. False where that is
 * not possible. */
bool lm_fax_paper_init(LmFaxPaper *paper, LmFaxTell tell, void *data);
void lm_fax_paper_clear(LmFaxPaper *paper);
/* A page begins, if none is open. */
void lm_fax_paper_begin(LmFaxPaper *paper, const LmFaxForm *form);
/* The next of its image as it was sent; bits of a byte from the lowest on. */
void lm_fax_paper_add_bit(LmFaxPaper *paper, int bit);
void lm_fax_paper_add(LmFaxPaper *paper, const uint8_t *bytes, size_t n);
/* Frames of it did not come. */
void lm_fax_paper_miss(LmFaxPaper *paper, uint32_t frames);
/* Ends the page that is open, if there is one, and tells of it if there is a row on it. */
void lm_fax_paper_end(LmFaxPaper *paper);
