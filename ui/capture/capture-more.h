/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The second page of what a capture is begun with: its files, when it stops, how it takes packets.
 */

#include "ui/capture/capture-options.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_CAPTURE_MORE (lmu_capture_more_get_type())
G_DECLARE_FINAL_TYPE(LmuCaptureMore, lmu_capture_more, LMU, CAPTURE_MORE, AdwBin)

/* Signal "changed". */
GtkWidget *lmu_capture_more_new(void);
/* Shows what @options have, and puts what is shown into them. */
void lmu_capture_more_show(LmuCaptureMore *self, const LmuCaptureOptions *options);
void lmu_capture_more_read(LmuCaptureMore *self, LmuCaptureOptions *options);
gboolean lmu_capture_more_is_good(LmuCaptureMore *self);
/* Tells why it could not begin below the field that is to blame. FALSE where none is. */
gboolean lmu_capture_more_tell(LmuCaptureMore *self, const LmError *error);
/* What is asked for there in a line. Owned. */
char *lmu_capture_more_describe(const LmuCaptureOptions *options);

G_END_DECLS
