/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound/mixer.h"

#include "base/arena.h"
#include "base/time.h"

#include <math.h>
#include <stdlib.h>

/* A windowed sinc: each sample that comes out is made of so many at either side of its place. */
#define HALF_WIDTH 16
#define PHASES 256

typedef struct {
  const LmSoundStream *stream;
  uint32_t channel;
  double gain;
  uint64_t offset; /* frames of the mix before it */
  uint64_t frames; /* of the mix that it has */
  float *filter;   /* PHASES + 1 rows of 2 * HALF_WIDTH; NULL: its rate is that of the mix. Owned */
} Voice;

struct LmSoundMixer {
  Voice *voices; /* owned */
  size_t n;
  uint32_t channels, rate_hz;
  uint64_t n_frames;
  int64_t start_ns;
};

static uint64_t
scale(uint64_t frames, uint32_t to_hz, uint32_t from_hz)
{
  return frames / from_hz * to_hz + frames % from_hz * to_hz / from_hz;
}

/* Lets through what both rates can have. */
static float *
make_filter(uint32_t from_hz, uint32_t to_hz)
{
  float *filter = lm_alloc((PHASES + 1) * 2 * HALF_WIDTH * sizeof *filter);
  double pass = to_hz < from_hz ? (double)to_hz / from_hz : 1;
  for (int phase = 0; phase <= PHASES; phase++) {
    float *row = filter + phase * 2 * HALF_WIDTH;
    double sum = 0;
    for (int i = 0; i < 2 * HALF_WIDTH; i++) {
      double x = i - HALF_WIDTH + 1 - (double)phase / PHASES;
      double sinc = fabs(x) < 1e-9 ? pass : sin(M_PI * x * pass) / (M_PI * x);
      double window = 0.5 + 0.5 * cos(M_PI * x / HALF_WIDTH);
      row[i] = (float)(fabs(x) >= HALF_WIDTH ? 0 : sinc * window);
      sum += row[i];
    }
    for (int i = 0; i < 2 * HALF_WIDTH; i++)
      row[i] = (float)(row[i] / sum);
  }
  return filter;
}

static void
add_voice(LmSoundMixer *mixer, const LmSoundRoute *route, bool joined)
{
  const LmSoundStream *stream = route->stream;
  Voice *voice = &mixer->voices[mixer->n++];
  int64_t late_ns = joined ? 0 : lm_time_sub(stream->start_ns, mixer->start_ns);
  *voice = (Voice){.stream = stream, .channel = route->channel, .gain = route->gain};
  voice->offset = (uint64_t)(late_ns / LM_NS_PER_S) * mixer->rate_hz +
                  (uint64_t)(late_ns % LM_NS_PER_S) * mixer->rate_hz / LM_NS_PER_S;
  voice->frames = scale(stream->n_frames, mixer->rate_hz, stream->rate_hz);
  if (stream->rate_hz != mixer->rate_hz)
    voice->filter = make_filter(stream->rate_hz, mixer->rate_hz);
  if (voice->offset + voice->frames > mixer->n_frames)
    mixer->n_frames = voice->offset + voice->frames;
}

static bool
is_heard(const LmSoundStream *stream)
{
  return stream->samples && stream->rate_hz;
}

LmSoundMixer *
lm_sound_mixer_new(const LmSoundRoute *routes, size_t n, uint32_t channels, uint32_t rate_hz,
                   bool joined)
{
  LmSoundMixer *mixer = lm_alloc(sizeof *mixer);
  mixer->voices = lm_alloc((n + 1) * sizeof *mixer->voices);
  mixer->channels = channels;
  mixer->rate_hz = rate_hz;
  mixer->start_ns = INT64_MAX;
  for (size_t i = 0; i < n; i++) {
    const LmSoundStream *stream = routes[i].stream;
    if (!is_heard(stream))
      continue;
    if (stream->start_ns < mixer->start_ns)
      mixer->start_ns = stream->start_ns;
    if (rate_hz == 0 && stream->rate_hz > mixer->rate_hz)
      mixer->rate_hz = stream->rate_hz;
  }
  if (mixer->rate_hz == 0)
    mixer->rate_hz = 8000;
  for (size_t i = 0; i < n; i++)
    if (is_heard(routes[i].stream))
      add_voice(mixer, &routes[i], joined);
  if (mixer->n == 0)
    mixer->start_ns = 0;
  return mixer;
}

void
lm_sound_mixer_free(LmSoundMixer *mixer)
{
  if (!mixer)
    return;
  for (size_t i = 0; i < mixer->n; i++)
    free(mixer->voices[i].filter);
  free(mixer->voices);
  free(mixer);
}

uint32_t
lm_sound_mixer_rate_hz(const LmSoundMixer *mixer)
{
  return mixer->rate_hz;
}

uint64_t
lm_sound_mixer_n_frames(const LmSoundMixer *mixer)
{
  return mixer->n_frames;
}

int64_t
lm_sound_mixer_start_ns(const LmSoundMixer *mixer)
{
  return mixer->start_ns;
}

/* One channel of a stream, or the middle of both. */
static float
sample_at(const LmSoundStream *stream, uint64_t frame, uint32_t side)
{
  if (frame >= stream->n_frames)
    return 0;
  const int16_t *samples = stream->samples + frame * stream->channels;
  if (stream->channels == 1)
    return samples[0];
  return side == UINT32_MAX ? ((float)samples[0] + samples[1]) / 2 : samples[side & 1];
}

/* The sound of @voice at @frame of its own part of the mix. */
static float
voice_at(const LmSoundMixer *mixer, const Voice *voice, uint64_t frame, uint32_t side)
{
  const LmSoundStream *stream = voice->stream;
  if (!voice->filter)
    return sample_at(stream, frame, side);
  uint64_t whole = scale(frame, stream->rate_hz, mixer->rate_hz);
  uint64_t rest = frame % mixer->rate_hz * stream->rate_hz % mixer->rate_hz;
  const float *row = voice->filter + rest * PHASES / mixer->rate_hz * 2 * HALF_WIDTH;
  float sum = 0;
  for (unsigned i = 0; i < 2 * HALF_WIDTH; i++) {
    uint64_t at = whole + i - (HALF_WIDTH - 1); /* before the beginning it is beyond the end */
    sum += row[i] * sample_at(stream, at, side);
  }
  return sum;
}

static int16_t
to_sample(float value)
{
  return (int16_t)lrintf(value > 32767 ? 32767 : value < -32768 ? -32768 : value);
}

void
lm_sound_mixer_read(LmSoundMixer *mixer, uint64_t frame, size_t n, int16_t *out)
{
  for (size_t i = 0; i < n; i++)
    for (uint32_t c = 0; c < mixer->channels; c++) {
      float sum = 0;
      for (size_t v = 0; v < mixer->n; v++) {
        const Voice *voice = &mixer->voices[v];
        uint64_t at = frame + i - voice->offset;
        if (frame + i < voice->offset || at >= voice->frames)
          continue;
        if (voice->channel == LM_SOUND_ALL_CHANNELS)
          sum += (float)voice->gain *
                 voice_at(mixer, voice, at, mixer->channels == 2 ? c : UINT32_MAX);
        else if (voice->channel == c)
          sum += (float)voice->gain * voice_at(mixer, voice, at, UINT32_MAX);
      }
      *out++ = to_sample(sum);
    }
}

static void
put_le(uint8_t *at, uint32_t value, unsigned bytes)
{
  for (unsigned i = 0; i < bytes; i++)
    at[i] = (uint8_t)(value >> (8 * i));
}

bool
lm_wav_header(uint32_t rate_hz, uint32_t channels, uint64_t n_frames,
              uint8_t header[LM_WAV_HEADER_BYTES])
{
  uint64_t bytes = n_frames * channels * 2;
  if (n_frames > UINT32_MAX || bytes > UINT32_MAX - LM_WAV_HEADER_BYTES)
    return false;
  memcpy(header, "RIFF____WAVEfmt ", 16);
  put_le(header + 4, (uint32_t)bytes + LM_WAV_HEADER_BYTES - 8, 4);
  put_le(header + 16, 16, 4);
  put_le(header + 20, 1, 2); /* PCM */
  put_le(header + 22, channels, 2);
  put_le(header + 24, rate_hz, 4);
  put_le(header + 28, rate_hz * channels * 2, 4);
  put_le(header + 32, channels * 2, 2);
  put_le(header + 34, 16, 2);
  memcpy(header + 36, "data", 4);
  put_le(header + 40, (uint32_t)bytes, 4);
  return true;
}
