/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How delta, jitter, delay and losses of a stream are spread, as charts, and what its packets say
 * of it as a whole. */

#include "engine/stream_detail.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_SPREAD_PAGE (lmu_spread_page_get_type())
G_DECLARE_FINAL_TYPE(LmuSpreadPage, lmu_spread_page, LMU, SPREAD_PAGE, AdwBin)

/* NULL: no stream. It is not kept. */
void lmu_spread_page_set_detail(LmuSpreadPage *self, const LmStreamDetail *detail);

G_END_DECLS
