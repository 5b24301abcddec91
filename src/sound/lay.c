/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decodes the packets of a stream and lays what comes out where the schedule has them. */

#include "base/i18n.h"
#include "base/limits.h"
#include "base/time.h"
#include "media/dvi4.h"
#include "media/g711.h"
#include "sound/decoder.h"
#include "sound/job.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_CHANNELS 2
#define HOUSE_FRAMES 65536

typedef struct {
  const LmSoundJob *job;
  const LmSoundSource *source;
  LmSoundSchedule *schedule;
  LmSoundStream *out;
  uint8_t type;   /* that is being decoded */
  uint32_t next;  /* place that is handed over next */
  int16_t *house; /* samples of a packet that is decoded here; owned */
} Laying;

static uint64_t
frame_at(const Laying *laying, int64_t at_ns)
{
  uint64_t ns = (uint64_t)at_ns, rate_hz = laying->out->rate_hz;
  return ns / LM_NS_PER_S * rate_hz + (ns % LM_NS_PER_S * rate_hz + LM_NS_PER_S / 2) / LM_NS_PER_S;
}

/* Adds @n frames to what there is of @place, which begins where the schedule has it. No packet has
 * more than a second, and what is made up does not reach into what came. */
static void
put(Laying *laying, LmSoundPlace *place, const int16_t *samples, uint64_t n)
{
  LmSoundStream *out = laying->out;
  uint64_t at = place->start + place->n, most = out->rate_hz;
  if (place->flags & LM_PLACE_GAP)
    most = frame_at(laying, place->at_ns + place->nominal_ns) - place->start;
  if (n > most - place->n)
    n = most - place->n;
  if (at >= laying->schedule->room)
    return;
  if (n > laying->schedule->room - at)
    n = laying->schedule->room - at;
  memcpy(out->samples + at * out->channels, samples, n * out->channels * sizeof *samples);
  if (!(place->flags & (LM_PLACE_GAP | LM_PLACE_RECOVERED | LM_PLACE_FURTHER)))
    out->decoded += place->n == 0 && n > 0;
  place->n += n;
  if (at + n > out->n_frames)
    out->n_frames = at + n;
}

/* The next of the type in hand that is in @flags; NULL behind the last. */
static LmSoundPlace *
next_place(Laying *laying, unsigned flags)
{
  while (laying->next < laying->schedule->n) {
    LmSoundPlace *place = &laying->schedule->places[laying->next++];
    if (place->flags & flags && place->type == laying->type &&
        (place->payload.len || place->flags & LM_PLACE_GAP))
      return place;
  }
  return NULL;
}

/* From what a codec gives to the rate and the channels of the stream: samples in between are on the
 * line from one to the next. */
static void
put_converted(Laying *laying, LmSoundPlace *place, const int16_t *in, uint64_t n, uint32_t rate_hz,
              uint32_t channels)
{
  LmSoundStream *out = laying->out;
  int16_t frames[512];
  uint64_t total = n * out->rate_hz / rate_hz, done = 0;
  while (done < total) {
    size_t some = 0;
    for (; some < 512 / MOST_CHANNELS && done < total; some++, done++) {
      uint64_t place_in = done * rate_hz, at = place_in / out->rate_hz;
      int32_t part = (int32_t)(place_in % out->rate_hz * 256 / out->rate_hz);
      uint64_t after = at + 1 < n ? at + 1 : at;
      for (uint32_t c = 0; c < out->channels; c++) {
        uint32_t from = c < channels ? c : 0;
        int32_t a = in[at * channels + from], b = in[after * channels + from];
        frames[some * out->channels + c] = (int16_t)(a + (b - a) * part / 256);
      }
    }
    put(laying, place, frames, some);
  }
}

static size_t
decode_payload(LmSoundDecoder decoder, LmSlice payload, int16_t *out)
{
  switch (decoder) {
  case LM_SOUND_ULAW:
    lm_ulaw_decode(payload, out);
    return payload.len;
  case LM_SOUND_ALAW:
    lm_alaw_decode(payload, out);
    return payload.len;
  case LM_SOUND_DVI4:
    payload = lm_slice_sub(payload, 0, LM_DVI4_HEADER_BYTES + HOUSE_FRAMES / 2);
    lm_dvi4_decode(payload, out);
    return lm_dvi4_samples(payload);
  default:
    lm_l16_decode(payload, out);
    return payload.len / 2;
  }
}

static void
decode_here(Laying *laying)
{
  const LmSoundType *type = &laying->source->types[laying->type];
  uint32_t rate_hz = lm_sound_rate_hz(type->codec, type->clock_hz);
  LmSoundPlace *place;
  laying->house = lm_alloc(HOUSE_FRAMES * sizeof *laying->house);
  while ((place = next_place(laying, LM_PLACE_PLAY))) {
    LmSlice payload = lm_slice_sub(place->payload, 0, HOUSE_FRAMES);
    size_t samples = decode_payload((LmSoundDecoder)type->codec->decoder, payload, laying->house);
    put_converted(laying, place, laying->house, samples / type->channels, rate_hz, type->channels);
  }
  free(laying->house);
}

static bool
give(void *data, uint32_t *number, LmSlice *payload, uint32_t *gap_us)
{
  Laying *laying = data;
  LmSoundPlace *place = next_place(laying, LM_PLACE_DECODED);
  if (!place)
    return false;
  *number = (uint32_t)(place - laying->schedule->places);
  *payload = place->payload;
  if (place->flags & LM_PLACE_GAP)
    *gap_us = (uint32_t)(place->nominal_ns / 1000);
  return true;
}

/* The program is not believed: it answers for packets that it was given. */
static LmSoundPlace *
answered(Laying *laying, uint32_t number)
{
  if (number >= laying->schedule->n)
    return NULL;
  LmSoundPlace *place = &laying->schedule->places[number];
  return place->type == laying->type && place->flags & LM_PLACE_DECODED ? place : NULL;
}

static void
take(void *data, uint32_t number, LmSlice samples)
{
  Laying *laying = data;
  LmSoundPlace *place = answered(laying, number);
  int16_t frames[512];
  uint32_t channels = laying->out->channels;
  size_t n = samples.len / 2 / channels;
  for (size_t at = 0; place && at < n;) {
    size_t some = n - at < 512 / MOST_CHANNELS ? n - at : 512 / MOST_CHANNELS;
    for (size_t i = 0; i < some * channels; i++)
      frames[i] = (int16_t)lm_slice_le16(samples, 2 * (at * channels + i));
    put(laying, place, frames, some);
    at += some;
  }
}

static void
take_noise(void *data, uint32_t number)
{
  LmSoundPlace *place = answered(data, number);
  if (place)
    place->flags |= LM_PLACE_NOISE;
}

static void
fail_apart(Laying *laying, LmDecoderResult result, const char *reason)
{
  const LmSoundCodec *codec = laying->source->types[laying->type].codec;
  LmError *error = &laying->out->error;
  unsigned number = laying->source->row + 1;
  const char *element, *package = NULL;
  switch (result) {
  case LM_DECODER_NO_PROGRAM:
    lm_error_set(error, LM_ERROR_UNSUPPORTED,
                 _("stream %u: %s is not decoded, as the program linesman-sound is not installed"),
                 number, codec->title);
    return;
  case LM_DECODER_NO_PLUGIN:
    lm_sound_element((LmSoundDecoder)codec->decoder, 0, &element, &package);
    if (error->code == LM_ERROR_NONE)
      laying->out->package = package;
    lm_error_set(error, LM_ERROR_UNSUPPORTED,
                 _("stream %u: %s needs a plug-in of GStreamer that is not installed; the package "
                   "%s has it"),
                 number, codec->title, package ? package : "gstreamer1.0-libav");
    return;
  case LM_DECODER_FAILED:
    lm_error_set(error, LM_ERROR_DAMAGED, _("stream %u: the decoder of %s failed: %s"), number,
                 codec->title, reason);
    return;
  case LM_DECODER_STOPPED:
    lm_error_set(error, LM_ERROR_DAMAGED,
                 _("stream %u: the decoder of %s stopped; the stream may be hostile"), number,
                 codec->title);
    return;
  default:
    return;
  }
}

/* False if it was cancelled. */
static bool
decode_apart(Laying *laying, const LmCancel *cancel)
{
  const LmSoundType *type = &laying->source->types[laying->type];
  LmDecoderTask task = {
      .program = laying->job->options.program,
      .codec = {.encoding = lm_slice_str(type->codec->encoding),
                .fmtp = type->interleaved ? LM_SLICE_LITERAL("octet-align=1") : type->fmtp,
                .clock_hz = type->clock_hz,
                .rate_hz = laying->out->rate_hz,
                .channels = type->channels,
                .want_channels = (uint8_t)laying->out->channels},
      .give = give,
      .take = take,
      .take_noise = take_noise,
      .data = laying,
  };
  LmDecoderResult result = lm_decoder_run(&task, cancel);
  fail_apart(laying, result, task.reason);
  return result != LM_DECODER_CANCELLED;
}

/* Says why @type cannot be heard. */
static void
refuse_type(Laying *laying, const LmSoundType *type)
{
  LmError *error = &laying->out->error;
  unsigned number = laying->source->row + 1;
  LmText name = LM_TEXT_INIT;
  lm_text_add_safe(&name, lm_slice_sub(type->encoding, 0, 64), false);
  if (type->codec && type->codec->decoder == LM_SOUND_NO_DECODER)
    lm_error_set(error, LM_ERROR_UNSUPPORTED, _("stream %u: there is no decoder for %s in Debian"),
                 number, type->codec->title);
  else if (type->codec && type->codec->decoder == LM_SOUND_G7221)
    lm_error_set(error, LM_ERROR_UNSUPPORTED, _("stream %u: there is no decoder for %s in Debian"),
                 number, "G.722.1 annex C (Siren 14)");
  else if (type->encoding.len == 0)
    lm_error_set(error, LM_ERROR_UNSUPPORTED, _("stream %u: nothing says what payload type %u is"),
                 number, type->payload_type);
  else
    lm_error_set(error, LM_ERROR_UNSUPPORTED, _("stream %u: %s is no sound that can be decoded"),
                 number, name.str ? name.str : "");
  lm_text_clear(&name);
}

static bool
can_decode(const LmSoundType *type)
{
  return !type->event && !type->comfort_noise && type->codec &&
         type->codec->decoder != LM_SOUND_NO_DECODER &&
         lm_sound_rate_hz(type->codec, type->clock_hz) > 0;
}

/* The highest rate and the most channels of what can be decoded. */
static void
choose_form(const LmSoundSource *source, LmSoundStream *out)
{
  for (uint32_t i = 0; i < source->n_types; i++) {
    const LmSoundType *type = &source->types[i];
    if (!can_decode(type))
      continue;
    uint32_t rate_hz = lm_sound_rate_hz(type->codec, type->clock_hz);
    out->rate_hz = rate_hz > out->rate_hz ? rate_hz : out->rate_hz;
    out->channels = type->channels > out->channels ? type->channels : out->channels;
  }
}

/* Memory for the whole time line, as much of it as the budget has. */
static bool
make_room(Laying *laying, uint64_t *budget)
{
  LmSoundStream *out = laying->out;
  LmSoundSchedule *schedule = laying->schedule;
  uint64_t frame_bytes = out->channels * sizeof *out->samples;
  int64_t last_ns = 0;
  for (uint32_t i = 0; i < schedule->n; i++) {
    schedule->places[i].start = frame_at(laying, schedule->places[i].at_ns);
    last_ns = schedule->places[i].at_ns > last_ns ? schedule->places[i].at_ns : last_ns;
  }
  laying->schedule->room = frame_at(laying, last_ns) + out->rate_hz;
  if (laying->schedule->room > *budget / frame_bytes) {
    laying->schedule->room = *budget / frame_bytes;
    out->cut = true;
  }
  out->samples = calloc(laying->schedule->room + 1, frame_bytes);
  if (!out->samples)
    return lm_error_set(&out->error, LM_ERROR_LIMIT,
                        _("stream %u: its sound is too long for memory"), laying->source->row + 1);
  *budget -= laying->schedule->room * frame_bytes;
  return true;
}

/* Of the types within redundant blocks, the one in hand may be that of no packet. */
static bool
in_use(const Laying *laying)
{
  const LmSoundType *type = &laying->source->types[laying->type];
  for (uint32_t i = 0; type->packets == 0 && i < laying->schedule->n; i++)
    if (laying->schedule->places[i].type == laying->type)
      return true;
  return type->packets > 0;
}

bool
lm_sound_lay(const LmSoundJob *job, const LmSoundSource *source, LmSoundSchedule *schedule,
             uint64_t *budget, const LmCancel *cancel, LmSoundStream *out)
{
  Laying laying = {.job = job, .source = source, .schedule = schedule, .out = out};
  if (source->sealed) {
    lm_error_set(&out->error, LM_ERROR_UNSUPPORTED,
                 _("stream %u: it is encrypted, and no key opens it"), source->row + 1);
    return true;
  }
  choose_form(source, out);
  if (out->rate_hz && !make_room(&laying, budget)) {
    out->rate_hz = out->channels = 0;
    return true;
  }
  for (uint32_t i = 0; i < source->n_types; i++) {
    const LmSoundType *type = &source->types[i];
    laying.type = (uint8_t)i;
    laying.next = 0;
    if (type->event || type->comfort_noise || type->red || !in_use(&laying))
      continue;
    if (!can_decode(type))
      refuse_type(&laying, type);
    else if (type->codec->decoder < LM_SOUND_FIRST_APART)
      decode_here(&laying);
    else if (!decode_apart(&laying, cancel))
      return false;
  }
  if (out->samples && job->options.gaps == LM_SOUND_GAPS_CONCEALED)
    lm_sound_conceal(schedule, out);
  return true;
}
