/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound/payload.h"

#include "base/bytes.h"

#define G729_FRAME_BYTES 10
#define G729_NOISE_BYTES 2
#define GSM_FRAME_BYTES 33
#define ILBC_20_BYTES 38
#define ILBC_30_BYTES 50
#define SIREN_FRAME_BYTES 40

/* The number of a parameter of a=fmtp ("mode=30"); @otherwise where it is not there. */
static unsigned
parameter(LmSlice fmtp, const char *name, unsigned otherwise)
{
  while (fmtp.len) {
    LmSlice value, word = lm_slice_trim(lm_slice_split(fmtp, ';', &fmtp));
    uint64_t number;
    LmSlice its_name = lm_slice_trim(lm_slice_split(word, '=', &value));
    if (lm_slice_equal_nocase(its_name, lm_slice_str(name)))
      return lm_slice_parse_uint(lm_slice_trim(value), UINT16_MAX, &number) ? (unsigned)number
                                                                            : otherwise;
  }
  return otherwise;
}

void
lm_payload_format(const LmSoundCodec *codec, LmSlice fmtp, LmPayloadFormat *format)
{
  *format = (LmPayloadFormat){.decoder = (LmSoundDecoder)codec->decoder, .bits = codec->bits};
  if (format->decoder == LM_SOUND_ILBC) {
    unsigned mode = parameter(fmtp, "mode", 0);
    format->ilbc_mode = mode == 20 || mode == 30 ? (uint8_t)mode : 0;
  }
  if (format->decoder == LM_SOUND_G7221) {
    /* 20 ms a frame; other rates than these two are of Siren 14 (RFC 5577, 4.1). */
    unsigned bitrate = parameter(fmtp, "bitrate", 0);
    format->frame_bytes = bitrate == 24000 || bitrate == 32000 ? (uint8_t)(bitrate / 400) : 0;
  }
  if (format->decoder != LM_SOUND_AMR && format->decoder != LM_SOUND_AMR_WB)
    return;
  format->crc = parameter(fmtp, "crc", 0) == 1;
  format->robust_sorting = parameter(fmtp, "robust-sorting", 0) == 1;
  format->interleaving = parameter(fmtp, "interleaving", 0) > 0;
  /* Each of these implies it (RFC 4867, 8.1). */
  format->octet_align = parameter(fmtp, "octet-align", 0) == 1 || format->crc ||
                        format->robust_sorting || format->interleaving;
}

uint8_t *
lm_payload_add(LmPayloadFrames *frames, uint32_t len)
{
  if (frames->n == LM_PAYLOAD_MAX_FRAMES || len > LM_PAYLOAD_MAX_BYTES - frames->n_bytes)
    return NULL;
  uint8_t *bytes = frames->bytes + frames->n_bytes;
  frames->frames[frames->n++] = (LmPayloadFrame){frames->n_bytes, len};
  frames->n_bytes += len;
  memset(bytes, 0, len);
  return bytes;
}

static bool
add_copy(LmPayloadFrames *frames, LmSlice bytes)
{
  uint8_t *to = lm_payload_add(frames, (uint32_t)bytes.len);
  if (to && bytes.len)
    memcpy(to, bytes.data, bytes.len);
  return to != NULL;
}

/* Takes off @rest what is a frame of @len bytes; returns whether there was one. */
static bool
take_frame(LmPayloadFrames *frames, LmSlice *rest, size_t len)
{
  if (len == 0 || rest->len < len || !add_copy(frames, lm_slice_sub(*rest, 0, len)))
    return false;
  *rest = lm_slice_from(*rest, len);
  return true;
}

static void
split_equal(LmPayloadFrames *frames, LmSlice payload, size_t len)
{
  while (take_frame(frames, &payload, len))
    ;
  frames->broken |= payload.len > 0;
}

/* Frames of 10 bytes; the last may describe silence in 2 (RFC 3551, 4.5.6). */
static void
split_g729(LmPayloadFrames *frames, LmSlice payload)
{
  while (take_frame(frames, &payload, G729_FRAME_BYTES))
    ;
  frames->noise = payload.len == G729_NOISE_BYTES;
  frames->broken = payload.len > 0 && !frames->noise;
}

/* The two low bits of the first byte say how long a frame is (RFC 3551, 4.5.3); those of 4 bytes
 * describe silence, which the decoder takes. */
static void
split_g723(LmPayloadFrames *frames, LmSlice payload)
{
  static const uint8_t lengths[] = {24, 20, 4, 1};
  while (payload.len && take_frame(frames, &payload, lengths[payload.data[0] & 3]))
    ;
  frames->broken = payload.len > 0;
}

/* Where nobody stated a mode, only the length of the packet can say it (RFC 3952, 3.2). */
static void
split_ilbc(const LmPayloadFormat *format, LmPayloadFrames *frames, LmSlice payload)
{
  bool long_frames = format->ilbc_mode == 30;
  if (payload.len % (long_frames ? ILBC_30_BYTES : ILBC_20_BYTES) || !format->ilbc_mode)
    long_frames = payload.len % ILBC_30_BYTES == 0;
  split_equal(frames, payload, long_frames ? ILBC_30_BYTES : ILBC_20_BYTES);
}

static unsigned
bit_at(LmSlice bytes, size_t bit, bool low_first)
{
  unsigned place = (unsigned)(bit % 8);
  return lm_slice_u8(bytes, bit / 8) >> (low_first ? place : 7 - place) & 1;
}

/* To the order in which the decoder wants it: each sample's high bit first, from the high end of
 * bytes. RFC 3551 fills bytes from their low end, a sample's low bit first. */
static void
turn_g726(const LmPayloadFormat *format, LmPayloadFrames *frames, LmSlice payload)
{
  uint8_t *out = lm_payload_add(frames, (uint32_t)payload.len);
  unsigned bits = format->bits ? format->bits : 4;
  size_t n = payload.len * 8 / bits;
  for (size_t sample = 0; out && sample < n; sample++)
    for (unsigned i = 0; i < bits; i++) {
      size_t to = sample * bits + i;
      unsigned bit = bit_at(payload, sample * bits + bits - 1 - i, true);
      out[to / 8] = (uint8_t)(out[to / 8] | bit << (7 - to % 8));
    }
}

static void
split_amr(const LmPayloadFormat *format, LmPayloadFrames *frames, LmSlice payload)
{
  /* Senders that say nothing, or that say one thing and do the other, are common; where only the
   * other reading fits all of the payload, that is taken. */
  if (lm_amr_split(format, format->octet_align, payload, frames))
    return;
  if (lm_amr_split(format, !format->octet_align, payload, frames))
    return;
  lm_amr_split(format, format->octet_align, payload, frames);
  frames->broken = true;
}

void
lm_payload_split(const LmPayloadFormat *format, LmSlice payload, LmPayloadFrames *frames)
{
  frames->n = frames->n_bytes = 0;
  frames->noise = frames->broken = false;
  payload = lm_slice_sub(payload, 0, LM_PAYLOAD_MAX_BYTES);
  if (payload.len == 0)
    return;
  switch (format->decoder) {
  case LM_SOUND_G729:
    split_g729(frames, payload);
    break;
  case LM_SOUND_G723:
    split_g723(frames, payload);
    break;
  case LM_SOUND_GSM:
    split_equal(frames, payload, GSM_FRAME_BYTES);
    break;
  case LM_SOUND_G7221:
    split_equal(frames, payload,
                format->frame_bytes ? format->frame_bytes
                : payload.len % 80  ? 60
                                    : 80);
    break;
  case LM_SOUND_SIREN:
    split_equal(frames, payload, SIREN_FRAME_BYTES);
    break;
  case LM_SOUND_ILBC:
    split_ilbc(format, frames, payload);
    break;
  case LM_SOUND_G726:
    turn_g726(format, frames, payload);
    break;
  case LM_SOUND_OPUS:
    /* Behind one that is none, GStreamer's decoder tries that again for good. */
    frames->broken = !lm_opus_is_whole(payload) || !add_copy(frames, payload);
    break;
  case LM_SOUND_AMR:
  case LM_SOUND_AMR_WB:
    split_amr(format, frames, payload);
    break;
  default:
    add_copy(frames, payload);
  }
}
