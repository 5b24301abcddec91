/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How the list makes its items and tells them what is new. */

#include "ui/capture/interface-list.h"

G_BEGIN_DECLS

/* Owned. */
LmuInterface *lmu_interface_new(const LmInterface *found, gint64 now_us);
void lmu_interface_update(LmuInterface *self, const LmInterface *found, gint64 now_us);

G_END_DECLS
