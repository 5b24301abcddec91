/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where a capture is begun: what is captured on, what of it is kept, and how. */

#include "ui/capture/capture-options.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_CAPTURE_DIALOG (lmu_capture_dialog_get_type())
G_DECLARE_FINAL_TYPE(LmuCaptureDialog, lmu_capture_dialog, LMU, CAPTURE_DIALOG, AdwWindow)

/* Takes @live, which runs, and @feed, which may be NULL. @options are borrowed. */
typedef void (*LmuCaptureStarted)(GtkWindow *parent, LmLive *live, LmHepFeed *feed,
                                  const LmuCaptureOptions *options);

/* Over @parent; begins with what was used last. */
void lmu_capture_dialog_show(GtkWindow *parent, LmuCaptureStarted started);

G_END_DECLS
