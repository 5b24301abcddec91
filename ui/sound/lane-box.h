/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Lanes of sound under each other on one time axis, with keyboard and pointer: the wheel with Ctrl
 * zooms, with Shift or sideways it pans; dragging pans, plus, minus, the arrows and 0 do the same,
 * Shift with an arrow moves the cursor; a click, or Return, seeks to the cursor.
 *
 * Signals: "seek" (int64 time_ns); "problem-wanted" (int by): by Page Down the next one (1), by
 * Page Up the one before (-1). */

#include "ui/sound/lane.h"

G_BEGIN_DECLS

#define LMU_TYPE_LANE_BOX (lmu_lane_box_get_type())
G_DECLARE_FINAL_TYPE(LmuLaneBox, lmu_lane_box, LMU, LANE_BOX, GtkWidget)

GtkWidget *lmu_lane_box_new(LmuGraphAxis *axis);
void lmu_lane_box_set_n(LmuLaneBox *self, guint n);
guint lmu_lane_box_get_n(LmuLaneBox *self);
/* Borrowed. */
LmuSoundLane *lmu_lane_box_get(LmuLaneBox *self, guint index);

G_END_DECLS
