/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/rtp-extension.h"

enum { ONE_BYTE = 0xbede, TWO_BYTES = 0x1000, EXTENSION_HEADER_BYTES = 4 };

/* IANA, "RTP Compact Header Extensions" and "RTP SDES Compact Header Extensions"; and those that
 * WebRTC has of its own. */
static const struct {
  const char *uri, *name;
  uint8_t kind;
} extensions[] = {
    {"urn:ietf:params:rtp-hdrext:ssrc-audio-level", "audio-level", LM_RTP_ELEMENT_LEVEL},
    {"urn:ietf:params:rtp-hdrext:csrc-audio-level", "csrc-audio-level", LM_RTP_ELEMENT_OTHER},
    {"urn:ietf:params:rtp-hdrext:toffset", "toffset", LM_RTP_ELEMENT_OFFSET},
    {"urn:ietf:params:rtp-hdrext:sdes:mid", "mid", LM_RTP_ELEMENT_TEXT},
    {"urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", "rid", LM_RTP_ELEMENT_TEXT},
    {"urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id", "repaired-rid", LM_RTP_ELEMENT_TEXT},
    {"urn:ietf:params:rtp-hdrext:sdes:cname", "cname", LM_RTP_ELEMENT_TEXT},
    {"urn:ietf:params:rtp-hdrext:ntp-64", "ntp-64", LM_RTP_ELEMENT_OTHER},
    {"urn:ietf:params:rtp-hdrext:ntp-56", "ntp-56", LM_RTP_ELEMENT_OTHER},
    {"urn:ietf:params:rtp-hdrext:framemarking", "framemarking", LM_RTP_ELEMENT_OTHER},
    {"urn:ietf:params:rtp-hdrext:encrypt", "encrypted", LM_RTP_ELEMENT_OTHER},
    {"urn:3gpp:video-orientation", "video-orientation", LM_RTP_ELEMENT_ORIENTATION},
    {"http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01", "transport-cc",
     LM_RTP_ELEMENT_COUNT},
    {"http://www.webrtc.org/experiments/rtp-hdrext/transport-wide-cc-02", "transport-cc-02",
     LM_RTP_ELEMENT_OTHER},
    {"http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time", "abs-send-time",
     LM_RTP_ELEMENT_COUNT},
    {"http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time", "abs-capture-time",
     LM_RTP_ELEMENT_OTHER},
    {"http://www.webrtc.org/experiments/rtp-hdrext/playout-delay", "playout-delay",
     LM_RTP_ELEMENT_OTHER},
    {"http://www.webrtc.org/experiments/rtp-hdrext/video-content-type", "video-content-type",
     LM_RTP_ELEMENT_COUNT},
    {"http://www.webrtc.org/experiments/rtp-hdrext/video-timing", "video-timing",
     LM_RTP_ELEMENT_OTHER},
    {"http://www.webrtc.org/experiments/rtp-hdrext/color-space", "color-space",
     LM_RTP_ELEMENT_OTHER},
    {"https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
     "dependency-descriptor", LM_RTP_ELEMENT_OTHER},
};

bool
lm_rtp_elements(LmSlice packet, LmRtpElements *walk)
{
  uint8_t first = lm_slice_u8(packet, 0);
  size_t at = LM_RTP_HEADER_BYTES + (first & 0x0f) * 4u;
  *walk = (LmRtpElements){.profile = lm_slice_be16(packet, at)};
  return first & 0x10 && lm_slice_take(packet, at + EXTENSION_HEADER_BYTES,
                                       lm_slice_be16(packet, at + 2) * 4u, &walk->rest);
}

/* RFC 8285, 4.2: an ID of 0 is padding, of 15 ends the list. */
static bool
next_of_one_byte(LmRtpElements *walk, LmRtpElement *element)
{
  while (lm_slice_at(walk->rest, 0) == 0)
    walk->rest = lm_slice_from(walk->rest, 1);
  if (!walk->rest.len || lm_slice_u8(walk->rest, 0) >> 4 == 15)
    return false;
  uint8_t header = lm_slice_u8(walk->rest, 0);
  size_t len = (header & 0x0f) + 1u;
  element->id = header >> 4;
  walk->fault = !lm_slice_take(walk->rest, 1, len, &element->value);
  walk->rest = lm_slice_from(walk->rest, 1 + len);
  return !walk->fault;
}

/* RFC 8285, 4.3. */
static bool
next_of_two_bytes(LmRtpElements *walk, LmRtpElement *element)
{
  while (lm_slice_at(walk->rest, 0) == 0)
    walk->rest = lm_slice_from(walk->rest, 1);
  if (!walk->rest.len)
    return false;
  size_t len = lm_slice_u8(walk->rest, 1);
  element->id = lm_slice_u8(walk->rest, 0);
  walk->fault = walk->rest.len < 2 || !lm_slice_take(walk->rest, 2, len, &element->value);
  walk->rest = lm_slice_from(walk->rest, 2 + len);
  return !walk->fault;
}

bool
lm_rtp_next_element(LmRtpElements *walk, LmRtpElement *element)
{
  if (walk->profile == ONE_BYTE)
    return next_of_one_byte(walk, element);
  if ((walk->profile & 0xfff0) == TWO_BYTES)
    return next_of_two_bytes(walk, element);
  *element = (LmRtpElement){.value = walk->rest};
  walk->rest = LM_SLICE_EMPTY;
  return element->value.len;
}

const char *
lm_rtp_extension_name(LmSlice uri, LmRtpElementKind *kind)
{
  *kind = LM_RTP_ELEMENT_OTHER;
  for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++)
    if (lm_slice_equal(uri, lm_slice_str(extensions[i].uri))) {
      *kind = (LmRtpElementKind)extensions[i].kind;
      return extensions[i].name;
    }
  return NULL;
}

bool
lm_rtp_element_number(LmRtpElementKind kind, LmSlice value, int64_t *number)
{
  uint64_t bits = 0;
  if (!value.len || value.len > 4)
    return false;
  for (size_t i = 0; i < value.len; i++)
    bits = bits << 8 | lm_slice_u8(value, i);
  switch (kind) {
  case LM_RTP_ELEMENT_COUNT:
    *number = (int64_t)bits;
    return true;
  case LM_RTP_ELEMENT_LEVEL:
    *number = -(int64_t)(lm_slice_u8(value, 0) & 0x7f);
    return true;
  case LM_RTP_ELEMENT_OFFSET:
    *number = value.len == 3 && bits & 0x800000 ? (int64_t)bits - 0x1000000 : (int64_t)bits;
    return value.len == 3;
  case LM_RTP_ELEMENT_ORIENTATION:
    /* Clockwise, in degrees. */
    *number = (lm_slice_u8(value, 0) & 3) * 90;
    return true;
  default:
    return false;
  }
}
