/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The packets of one stream as a graph wants them: in the order of time, and gathered into pixel
 * columns, so that what is drawn depends on the width of the window and not on the number of
 * packets. Plain record; the caller owns it; one thread. */

#include "track/stream.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  LmStreamPoint *points; /* by time */
  gsize n_points;
  guint max_gap; /* the most packets missing in a row */
} LmuSeries;

/* First, least, most and last of a quantity within a pixel's time: enough to draw its line as if
 * every point was drawn. */
typedef struct {
  float first, least, most, last;
} LmuSpread;

typedef struct {
  guint n_packets; /* 0: nothing else is set */
  guint lost;      /* missing in all */
  guint gap;       /* missing in a row, at most */
  guint n_odd;     /* duplicates and packets out of order */
  LmuSpread delta, jitter;
} LmuSeriesColumn;

/* A time without packets that is a pause and not a hiccup: lines are not drawn across it. */
#define LMU_SERIES_PAUSE_MS 200.0f

/* Whether @column begins behind a pause. */
static inline gboolean
lmu_series_column_resumes(const LmuSeriesColumn *column)
{
  return column->delta.first > LMU_SERIES_PAUSE_MS;
}

/* Copies @points. */
void lmu_series_set(LmuSeries *series, const LmStreamPoint *points, gsize n);
void lmu_series_clear(LmuSeries *series);
/* The first point at or behind @time_ns; n_points if there is none. */
gsize lmu_series_find(const LmuSeries *series, gint64 time_ns);
/* The point closest to @time_ns, or NULL in an empty series. Borrowed. */
const LmStreamPoint *lmu_series_nearest(const LmuSeries *series, gint64 time_ns);
/* Gathers the points from @from_ns up to and with @to_ns in @n columns of equal length of time. */
void lmu_series_gather(const LmuSeries *series, gint64 from_ns, gint64 to_ns,
                       LmuSeriesColumn *columns, gsize n);

G_END_DECLS
