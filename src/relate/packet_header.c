/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/packet_header.h"

#include "capture/map.h"

#include <string.h>

#define UDP_BYTES 8
#define IPV4_MOST_BYTES 60
#define IPV6_BYTES 40
#define UDP 17

static bool
has_addr(LmSlice header, size_t offset, const LmAddr *addr)
{
  size_t len = addr->family == LM_ADDR_IPV6 ? 16 : 4;
  LmSlice bytes = lm_slice_sub(header, offset, len);
  return bytes.len == len && memcmp(bytes.data, addr->bytes, len) == 0;
}

/* RFC 791, 3.1. How long it is stands at its start, so each length is tried. */
static bool
read_ipv4(LmSlice before, const LmAddr *src, const LmAddr *dst, LmPacketHeader *header)
{
  for (size_t words = 5; words * 4 <= before.len && words * 4 <= IPV4_MOST_BYTES; words++) {
    LmSlice ip = lm_slice_from(before, before.len - words * 4);
    if (lm_slice_u8(ip, 0) != (0x40 | words) || lm_slice_u8(ip, 9) != UDP ||
        !has_addr(ip, 12, src) || !has_addr(ip, 16, dst))
      continue;
    *header = (LmPacketHeader){.dscp = lm_slice_u8(ip, 1) >> 2, .ttl = lm_slice_u8(ip, 8)};
    return true;
  }
  return false;
}

/* RFC 8200, section 3, without extensions. */
static bool
read_ipv6(LmSlice before, const LmAddr *src, const LmAddr *dst, LmPacketHeader *header)
{
  if (before.len < IPV6_BYTES)
    return false;
  LmSlice ip = lm_slice_from(before, before.len - IPV6_BYTES);
  if (lm_slice_u8(ip, 0) >> 4 != 6 || lm_slice_u8(ip, 6) != UDP || !has_addr(ip, 8, src) ||
      !has_addr(ip, 24, dst))
    return false;
  *header = (LmPacketHeader){.dscp = (uint8_t)(lm_slice_be16(ip, 0) >> 6 & 0x3f),
                             .ttl = lm_slice_u8(ip, 7)};
  return true;
}

bool
lm_packet_header_read(LmSlice payload, const LmEndpoint *src, const LmEndpoint *dst,
                      LmPacketHeader *header)
{
  LmSlice before = lm_map_before(payload, IPV4_MOST_BYTES + UDP_BYTES);
  if (before.len < UDP_BYTES)
    return false;
  LmSlice udp = lm_slice_from(before, before.len - UDP_BYTES);
  before.len -= UDP_BYTES;
  if (lm_slice_be16(udp, 0) != src->port || lm_slice_be16(udp, 2) != dst->port ||
      lm_slice_be16(udp, 4) < UDP_BYTES + payload.len)
    return false;
  return src->addr.family == LM_ADDR_IPV6 ? read_ipv6(before, &src->addr, &dst->addr, header)
                                          : read_ipv4(before, &src->addr, &dst->addr, header);
}
