/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a job: stream by stream, on any thread. */

#include "base/i18n.h"
#include "base/limits.h"
#include "sound/job.h"

#include <stdlib.h>

/* The name of what most packets are. */
static void
name_codec(const LmSoundSource *source, LmSoundStream *out)
{
  const LmSoundType *most = NULL;
  for (uint32_t i = 0; i < source->n_types; i++) {
    const LmSoundType *type = &source->types[i];
    if (!type->event && !type->comfort_noise && !type->red &&
        (!most || type->packets > most->packets))
      most = type;
  }
  LmText name = LM_TEXT_INIT;
  out->guessed = most && most->guessed;
  if (most && most->codec)
    lm_text_add_str(&name, most->codec->title);
  else if (most)
    lm_text_add_safe(&name, lm_slice_sub(most->encoding, 0, sizeof out->codec / 4 - 1), false);
  if (name.len && name.len < sizeof out->codec)
    memcpy(out->codec, name.str, name.len);
  lm_text_clear(&name);
}

/* False if it was cancelled. */
static bool
run_source(const LmSoundJob *job, const LmSoundSource *source, uint64_t *budget,
           const LmCancel *cancel, LmSoundStream *out)
{
  LmSoundSchedule schedule;
  const LmRtpPackets *packets = source->packets;
  *out = (LmSoundStream){.stream = source->row, .channels = 1, .packets = packets->n};
  out->levels.peak_dbfs = out->levels.rms_dbfs = out->levels.speech_dbfs = LM_SOUND_LEAST_DBFS;
  if (packets->n_order)
    out->start_ns = packets->rows[packets->order[0]].time_ns;
  name_codec(source, out);
  lm_sound_schedule(source, &job->options, &schedule);
  bool done = lm_sound_lay(job, source, &schedule, budget, cancel, out);
  out->cut |= schedule.cut;
  if (done && out->samples) {
    lm_sound_mark(source, &schedule, out);
    lm_sound_measure(source, &schedule, out);
  }
  if (done && out->decoded == 0) {
    /* Marks without anything to hear, of a stream that has none, are of no use to anybody. */
    free(out->samples);
    out->samples = NULL;
    out->rate_hz = 0;
    out->n_frames = 0;
  }
  lm_sound_schedule_clear(&schedule);
  return done;
}

LmSound *
lm_sound_job_run(LmSoundJob *job, const LmCancel *cancel, LmError *error)
{
  LmSound *sound = lm_alloc(sizeof *sound);
  uint64_t budget = LM_LIMIT_SOUND_BYTES;
  sound->streams = lm_alloc((job->n + 1) * sizeof *sound->streams);
  bool done = true;
  for (size_t i = 0; done && i < job->n; i++) {
    done = !lm_is_cancelled(cancel) &&
           run_source(job, &job->sources[i], &budget, cancel, &sound->streams[i]);
    sound->n++;
  }
  lm_sound_job_free(job);
  if (done)
    return sound;
  lm_sound_free(sound);
  lm_error_set(error, LM_ERROR_CANCELLED, _("decoding was stopped"));
  return NULL;
}
