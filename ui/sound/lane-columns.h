/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The sound of one stream gathered into pixel columns, and what its marks say. Pure; any thread. */

#include "sound/sound.h"
#include "ui/sound/peaks.h"

G_BEGIN_DECLS

typedef struct {
  LmuPeak peak;
  guint16 marks;  /* bit LmSoundMarkKind: it touches the column */
  gboolean there; /* the stream is there at that time */
} LmuLaneColumn;

/* Gathers what is from @from_ns up to @to_ns into @n columns of equal length of time. */
void lmu_lane_gather(const LmSoundStream *stream, const LmuPeaks *peaks, gint64 from_ns,
                     gint64 to_ns, LmuLaneColumn *columns, gsize n);
/* Packets that marks of each kind stand for. */
void lmu_lane_count(const LmSoundStream *stream, guint64 packets[LM_N_SOUND_MARKS]);
/* "124 lost, 3 late", of what speaks of trouble; "" where nothing does. Owned. */
char *lmu_lane_words(const LmSoundStream *stream);
/* The mark at @time_ns, or NULL. */
const LmSoundMark *lmu_lane_mark_at(const LmSoundStream *stream, gint64 time_ns);

G_END_DECLS
