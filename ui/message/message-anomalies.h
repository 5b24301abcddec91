/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is wrong with a message, as sentences with their source. Hidden when nothing is.
 *
 * Signal "shown"(guint offset, guint len): an entry was activated; these are its bytes. */

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_MESSAGE_ANOMALIES (lmu_message_anomalies_get_type())
G_DECLARE_FINAL_TYPE(LmuMessageAnomalies, lmu_message_anomalies, LMU, MESSAGE_ANOMALIES, AdwBin)

/* NULL for none. */
void lmu_message_anomalies_set_message(LmuMessageAnomalies *self, const LmMessageView *message);

G_END_DECLS
