/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The entry above the streams: words, or an expression of the filter language, which the engine is
 * asked. */

#include "ui/streams/stream-list.h"

G_BEGIN_DECLS

typedef struct LmuStreamFilter LmuStreamFilter;

/* For @entry and @list, which it must not outlive: lmu_stream_filter_free(). @count says how many
 * are left. */
LmuStreamFilter *lmu_stream_filter_new(GtkEditable *entry, GtkLabel *count, LmuStreamList *list);
void lmu_stream_filter_free(LmuStreamFilter *filter);
/* @session may be NULL. What was typed goes. */
void lmu_stream_filter_set_session(LmuStreamFilter *filter, LmuSession *session);
/* What the entry holds. */
void lmu_stream_filter_set_text(LmuStreamFilter *filter, const char *text);
/* The list changed. */
void lmu_stream_filter_update_count(LmuStreamFilter *filter);

G_END_DECLS
