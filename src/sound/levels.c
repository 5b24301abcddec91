/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How loud a stream is: of what was decoded alone, so that silence that nobody sent does not count.
 */

#include "sound/job.h"

#include <math.h>
#include <stdlib.h>

#define BLOCK_MS 20
#define RUN_OF_CLIPPED 3

typedef struct {
  LmSoundStream *out;
  int limit;    /* the end of the codec's scale */
  int64_t sum;  /* of squares, of the block in hand */
  double total; /* of squares, of blocks that are done */
  double speech_total;
  uint64_t in_block, block_frames, blocks, silent, speech_frames, frames;
  int peak;
  unsigned run; /* of clipped frames */
} Meter;

double
lm_sound_dbfs(double square)
{
  double level = square > 0 ? 10 * log10(square / (32768.0 * 32768.0)) : LM_SOUND_LEAST_DBFS;
  return level > LM_SOUND_LEAST_DBFS ? level : LM_SOUND_LEAST_DBFS;
}

static void
end_block(Meter *meter)
{
  if (meter->in_block == 0)
    return;
  double square = (double)meter->sum / (double)meter->in_block;
  bool silent = lm_sound_dbfs(square) < LM_SOUND_SILENCE_DBFS;
  meter->total += (double)meter->sum;
  meter->frames += meter->in_block;
  meter->blocks++;
  meter->silent += silent;
  if (!silent) {
    meter->speech_total += (double)meter->sum;
    meter->speech_frames += meter->in_block;
  }
  meter->sum = 0;
  meter->in_block = 0;
}

/* Of several channels the loudest counts. */
static int
loudest(const int16_t *frame, uint32_t channels)
{
  int most = 0;
  for (uint32_t c = 0; c < channels; c++)
    most = abs(frame[c]) > abs(most) ? frame[c] : most;
  return most;
}

static void
measure(Meter *meter, const int16_t *frame, uint32_t channels)
{
  int value = loudest(frame, channels), size = abs(value);
  meter->peak = size > meter->peak ? size : meter->peak;
  meter->run = size >= meter->limit ? meter->run + 1 : 0;
  if (meter->run == RUN_OF_CLIPPED)
    meter->out->levels.clipped += RUN_OF_CLIPPED;
  else if (meter->run > RUN_OF_CLIPPED)
    meter->out->levels.clipped++;
  meter->sum += (int64_t)value * value;
  if (++meter->in_block == meter->block_frames)
    end_block(meter);
}

/* The largest value of the codec (G.711, tables 1 and 2, as media/g711.c has them). */
static int
scale_end(const LmSoundType *type)
{
  unsigned decoder = type && type->codec ? type->codec->decoder : LM_SOUND_NO_DECODER;
  return decoder == LM_SOUND_ULAW ? 32124 : decoder == LM_SOUND_ALAW ? 32256 : 32760;
}

void
lm_sound_measure(const LmSoundSource *source, const LmSoundSchedule *schedule, LmSoundStream *out)
{
  Meter meter = {.out = out, .block_frames = out->rate_hz * BLOCK_MS / 1000};
  LmSoundLevels *levels = &out->levels;
  uint64_t measured_to = 0;
  for (uint32_t i = 0; out->samples && i < schedule->n; i++) {
    const LmSoundPlace *place = &schedule->places[i];
    uint64_t from = place->start > measured_to ? place->start : measured_to;
    uint64_t to = place->start + place->n;
    if (place->n == 0 || to <= from || place->flags & LM_PLACE_GAP)
      continue;
    if (from > measured_to) {
      end_block(&meter);
      meter.run = 0;
    }
    meter.limit = scale_end(place->type < source->n_types ? &source->types[place->type] : NULL);
    for (uint64_t frame = from; frame < to; frame++)
      measure(&meter, out->samples + frame * out->channels, out->channels);
    measured_to = to;
  }
  end_block(&meter);
  levels->heard = meter.frames;
  levels->peak_dbfs = lm_sound_dbfs((double)meter.peak * meter.peak);
  levels->rms_dbfs = lm_sound_dbfs(meter.frames ? meter.total / (double)meter.frames : 0);
  levels->speech_dbfs =
      lm_sound_dbfs(meter.speech_frames ? meter.speech_total / (double)meter.speech_frames : 0);
  levels->silent_percent = meter.blocks ? 100.0 * (double)meter.silent / (double)meter.blocks : 0;
}
