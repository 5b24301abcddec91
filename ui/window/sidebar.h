/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The views of a capture with their counts. A view has a name: that of a look
 * (ui/model/look.h) or of a report (report/report.h), or "streams". Reports are not shown at first.
 *
 * Signal: "view-chosen" (const char *name). */

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_SIDEBAR (lmu_sidebar_get_type())
G_DECLARE_FINAL_TYPE(LmuSidebar, lmu_sidebar, LMU, SIDEBAR, AdwBin)

#define LMU_VIEW_STREAMS "streams"

/* Shows @name as chosen, without a signal. */
void lmu_sidebar_select(LmuSidebar *self, const char *name);
void lmu_sidebar_set_count(LmuSidebar *self, const char *name, guint count);
/* It is not known. */
void lmu_sidebar_clear_count(LmuSidebar *self, const char *name);
/* Whether @name has a row. */
void lmu_sidebar_set_shown(LmuSidebar *self, const char *name, gboolean shown);
/* The next view that has a row below (@by 1) or above (@by -1) @name, round and round. Borrowed. */
gboolean lmu_sidebar_step(LmuSidebar *self, const char *name, int by, const char **other);

G_END_DECLS
