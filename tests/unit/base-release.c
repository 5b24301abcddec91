/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory that goes back while the rest stays: blocks of vectors, parts of arenas, rows of tables.
 */

#include "base/arena.h"
#include "base/hash.h"
#include "base/slab.h"

#include <glib.h>

typedef struct {
  uint64_t number;
  uint32_t other;
  uint8_t more[52];
} Row;

#define N_ROWS 200000u
static const Row nothing = {.other = LM_NONE};

static void
fill(LmVec *vec, uint32_t n)
{
  for (uint32_t i = 0; i < n; i++)
    *(Row *)lm_vec_push(vec) = (Row){.number = i + 1};
}

static void
check(const LmVec *vec, bool (*is_there)(uint32_t row))
{
  uint32_t next = lm_vec_next(vec, 0);
  for (uint32_t i = 0; i < vec->len; i++) {
    const Row *row = lm_vec_at(vec, i);
    g_assert_cmpuint(lm_vec_is_buried(vec, i), ==, !is_there(i));
    g_assert_cmpuint(row->number, ==, is_there(i) ? i + 1 : 0);
    g_assert_cmpuint(row->other, ==, is_there(i) ? 0 : LM_NONE);
    if (!is_there(i))
      continue;
    g_assert_cmpuint(next, ==, i);
    next = lm_vec_next(vec, i + 1);
  }
  g_assert_cmpuint(next, ==, vec->len);
}

static bool
is_rare(uint32_t row)
{
  return row % 50000 == 7 || row >= N_ROWS;
}

static bool
is_late(uint32_t row)
{
  return row >= N_ROWS;
}

static void
bury(LmVec *vec, bool (*stays)(uint32_t row))
{
  for (uint32_t i = 0; i < vec->len; i++)
    if (!stays(i))
      lm_vec_bury(vec, i);
  for (uint32_t at = 0; lm_vec_sweep_some(vec, &at, 10);)
    g_assert_cmpuint(lm_vec_next(vec, 0), <=, vec->len);
}

static void
test_vec(void)
{
  LmVec vec = LM_VEC_INIT(Row);
  fill(&vec, N_ROWS);
  size_t full = lm_vec_bytes(&vec);
  g_assert_cmpuint(full, >=, N_ROWS * sizeof(Row));
  g_assert_cmpuint(full, <=, N_ROWS * sizeof(Row) * 11 / 10 + LM_SLAB_BYTES);
  lm_vec_set_nothing(&vec, &nothing);
  const Row *rare = lm_vec_at(&vec, 50007);
  bury(&vec, is_rare);
  check(&vec, is_rare);
  g_assert_true(rare == lm_vec_at(&vec, 50007));
  g_assert_cmpuint(lm_vec_bytes(&vec), <, full / 8);
  for (uint32_t i = N_ROWS; i < N_ROWS * 2; i++)
    *(Row *)lm_vec_push(&vec) = (Row){.number = i + 1};
  check(&vec, is_rare);
  bury(&vec, is_late);
  check(&vec, is_late);
  lm_vec_clear(&vec);
  g_assert_cmpuint(vec.len, ==, 0);
}

static bool
is_none(uint32_t row)
{
  (void)row;
  return false;
}

/* The last block goes on growing, whatever is in it. */
static void
test_vec_to_the_end(void)
{
  for (uint32_t n = 255; n < 60000; n = n * 3 / 2 + 1) {
    LmVec vec = LM_VEC_INIT(Row);
    fill(&vec, n);
    lm_vec_set_nothing(&vec, &nothing);
    bury(&vec, is_none);
    bury(&vec, is_none);
    g_assert_cmpuint(lm_vec_next(&vec, 0), ==, n);
    fill(&vec, n);
    g_assert_cmpuint(((const Row *)lm_vec_at(&vec, n))->number, ==, 1);
    g_assert_cmpuint(lm_vec_next(&vec, 0), ==, n);
    bury(&vec, is_none);
    g_assert_cmpuint(lm_vec_next(&vec, 0), ==, 2 * n);
    lm_vec_clear(&vec);
  }
}

static bool
is_in(void *user, LmSlice part)
{
  const uint8_t *byte = user;
  return byte >= part.data && byte < part.data + part.len;
}

static void
test_arena(void)
{
  LmArena arena = LM_ARENA_INIT;
  uint8_t *texts[400];
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    texts[i] = lm_arena_alloc(&arena, i == 200 ? 3 << 20 : 100000);
    memset(texts[i], (int)i % 255 + 1, 100000);
  }
  size_t before = arena.total_bytes;
  lm_arena_let_go(&arena, is_in, texts[300]);
  g_assert_cmpuint(arena.total_bytes, <, before / 3);
  g_assert_cmpuint(texts[300][99999], ==, 300 % 255 + 1);
  g_assert_cmpuint(texts[399][0], ==, 399 % 255 + 1);
  g_assert_cmpuint(texts[100][5], ==, 0);
  g_assert_cmpuint(texts[200][5], ==, 0);
  /* What is small stays. */
  g_assert_cmpuint(texts[0][5], ==, 1);
  uint8_t *more = lm_arena_alloc(&arena, 100);
  g_assert_cmpuint(more[99], ==, 0);
  size_t n = 0;
  for (const LmArenaChunk *part = NULL; (part = lm_arena_next_part(&arena, part));)
    n += is_in(texts[300], lm_arena_part(part));
  g_assert_cmpuint(n, ==, 1);
  lm_arena_clear(&arena);
}

static bool
stays(void *user, uint32_t row)
{
  return row % *(const uint32_t *)user == 0;
}

/* Those that went, of the rows up to @n, may be found still until it is over. */
static void
check_table(const LmTable *table, uint32_t n, uint32_t every, bool over)
{
  for (uint32_t i = 0; i < n; i++) {
    LmTableWalk walk;
    uint32_t row = lm_table_first(table, lm_hash(lm_hash_key(), &i, sizeof i), &walk);
    while (row != LM_NONE && row != i)
      row = lm_table_next(table, &walk);
    if (over || i % every == 0)
      g_assert_cmpuint(row, ==, i % every ? LM_NONE : i);
  }
}

/* Tables of all sizes, and so with runs of rows that go around their end. */
static void
test_table(void)
{
  for (uint32_t n = 0; n < 3000; n = n * 9 / 8 + 1) {
    uint32_t every = n % 5 + 2, n_steps = 0;
    LmTable table = LM_TABLE_INIT;
    for (uint32_t i = 0; i < n; i++)
      lm_table_add(&table, lm_hash(lm_hash_key(), &i, sizeof i), i);
    LmTableKeep keep = {0};
    for (; lm_table_keep_some(&table, &keep, 64, stays, &every); n_steps++)
      check_table(&table, n, every, false);
    g_assert_cmpuint(table.len, ==, (n + every - 1) / every);
    g_assert_true(n < 500 || n_steps > 2);
    check_table(&table, n, every, true);
    lm_table_add(&table, 1, 1);
    lm_table_clear(&table);
  }
}

static void
test_table_shrinks(void)
{
  uint32_t every = 16;
  LmTable table = LM_TABLE_INIT;
  for (uint32_t i = 0; i < 10000; i++)
    lm_table_add(&table, lm_hash(lm_hash_key(), &i, sizeof i), i);
  size_t before = lm_table_bytes(&table);
  LmTableKeep keep = {0};
  while (lm_table_keep_some(&table, &keep, 1000, stays, &every))
    ;
  g_assert_cmpuint(lm_table_bytes(&table), <=, before / 4);
  check_table(&table, 10000, every, true);
  lm_table_clear(&table);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/base/release/vec", test_vec);
  g_test_add_func("/base/release/vec-to-the-end", test_vec_to_the_end);
  g_test_add_func("/base/release/arena", test_arena);
  g_test_add_func("/base/release/table", test_table);
  g_test_add_func("/base/release/table-shrinks", test_table_shrinks);
  return g_test_run();
}
