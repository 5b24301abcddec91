/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/stream-list.h"

#include "base/search.h"
#include "base/vec.h"
#include "ui/model/stream-item.h"

struct LmuStreamList {
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;
  GtkFilter *filter;
  GHashTable
      *calls; /* rows of the trace; NULL: all. Numbers of our own, so nobody picks the keys */
  LmuSession *session; /* borrowed: its list of rows is what is filtered */
  LmSearch words;
  gboolean expression; /* the engine says which rows */
};

static gboolean
is_of_calls(const LmuStreamList *list, const LmStreamRow *row)
{
  return !list->calls ||
         (row->call != LM_NONE && g_hash_table_contains(list->calls, GUINT_TO_POINTER(row->call)));
}

static gboolean
has_words(const LmSearch *words, const LmStreamRow *row)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  if (words->len == 0 || lm_search_find(words, row->codec) ||
      lm_search_find(words, lm_slice_str(lm_endpoint_format(&row->src, text))) ||
      lm_search_find(words, lm_slice_str(lm_endpoint_format(&row->dst, text))))
    return TRUE;
  g_snprintf(text, sizeof text, "0x%08X", row->ssrc);
  return lm_search_find(words, lm_slice_str(text));
}

static gboolean
match(gpointer item, gpointer data)
{
  LmuStreamList *list = data;
  const LmStreamRow *row = lmu_stream_item_get_row(item);

  if (!row || !is_of_calls(list, row))
    return FALSE;
  return list->expression ? lmu_session_is_stream_found(list->session, row->index)
                          : has_words(&list->words, row);
}

LmuStreamList *
lmu_stream_list_new(void)
{
  LmuStreamList *list = g_new0(LmuStreamList, 1);
  lm_search_init(&list->words, "");

  list->filter = GTK_FILTER(gtk_custom_filter_new(match, list, NULL));
  list->filtered = gtk_filter_list_model_new(NULL, g_object_ref(list->filter));
  list->sorted = gtk_sort_list_model_new(G_LIST_MODEL(g_object_ref(list->filtered)), NULL);
  return list;
}

void
lmu_stream_list_free(LmuStreamList *list)
{
  /* Who still holds the models must not reach the list through the filter. */
  gtk_filter_list_model_set_model(list->filtered, NULL);
  gtk_custom_filter_set_filter_func(GTK_CUSTOM_FILTER(list->filter), NULL, NULL, NULL);
  g_object_unref(list->sorted);
  g_object_unref(list->filtered);
  g_object_unref(list->filter);
  g_clear_pointer(&list->calls, g_hash_table_unref);
  g_free(list);
}

GListModel *
lmu_stream_list_get_model(LmuStreamList *list)
{
  return G_LIST_MODEL(list->sorted);
}

void
lmu_stream_list_set_sorter(LmuStreamList *list, GtkSorter *sorter)
{
  gtk_sort_list_model_set_sorter(list->sorted, sorter);
}

void
lmu_stream_list_set_session(LmuStreamList *list, LmuSession *session)
{
  g_clear_pointer(&list->calls, g_hash_table_unref);
  list->session = session;
  gtk_filter_list_model_set_model(list->filtered,
                                  session ? lmu_session_get_streams(session) : NULL);
}

void
lmu_stream_list_set_calls(LmuStreamList *list, const guint32 *calls, gsize n)
{
  g_clear_pointer(&list->calls, g_hash_table_unref);
  if (n > 0)
    list->calls = g_hash_table_new(g_direct_hash, g_direct_equal);
  for (gsize i = 0; i < n; i++)
    g_hash_table_add(list->calls, GUINT_TO_POINTER(calls[i]));
  gtk_filter_changed(list->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

void
lmu_stream_list_set_words(LmuStreamList *list, const char *text)
{
  list->expression = FALSE;
  lm_search_init(&list->words, text);
  gtk_filter_changed(list->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

void
lmu_stream_list_set_expression(LmuStreamList *list)
{
  list->expression = TRUE;
  gtk_filter_changed(list->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

guint
lmu_stream_list_n_unfiltered(LmuStreamList *list)
{
  guint n = 0;
  for (guint i = 0; list->session && i < lmu_session_n_stream_rows(list->session); i++) {
    const LmStreamRow *row = lmu_session_get_stream_row(list->session, i);
    n += row && is_of_calls(list, row);
  }
  return n;
}

void
lmu_stream_list_refresh(LmuStreamList *list)
{
  GtkSorter *sorter = gtk_sort_list_model_get_sorter(list->sorted);

  /* Rows come to the session's list before their call is known, or even before their values. */
  gtk_filter_changed(list->filter, GTK_FILTER_CHANGE_DIFFERENT);
  if (sorter && gtk_sorter_get_order(sorter) != GTK_SORTER_ORDER_NONE)
    gtk_sorter_changed(sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

guint
lmu_stream_list_find(LmuStreamList *list, guint stream)
{
  GListModel *model = G_LIST_MODEL(list->sorted);

  for (guint i = 0; i < g_list_model_get_n_items(model); i++) {
    g_autoptr(LmuRowItem) item = g_list_model_get_item(model, i);

    if (lmu_row_item_get_index(item) == stream)
      return i;
  }
  return GTK_INVALID_LIST_POSITION;
}
