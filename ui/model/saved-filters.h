/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Filters that somebody gave a name: the same ones in every window. Main thread only. */

#include <gio/gio.h>

G_BEGIN_DECLS

#define LMU_TYPE_SAVED_FILTER (lmu_saved_filter_get_type())
G_DECLARE_FINAL_TYPE(LmuSavedFilter, lmu_saved_filter, LMU, SAVED_FILTER, GObject)

const char *lmu_saved_filter_get_name(LmuSavedFilter *self);
/* The view that it was saved in, "calls", "other", "failed" (ui/model/look.h). */
const char *lmu_saved_filter_get_view(LmuSavedFilter *self);
/* What the entry above the calls is to hold. */
const char *lmu_saved_filter_get_text(LmuSavedFilter *self);

/* All of them, by their names, as LmuSavedFilter. Borrowed. */
GListModel *lmu_saved_filters(void);
/* Adds one, in the place of another of that name. FALSE where the name or the text is empty. */
gboolean lmu_saved_filters_add(const char *name, const char *view, const char *text);
gboolean lmu_saved_filters_remove(const char *name);
/* Borrowed; NULL where there is none. */
LmuSavedFilter *lmu_saved_filters_find(const char *name);
/* As they are kept: name, view and text in turn. Owned: g_strfreev(). */
char **lmu_saved_filters_to_strv(void);
void lmu_saved_filters_from_strv(const char *const *kept);

G_END_DECLS
