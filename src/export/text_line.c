/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/text_line.h"

#include "base/arena.h"

#include <stdlib.h>

void
lm_text_line_init(LmTextLine *line, unsigned n)
{
  line->n = n;
  line->cells = lm_alloc((n ? n : 1) * sizeof *line->cells);
  lm_text_line_reset(line);
}

void
lm_text_line_free(LmTextLine *line)
{
  free(line->cells);
  *line = (LmTextLine){0};
}

void
lm_text_line_reset(LmTextLine *line)
{
  for (unsigned i = 0; i < line->n; i++)
    memcpy(line->cells[i], " ", 2);
}

static void
set_cell(LmTextLine *line, unsigned x, LmSlice character)
{
  if (x >= line->n || character.len >= sizeof line->cells[0])
    return;
  if (character.len)
    memcpy(line->cells[x], character.data, character.len);
  line->cells[x][character.len] = '\0';
}

void
lm_text_line_put(LmTextLine *line, unsigned x, const char *character)
{
  set_cell(line, x, lm_slice_str(character));
}

void
lm_text_line_fill(LmTextLine *line, unsigned x, unsigned n, const char *character)
{
  for (unsigned i = 0; i < n && x + i < line->n; i++)
    lm_text_line_put(line, x + i, character);
}

unsigned
lm_text_line_text(LmTextLine *line, unsigned x, unsigned width, const char *text)
{
  LmSlice rest = lm_slice_str(text);
  bool cut = lm_text_width(rest) > width;
  unsigned used = 0, room = cut && width ? width - 1 : width;
  while (rest.len) {
    size_t len = lm_text_utf8_len(rest);
    LmSlice character = lm_slice_sub(rest, 0, len ? len : 1);
    unsigned cells = (unsigned)lm_text_width(character);
    rest = lm_slice_from(rest, character.len);
    if (used + cells > room)
      break;
    /* A combining character has no cell of its own and is left out. */
    if (cells)
      set_cell(line, x + used, character);
    if (cells > 1)
      set_cell(line, x + used + 1, LM_SLICE_EMPTY);
    used += cells;
  }
  if (cut && width)
    lm_text_line_put(line, x + used++, "…");
  return used;
}

void
lm_text_line_end(const LmTextLine *line, LmText *out)
{
  unsigned n = line->n;
  char piece[4096];
  size_t used = 0;
  while (n && strcmp(line->cells[n - 1], " ") == 0)
    n--;
  /* In large pieces: a ladder of many hosts has thousands of cells a line. */
  for (unsigned i = 0; i < n; i++) {
    for (const char *at = line->cells[i]; *at; at++)
      piece[used++] = *at;
    if (used > sizeof piece - sizeof *line->cells) {
      lm_text_add(out, lm_slice(piece, used));
      used = 0;
    }
  }
  piece[used++] = '\n';
  lm_text_add(out, lm_slice(piece, used));
}
