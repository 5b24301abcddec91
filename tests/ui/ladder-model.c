/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of a ladder as a list: only what differs is announced. */

#include "ui/ladder/ladder-model.h"

#include "base/vec.h"

static LmLadder *
ladder(guint n_rows)
{
  LmLadder *made = lm_alloc(sizeof *made);

  made->n_columns = 2;
  made->columns = lm_arena_alloc(&made->arena, 2 * sizeof *made->columns);
  made->n_rows = n_rows;
  made->rows = lm_arena_alloc(&made->arena, n_rows * sizeof *made->rows);
  for (guint i = 0; i < n_rows; i++)
    made->rows[i] = (LmLadderRow){.message = i * 10, .stream = LM_NONE, .time_ns = i};
  return made;
}

typedef struct {
  guint position, removed, added, n;
} Change;

static void
changed_cb(GListModel *model, guint position, guint removed, guint added, Change *change)
{
  *change = (Change){position, removed, added, change->n + 1};
}

static void
check_change(Change *change, guint position, guint removed, guint added)
{
  g_assert_cmpuint(change->n, ==, 1);
  g_assert_cmpuint(change->position, ==, position);
  g_assert_cmpuint(change->removed, ==, removed);
  g_assert_cmpuint(change->added, ==, added);
  *change = (Change){0};
}

static void
test_changes(void)
{
  LmuLadderModel *model = lmu_ladder_model_new();
  Change change = {0};
  LmLadder *other;

  g_signal_connect(model, "items-changed", G_CALLBACK(changed_cb), &change);
  lmu_ladder_model_set_ladder(model, ladder(3));
  check_change(&change, 0, 0, 3);
  lmu_ladder_model_set_ladder(model, ladder(3));
  g_assert_cmpuint(change.n, ==, 0);
  lmu_ladder_model_set_ladder(model, ladder(5));
  check_change(&change, 3, 0, 2);
  other = ladder(5);
  other->rows[2].message = 7;
  lmu_ladder_model_set_ladder(model, other);
  check_change(&change, 2, 1, 1);
  /* A row more in the middle: those behind it stand somewhere else. */
  other = ladder(6);
  other->rows[1].message = 8;
  lmu_ladder_model_set_ladder(model, other);
  check_change(&change, 1, 4, 5);
  lmu_ladder_model_set_ladder(model, NULL);
  check_change(&change, 0, 6, 0);
  g_assert_null(g_list_model_get_item(G_LIST_MODEL(model), 0));
  g_assert_finalize_object(model);
}

static void
test_items(void)
{
  LmuLadderModel *model = lmu_ladder_model_new();
  g_autoptr(LmuLadderItem) item = NULL;

  lmu_ladder_model_set_ladder(model, ladder(4));
  item = g_list_model_get_item(G_LIST_MODEL(model), 3);
  g_assert_cmpuint(lmu_ladder_item_get_index(item), ==, 3);
  g_assert_cmpuint(lmu_ladder_item_get_row(item)->message, ==, 30);
  g_assert_null(g_list_model_get_item(G_LIST_MODEL(model), 4));
  /* An item that is still held when its row is gone has none. */
  lmu_ladder_model_set_ladder(model, ladder(2));
  g_assert_null(lmu_ladder_item_get_row(item));
  lmu_ladder_model_set_ladder(model, NULL);
  g_assert_null(lmu_ladder_item_get_row(item));
  g_clear_object(&item);
  g_assert_finalize_object(model);
}

static void
test_find(void)
{
  LmuLadderModel *model = lmu_ladder_model_new();
  LmLadder *made = ladder(4);
  LmuLadderCounts counts;

  g_assert_cmpuint(lmu_ladder_model_first_message(model), ==, LM_NONE);
  made->rows[0].kind = LM_LADDER_MEDIA;
  made->rows[0].stream = 5;
  made->rows[1].kind = LM_LADDER_PAUSE;
  made->rows[1].event = 7;
  made->rows[2].repeats = 2;
  lmu_ladder_model_set_ladder(model, made);
  g_assert_cmpuint(lmu_ladder_model_first_message(model), ==, 2);
  g_assert_cmpuint(lmu_ladder_model_find_message(model, 30), ==, 3);
  g_assert_cmpuint(lmu_ladder_model_find_message(model, 0), ==, LM_NONE);
  g_assert_cmpuint(lmu_ladder_model_find_message(model, LM_NONE), ==, LM_NONE);
  g_assert_cmpuint(lmu_ladder_model_find_stream(model, 5), ==, 0);
  g_assert_cmpuint(lmu_ladder_model_find_stream(model, LM_NONE), ==, LM_NONE);
  g_assert_cmpuint(lmu_ladder_model_find_event(model, 7), ==, LM_NONE);
  counts = lmu_ladder_model_get_counts(model);
  g_assert_cmpuint(counts.messages, ==, 4);
  g_assert_cmpuint(counts.events, ==, 0);
  g_assert_cmpuint(counts.streams, ==, 1);
  made = ladder(4);
  made->rows[1].kind = LM_LADDER_EVENT;
  made->rows[1].event = 7;
  lmu_ladder_model_set_ladder(model, made);
  g_assert_cmpuint(lmu_ladder_model_find_event(model, 7), ==, 1);
  g_assert_cmpuint(lmu_ladder_model_find_event(model, LM_NONE), ==, LM_NONE);
  g_assert_cmpuint(lmu_ladder_model_find_message(model, 10), ==, LM_NONE);
  g_assert_cmpuint(lmu_ladder_model_get_counts(model).events, ==, 1);
  g_assert_finalize_object(model);
}

static void
count_cb(guint *n)
{
  (*n)++;
}

static void
test_marks(void)
{
  LmuLadderModel *model = lmu_ladder_model_new();
  LmLadder *rows = ladder(3);
  guint n = 0;

  rows->rows[1].time_ns = 100;
  rows->rows[2].time_ns = 200;
  g_signal_connect_swapped(model, "marks-changed", G_CALLBACK(count_cb), &n);
  g_assert_cmpfloat(lmu_ladder_model_get_place(model, LMU_LADDER_CURSOR), <, 0);
  lmu_ladder_model_set_times(model, 25, 200);
  g_assert_cmpfloat(lmu_ladder_model_get_place(model, LMU_LADDER_CURSOR), <, 0);
  /* The marks stay when a ladder comes. */
  lmu_ladder_model_set_ladder(model, rows);
  g_assert_cmpfloat_with_epsilon(lmu_ladder_model_get_place(model, LMU_LADDER_CURSOR), 0.75, 1e-9);
  g_assert_cmpfloat_with_epsilon(lmu_ladder_model_get_place(model, LMU_LADDER_PLAY_HEAD), 2.5,
                                 1e-9);
  lmu_ladder_model_set_times(model, 100, 201);
  g_assert_cmpfloat_with_epsilon(lmu_ladder_model_get_place(model, LMU_LADDER_CURSOR), 1.5, 1e-9);
  g_assert_cmpfloat(lmu_ladder_model_get_place(model, LMU_LADDER_PLAY_HEAD), <, 0);
  lmu_ladder_model_set_times(model, -1, LM_TIME_NONE);
  g_assert_cmpfloat(lmu_ladder_model_get_place(model, LMU_LADDER_CURSOR), <, 0);
  g_assert_cmpfloat(lmu_ladder_model_get_place(model, LMU_LADDER_PLAY_HEAD), <, 0);
  g_assert_cmpuint(n, ==, 3);
  g_object_unref(model);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ui/ladder/changes", test_changes);
  g_test_add_func("/ui/ladder/items", test_items);
  g_test_add_func("/ui/ladder/find", test_find);
  g_test_add_func("/ui/ladder/marks", test_marks);
  return g_test_run();
}
