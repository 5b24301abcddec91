/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What usually goes in datagrams, over TCP: STUN and TURN as they are (RFC 8489, 6.2.2; RFC 8656,
 * 12.5), and RTP, RTCP, DTLS and checks of ICE behind a length of 16 bits each (RFC 4571; RFC
 * 6544). Each goes on as if it had been captured in a datagram. */

#include "proto/rtp.h"
#include "proto/stun.h"
#include "track/endpoint.h"
#include "track/stream_protocol.h"

#define MAGIC_COOKIE 0x2112a442u
#define LENGTH_BYTES 2
#define CHANNEL_HEADER_BYTES 4

static bool
begins_as_stun(LmSlice bytes)
{
  return bytes.len >= LM_STUN_HEADER_BYTES && bytes.data[0] < 4 && bytes.data[3] % 4 == 0 &&
         lm_slice_be32(bytes, 4) == MAGIC_COOKIE;
}

/* How long the unit at the front is, with its padding to whole words; 0: it is none. */
static size_t
unit_len(LmSlice bytes, size_t *padded)
{
  size_t len = 0;
  if (begins_as_stun(bytes))
    len = LM_STUN_HEADER_BYTES + (size_t)lm_slice_be16(bytes, 2);
  else if (lm_slice_at(bytes, 0) >= 0x40 && lm_slice_at(bytes, 0) <= 0x7f)
    len = CHANNEL_HEADER_BYTES + (size_t)lm_slice_be16(bytes, 2);
  *padded = (len + 3) / 4 * 4;
  return len;
}

/* Behind a hole the next message is found by its cookie. */
static size_t
skip_to_stun(LmSlice bytes)
{
  size_t at = 1;
  while (at < bytes.len && !begins_as_stun(lm_slice_from(bytes, at)))
    at++;
  return at;
}

static size_t
take_stun(LmTrace *trace, LmStreamBytes *in)
{
  size_t padded, len = unit_len(in->bytes, &padded);
  bool waits = in->bytes.len < LM_STUN_HEADER_BYTES && lm_slice_at(in->bytes, 0) < 4;
  if (waits || (len && in->bytes.len < CHANNEL_HEADER_BYTES)) {
    in->wanted = waits ? LM_STUN_HEADER_BYTES : CHANNEL_HEADER_BYTES;
    return 0;
  }
  if (len == 0)
    return skip_to_stun(in->bytes);
  if (in->bytes.len < padded && !(in->last && in->bytes.len >= len)) {
    in->wanted = padded;
    return 0;
  }
  lm_stream_found_datagram(trace, in, lm_slice_sub(in->bytes, 0, len));
  return padded < in->bytes.len ? padded : in->bytes.len;
}

/* The first of them must fill its segment, or be a check of ICE, whose cookie tells. */
static bool
begins_as_framed(LmSlice bytes)
{
  LmRtpHeader rtp;
  size_t len = lm_slice_be16(bytes, 0);
  LmSlice first = lm_slice_sub(bytes, LENGTH_BYTES, len);
  if (begins_as_stun(first))
    return len == LM_STUN_HEADER_BYTES + (size_t)lm_slice_be16(first, 2);
  return len >= LM_RTP_HEADER_BYTES && bytes.len == LENGTH_BYTES + len &&
         lm_rtp_parse(first, &rtp) && rtp.payload_len > 0 && !lm_rtp_is_rtcp(first);
}

static size_t
take_framed(LmTrace *trace, LmStreamBytes *in)
{
  size_t len = LENGTH_BYTES + (size_t)lm_slice_be16(in->bytes, 0);
  /* Where bytes were lost, what is a length cannot be told; a segment mostly begins with one. */
  if (in->first && !begins_as_framed(in->bytes))
    return in->bytes.len;
  if (in->bytes.len < LENGTH_BYTES || in->bytes.len < len) {
    in->wanted = in->bytes.len < LENGTH_BYTES ? LENGTH_BYTES : len;
    return 0;
  }
  lm_stream_found_datagram(trace, in, lm_slice_sub(in->bytes, LENGTH_BYTES, len - LENGTH_BYTES));
  return len;
}

const LmStreamProtocol lm_stream_stun = {"STUN", begins_as_stun, take_stun, .ppids = {0}};
const LmStreamProtocol lm_stream_framed = {"RFC 4571", begins_as_framed, take_framed, .ppids = {0}};
