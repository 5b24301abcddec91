/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The rows of calls as the window keeps them: blocks that are shared with snapshots and copied when
 * they are written to while shared. So a snapshot costs a pointer for 1024 rows, and a worker may
 * read it while the main thread goes on adding. */

#include "ui/model/look.h"
#include "ui/model/row-bits.h"

G_BEGIN_DECLS

typedef struct {
  LmCallRow row;    /* index LM_NONE: nothing known of this row yet, or no more */
  LmSlice from, to; /* who: display name, else user, else host of the header value */
} LmuCallEntry;

#define LMU_CALL_BLOCK_ROWS 1024u

typedef struct LmuCallBlock LmuCallBlock;

/* When the calls of a block, or its other dialogs, began, of those where it is known. */
typedef struct {
  guint n, n_failed; /* n 0: none */
  gint64 first_ns, last_ns;
} LmuCallSpan;

/* Rows as they were at one moment. Immutable but for the store's own; any thread. */
typedef struct {
  LmuCallBlock **blocks;
  guint n_blocks;
  guint32 n_rows;
  guint counts[LMU_N_LOOKS]; /* rows of each look */
  LmuRowBits *found;         /* rows that the engine's filter asks for; NULL: there is none */
  LmEngine *engine;          /* borrowed; of whose capture the texts are parts; NULL: it stays */
} LmuCallRows;

typedef struct LmuCallStore LmuCallStore;

LmuCallStore *lmu_call_store_new(void);
void lmu_call_store_free(LmuCallStore *store);
/* Takes a batch in: new rows and new values of old ones. */
void lmu_call_store_update(LmuCallStore *store, const LmCallRow *rows, gsize n);
/* Rows that are not there any more, ascending. */
void lmu_call_store_evict(LmuCallStore *store, const guint32 *rows, gsize n);
/* Takes in which of the first @n rows the engine's filter asks for (LmEngineEvent.found). */
void lmu_call_store_set_found(LmuCallStore *store, const guint32 *found, guint32 n);
/* The rows as of now. Borrowed until the next update. */
const LmuCallRows *lmu_call_store_rows(const LmuCallStore *store);
/* The rows as of now, to keep. Owned: lmu_call_rows_free(), on any thread. */
LmuCallRows *lmu_call_store_snapshot(const LmuCallStore *store);
void lmu_call_rows_free(LmuCallRows *rows);

/* Row @index, which must be below n_rows. Borrowed. */
const LmuCallEntry *lmu_call_rows_get(const LmuCallRows *rows, guint32 index);
/* The looks of the LMU_CALL_BLOCK_ROWS rows of block @block. Borrowed. */
const LmuLooks *lmu_call_rows_looks(const LmuCallRows *rows, guint block);
/* What block @block knows of its calls, or of its other dialogs. Borrowed. */
const LmuCallSpan *lmu_call_rows_span(const LmuCallRows *rows, guint block, gboolean other);

/* Who a From or To header value names: its display name, else the user part, else the host, else
 * all of it. A part of @value. */
LmSlice lmu_party_name(LmSlice value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmuCallStore, lmu_call_store_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmuCallRows, lmu_call_rows_free)

G_END_DECLS
