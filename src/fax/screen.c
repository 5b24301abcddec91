/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/screen.h"

#include <math.h>

/* A block of less than this is silence: 45 dB below a full sine. */
#define QUIET_POWER (0.5 * 184.0 * 184.0)

enum { NOTHING, CALLING, ANSWERING, TALKING };

/* How long each has to last, in blocks of 20 ms: CNG is half a second, CED 2.6 s (T.30, 4.1, 4.2),
 * the preamble of V.21 one second (5.3.1). */
static const uint32_t least_run[] = {[CALLING] = 15, [ANSWERING] = 25, [TALKING] = 15};

/* A sine of frequency f has r1 = cos w and r2 = cos 2w with w = 2 pi f / 8000, where r is its
 * autocorrelation; what is no narrow sound has a smaller r2. */
static uint8_t
kind_of(const int16_t *x)
{
  double r0 = 0, r1 = 0, r2 = 0;
  for (size_t i = 2; i < LM_FAX_SCREEN_BLOCK; i++) {
    r0 += (double)x[i] * x[i];
    r1 += (double)x[i] * x[i - 1];
    r2 += (double)x[i] * x[i - 2];
  }
  if (r0 < QUIET_POWER * (LM_FAX_SCREEN_BLOCK - 2))
    return NOTHING;
  r1 /= r0;
  r2 /= r0;
  bool sine = fabs(r2 - (2 * r1 * r1 - 1)) < 0.08;
  if (sine && r1 > 0.60 && r1 < 0.70) /* 1160 to 1013 Hz */
    return CALLING;
  if (sine && r1 > -0.12 && r1 < -0.03) /* 2153 to 2038 Hz */
    return ANSWERING;
  /* Sent with 300 bits a second it is wider than a sine. */
  if (r1 > 0.08 && r1 < 0.32 && r2 < -0.70)
    return TALKING;
  return NOTHING;
}

static void
take_block(LmFaxScreen *screen)
{
  uint8_t kind = kind_of(screen->samples);
  screen->filled = 0;
  screen->run = kind && kind == screen->last ? screen->run + 1 : 1;
  screen->last = kind;
  if (kind == NOTHING || screen->run < least_run[kind])
    return;
  screen->calling |= kind == CALLING;
  screen->answering |= kind == ANSWERING;
  screen->talking |= kind == TALKING;
}

void
lm_fax_screen_add(LmFaxScreen *screen, const int16_t *samples, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    screen->samples[screen->filled++] = samples[i];
    if (screen->filled == LM_FAX_SCREEN_BLOCK)
      take_block(screen);
  }
}

void
lm_fax_screen_break(LmFaxScreen *screen)
{
  screen->filled = 0;
  screen->last = NOTHING;
}
