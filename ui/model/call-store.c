/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-store.h"

#include "proto/sip/address.h"

struct LmuCallBlock {
  gatomicrefcount refs;
  LmuCallSpan spans[2]; /* of calls, of other dialogs */
  LmuLooks looks[LMU_CALL_BLOCK_ROWS];
  LmuCallEntry entries[LMU_CALL_BLOCK_ROWS];
};

struct LmuCallStore {
  LmuCallRows rows;
  guint n_allocated;   /* blocks that the list has room for */
  LmuCallBlock *empty; /* stands for every block all of whose rows went; NULL: none did */
};

static LmuCallBlock *
call_block_new(void)
{
  LmuCallBlock *block = g_new0(LmuCallBlock, 1);
  g_atomic_ref_count_init(&block->refs);
  for (guint i = 0; i < LMU_CALL_BLOCK_ROWS; i++)
    block->entries[i].row.index = LM_NONE;
  return block;
}

static void
call_block_unref(LmuCallBlock *block)
{
  if (g_atomic_ref_count_dec(&block->refs))
    g_free(block);
}

/* The block at @index for writing: a copy of its own where a snapshot looks at it too. */
static LmuCallBlock *
call_store_writable(LmuCallStore *store, guint index)
{
  LmuCallBlock *block = store->rows.blocks[index];
  if (g_atomic_ref_count_compare(&block->refs, 1))
    return block;
  LmuCallBlock *copy = g_memdup2(block, sizeof *block);
  g_atomic_ref_count_init(&copy->refs);
  store->rows.blocks[index] = copy;
  call_block_unref(block);
  return copy;
}

LmuCallStore *
lmu_call_store_new(void)
{
  return g_new0(LmuCallStore, 1);
}

static void
call_rows_clear(LmuCallRows *rows)
{
  for (guint i = 0; i < rows->n_blocks; i++)
    call_block_unref(rows->blocks[i]);
  g_free(rows->blocks);
  g_clear_pointer(&rows->found, lmu_row_bits_unref);
}

void
lmu_call_store_free(LmuCallStore *store)
{
  call_rows_clear(&store->rows);
  g_clear_pointer(&store->empty, call_block_unref);
  g_free(store);
}

static void
call_store_grow(LmuCallStore *store, guint32 n_rows)
{
  guint n_blocks = (guint)(((guint64)n_rows + LMU_CALL_BLOCK_ROWS - 1) / LMU_CALL_BLOCK_ROWS);
  if (n_blocks > store->n_allocated) {
    store->n_allocated = MAX(n_blocks, store->n_allocated * 2);
    store->rows.blocks = g_renew(LmuCallBlock *, store->rows.blocks, store->n_allocated);
  }
  while (store->rows.n_blocks < n_blocks)
    store->rows.blocks[store->rows.n_blocks++] = call_block_new();
  store->rows.n_rows = MAX(store->rows.n_rows, n_rows);
}

static void
block_find_spans(LmuCallBlock *block)
{
  LmuCallSpan spans[2] = {{.first_ns = G_MAXINT64, .last_ns = G_MININT64},
                          {.first_ns = G_MAXINT64, .last_ns = G_MININT64}};
  for (guint i = 0; i < LMU_CALL_BLOCK_ROWS; i++) {
    const LmCallRow *row = &block->entries[i].row;
    if (row->index == LM_NONE || row->start_ns == LM_TIME_NONE)
      continue;
    LmuCallSpan *span = &spans[row->number == 0];
    span->n++;
    span->n_failed += row->state == LM_CALL_FAILED;
    span->first_ns = MIN(span->first_ns, row->start_ns);
    span->last_ns = MAX(span->last_ns, row->start_ns);
  }
  memcpy(block->spans, spans, sizeof spans);
}

static void
store_set_looks(LmuCallStore *store, LmuLooks *at, LmuLooks looks)
{
  for (guint look = 0; look < LMU_N_LOOKS; look++) {
    LmuLooks bit = LMU_LOOK_BIT(look);
    store->rows.counts[look] += (looks & bit ? 1u : 0u) - (*at & bit ? 1u : 0u);
  }
  *at = looks;
}

static void
block_update(LmuCallStore *store, LmuCallBlock *block, const LmCallRow *row)
{
  guint at = row->index % LMU_CALL_BLOCK_ROWS;
  LmuCallEntry *entry = &block->entries[at];
  bool named = entry->row.index != LM_NONE && entry->row.from.data == row->from.data &&
               entry->row.to.data == row->to.data;
  entry->row = *row;
  if (!named) {
    entry->from = lmu_party_name(row->from);
    entry->to = lmu_party_name(row->to);
  }
  LmuLooks looks = lmu_looks_of(row);
  if (looks != block->looks[at])
    store_set_looks(store, &block->looks[at], looks);
}

void
lmu_call_store_update(LmuCallStore *store, const LmCallRow *rows, gsize n)
{
  LmuCallBlock *block = NULL;
  guint block_index = 0;
  for (gsize i = 0; i < n; i++) {
    guint32 index = rows[i].index;
    if (index == LM_NONE)
      continue;
    if (!block || index / LMU_CALL_BLOCK_ROWS != block_index) {
      if (block)
        block_find_spans(block);
      block_index = index / LMU_CALL_BLOCK_ROWS;
      call_store_grow(store, index + 1);
      block = call_store_writable(store, block_index);
    }
    store->rows.n_rows = MAX(store->rows.n_rows, index + 1);
    block_update(store, block, &rows[i]);
    if (store->rows.found)
      store->rows.found = lmu_row_bits_set(store->rows.found, index, !rows[i].left_out);
  }
  if (block)
    block_find_spans(block);
}

/* Whether nothing is left of @block without the rows at @rows, which are in it. */
static gboolean
are_all(const LmuCallBlock *block, const guint32 *rows, gsize n)
{
  gsize next = 0;
  for (guint i = 0; i < LMU_CALL_BLOCK_ROWS; i++) {
    while (next < n && rows[next] % LMU_CALL_BLOCK_ROWS < i)
      next++;
    gboolean goes = next < n && rows[next] % LMU_CALL_BLOCK_ROWS == i;
    if (!goes && block->entries[i].row.index != LM_NONE)
      return FALSE;
  }
  return TRUE;
}

/* Where all of a block goes, nothing has to be written into it, which a snapshot may look at. */
static void
drop_block(LmuCallStore *store, guint index)
{
  LmuCallBlock *block = store->rows.blocks[index];
  if (!store->empty) {
    store->empty = call_block_new();
    block_find_spans(store->empty);
  }
  for (guint i = 0; i < LMU_CALL_BLOCK_ROWS; i++) {
    LmuLooks looks = block->looks[i];
    if (looks)
      store_set_looks(store, &looks, 0);
  }
  g_atomic_ref_count_inc(&store->empty->refs);
  store->rows.blocks[index] = store->empty;
  call_block_unref(block);
}

/* The rows of one block. The last one goes on growing. */
static void
evict_of_block(LmuCallStore *store, guint index, const guint32 *rows, gsize n)
{
  if (index + 1 < store->rows.n_blocks && are_all(store->rows.blocks[index], rows, n)) {
    drop_block(store, index);
    return;
  }
  LmuCallBlock *block = call_store_writable(store, index);
  for (gsize i = 0; i < n; i++) {
    guint at = rows[i] % LMU_CALL_BLOCK_ROWS;
    block->entries[at].row.index = LM_NONE;
    store_set_looks(store, &block->looks[at], 0);
  }
  block_find_spans(block);
}

void
lmu_call_store_evict(LmuCallStore *store, const guint32 *rows, gsize n)
{
  for (gsize i = 0, next; i < n; i = next) {
    guint index = rows[i] / LMU_CALL_BLOCK_ROWS;
    for (next = i; next < n && rows[next] / LMU_CALL_BLOCK_ROWS == index; next++)
      ;
    /* What went before it was ever told is not known here. */
    if (index < store->rows.n_blocks)
      evict_of_block(store, index, rows + i, next - i);
  }
}

void
lmu_call_store_set_found(LmuCallStore *store, const guint32 *found, guint32 n)
{
  g_clear_pointer(&store->rows.found, lmu_row_bits_unref);
  store->rows.found = lmu_row_bits_new(found, n);
}

const LmuCallRows *
lmu_call_store_rows(const LmuCallStore *store)
{
  return &store->rows;
}

LmuCallRows *
lmu_call_store_snapshot(const LmuCallStore *store)
{
  LmuCallRows *rows = g_new0(LmuCallRows, 1);
  rows->n_rows = store->rows.n_rows;
  rows->n_blocks = store->rows.n_blocks;
  memcpy(rows->counts, store->rows.counts, sizeof rows->counts);
  if (store->rows.found)
    rows->found = lmu_row_bits_ref(store->rows.found);
  rows->blocks = g_memdup2(store->rows.blocks, rows->n_blocks * sizeof *rows->blocks);
  for (guint i = 0; i < rows->n_blocks; i++)
    g_atomic_ref_count_inc(&rows->blocks[i]->refs);
  return rows;
}

void
lmu_call_rows_free(LmuCallRows *rows)
{
  call_rows_clear(rows);
  g_free(rows);
}

const LmuCallEntry *
lmu_call_rows_get(const LmuCallRows *rows, guint32 index)
{
  return &rows->blocks[index / LMU_CALL_BLOCK_ROWS]->entries[index % LMU_CALL_BLOCK_ROWS];
}

const LmuLooks *
lmu_call_rows_looks(const LmuCallRows *rows, guint block)
{
  return rows->blocks[block]->looks;
}

const LmuCallSpan *
lmu_call_rows_span(const LmuCallRows *rows, guint block, gboolean other)
{
  return &rows->blocks[block]->spans[other ? 1 : 0];
}

LmSlice
lmu_party_name(LmSlice value)
{
  LmSipAddress address = {0};
  LmSipUri uri = {0};
  bool found = lm_sip_address_parse(value, &address);
  LmSlice name = lm_slice_trim(address.display_name);
  if (!lm_slice_is_empty(name))
    return name;
  if (!found)
    return value;
  if (!lm_sip_uri_parse(address.uri, &uri))
    return address.uri;
  if (!lm_slice_is_empty(uri.user))
    return uri.user;
  return lm_slice_is_empty(uri.host) ? address.uri : uri.host;
}
