/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One line of a terminal, cell by cell, so that things can be put where they belong in any order.
 * Internal to this folder. */

#include "base/text.h"

typedef struct {
  char (*cells)[8]; /* a character each, NUL-terminated; "" behind a wide one */
  unsigned n;
} LmTextLine;

void lm_text_line_init(LmTextLine *line, unsigned n);
void lm_text_line_free(LmTextLine *line);
/* Blank again. */
void lm_text_line_reset(LmTextLine *line);
/* Puts one narrow character; nothing beyond the ends. */
void lm_text_line_put(LmTextLine *line, unsigned x, const char *character);
/* The same from @x on, @n times. */
void lm_text_line_fill(LmTextLine *line, unsigned x, unsigned n, const char *character);
/* Puts @text, valid UTF-8, in at most @width cells, with an ellipsis where it is cut; returns the
 * cells that it takes. */
unsigned lm_text_line_text(LmTextLine *line, unsigned x, unsigned width, const char *text);
/* Adds the line to @out, without blanks at its end. */
void lm_text_line_end(const LmTextLine *line, LmText *out);
