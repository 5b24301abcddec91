/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound/codecs.h"

#define LOWEST_HZ 4000
#define HIGHEST_HZ 96000

static const LmSoundCodec codecs[] = {
    {"PCMU", LM_SOUND_ULAW, 0, 0, "G.711 µ-law"},
    {"PCMA", LM_SOUND_ALAW, 0, 0, "G.711 A-law"},
    {"L16", LM_SOUND_L16, 0, 0, "L16"},
    {"DVI4", LM_SOUND_DVI4, 0, 0, "DVI4"},
    {"G722", LM_SOUND_G722, 0, 16000, "G.722"},
    {"G726-16", LM_SOUND_G726, 2, 8000, "G.726 (16 kbit/s)"},
    {"G726-24", LM_SOUND_G726, 3, 8000, "G.726 (24 kbit/s)"},
    {"G726-32", LM_SOUND_G726, 4, 8000, "G.726 (32 kbit/s)"},
    {"G726-40", LM_SOUND_G726, 5, 8000, "G.726 (40 kbit/s)"},
    {"AAL2-G726-16", LM_SOUND_G726_BIG, 2, 8000, "G.726 (16 kbit/s)"},
    {"AAL2-G726-24", LM_SOUND_G726_BIG, 3, 8000, "G.726 (24 kbit/s)"},
    {"AAL2-G726-32", LM_SOUND_G726_BIG, 4, 8000, "G.726 (32 kbit/s)"},
    {"AAL2-G726-40", LM_SOUND_G726_BIG, 5, 8000, "G.726 (40 kbit/s)"},
    {"G729", LM_SOUND_G729, 0, 8000, "G.729"},
    {"G723", LM_SOUND_G723, 0, 8000, "G.723.1"},
    {"GSM", LM_SOUND_GSM, 0, 8000, "GSM"},
    {"iLBC", LM_SOUND_ILBC, 0, 8000, "iLBC"},
    {"opus", LM_SOUND_OPUS, 0, 48000, "Opus"},
    {"speex", LM_SOUND_SPEEX, 0, 0, "Speex"},
    {"AMR", LM_SOUND_AMR, 0, 8000, "AMR"},
    {"AMR-WB", LM_SOUND_AMR_WB, 0, 16000, "AMR-WB"},
    {"SIREN", LM_SOUND_SIREN, 0, 16000, "Siren"},
    {"G7221", LM_SOUND_G7221, 0, 16000, "G.722.1 (Siren 7)"},
    {"SIREN14", LM_SOUND_NO_DECODER, 0, 0, "Siren 14"},
    {"EVS", LM_SOUND_NO_DECODER, 0, 0, "EVS"},
    {"SILK", LM_SOUND_NO_DECODER, 0, 0, "SILK"},
    {"G719", LM_SOUND_NO_DECODER, 0, 0, "G.719"},
    {"G728", LM_SOUND_NO_DECODER, 0, 0, "G.728"},
    {"G729D", LM_SOUND_NO_DECODER, 0, 0, "G.729 annex D"},
    {"G729E", LM_SOUND_NO_DECODER, 0, 0, "G.729 annex E"},
    {"G7291", LM_SOUND_NO_DECODER, 0, 0, "G.729.1"},
    {"GSM-EFR", LM_SOUND_NO_DECODER, 0, 0, "GSM EFR"},
    {"GSM-HR-08", LM_SOUND_NO_DECODER, 0, 0, "GSM HR"},
};

/* Of two that decode the same, the first is taken where it is installed. */
static const struct {
  LmSoundDecoder decoder;
  const char *element, *package;
} elements[] = {
    {LM_SOUND_G722, "avdec_g722", "gstreamer1.0-libav"},
    {LM_SOUND_G726, "avdec_g726", "gstreamer1.0-libav"},
    {LM_SOUND_G726_BIG, "avdec_g726", "gstreamer1.0-libav"},
    {LM_SOUND_G729, "avdec_g729", "gstreamer1.0-libav"},
    {LM_SOUND_G723, "avdec_g723_1", "gstreamer1.0-libav"},
    {LM_SOUND_GSM, "gsmdec", "gstreamer1.0-plugins-bad"},
    {LM_SOUND_ILBC, "avdec_ilbc", "gstreamer1.0-libav"},
    {LM_SOUND_OPUS, "opusdec", "gstreamer1.0-plugins-base"},
    {LM_SOUND_SPEEX, "speexdec", "gstreamer1.0-plugins-good"},
    {LM_SOUND_AMR, "amrnbdec", "gstreamer1.0-plugins-ugly"},
    {LM_SOUND_AMR, "avdec_amrnb", "gstreamer1.0-libav"},
    {LM_SOUND_AMR_WB, "amrwbdec", "gstreamer1.0-plugins-ugly"},
    {LM_SOUND_AMR_WB, "avdec_amrwb", "gstreamer1.0-libav"},
    {LM_SOUND_SIREN, "sirendec", "gstreamer1.0-plugins-bad"},
    {LM_SOUND_G7221, "avdec_siren", "gstreamer1.0-libav"},
};

const LmSoundCodec *
lm_sound_codec(LmSlice encoding)
{
  for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
    if (lm_slice_equal_nocase(encoding, lm_slice_str(codecs[i].encoding)))
      return &codecs[i];
  return NULL;
}

bool
lm_sound_element(LmSoundDecoder decoder, unsigned index, const char **element, const char **package)
{
  for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
    if (elements[i].decoder != decoder || index-- > 0)
      continue;
    *element = elements[i].element;
    *package = elements[i].package;
    return true;
  }
  return false;
}

uint32_t
lm_sound_rate_hz(const LmSoundCodec *codec, uint32_t clock_hz)
{
  uint32_t rate_hz = codec->rate_hz ? codec->rate_hz : clock_hz;
  /* Annex C of G.722.1, Siren 14, has the same name and another clock (RFC 5577, 4). */
  if (codec->decoder == LM_SOUND_G7221 && clock_hz != codec->rate_hz)
    return 0;
  return rate_hz < LOWEST_HZ || rate_hz > HIGHEST_HZ ? 0 : rate_hz;
}
