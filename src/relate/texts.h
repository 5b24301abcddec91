/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What was typed in calls with text in real time (RFC 4103: T.140 in RTP, with the redundancy of
 * RFC 2198): a row a stream, which is one direction, with the text as it stands at its end.
 * Worked out from the trace when somebody looks; the trace must outlive it. One thread. */

#include "relate/sides.h"

typedef struct {
  int64_t first_ns, last_ns; /* packets */
  LmSlice text;              /* UTF-8; U+FFFD where something got lost */
  uint32_t stream, call;     /* rows; call LM_NONE: none */
  uint32_t packets;          /* each once */
  uint32_t lost;             /* that never came */
  uint32_t recovered;        /* of them, whose text came with others */
  uint32_t gaps;             /* how often U+FFFD stands in the text */
  uint32_t characters, erased, alerts, malformed;
  uint8_t redundancy; /* the most blocks of earlier packets in one */
  uint8_t from;       /* LmSide */
} LmTyped;

typedef struct LmTexts LmTexts;

/* Of the call of row @call, of all with LM_NONE. Owned: lm_texts_free(). */
LmTexts *lm_texts_new(const LmTrace *trace, uint32_t call);
void lm_texts_free(LmTexts *texts);
/* By stream. Borrowed. */
uint32_t lm_texts_n(const LmTexts *texts);
const LmTyped *lm_texts_at(const LmTexts *texts, uint32_t index);
