/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep.h"

#include "base/limits.h"
#include "base/time.h"

#define ZLIB_CONST
#include <zlib.h>

enum { CHUNK_HEADER = 6 };
enum { FAMILY_IPV4 = 2 };

static void
set_address(LmAddr *addr, LmSlice value)
{
  if (value.len != 4 && value.len != 16)
    return;
  *addr = (LmAddr){.family = value.len == 4 ? LM_ADDR_IPV4 : LM_ADDR_IPV6};
  memcpy(addr->bytes, value.data, value.len);
}

static void
add_time(LmHep *hep, int64_t ns)
{
  hep->time_ns = hep->time_ns == LM_TIME_NONE ? ns : hep->time_ns + ns;
}

/* Chunks of other vendors than 0 are theirs. */
static void
take_chunk(LmHep *hep, uint16_t type, LmSlice value)
{
  switch (type) {
  case LM_HEP_CHUNK_PROTOCOL:
    hep->ip_protocol = lm_slice_u8(value, 0);
    break;
  case LM_HEP_CHUNK_SRC_IPV4:
  case LM_HEP_CHUNK_SRC_IPV6:
    set_address(&hep->src.addr, value);
    break;
  case LM_HEP_CHUNK_DST_IPV4:
  case LM_HEP_CHUNK_DST_IPV6:
    set_address(&hep->dst.addr, value);
    break;
  case LM_HEP_CHUNK_SRC_PORT:
    hep->src.port = lm_slice_be16(value, 0);
    break;
  case LM_HEP_CHUNK_DST_PORT:
    hep->dst.port = lm_slice_be16(value, 0);
    break;
  case LM_HEP_CHUNK_SECONDS:
    add_time(hep, (int64_t)lm_slice_be32(value, 0) * LM_NS_PER_S);
    break;
  case LM_HEP_CHUNK_MICROSECONDS:
    add_time(hep, (int64_t)lm_slice_be32(value, 0) * 1000);
    break;
  case LM_HEP_CHUNK_TYPE:
    hep->type = lm_slice_u8(value, 0);
    break;
  case LM_HEP_CHUNK_AGENT:
    hep->agent = lm_slice_be32(value, 0);
    break;
  case LM_HEP_CHUNK_KEY:
    hep->key = value;
    break;
  case LM_HEP_CHUNK_CORRELATION:
    hep->correlation = value;
    break;
  case LM_HEP_CHUNK_NODE:
    hep->node = value;
    break;
  case LM_HEP_CHUNK_PAYLOAD:
  case LM_HEP_CHUNK_COMPRESSED:
    hep->payload = value;
    hep->compressed = type == LM_HEP_CHUNK_COMPRESSED;
    break;
  default:
    break;
  }
}

size_t
lm_hep_length(LmSlice start)
{
  size_t length = lm_slice_be16(start, 4);
  bool is_hep = start.len >= LM_HEP_HEADER_BYTES && memcmp(start.data, "HEP3", 4) == 0;
  return is_hep && length >= LM_HEP_HEADER_BYTES + CHUNK_HEADER ? length : 0;
}

static bool
parse_v3(LmSlice bytes, LmHep *hep)
{
  LmSlice rest;
  hep->bytes = (uint32_t)lm_hep_length(bytes);
  if (hep->bytes == 0 ||
      !lm_slice_take(bytes, LM_HEP_HEADER_BYTES, hep->bytes - LM_HEP_HEADER_BYTES, &rest))
    return false;
  while (rest.len >= CHUNK_HEADER) {
    size_t length = lm_slice_be16(rest, 4);
    LmSlice value;
    /* What came before it may be all that is needed. */
    if (length < CHUNK_HEADER || !lm_slice_take(rest, CHUNK_HEADER, length - CHUNK_HEADER, &value))
      break;
    if (lm_slice_be16(rest, 0) == 0)
      take_chunk(hep, lm_slice_be16(rest, 2), value);
    rest = lm_slice_from(rest, length);
  }
  hep->version = 3;
  return true;
}

/* Little-endian, because the agents for version 2 wrote their memory. */
static uint32_t
le32(LmSlice bytes, size_t offset)
{
  return __builtin_bswap32(lm_slice_be32(bytes, offset));
}

/* That of IPv6 is 10 on Linux; others, in the order of their names: FreeBSD 28, macOS 30, NetBSD
 * and OpenBSD 24, Solaris 26, Windows 23. */
static bool
is_ipv6(uint8_t family)
{
  return family == 10 || family == 28 || family == 30 || family == 24 || family == 26 ||
         family == 23;
}

/* As a message of SIP does. */
static bool
begins_with_letters(LmSlice bytes, size_t at)
{
  uint8_t first = lm_slice_u8(bytes, at), second = lm_slice_u8(bytes, at + 1);
  return first >= 'A' && first <= 'Z' && second >= 'A' && second <= 'Z';
}

/* How long the header of version 2 is, which states @header where @time is the start of its last
 * part; 0: none of the forms that there are. That part is not counted by Kamailio, OpenSIPS and
 * captagent, but is by sofia-sip, with two bytes of padding or without. sngrep, with padding, has
 * the upper half of the length of the whole message there. */
static size_t
v2_header_bytes(LmSlice bytes, size_t header, size_t time)
{
  enum { PACKED = 10, PADDED = 12 };
  bool packed = begins_with_letters(bytes, time + PACKED);
  bool padded = begins_with_letters(bytes, time + PADDED);
  if (header == time + PADDED || (header == time + PACKED && (packed || !padded)))
    return header;
  if (header == time)
    return time + (packed ? PACKED : PADDED);
  return padded && header == bytes.len >> 8 ? time + PADDED : 0;
}

/* Version, length, family, protocol and ports in eight bytes, then the addresses; in version 2 then
 * seconds, microseconds and the number of the agent. */
static bool
parse_old(LmSlice bytes, LmHep *hep)
{
  hep->version = lm_slice_u8(bytes, 0);
  size_t header = lm_slice_u8(bytes, 1);
  uint8_t family = lm_slice_u8(bytes, 2);
  size_t address = family == FAMILY_IPV4 ? 4 : 16, time = 8 + 2 * address;
  if (family != FAMILY_IPV4 && !is_ipv6(family))
    return false;
  if (hep->version == 2)
    header = v2_header_bytes(bytes, header, time);
  else if (hep->version != 1 || header != time)
    header = 0;
  if (header == 0 || bytes.len <= header)
    return false;
  hep->ip_protocol = lm_slice_u8(bytes, 3);
  hep->src.port = lm_slice_be16(bytes, 4);
  hep->dst.port = lm_slice_be16(bytes, 6);
  set_address(&hep->src.addr, lm_slice_sub(bytes, 8, address));
  set_address(&hep->dst.addr, lm_slice_sub(bytes, 8 + address, address));
  if (hep->version == 2) {
    add_time(hep, (int64_t)le32(bytes, time) * LM_NS_PER_S);
    add_time(hep, (int64_t)le32(bytes, time + 4) * 1000);
    hep->agent = (uint32_t)lm_slice_u8(bytes, time + 8) | (uint32_t)lm_slice_u8(bytes, time + 9)
                                                              << 8;
  }
  hep->payload = lm_slice_from(bytes, header);
  hep->bytes = (uint32_t)bytes.len;
  hep->type = LM_HEP_SIP;
  return true;
}

bool
lm_hep_parse(LmSlice bytes, LmHep *hep)
{
  *hep = (LmHep){.time_ns = LM_TIME_NONE};
  bool taken = lm_hep_length(bytes) ? parse_v3(bytes, hep) : parse_old(bytes, hep);
  return taken && hep->payload.len && hep->src.addr.family && hep->dst.addr.family;
}

/* RTCP may be there in JSON too. A compressed one is looked at when it is inflated. */
bool
lm_hep_is_packet(const LmHep *hep)
{
  bool json = !hep->compressed && lm_slice_at(hep->payload, 0) == '{';
  return hep->type && hep->type <= LM_HEP_LAST_PACKET && !(hep->type == LM_HEP_RTCP && json);
}

bool
lm_hep_inflate(LmHep *hep, LmArena *arena)
{
  if (!hep->compressed)
    return true;
  uint8_t out[LM_LIMIT_DATAGRAM_BYTES];
  z_stream stream = {
      .next_in = hep->payload.data,
      .avail_in = (uInt)hep->payload.len,
      .next_out = out,
      .avail_out = sizeof out,
  };
  /* 32 lets zlib tell its own header and that of gzip apart. */
  if (inflateInit2(&stream, 32 + MAX_WBITS) != Z_OK)
    return false;
  int result = inflate(&stream, Z_FINISH);
  size_t len = stream.total_out;
  inflateEnd(&stream);
  if (result != Z_STREAM_END || len == 0)
    return false;
  hep->payload = lm_arena_copy(arena, lm_slice(out, len));
  hep->compressed = false;
  return true;
}
