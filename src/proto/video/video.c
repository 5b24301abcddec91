/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/video/video.h"

#include "base/arena.h"
#include "proto/body/decode.h"
#include "proto/video/codec.h"
#include "proto/video/parameter_set.h"

static const LmVideoCodec codecs[] = {
    {"H263", lm_video_h263},
    {"H263-1998", lm_video_h263_plus},
    {"H263-2000", lm_video_h263_plus},
    {"H264", lm_video_h264},
    {"H264-SVC", lm_video_h264},
    {"H265", lm_video_h265},
    {"VP8", lm_video_vp8},
    {"VP9", lm_video_vp9},
    {"AV1", lm_video_av1},
};

static const LmVideoCodec ordered_h265 = {"H265", lm_video_h265_ordered};

/* Of which the headers are not read. */
static const char *const others[] = {"CelB", "JPEG",     "nv",  "H261", "H266",
                                     "EVC",  "jpeg2000", "MPV", "raw",  "MP4V-ES"};

const LmVideoCodec *
lm_video_codec(LmSlice encoding)
{
  for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++)
    if (lm_slice_equal_nocase(encoding, lm_slice_str(codecs[i].encoding)))
      return &codecs[i];
  return NULL;
}

const LmVideoCodec *
lm_video_codec_ordered(const LmVideoCodec *codec)
{
  return codec && codec->parse == lm_video_h265 ? &ordered_h265 : codec;
}

bool
lm_video_is_video(LmSlice encoding)
{
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    if (lm_slice_equal_nocase(encoding, lm_slice_str(others[i])))
      return true;
  return lm_video_codec(encoding);
}

void
lm_video_parse(const LmVideoCodec *codec, LmSlice payload, LmVideoPayload *out)
{
  *out = (LmVideoPayload){0};
  if (payload.len)
    codec->parse(payload, out);
  if (!out->width || !out->height)
    out->width = out->height = 0;
}

/* A parameter set, or one of several. */
static bool
parse_set(const LmVideoCodec *codec, LmSlice unit, LmVideoPayload *out)
{
  enum { H264_HEADER_BYTES = 1, H265_HEADER_BYTES = 2, H264_SPS = 7, H265_SPS = 33 };
  if (codec->parse == lm_video_h264 && (lm_slice_u8(unit, 0) & 0x1f) == H264_SPS)
    return lm_video_h264_sps(lm_slice_from(unit, H264_HEADER_BYTES), out);
  bool h265 = codec->parse == lm_video_h265 || codec->parse == lm_video_h265_ordered;
  if (h265 && (lm_slice_u8(unit, 0) >> 1 & 0x3f) == H265_SPS)
    return lm_video_h265_sps(lm_slice_from(unit, H265_HEADER_BYTES), out);
  return false;
}

bool
lm_video_parse_sprop(const LmVideoCodec *codec, LmSlice value, LmVideoPayload *out)
{
  LmArena arena = LM_ARENA_INIT;
  bool found = false;
  *out = (LmVideoPayload){0};
  while (!found && value.len) {
    LmSlice text = lm_slice_split(value, ',', &value), unit;
    lm_base64_decode(&arena, text, false, &unit);
    found = parse_set(codec, unit, out);
  }
  lm_arena_clear(&arena);
  return found;
}
