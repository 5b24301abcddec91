/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hostile datagrams of UDPTL, and hostile talk of the program that reads faxes. The first byte says
 * which: 0, frames of the talk; else datagrams, each behind a length of two bytes. */

#include "fuzz.h"

#include "base/limits.h"
#include "fax/collect.h"
#include "fax/reading.h"

#include <stdlib.h>

static volatile unsigned sum;

static void
look_at(LmSlice bytes)
{
  for (size_t i = 0; i < bytes.len; i++)
    sum += bytes.data[i];
}

static void
talk(LmSlice rest)
{
  LmWireFrame frame;
  LmFaxReading reading;
  LmArena arena = LM_ARENA_INIT;
  const LmFaxPiece piece = {0};
  const LmFaxDirection direction = {.sound = true};
  bool broken = false;
  lm_fax_reading_init(&reading);
  for (size_t n; !broken && (n = lm_wire_take(rest, &frame, &broken)) > 0;
       rest = lm_slice_from(rest, n)) {
    LmFaxWire wire;
    LmFaxPage page;
    if (!lm_fax_wire_read(&frame, &wire))
      continue;
    look_at(wire.rest);
    if (lm_fax_wire_read_page(wire.rest, &page)) {
      LmText again = LM_TEXT_INIT;
      LmFaxPage same;
      lm_fax_wire_add_page(&again, &page);
      if (!lm_fax_wire_read_page(lm_slice(again.str, again.len), &same) || same.rows != page.rows)
        abort();
      lm_text_clear(&again);
    }
    lm_fax_add_step(&reading, &wire, &piece, &direction, &arena);
  }
  lm_fax_reading_clear(&reading);
  lm_arena_clear(&arena);
}

static void
order(LmSlice rest)
{
  LmVec datagrams = LM_VEC_INIT(LmFaxPiece);
  LmFaxPieces pieces;
  LmSlice datagram;
  lm_fax_pieces_init(&pieces);
  while (lm_slice_take(rest, 2, lm_slice_be16(rest, 0), &datagram)) {
    *(LmFaxPiece *)lm_vec_push(&datagrams) = (LmFaxPiece){.bytes = datagram};
    rest = lm_slice_from(rest, 2 + datagram.len);
  }
  lm_fax_pieces_add_udptl(&pieces, &datagrams, 1);
  for (uint32_t i = 0; i < pieces.pieces.len; i++)
    look_at(((const LmFaxPiece *)lm_vec_at(&pieces.pieces, i))->bytes);
  lm_fax_pieces_clear(&pieces);
  lm_vec_clear(&datagrams);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice input = lm_slice(data, size);
  if (lm_slice_u8(input, 0) == 0)
    talk(lm_slice_from(input, 1));
  else
    order(lm_slice_from(input, 1));
  return 0;
}
