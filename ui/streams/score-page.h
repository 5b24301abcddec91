/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The working of a stream's score: what went in and where it is from, every term, behind each
 * jitter buffer, and what other tools would have said: the lines of relate/working_text.h. */

#include "engine/stream_detail.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_SCORE_PAGE (lmu_score_page_get_type())
G_DECLARE_FINAL_TYPE(LmuScorePage, lmu_score_page, LMU, SCORE_PAGE, AdwBin)

/* NULL: no stream. It is not kept. */
void lmu_score_page_set_detail(LmuScorePage *self, const LmStreamDetail *detail);

G_END_DECLS
