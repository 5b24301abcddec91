/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Text as it is typed (ITU-T T.140), of which RFC 4103 has the carriage in RTP. Pure but for the
 * text that grows. */

#include "base/text.h"

/* What of a text is on the other's screen. */
typedef struct {
  LmText shown;       /* UTF-8 */
  uint8_t partial[4]; /* of a character that the next block goes on with */
  unsigned n_partial;
  unsigned n_wanted;
  unsigned control;   /* LmT140Control: within a sequence that is not shown */
  uint32_t erased;    /* characters taken back */
  uint32_t alerts;    /* BEL */
  uint32_t malformed; /* bytes that are no UTF-8 */
} LmT140;

#define LM_T140_INIT ((LmT140){0})

void lm_t140_clear(LmT140 *t140);
/* Takes in a block: characters are shown, back-space erases the last, new lines are LF, and what
 * asks for colours and the like is left out (T.140, 7 and 8). */
void lm_t140_add(LmT140 *t140, LmSlice block);
/* Marks that something got lost, by U+FFFD (T.140, Addendum 1; RFC 4103, 5.3). */
void lm_t140_add_loss(LmT140 *t140);
