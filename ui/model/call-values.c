/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-values.h"

#include "ui/model/sort-keys.h"

struct LmuValueBlock {
  gatomicrefcount refs;
  LmEngineValues *values;
};

static void
value_block_unref(LmuValueBlock *block)
{
  if (!block || !g_atomic_ref_count_dec(&block->refs))
    return;
  lm_engine_values_free(block->values);
  g_free(block);
}

LmuCallValues *
lmu_call_values_new(void)
{
  return g_new0(LmuCallValues, 1);
}

void
lmu_call_values_free(LmuCallValues *values)
{
  for (guint i = 0; i < values->n_blocks; i++)
    value_block_unref(values->blocks[i]);
  g_free(values->blocks);
  g_free(values);
}

LmuCallValues *
lmu_call_values_snapshot(const LmuCallValues *values)
{
  LmuCallValues *copy = g_memdup2(values, sizeof *values);
  copy->blocks = g_memdup2(values->blocks, values->n_blocks * sizeof *values->blocks);
  for (guint i = 0; i < copy->n_blocks; i++)
    if (copy->blocks[i])
      g_atomic_ref_count_inc(&copy->blocks[i]->refs);
  return copy;
}

void
lmu_call_values_take(LmuCallValues *values, guint index, LmEngineValues *answer)
{
  LmuValueBlock *block = g_new0(LmuValueBlock, 1);
  g_atomic_ref_count_init(&block->refs);
  block->values = answer;
  if (index >= values->n_blocks) {
    values->blocks = g_renew(LmuValueBlock *, values->blocks, index + 1);
    while (values->n_blocks <= index)
      values->blocks[values->n_blocks++] = NULL;
  }
  value_block_unref(values->blocks[index]);
  values->blocks[index] = block;
}

/* What was answered for the block of @row, and the row's place there; NULL where it is not known.
 */
static const LmEngineValues *
find(const LmuCallValues *values, guint32 row, guint *at)
{
  guint block = row / LMU_CALL_BLOCK_ROWS;
  *at = row % LMU_CALL_BLOCK_ROWS;
  if (block >= values->n_blocks || !values->blocks[block] ||
      *at >= values->blocks[block]->values->n)
    return NULL;
  return values->blocks[block]->values;
}

gboolean
lmu_call_values_has(const LmuCallValues *values, guint32 row)
{
  guint at;
  return find(values, row, &at) != NULL;
}

LmSlice
lmu_call_values_text(const LmuCallValues *values, guint32 row)
{
  guint at;
  const LmEngineValues *found = find(values, row, &at);
  guint32 begin = found && at ? found->ends[at - 1] : 0;
  if (!found || found->ends[at] == begin)
    return (LmSlice){0};
  return lm_slice(found->texts + begin, found->ends[at] - begin);
}

guint64
lmu_call_values_key(const LmuCallValues *values, guint32 row)
{
  guint at;
  const LmEngineValues *found = find(values, row, &at);
  return found && found->keys ? found->keys[at] : LMU_SORT_KEY_NONE;
}

gboolean
lmu_call_values_by_text(const LmuCallValues *values)
{
  for (guint i = 0; i < values->n_blocks; i++)
    if (values->blocks[i])
      return values->blocks[i]->values->keys == NULL;
  return TRUE;
}
