/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/path.h"

#include "net/layer.h"

const LmPath lm_path_common = {
    .n = 3,
    .steps = {{&lm_layer_ethernet, 0, 0}, {&lm_layer_ipv4, 0, 0}, {&lm_layer_udp, 0, 0}},
};

static const LmPath unknown_path = {0};

/* Without their numbers there are not many ways; a capture made to have many of these too gets no
 * further ones. */
#define WITH_VALUES (LM_LIMIT_PATHS / 4 * 3)

void
lm_path_table_init(LmPathTable *table)
{
  *table = (LmPathTable){.paths = LM_VEC_INIT(LmPath), .last_asked = &lm_path_common};
  for (size_t i = 0; i < LM_PATHS_RECENT; i++)
    table->recent[i] = &lm_path_common;
}

void
lm_path_table_clear(LmPathTable *table)
{
  lm_vec_clear(&table->paths);
  lm_table_clear(&table->by_steps);
  lm_path_table_init(table);
}

static size_t
steps_bytes(const LmPath *path)
{
  return path->n * sizeof path->steps[0];
}

bool
lm_path_equal(const LmPath *a, const LmPath *b)
{
  return a == b || (a->n == b->n && memcmp(a->steps, b->steps, steps_bytes(a)) == 0);
}

bool
lm_path_is_hep(const LmPath *path, uint32_t *agent)
{
  for (uint32_t i = path->n; i > 0; i--)
    if (path->steps[i - 1].layer == &lm_layer_hep) {
      *agent = path->steps[i - 1].value;
      return true;
    }
  return false;
}

void
lm_path_enter_hep(LmPath *path, uint32_t agent)
{
  if (path->n && path->n < LM_LIMIT_LAYERS)
    path->steps[path->n++] = (LmPathStep){&lm_layer_hep, agent, agent != 0};
}

const LmPath *
lm_path_table_at(const LmPathTable *table, uint32_t row)
{
  if (row == LM_PATH_COMMON)
    return &lm_path_common;
  return row == LM_PATH_UNKNOWN ? &unknown_path : lm_vec_at(&table->paths, row - 2);
}

/* The rows that every table has take no memory. */
static uint32_t
n_rows(const LmPathTable *table)
{
  return table->paths.len + 2;
}

static uint32_t
find_or_add(LmPathTable *table, const LmPath *path, uint32_t limit)
{
  if (path->n == 0)
    return LM_PATH_UNKNOWN;
  if (lm_path_equal(path, &lm_path_common))
    return LM_PATH_COMMON;
  uint64_t hash = lm_hash(lm_hash_key(), path->steps, steps_bytes(path));
  LmTableWalk walk;
  uint32_t row = lm_table_first(&table->by_steps, hash, &walk);
  while (row != LM_NONE && !lm_path_equal(lm_path_table_at(table, row), path))
    row = lm_table_next(&table->by_steps, &walk);
  if (row != LM_NONE || n_rows(table) >= limit)
    return row;
  row = n_rows(table);
  LmPath *fresh = lm_vec_push(&table->paths);
  fresh->n = path->n;
  memcpy(fresh->steps, path->steps, steps_bytes(path));
  lm_table_add(&table->by_steps, hash, row);
  return row;
}

static uint32_t
row_of(LmPathTable *table, const LmPath *path)
{
  uint32_t row = find_or_add(table, path, WITH_VALUES);
  if (row != LM_NONE)
    return row;
  if (table->n_cut)
    (*table->n_cut)++;
  LmPath bare = {.n = path->n};
  for (uint32_t i = 0; i < path->n; i++)
    bare.steps[i].layer = path->steps[i].layer;
  row = find_or_add(table, &bare, LM_LIMIT_PATHS);
  return row != LM_NONE ? row : LM_PATH_UNKNOWN;
}

uint32_t
lm_path_table_add(LmPathTable *table, const LmPath *path)
{
  if (!path)
    return LM_PATH_UNKNOWN;
  if (path != table->last_asked) {
    table->last_row = row_of(table, path);
    table->last_asked = path;
  }
  return table->last_row;
}

/* Where a path is looked for first. What collides here costs a look into the table. */
static size_t
recent_place(const LmPath *path)
{
  uint32_t mix = path->mix ^ path->n;
  mix ^= mix >> 16;
  mix ^= mix >> 8;
  mix ^= mix >> 4;
  return mix % LM_PATHS_RECENT;
}

const LmPath *
lm_path_table_intern(LmPathTable *table, const LmPath *path)
{
  const LmPath **recent = &table->recent[recent_place(path)];
  if (!lm_path_equal(path, *recent))
    *recent = lm_path_table_at(table, row_of(table, path));
  return *recent;
}

void
lm_path_text(const LmPath *path, LmText *out)
{
  if (path->n == 0)
    lm_text_add_str(out, "…");
  for (uint32_t i = 0; i < path->n; i++) {
    const LmPathStep *step = &path->steps[i];
    lm_text_printf(out, "%s%s", i ? " / " : "", step->layer->name);
    if (!step->has_value || !step->layer->value_name)
      continue;
    if (step->layer->value_name[0])
      lm_text_printf(out, " %s", step->layer->value_name);
    lm_text_printf(out, step->layer->value_hex ? " 0x%x" : " %u", step->value);
  }
}
