/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sound as the window keeps it: what was decoded, with what drawing it needs. Immutable and counted
 * by references; any thread. */

#include "sound/sound.h"
#include "ui/graph/levels.h"
#include "ui/sound/peaks.h"

G_BEGIN_DECLS

typedef struct {
  const LmSound *sound;
  LmuPeaks **peaks;   /* of each stream's samples, channels one behind the other */
  LmuLevels **levels; /* of each stream */
  LmSoundTiming timing;
  double
      scale; /* a sample times that is at most 1, the same for all streams: quiet speech is seen */
  LmSound *owned;
} LmuDecoded;

/* Takes @sound, and looks at all of it: for a worker. */
LmuDecoded *lmu_decoded_new(LmSound *sound, LmSoundTiming timing);
LmuDecoded *lmu_decoded_ref(LmuDecoded *self);
void lmu_decoded_unref(LmuDecoded *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmuDecoded, lmu_decoded_unref)

G_END_DECLS
