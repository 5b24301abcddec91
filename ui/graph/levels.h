/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How loud a stream is over time: the level of each 20 ms of what was decoded of it. Immutable and
 * counted by references; any thread. */

#include "sound/sound.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gint64 time_ns; /* when it begins */
  float dbfs;     /* below full scale; LM_SOUND_LEAST_DBFS for digital silence */
  gboolean clipped;
} LmuLevel;

typedef struct {
  guint32 stream;   /* row of the trace */
  LmuLevel *blocks; /* by time */
  guint n;
  gint64 block_ns;
} LmuLevels;

/* Of all channels together. Without samples it has no blocks. Owned: lmu_levels_unref(). */
LmuLevels *lmu_levels_new(const LmSoundStream *stream);
LmuLevels *lmu_levels_ref(LmuLevels *self);
void lmu_levels_unref(LmuLevels *self);
/* The first block that does not end before @time_ns; n if there is none. */
guint lmu_levels_find(const LmuLevels *self, gint64 time_ns);

G_END_DECLS
