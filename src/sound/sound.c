/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound/sound.h"

#include "base/i18n.h"
#include "base/time.h"

#include <stdlib.h>

static const struct {
  const char *name, *text;
} marks[LM_N_SOUND_MARKS] = {
    [LM_SOUND_LOST] = {"lost", N_("lost")},
    [LM_SOUND_LATE] = {"late", N_("too late for the jitter buffer")},
    [LM_SOUND_REORDERED] = {"reordered", N_("out of order")},
    [LM_SOUND_COMFORT_NOISE] = {"comfort_noise", N_("comfort noise")},
    [LM_SOUND_EVENT] = {"event", N_("telephone event")},
    [LM_SOUND_PAUSE] = {"pause", N_("nothing sent")},
    [LM_SOUND_JUMP] = {"jump", N_("timestamps begin anew")},
    [LM_SOUND_UNDECODED] = {"undecoded", N_("not decoded")},
    [LM_SOUND_CONCEALED] = {"concealed", N_("made up")},
    [LM_SOUND_RECOVERED] = {"recovered", N_("recovered from later packets")},
};

const char *
lm_sound_mark_name(LmSoundMarkKind kind)
{
  return marks[kind].name;
}

const char *
lm_sound_mark_text(LmSoundMarkKind kind)
{
  return _(marks[kind].text);
}

/* Nanoseconds of @frames, and the other way round, without overflow: neither is beyond some days.
 */
static int64_t
span_ns(uint64_t frames, uint32_t rate_hz)
{
  return (int64_t)(frames / rate_hz * LM_NS_PER_S + frames % rate_hz * LM_NS_PER_S / rate_hz);
}

static uint64_t
frames_of(int64_t ns, uint32_t rate_hz)
{
  uint64_t seconds = (uint64_t)(ns / LM_NS_PER_S), rest = (uint64_t)(ns % LM_NS_PER_S);
  return seconds * rate_hz + rest * rate_hz / LM_NS_PER_S;
}

int64_t
lm_sound_time_at(const LmSoundStream *stream, uint64_t frame)
{
  uint32_t low = 0, high = stream->n_spans;
  if (high == 0 || stream->rate_hz == 0)
    return stream->start_ns;
  if (frame > stream->n_frames)
    frame = stream->n_frames;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (stream->spans[middle].start <= frame)
      low = middle;
    else
      high = middle;
  }
  const LmSoundSpan *span = &stream->spans[low];
  return lm_time_add(span->time_ns, span_ns(frame - span->start, stream->rate_hz));
}

/* Where times lie between two spans nothing is heard: the frame is the first of the next. */
uint64_t
lm_sound_frame_at(const LmSoundStream *stream, int64_t time_ns)
{
  uint32_t low = 0, high = stream->n_spans;
  if (high == 0 || stream->rate_hz == 0 || time_ns <= stream->spans[0].time_ns)
    return 0;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (stream->spans[middle].time_ns <= time_ns)
      low = middle;
    else
      high = middle;
  }
  const LmSoundSpan *span = &stream->spans[low];
  uint64_t end = low + 1 < stream->n_spans ? span[1].start : stream->n_frames;
  int64_t ns = lm_time_sub(time_ns, span->time_ns);
  if (ns > INT64_C(3) * 24 * 3600 * LM_NS_PER_S)
    return end;
  uint64_t frame = span->start + frames_of(ns, stream->rate_hz);
  return frame < end ? frame : end;
}

void
lm_sound_free(LmSound *sound)
{
  if (!sound)
    return;
  for (size_t i = 0; i < sound->n; i++) {
    free(sound->streams[i].samples);
    free(sound->streams[i].marks);
    free(sound->streams[i].spans);
  }
  free(sound->streams);
  free(sound);
}
