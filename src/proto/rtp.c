/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/rtp.h"

/* RFC 3551, 6, tables 4 and 5. */
static const LmRtpStaticType static_types[128] = {
    [0] = {"PCMU", 8000, 1},   [3] = {"GSM", 8000, 1},    [4] = {"G723", 8000, 1},
    [5] = {"DVI4", 8000, 1},   [6] = {"DVI4", 16000, 1},  [7] = {"LPC", 8000, 1},
    [8] = {"PCMA", 8000, 1},   [9] = {"G722", 8000, 1},   [10] = {"L16", 44100, 2},
    [11] = {"L16", 44100, 1},  [12] = {"QCELP", 8000, 1}, [13] = {"CN", 8000, 1},
    [14] = {"MPA", 90000, 1},  [15] = {"G728", 8000, 1},  [16] = {"DVI4", 11025, 1},
    [17] = {"DVI4", 22050, 1}, [18] = {"G729", 8000, 1},  [25] = {"CelB", 90000, 1},
    [26] = {"JPEG", 90000, 1}, [28] = {"nv", 90000, 1},   [31] = {"H261", 90000, 1},
    [32] = {"MPV", 90000, 1},  [33] = {"MP2T", 90000, 1}, [34] = {"H263", 90000, 1},
};

/* Encodings whose registration fixes the clock (RFC 3551, 4.5, 5, and the payload format's own
 * document). Those that may run at several rates are left out. */
static const struct {
  const char *encoding;
  uint32_t clock_hz;
} encodings[] = {
    {"PCMU", 8000},       {"PCMA", 8000},    {"GSM", 8000},          {"G723", 8000},
    {"LPC", 8000},        {"G722", 8000},    {"G726-16", 8000},      {"G726-24", 8000},
    {"G726-32", 8000},    {"G726-40", 8000}, {"AAL2-G726-32", 8000}, {"G728", 8000},
    {"G729", 8000},       {"G729D", 8000},   {"G729E", 8000},        {"G7291", 16000},
    {"G719", 48000},      {"GSM-EFR", 8000}, {"GSM-HR-08", 8000},    {"QCELP", 8000},
    {"AMR", 8000},        {"AMR-WB", 16000}, {"AMR-WB+", 72000},     {"EVS", 16000},
    {"opus", 48000},      {"iLBC", 8000},    {"PCMU-WB", 16000},     {"PCMA-WB", 16000},
    {"BV16", 8000},       {"BV32", 16000},   {"EVRC", 8000},         {"EVRC0", 8000},
    {"EVRCB", 8000},      {"EVRCB0", 8000},  {"EVRCWB", 16000},      {"SMV", 8000},
    {"VMR-WB", 16000},    {"MPA", 90000},    {"CelB", 90000},        {"JPEG", 90000},
    {"nv", 90000},        {"H261", 90000},   {"H263", 90000},        {"H263-1998", 90000},
    {"H263-2000", 90000}, {"H264", 90000},   {"H264-SVC", 90000},    {"H265", 90000},
    {"H266", 90000},      {"VP8", 90000},    {"VP9", 90000},         {"AV1", 90000},
    {"MPV", 90000},       {"MP2T", 90000},   {"raw", 90000},         {"t140", 1000},
};

bool
lm_rtp_parse(LmSlice packet, LmRtpHeader *header)
{
  if (packet.len < LM_RTP_HEADER_BYTES || packet.data[0] >> 6 != 2)
    return false;
  uint8_t first = packet.data[0], second = packet.data[1];
  size_t at = LM_RTP_HEADER_BYTES + (first & 0x0f) * 4u;
  if (first & 0x10) {
    /* The extension's length counts words behind its own four bytes (RFC 3550, 5.3.1). */
    if (at + 4 > packet.len)
      return false;
    at += 4 + lm_slice_be16(packet, at + 2) * 4u;
  }
  if (at > packet.len)
    return false;
  header->ssrc = lm_slice_be32(packet, 8);
  header->timestamp = lm_slice_be32(packet, 4);
  header->sequence = lm_slice_be16(packet, 2);
  header->payload_type = second & 0x7f;
  header->marker = second >> 7;
  size_t payload = packet.len - at;
  if (first & 0x20) {
    /* The last byte counts the padding and itself (RFC 3550, 5.1). */
    uint8_t padding = packet.data[packet.len - 1];
    payload = padding && padding <= payload ? payload - padding : 0;
  }
  header->payload_offset = (uint32_t)at;
  header->payload_len = (uint32_t)payload;
  return true;
}

bool
lm_rtp_is_rtcp(LmSlice packet)
{
  uint8_t type = lm_slice_u8(packet, 1);
  return packet.len >= 2 && type >= 192 && type <= 223;
}

const LmRtpStaticType *
lm_rtp_static_type(uint8_t payload_type)
{
  static const LmRtpStaticType none;
  return payload_type < 128 ? &static_types[payload_type] : &none;
}

uint32_t
lm_rtp_encoding_clock_hz(LmSlice encoding)
{
  for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
    if (lm_slice_equal_nocase(encoding, lm_slice_str(encodings[i].encoding)))
      return encodings[i].clock_hz;
  return 0;
}
