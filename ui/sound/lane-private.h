/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of the lane share; for ui/sound/ only. */

#include "export/palette.h"
#include "ui/sound/lane-columns.h"
#include "ui/sound/lane.h"

G_BEGIN_DECLS

/* Pixels at the top for the title, and below the plot. */
#define LMU_LANE_TITLE 20
#define LMU_LANE_FOOT 2

/* What is to be drawn, for one snapshot. */
typedef struct {
  const LmSoundStream *stream;
  const LmuLaneColumn *columns; /* one a pixel */
  gsize n_columns;
  double left, top, height; /* of the plot */
  const LmPalette *palette;
  GdkRGBA text;
  double scale; /* see LmuDecoded */
  gboolean heard;
} LmuLanePlot;

/* The waveform. */
void lmu_lane_draw_wave(const LmuLanePlot *plot, GtkSnapshot *snapshot);
/* The marks, over waveform or spectrogram. */
void lmu_lane_draw_marks(const LmuLanePlot *plot, GtkSnapshot *snapshot);
/* "▮ 124 lost  ▮ 3 too late ...": what the marks mean, as Pango markup; "" without any. Owned. */
char *lmu_lane_legend(const LmuLanePlot *plot);

/* The spectrogram of what is in view: made in a worker, and kept until view, size or sound change.
 * What is there already is drawn where it belongs until the new one is ready. */
typedef struct LmuLanePicture LmuLanePicture;
/* @lane is drawn again when a picture is ready. Borrowed. */
LmuLanePicture *lmu_lane_picture_new(GtkWidget *lane);
void lmu_lane_picture_free(LmuLanePicture *picture);
/* Asks for the picture where it is not there, and draws the one that is. */
void lmu_lane_picture_draw(LmuLanePicture *picture, const LmuLanePlot *plot, LmuDecoded *decoded,
                           gsize index, LmuGraphAxis *axis, gboolean dark, GtkSnapshot *snapshot);

G_END_DECLS
