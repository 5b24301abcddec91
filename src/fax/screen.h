/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whether a sound of 8000 samples a second may be a fax, found by little arithmetic, so that all
 * the speech of a capture is no work for modems: a narrow sound that stays where the tones and V.21
 * of fax machines are (ITU-T T.30, 4). It may take a whistle for a fax, and seldom the reverse. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LM_FAX_SCREEN_BLOCK 160 /* samples: 20 ms */

typedef struct {
  int16_t samples[LM_FAX_SCREEN_BLOCK];
  uint32_t filled;
  uint32_t run;   /* blocks that were like the last one */
  uint8_t last;   /* what that was like; 0: nothing */
  bool calling;   /* CNG, 1100 Hz */
  bool answering; /* CED or ANSam, 2100 Hz */
  bool talking;   /* V.21, 1650 and 1850 Hz */
} LmFaxScreen;

void lm_fax_screen_add(LmFaxScreen *screen, const int16_t *samples, size_t n);
/* What follows does not join what came. */
void lm_fax_screen_break(LmFaxScreen *screen);
