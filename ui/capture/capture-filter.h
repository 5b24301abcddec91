/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The entry of a capture filter: what is wrong with it is marked in it and said below it while one
 * types. It remembers the filters that were used. */

#include "capture/bpf.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_CAPTURE_FILTER (lmu_capture_filter_get_type())
G_DECLARE_FINAL_TYPE(LmuCaptureFilter, lmu_capture_filter, LMU, CAPTURE_FILTER, GtkWidget)

/* Signals: "checked", when it is known whether the text is one that can be used; "activate". */
GtkWidget *lmu_capture_filter_new(void);
/* Borrowed; may be "". */
const char *lmu_capture_filter_get_text(LmuCaptureFilter *self);
void lmu_capture_filter_set_text(LmuCaptureFilter *self, const char *text);
/* What it is checked for: all @link_types must take it, of what @only keeps. */
void lmu_capture_filter_set_use(LmuCaptureFilter *self, LmBpfOnly only, const guint32 *link_types,
                                gsize n);
/* FALSE also while it is not known. */
gboolean lmu_capture_filter_is_good(LmuCaptureFilter *self);
/* It was used: it stands first in the list of those. */
void lmu_capture_filter_remember(LmuCaptureFilter *self);

G_END_DECLS
