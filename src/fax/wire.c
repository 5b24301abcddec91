/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/wire.h"

#include "base/limits.h"

#define HEAD_BYTES 5
#define PAGE_BYTES 40
#define MOST_PER_M 100000u

/* Of the byte of flags. */
enum { ECM = 1, GUESSED = 2, CUT = 4 };

void
lm_fax_wire_add(LmText *out, const LmFaxWire *wire)
{
  LmSlice rest = lm_slice_sub(wire->rest, 0, LM_WIRE_MAX_BODY_BYTES - HEAD_BYTES);
  lm_wire_add_be32(out, wire->kind);
  lm_wire_add_be32(out, (uint32_t)(HEAD_BYTES + rest.len));
  lm_wire_add_be32(out, wire->number);
  lm_text_add_char(out, (char)wire->direction);
  lm_text_add(out, rest);
}

bool
lm_fax_wire_read(const LmWireFrame *frame, LmFaxWire *wire)
{
  *wire = (LmFaxWire){
      .kind = frame->kind,
      .direction = lm_slice_u8(frame->body, 4),
      .number = lm_slice_be32(frame->body, 0),
      .rest = lm_slice_from(frame->body, HEAD_BYTES),
  };
  return frame->body.len >= HEAD_BYTES && wire->direction < LM_FAX_DIRECTIONS;
}

void
lm_fax_wire_add_page(LmText *rest, const LmFaxPage *page)
{
  const LmFaxForm *form = &page->form;
  uint32_t flags = (form->ecm ? ECM : 0u) | (form->guessed ? GUESSED : 0u) | (page->cut ? CUT : 0u);
  const uint32_t numbers[] = {
      form->width,
      form->x_per_m,
      form->y_per_m,
      form->bit_rate,
      (uint32_t)form->modulation << 16 | (uint32_t)form->compression << 8 | flags,
      page->rows,
      page->bad_rows,
      page->longest_bad_run,
      page->line_bytes,
      page->missing_frames,
  };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    lm_wire_add_be32(rest, numbers[i]);
}

bool
lm_fax_wire_read_page(LmSlice rest, LmFaxPage *page)
{
  uint32_t kinds = lm_slice_be32(rest, 16);
  *page = (LmFaxPage){
      .form = {.width = lm_slice_be32(rest, 0),
               .x_per_m = lm_slice_be32(rest, 4),
               .y_per_m = lm_slice_be32(rest, 8),
               .bit_rate = lm_slice_be32(rest, 12),
               .modulation = (uint8_t)(kinds >> 16),
               .compression = (uint8_t)(kinds >> 8),
               .ecm = kinds & ECM,
               .guessed = kinds & GUESSED},
      .rows = lm_slice_be32(rest, 20),
      .bad_rows = lm_slice_be32(rest, 24),
      .longest_bad_run = lm_slice_be32(rest, 28),
      .line_bytes = lm_slice_be32(rest, 32),
      .missing_frames = lm_slice_be32(rest, 36),
      .cut = kinds & CUT,
  };
  const LmFaxForm *form = &page->form;
  return rest.len == PAGE_BYTES && form->width > 0 && form->width <= LM_FAX_MOST_WIDTH &&
         form->x_per_m > 0 && form->x_per_m <= MOST_PER_M && form->y_per_m > 0 &&
         form->y_per_m <= MOST_PER_M && form->compression < LM_N_FAX_COMPRESSIONS &&
         page->rows <= LM_LIMIT_FAX_ROWS && page->bad_rows <= page->rows &&
         page->longest_bad_run <= page->rows;
}
