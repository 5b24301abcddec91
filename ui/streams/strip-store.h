/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Streams over their time, as the rows of a list draw them: asked of the engine for what is drawn
 * alone, a moment later and many at a time, and kept. Main thread.
 *
 * Signal "came": some of those that were asked for are known. */

#include "ui/model/session.h"

G_BEGIN_DECLS

#define LMU_TYPE_STRIP_STORE (lmu_strip_store_get_type())
G_DECLARE_FINAL_TYPE(LmuStripStore, lmu_strip_store, LMU, STRIP_STORE, GObject)

LmuStripStore *lmu_strip_store_new(void);
/* @session may be NULL. What was known goes. */
void lmu_strip_store_set_session(LmuStripStore *self, LmuSession *session);
/* What is known of the stream of @row, and asks for it where that is nothing or old. Borrowed until
 * the main loop runs; NULL: nothing yet. */
const LmStreamStrip *lmu_strip_store_get(LmuStripStore *self, const LmStreamRow *row);
/* The same without asking. */
const LmStreamStrip *lmu_strip_store_find(LmuStripStore *self, const LmStreamRow *row);

G_END_DECLS
