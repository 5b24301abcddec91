/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A session's streams, of all calls or of some, filtered and sorted: the list behind the streams
 * view. Main thread. */

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct LmuStreamList LmuStreamList;

LmuStreamList *lmu_stream_list_new(void);
void lmu_stream_list_free(LmuStreamList *list);
/* LmuStreamItem in the order of @sorter. Borrowed. */
GListModel *lmu_stream_list_get_model(LmuStreamList *list);
void lmu_stream_list_set_sorter(LmuStreamList *list, GtkSorter *sorter);
/* NULL: no streams. Shows the streams of all calls. */
void lmu_stream_list_set_session(LmuStreamList *list, LmuSession *session);
/* @n 0: of all calls. */
void lmu_stream_list_set_calls(LmuStreamList *list, const guint32 *calls, gsize n);
/* Shows those alone that have @text in their addresses, SSRC or codec; "" for all. */
void lmu_stream_list_set_words(LmuStreamList *list, const char *text);
/* Shows those alone that the engine's filter asks for (lmu_session_is_stream_found()). */
void lmu_stream_list_set_expression(LmuStreamList *list);
/* How many there were without a filter. */
guint lmu_stream_list_n_unfiltered(LmuStreamList *list);
/* Rows changed: puts them where they belong now. */
void lmu_stream_list_refresh(LmuStreamList *list);
/* The position of @stream, or GTK_INVALID_LIST_POSITION. */
guint lmu_stream_list_find(LmuStreamList *list, guint stream);

G_END_DECLS
