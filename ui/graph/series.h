/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A stream as graphs want it: all that is known of it, with its packets gathered into pixel
 * columns, so that what is drawn depends on the width of the window and not on the number of
 * packets. So does the work: packets are summed up in blocks once, and a column is put together of
 * blocks. Immutable but for its references, which are the main thread's; any thread may make it. */

#include "engine/stream_detail.h"

#include <glib.h>

G_BEGIN_DECLS

/* First, least, most and last of a quantity within a pixel's time: enough to draw its line as if
 * every point was drawn. */
typedef struct {
  float first, least, most, last;
} LmuRange;

typedef enum { LMU_DELTA, LMU_JITTER, LMU_SKEW, LMU_RATE, LMU_N_QUANTITIES } LmuQuantity;

typedef struct {
  guint n_packets; /* 0: nothing else is set */
  guint lost;      /* missing in all */
  guint gap;       /* missing in a row, at most */
  guint n_late;    /* for a jitter buffer of 50 ms */
  guint n_odd;     /* duplicates and packets out of order */
  guint32 flags;   /* of any of them */
  LmuRange ranges[LMU_N_QUANTITIES];
} LmuSeriesColumn;

/* Packets a block of each level. */
#define LMU_SERIES_BLOCK 16u
#define LMU_SERIES_LEVELS 3

typedef struct {
  grefcount references;
  LmStreamDetail *detail; /* owned */
  const LmRtpPacket *rows;
  guint n_rows;
  guint32 *order;    /* rows by time; NULL where they stand so */
  guint max_gap;     /* the most packets missing in a row */
  guint32 *problems; /* places in the order of time of what is worth stepping to */
  guint n_problems;
  guint n_blocks[LMU_SERIES_LEVELS];
  LmuSeriesColumn *blocks[LMU_SERIES_LEVELS];
} LmuSeries;

/* A time without packets that is a pause and not a hiccup: lines are not drawn across it. */
#define LMU_SERIES_PAUSE_MS 200.0f

/* Whether @column begins behind a pause. */
static inline gboolean
lmu_series_column_resumes(const LmuSeriesColumn *column)
{
  return column->ranges[LMU_DELTA].first > LMU_SERIES_PAUSE_MS;
}

/* Takes @detail. */
LmuSeries *lmu_series_new(LmStreamDetail *detail);
LmuSeries *lmu_series_ref(LmuSeries *series);
void lmu_series_unref(LmuSeries *series);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmuSeries, lmu_series_unref)

/* The packet at place @index in the order of time. Borrowed. */
static inline const LmRtpPacket *
lmu_series_at(const LmuSeries *series, guint index)
{
  return &series->rows[series->order ? series->order[index] : index];
}

/* The place of the first packet at or behind @time_ns; n_rows if there is none. */
guint lmu_series_find(const LmuSeries *series, gint64 time_ns);
/* The packet closest to @time_ns, or NULL in an empty series. Borrowed. */
const LmRtpPacket *lmu_series_nearest(const LmuSeries *series, gint64 time_ns);
/* The problem behind @time_ns, or with @by < 0 before it: NULL where there is none. Borrowed. */
const LmRtpPacket *lmu_series_next_problem(const LmuSeries *series, gint64 time_ns, int by);
/* The last report that came up to @time_ns; NULL where there is none. Borrowed. */
const LmRtcpWord *lmu_series_word(const LmuSeries *series, gint64 time_ns);
/* The stretch of 5 s that @time_ns lies in; NULL where there is none. Borrowed. */
const LmWorkingInterval *lmu_series_interval(const LmuSeries *series, gint64 time_ns);
/* Gathers the packets from @from_ns up to and with @to_ns in @n columns of equal length of time. */
void lmu_series_gather(const LmuSeries *series, gint64 from_ns, gint64 to_ns,
                       LmuSeriesColumn *columns, gsize n);

G_END_DECLS
