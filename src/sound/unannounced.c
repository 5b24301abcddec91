/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Payload types that no session description names: what the user says of them, or what their
 * packets look like. */

#include "relate/codec_guess.h"
#include "sound/job.h"

#include <stdlib.h>

static bool
set_named(LmSoundType *type, LmSlice encoding, uint64_t clock_hz, uint64_t channels)
{
  const LmSoundCodec *codec = lm_sound_codec(encoding);
  if (!codec || clock_hz == 0)
    return false;
  type->codec = codec;
  type->encoding = lm_slice_str(codec->encoding);
  type->clock_hz = (uint32_t)clock_hz;
  type->channels = channels == 2 && codec->decoder != LM_SOUND_OPUS ? 2 : 1;
  return true;
}

/* "opus/48000/2", as in a=rtpmap. */
static bool
set_codec(LmSoundType *type, LmSlice text)
{
  LmSlice rest, clock, channels;
  uint64_t hz, n = 1;
  LmSlice encoding = lm_slice_split(text, '/', &rest);
  clock = lm_slice_split(rest, '/', &channels);
  return lm_slice_parse_uint(clock, UINT32_MAX, &hz) &&
         (channels.len == 0 || lm_slice_parse_uint(channels, 2, &n)) &&
         set_named(type, encoding, hz, n);
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

static void
guess(const LmStream *stream, LmSoundType *type)
{
  LmCodecGuess seems;
  type->guessed = lm_codec_guess(stream, type->payload_type, &seems) &&
                  set_named(type, lm_slice_str(seems.encoding), seems.clock_hz, 1);
  if (type->guessed)
    type->fmtp = lm_slice_str(seems.fmtp);
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
lm_sound_name_types(LmSoundSource *source, const LmStream *stream, const char *codecs)
{
  for (uint32_t i = 0; i < source->n_types; i++) {
    LmSoundType *type = &source->types[i];
    LmSlice text;
    if (codecs && find_given(lm_slice_str(codecs), type->payload_type, &text))
      set_codec(type, text);
    else if (type->encoding.len == 0 && type->payload_type >= 96)
      guess(stream, type);
    else
      continue;
    if (type->codec)
      set_clocks(source, type);
  }
}
