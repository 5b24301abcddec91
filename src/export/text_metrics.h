/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How wide a text is at most, for writers that have no font at hand: the measures are those of
 * DejaVu Sans, which Verdana shares and which no other common interface font exceeds. So what is
 * laid out by them holds the text in whatever font its reader has. Pure functions. */

#include "ladder/canvas.h"

/* In pixels. @text is valid UTF-8. */
double lm_text_metrics_width(LmSlice text, LmFont font);
/* The length in bytes of the longest beginning of @text that is at most @width wide. */
size_t lm_text_metrics_fit(LmSlice text, LmFont font, double width);
