/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where the messages of a capture are sent on to by HEP. What is wrong with a field stands below
 * it. */

#include "ui/capture/capture-options.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_SEND_GROUP (lmu_send_group_get_type())
G_DECLARE_FINAL_TYPE(LmuSendGroup, lmu_send_group, LMU, SEND_GROUP, AdwPreferencesGroup)

/* Signal "changed". */
GtkWidget *lmu_send_group_new(void);
/* Shows what @options have, and puts what is shown into them. */
void lmu_send_group_show(LmuSendGroup *self, const LmuCaptureOptions *options);
void lmu_send_group_read(LmuSendGroup *self, LmuCaptureOptions *options);
/* Whether nothing is wrong, as far as is known before it is tried. */
gboolean lmu_send_group_is_good(LmuSendGroup *self);
/* Tells why it could not begin below the field that is to blame. FALSE where none is. */
gboolean lmu_send_group_tell(LmuSendGroup *self, const LmError *error);

G_END_DECLS
