/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The figures of one stream as cards: only those that its packets and reports really give.
 *
 * Signal "score-activated": somebody wants to see what the score is made of. */

#include "engine/stream_detail.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_STREAM_CARDS (lmu_stream_cards_get_type())
G_DECLARE_FINAL_TYPE(LmuStreamCards, lmu_stream_cards, LMU, STREAM_CARDS, AdwBin)

/* @row NULL: no stream. @detail is NULL while it is not known; what needs it is not said until
 * then. Neither is kept. */
void
lmu_stream_cards_set(LmuStreamCards *self, const LmStreamRow *row, const LmStreamDetail *detail);

G_END_DECLS
