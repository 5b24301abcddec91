/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is in an added column of the call list: blocks of values as the engine answered them, which
 * never change and are shared with snapshots. A block that is not there yet has no values. Main
 * thread, but for snapshots. */

#include "ui/model/call-store.h"

G_BEGIN_DECLS

typedef struct LmuValueBlock LmuValueBlock;

typedef struct {
  LmuValueBlock **blocks; /* of LMU_CALL_BLOCK_ROWS rows each; NULL: not there */
  guint n_blocks;
} LmuCallValues;

LmuCallValues *lmu_call_values_new(void);
/* On any thread. */
void lmu_call_values_free(LmuCallValues *values);
/* As of now, to keep. Owned: lmu_call_values_free(). */
LmuCallValues *lmu_call_values_snapshot(const LmuCallValues *values);
/* Takes @answer, which is for block @block from its first row on. */
void lmu_call_values_take(LmuCallValues *values, guint block, LmEngineValues *answer);
/* Whether row @row was answered. */
gboolean lmu_call_values_has(const LmuCallValues *values, guint32 row);
/* The text of @row; without data where it has none. Borrowed until its block is taken anew. */
LmSlice lmu_call_values_text(const LmuCallValues *values, guint32 row);
/* Its place among others; LMU_SORT_KEY_NONE where it has none. */
guint64 lmu_call_values_key(const LmuCallValues *values, guint32 row);
/* Whether they are ordered by their texts, and not by keys. */
gboolean lmu_call_values_by_text(const LmuCallValues *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmuCallValues, lmu_call_values_free)

G_END_DECLS
