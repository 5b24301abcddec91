/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/graph/levels.h"

#include "base/time.h"

#define BLOCK_NS (20 * LM_NS_PER_MS)
/* As LmSoundLevels counts it: so many samples in a row at an end of the codec's scale. */
#define CLIPPED_RUN 3

typedef struct {
  int least, most; /* of all the stream */
} Scale;

static Scale
scale_of(const LmSoundStream *stream)
{
  Scale scale = {0, 0};
  /* Where nothing is clipped nobody asks. */
  if (stream->levels.clipped == 0)
    return scale;
  for (guint64 i = 0; i < stream->n_frames * stream->channels; i++) {
    scale.least = MIN(scale.least, stream->samples[i]);
    scale.most = MAX(scale.most, stream->samples[i]);
  }
  return scale;
}

static LmuLevel
measure(const LmSoundStream *stream, guint64 begin, guint64 end, const Scale *scale)
{
  double sum = 0;
  guint run = 0, longest = 0;
  for (guint64 i = begin * stream->channels; i < end * stream->channels; i++) {
    int sample = stream->samples[i];
    gboolean at_end = sample == scale->least || sample == scale->most;
    sum += (double)sample * sample;
    run = at_end ? run + 1 : 0;
    longest = MAX(longest, run);
  }
  double square = sum / (double)((end - begin) * stream->channels);
  return (LmuLevel){.dbfs = (float)lm_sound_dbfs(square),
                    .clipped = stream->levels.clipped > 0 && longest >= CLIPPED_RUN};
}

static gint64
time_of(const LmSoundStream *stream, guint *span, guint64 frame)
{
  while (*span + 1 < stream->n_spans && stream->spans[*span + 1].start <= frame)
    ++*span;
  const LmSoundSpan *at = &stream->spans[*span];
  return lm_time_add(at->time_ns,
                     (gint64)((double)(frame - at->start) * LM_NS_PER_S / stream->rate_hz));
}

LmuLevels *
lmu_levels_new(const LmSoundStream *stream)
{
  LmuLevels *self = g_atomic_rc_box_new0(LmuLevels);
  self->stream = stream->stream;
  self->block_ns = BLOCK_NS;
  guint64 frames = stream->rate_hz * (guint64)BLOCK_NS / LM_NS_PER_S;
  if (!stream->samples || frames == 0 || stream->n_spans == 0)
    return self;
  Scale scale = scale_of(stream);
  guint span = 0;
  self->blocks = g_new(LmuLevel, stream->n_frames / frames + 1);
  for (guint64 begin = 0; begin < stream->n_frames; begin += frames) {
    LmuLevel *block = &self->blocks[self->n++];
    *block = measure(stream, begin, MIN(begin + frames, stream->n_frames), &scale);
    block->time_ns = time_of(stream, &span, begin);
  }
  return self;
}

LmuLevels *
lmu_levels_ref(LmuLevels *self)
{
  return g_atomic_rc_box_acquire(self);
}

static void
clear(gpointer data)
{
  LmuLevels *self = data;
  g_free(self->blocks);
}

void
lmu_levels_unref(LmuLevels *self)
{
  g_atomic_rc_box_release_full(self, clear);
}

guint
lmu_levels_find(const LmuLevels *self, gint64 time_ns)
{
  guint low = 0, high = self->n;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (lm_time_add(self->blocks[middle].time_ns, self->block_ns) <= time_ns)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
