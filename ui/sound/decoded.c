/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/decoded.h"

/* Noise that is quieter than this is not blown up to the size of speech. */
#define LEAST_PEAK 1000

LmuDecoded *
lmu_decoded_new(LmSound *sound, LmSoundTiming timing)
{
  LmuDecoded *self = g_atomic_rc_box_new0(LmuDecoded);
  int most = LEAST_PEAK;

  self->sound = self->owned = sound;
  self->timing = timing;
  self->peaks = g_new0(LmuPeaks *, MAX(sound->n, 1));
  self->levels = g_new0(LmuLevels *, MAX(sound->n, 1));
  for (gsize i = 0; i < sound->n; i++) {
    const LmSoundStream *stream = &sound->streams[i];

    gsize n = stream->n_frames * stream->channels;
    LmuPeak peak;

    self->peaks[i] = lmu_peaks_new(stream->samples, n);
    self->levels[i] = lmu_levels_new(stream);
    peak = lmu_peaks_get(self->peaks[i], 0, n);
    most = MAX(most, MAX(peak.most, -(int)peak.least));
  }
  self->scale = 1.0 / most;
  return self;
}

LmuDecoded *
lmu_decoded_ref(LmuDecoded *self)
{
  return g_atomic_rc_box_acquire(self);
}

static void
clear(gpointer data)
{
  LmuDecoded *self = data;

  for (gsize i = 0; i < self->sound->n; i++) {
    lmu_peaks_free(self->peaks[i]);
    lmu_levels_unref(self->levels[i]);
  }
  g_free(self->peaks);
  g_free(self->levels);
  lm_sound_free(self->owned);
}

void
lmu_decoded_unref(LmuDecoded *self)
{
  g_atomic_rc_box_release_full(self, clear);
}
