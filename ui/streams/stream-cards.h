/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The figures of one stream as cards: only those that its packets and reports really give. */

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_STREAM_CARDS (lmu_stream_cards_get_type())
G_DECLARE_FINAL_TYPE(LmuStreamCards, lmu_stream_cards, LMU, STREAM_CARDS, AdwBin)

/* NULL: no stream. The row is not kept. */
void lmu_stream_cards_set_row(LmuStreamCards *self, const LmStreamRow *row);

G_END_DECLS
