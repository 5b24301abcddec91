/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/codecs.h"

const char *
lm_band_model(LmBand band)
{
  switch (band) {
  case LM_BAND_WIDE:
    return "G.107.1";
  case LM_BAND_FULL:
    return "G.107.2";
  case LM_BAND_NARROW:
    break;
  }
  return "G.107";
}

/* "33,34" or "24*", as data/codecs.tsv has it. */
static bool
fits(const char *payload, size_t bytes)
{
  LmSlice rest = lm_slice_str(payload);
  while (bytes && !lm_slice_is_empty(rest)) {
    LmSlice one = lm_slice_split(rest, ',', &rest);
    bool multiple = one.len && one.data[one.len - 1] == '*';
    uint64_t size;
    if (lm_slice_parse_uint(lm_slice_sub(one, 0, one.len - multiple), SIZE_MAX, &size) && size &&
        (multiple ? bytes % size == 0 : bytes == size))
      return true;
  }
  return false;
}

static bool
is_any(const LmEmodelCodec *codec)
{
  return lm_slice_equal(lm_slice_str(codec->payload), LM_SLICE_LITERAL("any"));
}

const LmEmodelCodec *
lm_emodel_codec_of_packets(LmSlice encoding, size_t payload_bytes, bool lossy)
{
  const LmEmodelCodec *first = NULL, *any = NULL;
  for (size_t i = 0; i < lm_n_emodel_codecs; i++) {
    const LmEmodelCodec *codec = &lm_emodel_codecs[i];
    if (codec->ie < 0 || !lm_slice_equal_nocase(encoding, lm_slice_str(codec->encoding)))
      continue;
    if (!any && is_any(codec)) {
      if (!payload_bytes)
        return codec;
      any = codec;
    }
    if (!fits(codec->payload, payload_bytes))
      continue;
    if (!lossy || codec->bpl > 0)
      return codec;
    if (!first)
      first = codec;
  }
  return first ? first : any;
}

const LmEmodelCodec *
lm_emodel_codec(LmSlice encoding)
{
  return lm_emodel_codec_of_packets(encoding, 0, false);
}
