/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Payload types that no session description names: what the user says of them, or what their
 * packets look like. */

#include "base/time.h"
#include "sound/job.h"

#include <math.h>
#include <stdlib.h>

#define LOOKED_AT 200
#define LEAST_STEPS 10
#define OPUS_HZ 48000
#define MOST_OPUS_BYTES 1275 /* of a frame (RFC 6716, 3.2.1) */

/* "opus/48000/2", as in a=rtpmap. */
static bool
set_codec(LmSoundType *type, LmSlice text)
{
  LmSlice rest, clock, channels;
  uint64_t hz, n = 1;
  LmSlice encoding = lm_slice_split(text, '/', &rest);
  clock = lm_slice_split(rest, '/', &channels);
  const LmSoundCodec *codec = lm_sound_codec(encoding);
  if (!codec || !lm_slice_parse_uint(clock, UINT32_MAX, &hz) || hz == 0 ||
      (channels.len && !lm_slice_parse_uint(channels, 2, &n)))
    return false;
  type->codec = codec;
  type->encoding = lm_slice_str(codec->encoding);
  type->clock_hz = (uint32_t)hz;
  type->channels = n == 2 && codec->decoder != LM_SOUND_OPUS ? 2 : 1;
  return true;
}

/* "111=opus/48000/2,97=AMR/8000": calls for the one of @payload_type. */
static bool
find_given(LmSlice list, uint8_t payload_type, LmSlice *text)
{
  while (list.len) {
    uint64_t number;
    LmSlice one = lm_slice_trim(lm_slice_split(list, ',', &list));
    if (lm_slice_parse_uint(lm_slice_split(one, '=', text), 127, &number) && number == payload_type)
      return true;
  }
  return false;
}

bool
lm_sound_codecs_are_good(const char *text)
{
  LmSlice list = lm_slice_str(text);
  while (list.len) {
    uint64_t number;
    LmSoundType type;
    LmSlice codec, one = lm_slice_trim(lm_slice_split(list, ',', &list));
    if (!lm_slice_parse_uint(lm_slice_split(one, '=', &codec), 127, &number) ||
        !set_codec(&type, codec))
      return false;
  }
  return true;
}

/* Ticks of the timestamp in a second of arrival, over packets of the type that follow each other; 0
 * where they are too few. */
static double
estimate_hz(const LmSoundSource *source, const LmSoundType *type, uint32_t *longest)
{
  const LmRtpPacket *previous = NULL;
  double ticks = 0, ns = 0;
  uint32_t steps = 0;
  *longest = 0;
  for (uint32_t i = 0; i < source->packets->n && i < LOOKED_AT; i++) {
    const LmRtpPacket *row = &source->packets->rows[i];
    if (row->payload_type != type->payload_type) {
      previous = NULL;
      continue;
    }
    *longest = row->payload_len > *longest ? row->payload_len : *longest;
    if (previous && row->number == (uint16_t)(previous->number + 1)) {
      ticks += (int32_t)(row->timestamp - previous->timestamp);
      ns += (double)lm_time_sub(row->time_ns, previous->time_ns);
      steps++;
    }
    previous = row;
  }
  return steps >= LEAST_STEPS && ns > 0 ? ticks * 1e9 / ns : 0;
}

/* Opus alone has a clock of 48 kHz (RFC 7587, 4.1) and is common without a description: what a
 * browser sends is signalled by other ways than SIP. */
static void
guess(const LmSoundSource *source, LmSoundType *type)
{
  uint32_t longest;
  double hz = estimate_hz(source, type, &longest);
  type->guessed = fabs(hz - OPUS_HZ) < OPUS_HZ * 0.03 && longest <= MOST_OPUS_BYTES &&
                  set_codec(type, LM_SLICE_LITERAL("opus/48000/2"));
}

/* Packets of a type that nobody named have no clock yet. */
static void
set_clocks(const LmSoundSource *source, const LmSoundType *type)
{
  LmRtpPackets *packets = source->packets;
  for (uint32_t i = 0; i < packets->n; i++)
    if (packets->rows[i].payload_type == type->payload_type)
      packets->rows[i].clock_hz = type->clock_hz;
}

void
lm_sound_name_types(LmSoundSource *source, const char *codecs)
{
  for (uint32_t i = 0; i < source->n_types; i++) {
    LmSoundType *type = &source->types[i];
    LmSlice text;
    if (codecs && find_given(lm_slice_str(codecs), type->payload_type, &text))
      set_codec(type, text);
    else if (type->encoding.len == 0 && type->payload_type >= 96)
      guess(source, type);
    else
      continue;
    if (type->codec)
      set_clocks(source, type);
  }
}
