/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The streams that graphs under each other show, each with its packets gathered for the part of the
 * time that is in view: once for all graphs. Main thread. */

#include "export/palette.h"
#include "ui/graph/axis.h"
#include "ui/graph/levels.h"
#include "ui/graph/series.h"

G_BEGIN_DECLS

/* As many can be told apart by their colours. */
#define LMU_GRAPH_MAX_STREAMS 8u

typedef struct {
  LmuSeries *series;        /* owned */
  LmuSeriesColumn *columns; /* one a pixel; owned */
} LmuGraphLine;

typedef struct {
  LmuGraphLine lines[LMU_GRAPH_MAX_STREAMS];
  guint n;
  LmuLevels *levels[LMU_GRAPH_MAX_STREAMS]; /* of those that were decoded; owned */
  guint n_levels;
  gsize n_columns;
  gboolean stale;
} LmuGraphData;

/* The first of @series, each of which gets another reference. */
void lmu_graph_data_set(LmuGraphData *data, LmuSeries *const *series, guint n);
void lmu_graph_data_clear(LmuGraphData *data);
/* What was decoded, of any streams, each of which gets another reference. */
void lmu_graph_data_set_levels(LmuGraphData *data, LmuLevels *const *levels, guint n);
/* Makes the columns fit the axis and a width of @n_columns pixels. */
void lmu_graph_data_gather(LmuGraphData *data, LmuGraphAxis *axis, gsize n_columns);
/* From the first packet of any to the last; FALSE where there is none. */
gboolean lmu_graph_data_extent(const LmuGraphData *data, gint64 *start_ns, gint64 *end_ns);
/* The colours of the streams, LMU_GRAPH_MAX_STREAMS of them. */
const LmColour *lmu_graph_colours(gboolean dark);

G_END_DECLS
