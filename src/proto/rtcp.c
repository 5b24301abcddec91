/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/rtcp.h"

#define HEADER_BYTES 4
#define REPORT_BYTES 24
/* What SRTCP appends at the least: the E flag with the index, and a tag (RFC 3711, 3.4). */
#define SRTCP_TAIL_BYTES 8

/* The fewest bytes of a packet of @type with @count items, 0 for a type that is not known (IANA,
 * RTP Parameters, RTCP Control Packet Types). */
static size_t
least_bytes(uint8_t type, uint8_t count)
{
  switch (type) {
  case 192: /* FIR, RFC 2032 */
  case 193: /* NACK, RFC 2032 */
  case 194: /* SMPTETC, RFC 5484 */
  case 195: /* IJ, RFC 5450 */
    return 8;
  case LM_RTCP_SR:
    return 28 + (size_t)count * REPORT_BYTES;
  case LM_RTCP_RR:
    return 8 + (size_t)count * REPORT_BYTES;
  case LM_RTCP_SDES:
    /* A chunk is an SSRC and items that a zero byte ends, in whole words. */
    return HEADER_BYTES + (size_t)count * 8;
  case LM_RTCP_BYE:
    return HEADER_BYTES + (size_t)count * 4;
  case LM_RTCP_APP:
  case LM_RTCP_RTPFB:
  case LM_RTCP_PSFB:
    return 12;
  case LM_RTCP_XR:
  case 208: /* AVB, IEEE 1733 */
  case 209: /* RSI, RFC 5760 */
  case 210: /* TOKEN, RFC 6284 */
  case 211: /* IDMS, RFC 7272 */
  case 212: /* RGRS, RFC 8861 */
  case 213: /* SNM, RFC 9571 */
    return 8;
  default:
    return 0;
  }
}

/* The length of the packet at the start of @rest, 0 if that is none. */
static size_t
packet_len(LmSlice rest)
{
  if (rest.len < HEADER_BYTES || rest.data[0] >> 6 != 2)
    return 0;
  size_t len = (lm_slice_be16(rest, 2) + 1u) * 4u;
  size_t least = least_bytes(rest.data[1], rest.data[0] & 0x1f);
  return least && len >= least && len <= rest.len ? len : 0;
}

/* Padding may only be in the last packet, and counts itself (RFC 3550, 6.4.1). */
static bool
is_padding_sound(LmSlice packet, bool last)
{
  if (!(packet.data[0] & 0x20))
    return true;
  uint8_t padding = packet.data[packet.len - 1];
  return last && padding && padding % 4 == 0 && padding + 4u <= packet.len;
}

bool
lm_rtcp_looks_like(LmSlice datagram, bool encrypted)
{
  /* All but the first header and SSRC are ciphertext in SRTCP, further packets too. */
  if (encrypted)
    return packet_len(datagram) && packet_len(datagram) + SRTCP_TAIL_BYTES <= datagram.len &&
           datagram.data[1] >= LM_RTCP_SR && datagram.data[1] <= LM_RTCP_XR;
  if (datagram.len == 0)
    return false;
  while (datagram.len) {
    size_t len = packet_len(datagram);
    if (len == 0 || !is_padding_sound(lm_slice_sub(datagram, 0, len), len == datagram.len))
      return false;
    datagram = lm_slice_from(datagram, len);
  }
  return true;
}

bool
lm_rtcp_next(LmSlice *rest, LmRtcpPacket *packet)
{
  if (rest->len < HEADER_BYTES || rest->data[0] >> 6 != 2)
    return false;
  LmSlice whole;
  if (!lm_slice_take(*rest, 0, (lm_slice_be16(*rest, 2) + 1u) * 4u, &whole))
    return false;
  packet->type = whole.data[1];
  packet->count = whole.data[0] & 0x1f;
  packet->packet = whole;
  /* SDES and BYE begin with a list of sources and hold none if it is empty (RFC 3550, 6.5, 6.6). */
  bool list = packet->type == LM_RTCP_SDES || packet->type == LM_RTCP_BYE;
  bool has_ssrc = whole.len >= 8 && (!list || packet->count > 0);
  packet->ssrc = has_ssrc ? lm_slice_be32(whole, 4) : 0;
  packet->body = lm_slice_from(whole, list ? 4 : 8);
  *rest = lm_slice_from(*rest, whole.len);
  return true;
}

bool
lm_rtcp_report(const LmRtcpPacket *packet, uint32_t nth, LmRtcpReport *report)
{
  if ((packet->type != LM_RTCP_SR && packet->type != LM_RTCP_RR) || nth >= packet->count)
    return false;
  size_t sender_info = packet->type == LM_RTCP_SR ? 20 : 0;
  LmSlice block;
  if (!lm_slice_take(packet->body, sender_info + (size_t)nth * REPORT_BYTES, REPORT_BYTES, &block))
    return false;
  uint32_t lost = lm_slice_be32(block, 4);
  report->ssrc = lm_slice_be32(block, 0);
  report->fraction_lost = (uint8_t)(lost >> 24);
  lost &= 0xffffff;
  report->cumulative_lost = lost & 0x800000 ? (int32_t)lost - 0x1000000 : (int32_t)lost;
  report->highest_sequence = lm_slice_be32(block, 8);
  report->jitter = lm_slice_be32(block, 12);
  report->last_sr = lm_slice_be32(block, 16);
  report->delay_since_last_sr = lm_slice_be32(block, 20);
  return true;
}

bool
lm_rtcp_sender(const LmRtcpPacket *packet, LmRtcpSender *sender)
{
  if (packet->type != LM_RTCP_SR || packet->body.len < 20)
    return false;
  sender->ntp = (uint64_t)lm_slice_be32(packet->body, 0) << 32 | lm_slice_be32(packet->body, 4);
  sender->rtp = lm_slice_be32(packet->body, 8);
  sender->packets = lm_slice_be32(packet->body, 12);
  sender->bytes = lm_slice_be32(packet->body, 16);
  return true;
}

bool
lm_rtcp_next_block(LmSlice *rest, LmRtcpBlock *block)
{
  LmSlice whole;
  if (rest->len < HEADER_BYTES ||
      !lm_slice_take(*rest, 0, (lm_slice_be16(*rest, 2) + 1u) * 4u, &whole))
    return false;
  *block = (LmRtcpBlock){whole.data[0], whole.data[1], whole};
  *rest = lm_slice_from(*rest, whole.len);
  return true;
}

int64_t
lm_rtcp_ntp_ns(uint64_t ntp)
{
  /* Seconds from 1900 to 1970 (RFC 868). */
  const int64_t epochs_apart = 2208988800LL;
  int64_t seconds = (int64_t)(ntp >> 32) - epochs_apart;
  return seconds * 1000000000LL + (int64_t)(((ntp & 0xffffffff) * 1000000000ull) >> 32);
}
