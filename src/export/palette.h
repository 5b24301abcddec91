/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The colours that a ladder's roles and tones have, light and dark. Immutable; any thread. */

#include "ladder/canvas.h"

typedef struct {
  uint8_t red, green, blue;
} LmColour;

typedef struct {
  LmColour tones[LM_N_TONES];
  LmColour fills[LM_N_TONES];
  LmColour on_fills[LM_N_TONES]; /* text on the fills */
  LmColour text, dim_text;
  LmColour lifeline;
  LmColour dialog_bars[LM_N_LEG_COLOURS];
  LmColour card, card_border;
  LmColour background, selection;
} LmPalette;

/* On white: exports, and the light desktop. */
extern const LmPalette lm_palette_light;
extern const LmPalette lm_palette_dark;

LmColour lm_palette_colour(const LmPalette *palette, LmPaint paint);
