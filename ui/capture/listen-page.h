/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where HEP is listened for, and who may send it. What is wrong with a field stands below it. */

#include "ui/capture/capture-options.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_LISTEN_PAGE (lmu_listen_page_get_type())
G_DECLARE_FINAL_TYPE(LmuListenPage, lmu_listen_page, LMU, LISTEN_PAGE, AdwBin)

/* Signal "changed". */
GtkWidget *lmu_listen_page_new(void);
/* Shows what @options have, and puts what is shown into them. */
void lmu_listen_page_show(LmuListenPage *self, const LmuCaptureOptions *options);
void lmu_listen_page_read(LmuListenPage *self, LmuCaptureOptions *options);
/* Whether nothing is wrong, as far as is known before it is tried. */
gboolean lmu_listen_page_is_good(LmuListenPage *self);
/* Tells why it could not begin below the field that is to blame. FALSE where none is. */
gboolean lmu_listen_page_tell(LmuListenPage *self, const LmError *error);

G_END_DECLS
