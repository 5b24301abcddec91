/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The working of a stream's scores in words, the same ones wherever it is shown. One thread. */

#include "base/arena.h"
#include "relate/working.h"

#define LM_WORKING_MAX_LINES 40u

typedef enum {
  LM_WORKING_FACT,    /* @value: something about the stream */
  LM_WORKING_HEAD,    /* @cells: what the views are */
  LM_WORKING_FIGURES, /* @cells: a figure for each view; "–" where there is none */
} LmWorkingLineKind;

typedef struct {
  LmWorkingLineKind kind;
  bool result;       /* a score, and not what goes into one */
  const char *label; /* translated */
  const char *value;
  const char *cells[LM_WORKING_VIEWS];
  uint32_t n_cells; /* a figure of the stream as captured alone has one */
} LmWorkingLine;

/* Facts first, then the head and the figures, then facts again. */
typedef struct {
  LmArena arena;
  LmWorkingLine lines[LM_WORKING_MAX_LINES];
  uint32_t n;
} LmWorkingText;

/* @text is overwritten; lm_working_text_clear(). */
void lm_working_text_make(const LmWorking *working, LmWorkingText *text);
void lm_working_text_clear(LmWorkingText *text);
/* What a view is called: "as captured", "50 ms", "adaptive". Translated. */
const char *lm_working_view_title(const LmWorkingView *view);
