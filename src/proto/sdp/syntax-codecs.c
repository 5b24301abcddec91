/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codecs, packet times and RTCP. */

#include "proto/sdp/syntax.h"

#define MAX_PAYLOAD_TYPE 127

void
lm_sdp_syntax_rtpmap(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_ATTRIBUTE);
  lm_sdp_number(&words, N_("Payload type"), MAX_PAYLOAD_TYPE);
  LmSlice encoding = lm_sdp_take(&words), clock, channels;
  LmSlice name = lm_slice_split(encoding, '/', &clock);
  clock = lm_slice_split(clock, '/', &channels);
  uint64_t number;
  if (encoding.len) {
    lm_sip_enter(walk, N_("Encoding"), encoding);
    lm_sip_field_some(walk, N_("Name"), name);
    lm_sip_field_some(walk, N_("Clock rate"), clock);
    lm_sip_field_some(walk, N_("Channels"), channels);
    lm_sip_leave(walk);
  }
  if (name.len == 0 || !lm_slice_parse_uint(clock, UINT32_MAX, &number) ||
      (channels.len && !lm_slice_parse_uint(channels, UINT32_MAX, &number)))
    lm_sdp_fault(&words, encoding);
  lm_sdp_end(&words);
}

static const struct {
  const char *name, *text;
} parameters[] = {
    {"annexa", N_("G.723.1: silence compression")},
    {"annexb", N_("G.729: voice activity detection and comfort noise")},
    {"apt", N_("the payload type that is sent again (RFC 4588)")},
    {"bitrate", N_("bit/s")},
    {"cbr", N_("constant bit rate")},
    {"channel-aw-recv", N_("EVS: channel-aware mode")},
    {"config", N_("the decoder's configuration, in hexadecimal")},
    {"crc", N_("AMR: frames have check sums (RFC 4867)")},
    {"evs-mode-switch", N_("EVS: begins in the AMR-WB compatible mode")},
    {"hf-only", N_("EVS: header-full packets alone")},
    {"interleaving", N_("AMR: frames are interleaved (RFC 4867)")},
    {"level-asymmetry-allowed", N_("H.264: each way may have a level of its own (RFC 6184)")},
    {"level-id", N_("H.265: level (RFC 7798)")},
    {"max-fr", N_("frames a second")},
    {"max-fs", N_("macroblocks a frame")},
    {"max-mbps", N_("H.264: macroblocks a second (RFC 6184)")},
    {"max-red", N_("AMR: redundancy, ms (RFC 4867)")},
    {"maxaveragebitrate", N_("Opus: bit/s (RFC 7587)")},
    {"maxplaybackrate", N_("Opus: Hz (RFC 7587)")},
    {"minptime", N_("ms of sound a packet at least")},
    {"mode", N_("iLBC: ms a frame (RFC 3952)")},
    {"mode-change-capability", N_("AMR: 2: can keep to every second frame (RFC 4867)")},
    {"mode-change-neighbor", N_("AMR: modes change to neighbours alone (RFC 4867)")},
    {"mode-change-period", N_("AMR: frames between changes of mode (RFC 4867)")},
    {"mode-set", N_("AMR: modes that may be used (RFC 4867)")},
    {"octet-align", N_("AMR: 1: fields begin at whole bytes (RFC 4867)")},
    {"packetization-mode", N_("H.264: 0: single NAL units, 1: not interleaved, 2: interleaved "
                              "(RFC 6184)")},
    {"profile-id", N_("profile")},
    {"profile-level-id", N_("H.264: profile, its constraints and level (RFC 6184)")},
    {"robust-sorting", N_("AMR: bits sorted by how much they matter (RFC 4867)")},
    {"sprop-maxcapturerate", N_("Opus: Hz that the sender records with (RFC 7587)")},
    {"sprop-parameter-sets", N_("H.264: parameter sets (RFC 6184)")},
    {"sprop-pps", N_("H.265: picture parameter sets (RFC 7798)")},
    {"sprop-sps", N_("H.265: sequence parameter sets (RFC 7798)")},
    {"sprop-stereo", N_("Opus: the sender is likely to send stereo (RFC 7587)")},
    {"sprop-vps", N_("H.265: video parameter sets (RFC 7798)")},
    {"stereo", N_("Opus: wants to receive stereo (RFC 7587)")},
    {"usedtx", N_("Opus: wants silence left out (RFC 7587)")},
    {"useinbandfec", N_("Opus: can use error correction inside the stream (RFC 7587)")},
    {"vad", N_("voice activity detection")},
    {"x-google-start-bitrate", N_("kbit/s to begin with")},
};

static const char *
parameter_meaning(LmSlice name)
{
  for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
    if (lm_slice_equal_nocase(name, lm_slice_str(parameters[i].name)))
      return parameters[i].text;
  return NULL;
}

/* The format is a payload type, or the media type's own ("t38"). */
void
lm_sdp_syntax_fmtp(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_ATTRIBUTE);
  lm_sdp_word(&words, N_("Format"));
  LmSlice rest = lm_slice_trim(words.rest);
  if (rest.len == 0) {
    lm_sdp_fault(&words, LM_SLICE_EMPTY);
    return;
  }
  lm_sip_enter(walk, N_("Parameters"), rest);
  if (lm_slice_find_byte(rest, '=', 0) >= 0)
    lm_sdp_parameters(walk, rest, ';', parameter_meaning);
  lm_sip_leave(walk);
}

/* RFC 8866, 6.4: 1*DIGIT, or a decimal fraction. */
void
lm_sdp_syntax_milliseconds(LmSipWalk *walk, LmSlice value)
{
  LmSlice fraction, whole = lm_slice_split(lm_slice_trim(value), '.', &fraction);
  uint64_t number;
  lm_sip_enter(walk, N_("Milliseconds"), value);
  lm_sip_leave(walk);
  if (!lm_slice_parse_uint(whole, UINT32_MAX, &number) ||
      (fraction.len && !lm_slice_parse_uint(fraction, UINT64_MAX, &number)))
    lm_sip_fault(walk, LM_ANOMALY_SDP_ATTRIBUTE, value);
}

void
lm_sdp_syntax_number(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_ATTRIBUTE);
  lm_sdp_number(&words, N_("Value"), UINT64_MAX);
  lm_sdp_end(&words);
}

/* A decimal fraction, as frame rates are (RFC 8866, 6.13). */
void
lm_sdp_syntax_rate(LmSipWalk *walk, LmSlice value)
{
  LmSlice fraction, whole = lm_slice_split(lm_slice_trim(value), '.', &fraction);
  uint64_t number;
  lm_sip_field(walk, N_("Value"), value);
  if ((whole.len && !lm_slice_parse_uint(whole, UINT64_MAX, &number)) ||
      (fraction.len && !lm_slice_parse_uint(fraction, UINT64_MAX, &number)) ||
      whole.len + fraction.len == 0)
    lm_sip_fault(walk, LM_ANOMALY_SDP_ATTRIBUTE, value);
}

/* a=rtcp:<port> [IN IP4 <address>] (RFC 3605, 2.1). */
void
lm_sdp_syntax_rtcp(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_RTCP);
  lm_sdp_number(&words, N_("Port"), UINT16_MAX);
  if (lm_slice_trim(words.rest).len == 0)
    return;
  lm_sdp_word(&words, N_("Network type"));
  lm_sdp_word(&words, N_("Address type"));
  lm_sdp_word(&words, N_("Address"));
  lm_sdp_end(&words);
}

static const struct {
  const char *type, *parameter, *text;
} feedback[] = {
    {"nack", "", N_("lost packets are named (RFC 4585)")},
    {"nack", "pli", N_("picture loss is told (RFC 4585)")},
    {"nack", "sli", N_("slice loss is told (RFC 4585)")},
    {"nack", "rpsi", N_("the picture to refer to is told (RFC 4585)")},
    {"ccm", "fir", N_("a full picture can be asked for (RFC 5104)")},
    {"ccm", "tmmbr", N_("the bit rate can be limited for a while (RFC 5104)")},
    {"ccm", "tstr", N_("the trade-off of time and space can be changed (RFC 5104)")},
    {"ccm", "vbcm", N_("H.271 messages (RFC 5104)")},
    {"goog-remb", "", N_("the receiver tells what bit rate there is")},
    {"transport-cc", "", N_("packets are told with their times of arrival")},
};

void
lm_sdp_syntax_rtcp_fb(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_RTCP_FEEDBACK);
  uint64_t number;
  LmSlice type = lm_sdp_word(&words, N_("Payload type"));
  if (type.len && !lm_slice_equal(type, LM_SLICE_LITERAL("*")) &&
      !lm_slice_parse_uint(type, MAX_PAYLOAD_TYPE, &number))
    lm_sdp_fault(&words, type);
  LmSlice rest = lm_slice_trim(words.rest), parameter;
  LmSlice kind = lm_slice_split(rest, ' ', &parameter);
  if (rest.len == 0) {
    lm_sdp_fault(&words, LM_SLICE_EMPTY);
    return;
  }
  parameter = lm_slice_trim(parameter);
  lm_sip_enter(walk, N_("Feedback"), rest);
  for (size_t i = 0; i < sizeof feedback / sizeof *feedback; i++)
    if (lm_slice_equal(kind, lm_slice_str(feedback[i].type)) &&
        lm_slice_equal(parameter, lm_slice_str(feedback[i].parameter)))
      lm_sip_note(walk, N_("Meaning"), "%s", _(feedback[i].text));
  lm_sip_leave(walk);
}

/* "97 send [x=176,y=144] recv *" (RFC 6236, 3.1). */
void
lm_sdp_syntax_image(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_ATTRIBUTE);
  lm_sdp_word(&words, N_("Payload type"));
  lm_sdp_rest(&words, N_("Sizes"));
}

void
lm_sdp_syntax_text(LmSipWalk *walk, LmSlice value)
{
  if (lm_slice_trim(value).len)
    lm_sip_field(walk, N_("Value"), value);
  else
    lm_sip_fault(walk, LM_ANOMALY_SDP_ATTRIBUTE, value);
}

void
lm_sdp_syntax_word(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_ATTRIBUTE);
  lm_sdp_word(&words, N_("Value"));
  lm_sdp_end(&words);
}
