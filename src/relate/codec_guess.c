/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/codec_guess.h"

#include "base/time.h"
#include "proto/amr.h"
#include "proto/telephone_event.h"

#include <math.h>

/* Packets of the type that are looked at, among so many of the stream's first. */
#define SAMPLES 64
#define FIRST_PACKETS 400
#define LEAST_STEPS 10
#define LEAST_NS (150 * LM_NS_PER_MS)
#define WHOLE_NS (2 * LM_NS_PER_S)
#define WHOLE_MOST_NS (20 * 3600 * LM_NS_PER_S)
#define CLOCK_TOLERANCE 0.03

#define MOST_OPUS_BYTES 1275 /* of a frame (RFC 6716, 3.2.1) */
#define OPUS_STEP 120        /* frames last 2.5 ms or a multiple of it (RFC 6716, 2.1.4) */
#define EVENT_HZ 8000        /* RFC 4733, 2.1: unless something else is agreed on */

typedef struct {
  LmRtpHeader header;
  LmSlice payload;
  int64_t time_ns;
} Sample;

typedef struct {
  Sample samples[SAMPLES];
  uint32_t n;
  bool sealed;
  uint32_t clock_hz; /* a usual rate near the measured one; 0: none is */
  uint32_t step;     /* ticks from packet to packet where all are alike, or 0 */
  uint32_t bytes;    /* of every payload where all are alike, or 0 */
} Looks;

static void
take_samples(const LmStream *stream, uint8_t payload_type, Looks *looks)
{
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  lm_packet_log_walk(&stream->log, &walk);
  for (uint32_t i = 0; i < FIRST_PACKETS && looks->n < SAMPLES; i++) {
    Sample *sample = &looks->samples[looks->n];
    if (!lm_packet_log_next(&walk, &entry))
      return;
    if (!lm_rtp_parse(entry.packet, &sample->header) || sample->header.payload_type != payload_type)
      continue;
    sample->payload =
        lm_slice_sub(entry.packet, sample->header.payload_offset, sample->header.payload_len);
    sample->time_ns = entry.time_ns;
    looks->n++;
  }
}

static uint32_t
usual_clock(double hz)
{
  static const uint32_t usual[] = {8000, 16000, 32000, 48000};
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
    if (fabs(hz - usual[i]) < CLOCK_TOLERANCE * usual[i])
      return usual[i];
  return 0;
}

/* By the samples, over packets that follow each other. */
static uint32_t
clock_of_samples(Looks *looks)
{
  double ticks = 0;
  int64_t ns = 0;
  uint32_t steps = 0;
  bool even = true;
  for (uint32_t i = 1; i < looks->n; i++) {
    const Sample *before = &looks->samples[i - 1], *sample = &looks->samples[i];
    int32_t step = (int32_t)(sample->header.timestamp - before->header.timestamp);
    if (sample->header.sequence != (uint16_t)(before->header.sequence + 1))
      continue;
    ticks += step;
    ns = lm_time_add(ns, lm_time_sub(sample->time_ns, before->time_ns));
    even = even && (steps == 0 || (uint32_t)step == looks->step);
    looks->step = (uint32_t)step;
    steps++;
  }
  if (!even)
    looks->step = 0;
  if (steps < LEAST_STEPS || ns < LEAST_NS)
    return 0;
  return usual_clock(ticks * LM_NS_PER_S / (double)ns);
}

/* By the first and the last packet of the stream: packets that first come in a heap, or late, make
 * no difference to that. A timestamp begins anew after a day at the most. */
static uint32_t
clock_of_whole(const LmStream *stream, const Looks *looks)
{
  const Sample *first = &looks->samples[0];
  const LmPacketLogState *last = &stream->log.last_packet;
  LmRtpHeader header;
  int64_t ns = lm_time_sub(last->time_ns, first->time_ns);
  if (ns < WHOLE_NS || ns > WHOLE_MOST_NS || looks->n < LEAST_STEPS ||
      !lm_rtp_parse(lm_slice(last->data, last->len), &header) ||
      header.payload_type != first->header.payload_type)
    return 0;
  uint32_t ticks = header.timestamp - first->header.timestamp;
  return usual_clock(ticks * (double)LM_NS_PER_S / (double)ns);
}

/* Ticks of the timestamp in a second of arrival. */
static void
find_clock(const LmStream *stream, Looks *looks)
{
  looks->clock_hz = clock_of_samples(looks);
  if (!looks->clock_hz)
    looks->clock_hz = clock_of_whole(stream, looks);
}

static void
find_size(Looks *looks)
{
  looks->bytes = looks->n ? looks->samples[0].header.payload_len : 0;
  for (uint32_t i = 1; i < looks->n; i++)
    if (looks->samples[i].header.payload_len != looks->bytes)
      looks->bytes = 0;
}

#define AMR_NO_REQUEST 15

/* Whether a payload is one frame whose length is what its type says (RFC 4867, 4.3 and 4.4), by its
 * mode request and table of contents. */
static bool
is_amr_frame(LmSlice payload, bool wide, bool aligned)
{
  uint32_t head = payload.len < 2 ? 0 : (uint32_t)payload.data[0] << 8 | payload.data[1];
  uint32_t request = head >> 12, toc = aligned ? head >> 2 & 0x3f : head >> 6 & 0x3f;
  uint32_t type = toc >> 1 & 15;
  if (payload.len < 2 || toc & 0x20 || (request > 8 && request != AMR_NO_REQUEST) ||
      (aligned && (head & 0x0f03)))
    return false;
  int bits = lm_amr_frame_bits(wide, type);
  if (bits < 0 || type == LM_AMR_SPEECH_LOST)
    return false;
  return payload.len == (aligned ? 2 + ((uint32_t)bits + 7) / 8 : (10 + (uint32_t)bits + 7) / 8);
}

static bool
is_amr(const Looks *looks, bool wide, bool aligned)
{
  for (uint32_t i = 0; i < looks->n; i++)
    if (!is_amr_frame(looks->samples[i].payload, wide, aligned))
      return false;
  return true;
}

static bool
is_opus(const Looks *looks)
{
  for (uint32_t i = 0; i < looks->n; i++)
    if (looks->samples[i].header.payload_len > MOST_OPUS_BYTES ||
        (looks->samples[i].header.timestamp - looks->samples[0].header.timestamp) % OPUS_STEP)
      return false;
  return true;
}

/* Events whose durations go up while the timestamp stands still (RFC 4733, 2.3 and 2.5.1.2). */
static bool
is_event(const Looks *looks)
{
  uint32_t longer = 0;
  LmTelephoneEvent before = {0}, event;
  for (uint32_t i = 0; i < looks->n; i++) {
    const Sample *sample = &looks->samples[i];
    LmSlice rest = sample->payload;
    if (!lm_telephone_event_next(&rest, &event) || rest.len || event.reserved ||
        event.event > LM_TELEPHONE_EVENT_FLASH)
      return false;
    longer += i > 0 && sample->header.timestamp == looks->samples[i - 1].header.timestamp &&
              event.event == before.event && event.duration > before.duration;
    before = event;
  }
  return longer > 0;
}

/* Frames of one size and length: RFC 3952 (iLBC), RFC 3551, 4.5.4 (G.726, which packs its rates
 * alike), RFC 5577 (G.722.1). Steps are those of 20 and 30 ms. */
static LmCodecGuess
of_size(const Looks *looks)
{
  static const struct {
    uint32_t step, bytes;
    LmCodecGuess guess;
  } sizes[] = {
      {160, 38, {"iLBC", 8000, "mode=20"}},
      {240, 50, {"iLBC", 8000, "mode=30"}},
      {160, 100, {"G726-40", 8000, ""}},
      {160, 80, {"G726-32", 8000, ""}},
      {160, 60, {"G726-24", 8000, ""}},
      {160, 40, {"G726-16", 8000, ""}},
      {320, 60, {"G7221", 16000, "bitrate=24000"}},
      {320, 80, {"G7221", 16000, "bitrate=32000"}},
  };
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    if (sizes[i].guess.clock_hz == looks->clock_hz && sizes[i].step == looks->step &&
        sizes[i].bytes == looks->bytes)
      return sizes[i].guess;
  return (LmCodecGuess){NULL, looks->clock_hz, ""};
}

static bool
is_amr_of_rate(const Looks *looks, bool aligned)
{
  bool wide = looks->clock_hz == 16000;
  return (wide || looks->clock_hz == 8000) && is_amr(looks, wide, aligned);
}

static void
guess_plain(const Looks *looks, LmCodecGuess *guess)
{
  const char *amr = looks->clock_hz == 8000 ? "AMR" : "AMR-WB";
  if (is_amr_of_rate(looks, false))
    guess->encoding = amr;
  else if (is_amr_of_rate(looks, true))
    *guess = (LmCodecGuess){amr, looks->clock_hz, "octet-align=1"};
  else
    *guess = of_size(looks);
}

bool
lm_codec_guess(const LmStream *stream, uint8_t payload_type, LmCodecGuess *guess)
{
  Looks looks = {.sealed = stream->secure};
  take_samples(stream, payload_type, &looks);
  find_clock(stream, &looks);
  find_size(&looks);
  *guess = (LmCodecGuess){NULL, looks.clock_hz, ""};
  if (!looks.sealed && looks.n > 1 && is_event(&looks))
    *guess = (LmCodecGuess){"telephone-event", EVENT_HZ, ""};
  else if (looks.clock_hz == 48000 && is_opus(&looks))
    guess->encoding = "opus"; /* its clock is always that (RFC 7587, 4.1) */
  else if (!looks.sealed && looks.clock_hz)
    guess_plain(&looks, guess);
  return guess->encoding != NULL;
}

bool
lm_codec_is_unknown(const LmRtpTypeUse *use)
{
  return use->encoding.len == 0 && use->clock_hz == 0 && !use->event && !use->comfort_noise;
}
