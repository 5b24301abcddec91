/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/decoded.h"

LmuDecoded *
lmu_decoded_new(LmSound *sound, LmSoundTiming timing)
{
  LmuDecoded *self = g_atomic_rc_box_new0(LmuDecoded);

  self->sound = self->owned = sound;
  self->timing = timing;
  self->peaks = g_new0(LmuPeaks *, MAX(sound->n, 1));
  for (gsize i = 0; i < sound->n; i++) {
    const LmSoundStream *stream = &sound->streams[i];

    self->peaks[i] = lmu_peaks_new(stream->samples, stream->n_frames * stream->channels);
  }
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

  for (gsize i = 0; i < self->sound->n; i++)
    lmu_peaks_free(self->peaks[i]);
  g_free(self->peaks);
  lm_sound_free(self->owned);
}

void
lmu_decoded_unref(LmuDecoded *self)
{
  g_atomic_rc_box_release_full(self, clear);
}
