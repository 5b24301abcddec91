/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/palette.h"

#define RGB(hex)                                      \
  {                                                   \
    (hex) >> 16 & 0xff, (hex) >> 8 & 0xff, (hex)&0xff \
  }

/* Text has a contrast of at least 4.5 to 1 against what it stands on (WCAG 2.1, 1.4.3). */

const LmPalette lm_palette_light = {
    .tones =
        {
            [LM_TONE_REQUEST] = RGB(0x1a5fb4),
            [LM_TONE_PROVISIONAL] = RGB(0x6f6f6f),
            [LM_TONE_SUCCESS] = RGB(0x26834a),
            [LM_TONE_REDIRECT] = RGB(0x813d9c),
            [LM_TONE_FAILURE] = RGB(0xc01c28),
            [LM_TONE_WARNING] = RGB(0x9c6400),
            [LM_TONE_MEDIA_GOOD] = RGB(0x57b07a),
            [LM_TONE_MEDIA_BAD] = RGB(0xc01c28),
            [LM_TONE_DIM] = RGB(0x6f6f6f),
        },
    .fills =
        {
            [LM_TONE_REQUEST] = RGB(0xdde9f8),
            [LM_TONE_PROVISIONAL] = RGB(0xececec),
            [LM_TONE_SUCCESS] = RGB(0xe3f3e8),
            [LM_TONE_REDIRECT] = RGB(0xf0e3f6),
            [LM_TONE_FAILURE] = RGB(0xf6c9c6),
            [LM_TONE_WARNING] = RGB(0xf8e7c0),
            [LM_TONE_MEDIA_GOOD] = RGB(0xe3f3e8),
            [LM_TONE_MEDIA_BAD] = RGB(0xf6c9c6),
            [LM_TONE_DIM] = RGB(0xececec),
        },
    .on_fills =
        {
            [LM_TONE_REQUEST] = RGB(0x1a5fb4),
            [LM_TONE_PROVISIONAL] = RGB(0x5e5e5e),
            [LM_TONE_SUCCESS] = RGB(0x1d6b3a),
            [LM_TONE_REDIRECT] = RGB(0x813d9c),
            [LM_TONE_FAILURE] = RGB(0xa30f1c),
            [LM_TONE_WARNING] = RGB(0x7a4e00),
            [LM_TONE_MEDIA_GOOD] = RGB(0x1d6b3a),
            [LM_TONE_MEDIA_BAD] = RGB(0xa30f1c),
            [LM_TONE_DIM] = RGB(0x5e5e5e),
        },
    .text = RGB(0x1e1e1e),
    .dim_text = RGB(0x6f6f6f),
    .lifeline = RGB(0xc8c8c8),
    .dialog_bars = {RGB(0x99c1f1), RGB(0xdcb8ea), RGB(0x9fd9b4), RGB(0xf3c98b), RGB(0xf2b3b8),
                    RGB(0xc9c7a6)},
    .card = RGB(0xffffff),
    .card_border = RGB(0xd0d0d0),
    .background = RGB(0xffffff),
    .selection = RGB(0xd5e5f9),
};

const LmPalette lm_palette_dark = {
    .tones =
        {
            [LM_TONE_REQUEST] = RGB(0x78aeed),
            [LM_TONE_PROVISIONAL] = RGB(0xa8a8a8),
            [LM_TONE_SUCCESS] = RGB(0x57d98a),
            [LM_TONE_REDIRECT] = RGB(0xd59cf0),
            [LM_TONE_FAILURE] = RGB(0xff7b75),
            [LM_TONE_WARNING] = RGB(0xf8c85a),
            [LM_TONE_MEDIA_GOOD] = RGB(0x3c9a63),
            [LM_TONE_MEDIA_BAD] = RGB(0xff7b75),
            [LM_TONE_DIM] = RGB(0xa8a8a8),
        },
    .fills =
        {
            [LM_TONE_REQUEST] = RGB(0x1c3350),
            [LM_TONE_PROVISIONAL] = RGB(0x3a3a3a),
            [LM_TONE_SUCCESS] = RGB(0x1f3a2a),
            [LM_TONE_REDIRECT] = RGB(0x3d2a47),
            [LM_TONE_FAILURE] = RGB(0x5c2a2a),
            [LM_TONE_WARNING] = RGB(0x4a3a14),
            [LM_TONE_MEDIA_GOOD] = RGB(0x1f3a2a),
            [LM_TONE_MEDIA_BAD] = RGB(0x5c2a2a),
            [LM_TONE_DIM] = RGB(0x3a3a3a),
        },
    .on_fills =
        {
            [LM_TONE_REQUEST] = RGB(0x99c1f1),
            [LM_TONE_PROVISIONAL] = RGB(0xc0c0c0),
            [LM_TONE_SUCCESS] = RGB(0x57d98a),
            [LM_TONE_REDIRECT] = RGB(0xd59cf0),
            [LM_TONE_FAILURE] = RGB(0xff9a95),
            [LM_TONE_WARNING] = RGB(0xf8c85a),
            [LM_TONE_MEDIA_GOOD] = RGB(0x57d98a),
            [LM_TONE_MEDIA_BAD] = RGB(0xff9a95),
            [LM_TONE_DIM] = RGB(0xc0c0c0),
        },
    .text = RGB(0xffffff),
    .dim_text = RGB(0xa8a8a8),
    .lifeline = RGB(0x565656),
    .dialog_bars = {RGB(0x2f5f96), RGB(0x6d4a82), RGB(0x2b6b4a), RGB(0x7a5a22), RGB(0x7c4049),
                    RGB(0x5d5c44)},
    .card = RGB(0x303030),
    .card_border = RGB(0x4a4a4a),
    .background = RGB(0x1e1e1e),
    .selection = RGB(0x1f3a5c),
};

LmColour
lm_palette_colour(const LmPalette *palette, LmPaint paint)
{
  LmTone tone = paint.tone < LM_N_TONES ? paint.tone : LM_TONE_DIM;
  switch (paint.role) {
  case LM_PAINT_TONE:
    return palette->tones[tone];
  case LM_PAINT_FILL:
    return palette->fills[tone];
  case LM_PAINT_ON_FILL:
    return palette->on_fills[tone];
  case LM_PAINT_DIM_TEXT:
    return palette->dim_text;
  case LM_PAINT_LIFELINE:
    return palette->lifeline;
  case LM_PAINT_DIALOG_BAR:
    return palette->dialog_bars[paint.leg % LM_N_LEG_COLOURS];
  case LM_PAINT_CARD:
    return palette->card;
  case LM_PAINT_CARD_BORDER:
    return palette->card_border;
  case LM_PAINT_BACKGROUND:
    return palette->background;
  case LM_PAINT_SELECTION:
    return palette->selection;
  case LM_PAINT_TEXT:
    break;
  }
  return palette->text;
}
