/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The sound of one stream over time, drawn by hand: as a waveform or as a spectrogram, with marks
 * where packets are missing, came too late or out of order. What is around it
 * (ui/sound/lane-box.h) has the keyboard and the pointer. */

#include "ui/graph/axis.h"
#include "ui/sound/decoded.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_SOUND_LANE (lmu_sound_lane_get_type())
G_DECLARE_FINAL_TYPE(LmuSoundLane, lmu_sound_lane, LMU, SOUND_LANE, GtkWidget)

typedef enum { LMU_PICTURE_WAVE, LMU_PICTURE_SPECTRUM } LmuPicture;

GtkWidget *lmu_sound_lane_new(LmuGraphAxis *axis);
/* What stands above it: where the stream comes from and goes to. */
void lmu_sound_lane_set_title(LmuSoundLane *self, const char *title);
/* Stream @index of @decoded; NULL: nothing, and @words say why ("" for no word). */
void
lmu_sound_lane_set_sound(LmuSoundLane *self, LmuDecoded *decoded, gsize index, const char *words);
void lmu_sound_lane_set_picture(LmuSoundLane *self, LmuPicture picture);
/* The time that is heard; LM_TIME_NONE: none. */
void lmu_sound_lane_set_head(LmuSoundLane *self, gint64 head_ns);
/* Whether it is among what the play button plays; drawn paler if not. */
void lmu_sound_lane_set_heard(LmuSoundLane *self, gboolean heard);

G_END_DECLS
