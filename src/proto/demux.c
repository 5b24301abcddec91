/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/demux.h"

#include "proto/rtcp.h"
#include "proto/sip/message.h"

#define STUN_HEADER_BYTES 20
#define STUN_MAGIC_COOKIE 0x2112a442u
#define DTLS_HEADER_BYTES 13
#define DTLS_MIN_TAG_BYTES 8
#define ZRTP_MAGIC_COOKIE 0x5a525450u /* "ZRTP" */
/* Keep-alives of zero bytes are seen with up to four bytes; a few more do no harm. */
#define MAX_ZERO_KEEPALIVE_BYTES 8

static bool
is_all(LmSlice bytes, uint8_t a, uint8_t b)
{
  for (size_t i = 0; i < bytes.len; i++)
    if (bytes.data[i] != a && bytes.data[i] != b)
      return false;
  return true;
}

/* Binding and Shared Secret, each a request, a response and an error (RFC 3489, 11.1). */
static bool
is_classic_type(uint16_t type)
{
  switch (type) {
  case 0x0001:
  case 0x0101:
  case 0x0111:
  case 0x0002:
  case 0x0102:
  case 0x0112:
    return true;
  default:
    return false;
  }
}

/* Attributes MAPPED-ADDRESS to REFLECTED-FROM, and those that clients of that time added
 * (RFC 3489, 11.2; XOR-MAPPED-ADDRESS and others at 0x8000). Their lengths must fill @rest. */
static bool
has_classic_attributes(LmSlice rest)
{
  while (rest.len) {
    uint16_t type = lm_slice_be16(rest, 0);
    size_t len = lm_slice_be16(rest, 2);
    if (rest.len < 4 || len % 4 || len > rest.len - 4 ||
        !((type >= 1 && type <= 0x20) || (type >= 0x8000 && type <= 0x80ff)))
      return false;
    rest = lm_slice_from(rest, 4 + len);
  }
  return true;
}

static bool
is_stun(LmSlice datagram)
{
  if (datagram.len < STUN_HEADER_BYTES || datagram.data[0] > 3)
    return false;
  size_t len = lm_slice_be16(datagram, 2);
  if (len % 4 || len > datagram.len - STUN_HEADER_BYTES)
    return false;
  if (lm_slice_be32(datagram, 4) == STUN_MAGIC_COOKIE)
    return true;
  /* Classic STUN has 128 random bits where a DNS query has its counts, most of which are zero. */
  return is_classic_type(lm_slice_be16(datagram, 0)) && len == datagram.len - STUN_HEADER_BYTES &&
         lm_slice_be32(datagram, 4) != 0 && lm_slice_be32(datagram, 8) != 0 &&
         lm_slice_be32(datagram, 12) != 0 && lm_slice_be32(datagram, 16) != 0 &&
         has_classic_attributes(lm_slice_from(datagram, STUN_HEADER_BYTES));
}

/* Over UDP the data may or may not be padded to whole words (RFC 8656, 12.5). Numbers from 0x5000
 * on are of RFC 5766, 11, and still met. */
static bool
is_turn_channel(LmSlice datagram)
{
  if (datagram.len < 4 || datagram.data[0] < 64 || datagram.data[0] > 127)
    return false;
  size_t len = lm_slice_be16(datagram, 2), left = datagram.len - 4;
  return left >= len && left - len < 4 && (left == len || left % 4 == 0);
}

/* DTLS 1.0, 1.2 and 1.3 (whose records say 1.2), and the number that OpenSSL used before. */
static bool
is_dtls_version(uint16_t version)
{
  return version == 0xfeff || version == 0xfefd || version == 0x0100;
}

/* All records of the datagram must fit. One with a connection ID (type 25) has its length at a
 * place that only the endpoints know (RFC 9146, 4), so what begins with it is believed. */
static bool
is_dtls(LmSlice datagram)
{
  if (datagram.len < DTLS_HEADER_BYTES)
    return false;
  while (datagram.len) {
    uint8_t type = datagram.data[0];
    if (datagram.len < DTLS_HEADER_BYTES || type < 20 || type > 26 ||
        !is_dtls_version(lm_slice_be16(datagram, 1)))
      return false;
    if (type == 25)
      return true;
    size_t len = lm_slice_be16(datagram, 11);
    if (len == 0 || len > datagram.len - DTLS_HEADER_BYTES)
      return false;
    datagram = lm_slice_from(datagram, DTLS_HEADER_BYTES + len);
  }
  return true;
}

/* Records of DTLS 1.3 whose header has a length and no connection ID: 001CSLEE (RFC 9147, 4). The
 * lengths must fill the datagram, and each holds at least the tag of a cipher. */
static bool
is_dtls_unified(LmSlice datagram)
{
  while (datagram.len) {
    uint8_t first = datagram.data[0];
    if ((first & 0xf4) != 0x24)
      return false;
    size_t header = first & 8 ? 5 : 4, len = lm_slice_be16(datagram, header - 2);
    if (datagram.len < header || len < DTLS_MIN_TAG_BYTES || len > datagram.len - header)
      return false;
    datagram = lm_slice_from(datagram, header + len);
  }
  return true;
}

/* A 12-byte header, the message's preamble 0x505a with its length in words, and a CRC (RFC 6189,
 * 5, 5.1). */
static bool
is_zrtp(LmSlice datagram)
{
  return datagram.len >= 28 && datagram.data[0] >> 4 == 1 &&
         lm_slice_be32(datagram, 4) == ZRTP_MAGIC_COOKIE && lm_slice_be16(datagram, 12) == 0x505a &&
         lm_slice_be16(datagram, 14) * 4u + 16 == datagram.len;
}

static LmDemuxKind
demux_media(LmSlice datagram, LmRtpHeader *rtp)
{
  /* RFC 5761, 4: these packet types are RTCP; what fails to be that is not RTP either. */
  if (lm_rtp_is_rtcp(datagram))
    return lm_rtcp_looks_like(datagram, false) || lm_rtcp_looks_like(datagram, true)
               ? LM_DEMUX_RTCP
               : LM_DEMUX_UNKNOWN;
  return lm_rtp_parse(datagram, rtp) ? LM_DEMUX_RTP : LM_DEMUX_UNKNOWN;
}

LmDemuxKind
lm_demux(LmSlice datagram, LmRtpHeader *rtp)
{
  if (datagram.len == 0)
    return LM_DEMUX_EMPTY;
  uint8_t first = datagram.data[0];
  if (first >= 128 && first <= 191)
    return demux_media(datagram, rtp);
  if (first <= 3 && is_stun(datagram))
    return LM_DEMUX_STUN;
  if (first == 0 && datagram.len <= MAX_ZERO_KEEPALIVE_BYTES && is_all(datagram, 0, 0))
    return LM_DEMUX_KEEPALIVE;
  if (first >= 16 && first <= 19)
    return is_zrtp(datagram) ? LM_DEMUX_ZRTP : LM_DEMUX_UNKNOWN;
  if (first >= 20 && first <= 26)
    return is_dtls(datagram) ? LM_DEMUX_DTLS : LM_DEMUX_UNKNOWN;
  if (first >= 32 && first <= 63 && is_dtls_unified(datagram))
    return LM_DEMUX_DTLS;
  size_t crlf = lm_sip_leading_crlf(datagram);
  if (crlf == datagram.len)
    return LM_DEMUX_KEEPALIVE;
  /* A SIP message may begin with the same letters as a channel number. */
  if (lm_sip_looks_like(lm_slice_from(datagram, crlf)))
    return LM_DEMUX_SIP;
  return is_turn_channel(datagram) ? LM_DEMUX_TURN_CHANNEL : LM_DEMUX_UNKNOWN;
}
