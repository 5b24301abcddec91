/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The saved filters below the views of the sidebar; nothing is shown where there are none.
 *
 * A row activates the window's "show-filter", and its button "remove-filter". */

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_SAVED_LIST (lmu_saved_list_get_type())
G_DECLARE_FINAL_TYPE(LmuSavedList, lmu_saved_list, LMU, SAVED_LIST, AdwBin)

/* Saves a filter, here and in the settings; see lmu_saved_filters_add(). */
gboolean lmu_saved_list_add(const char *name, const char *view, const char *text);
/* The same for removing it. */
gboolean lmu_saved_list_remove(const char *name);

G_END_DECLS
