/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/esp-content.h"

enum { TRAILER = 2 };
enum { ICMP = 1, IPV4 = 4, TCP = 6, UDP = 17, IPV6 = 41, ICMPV6 = 58, SCTP = 132 };

/* RFC 4303, 2.4: padding that its algorithm does not need is 1, 2, 3, ... */
bool
lm_esp_take_content(LmSlice bytes, LmEspContent *content)
{
  if (bytes.len < TRAILER || bytes.len % 4 != 0)
    return false;
  size_t padding = lm_slice_u8(bytes, bytes.len - 2);
  if (padding + TRAILER > bytes.len)
    return false;
  size_t len = bytes.len - TRAILER - padding;
  for (size_t i = 0; i < padding; i++)
    if (lm_slice_u8(bytes, len + i) != i + 1)
      return false;
  content->bytes = lm_slice_sub(bytes, 0, len);
  content->protocol = lm_slice_u8(bytes, bytes.len - 1);
  return len > 0;
}

static bool
has_ports(LmSlice bytes)
{
  return lm_slice_be16(bytes, 0) != 0 && lm_slice_be16(bytes, 2) != 0;
}

/* RFC 9293, 3.1: no flag that is not there, and fields that no flag makes valid are 0. */
static bool
is_tcp(LmSlice bytes)
{
  enum { FIN = 1, SYN = 2, RST = 4, ACK = 16, URG = 32 };
  size_t header = (size_t)(lm_slice_u8(bytes, 12) >> 4) * 4;
  uint8_t flags = lm_slice_u8(bytes, 13);
  bool sane = (flags & (SYN | FIN)) != (SYN | FIN) && (flags & (SYN | RST | ACK | FIN)) &&
              (lm_slice_u8(bytes, 12) & 0x0e) == 0;
  return header >= 20 && header <= bytes.len && has_ports(bytes) && sane &&
         ((flags & URG) || lm_slice_be16(bytes, 18) == 0);
}

/* RFC 9260, 3: a common header and chunks that fill the packet, each to a multiple of 4 bytes. */
static bool
is_sctp(LmSlice bytes)
{
  enum { COMMON_HEADER = 12, CHUNK_HEADER = 4 };
  if (bytes.len < COMMON_HEADER + CHUNK_HEADER || !has_ports(bytes))
    return false;
  size_t at = COMMON_HEADER;
  while (at < bytes.len) {
    size_t length = lm_slice_be16(bytes, at + 2);
    if (length < CHUNK_HEADER)
      return false;
    at += (length + 3) / 4 * 4;
  }
  return at == bytes.len;
}

static uint32_t
add_words(uint32_t sum, LmSlice bytes)
{
  for (size_t i = 0; i < bytes.len; i += 2)
    sum += (uint32_t)(lm_slice_u8(bytes, i) << 8 | lm_slice_u8(bytes, i + 1));
  return sum;
}

static bool
is_checksum_right(uint32_t sum)
{
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

/* Its header says little, but the checksum is over all (RFC 792; RFC 4443, 2.3). */
static bool
is_icmp(LmSlice bytes, const LmPacket *packet, bool v6)
{
  if (bytes.len < 8 || bytes.len > 0xffff || (packet->src.addr.family == LM_ADDR_IPV6) != v6)
    return false;
  uint32_t sum = add_words(0, bytes);
  if (v6) {
    sum = add_words(sum, lm_slice(packet->src.addr.bytes, 16));
    sum = add_words(sum, lm_slice(packet->dst.addr.bytes, 16)) + (uint32_t)bytes.len + ICMPV6;
  }
  return is_checksum_right(sum);
}

static bool
is_ip(LmSlice bytes, bool v6, bool may_be_padded)
{
  uint8_t first = lm_slice_u8(bytes, 0);
  size_t length = v6 ? (size_t)40 + lm_slice_be16(bytes, 4) : lm_slice_be16(bytes, 2);
  bool fits = length == bytes.len || (may_be_padded && length < bytes.len);
  if (v6)
    return bytes.len >= 40 && first >> 4 == 6 && fits;
  return bytes.len >= 20 && first >> 4 == 4 && (first & 15) >= 5 && length >= 20 && fits;
}

bool
lm_esp_is_plausible(const LmEspContent *content, const LmPacket *packet, bool may_be_padded)
{
  LmSlice bytes = content->bytes;
  switch (content->protocol) {
  case IPV4:
  case IPV6:
    return is_ip(bytes, content->protocol == IPV6, may_be_padded);
  case UDP:
    return bytes.len >= 8 && lm_slice_be16(bytes, 4) == bytes.len && has_ports(bytes);
  case TCP:
    return is_tcp(bytes);
  case SCTP:
    return is_sctp(bytes);
  case ICMP:
  case ICMPV6:
    return is_icmp(bytes, packet, content->protocol == ICMPV6);
  default:
    return false;
  }
}

/* The lengths of integrity check values, the most frequent ones first; with the last, which is that
 * of AES-GMAC (RFC 4543, 3), an initialization vector stands in front of the content. */
bool
lm_esp_guess_null(LmSlice sealed, const LmPacket *packet, LmEspContent *content)
{
  static const struct {
    uint8_t check, vector;
  } forms[] = {{12, 0}, {16, 0}, {32, 0}, {24, 0}, {0, 0}, {8, 0}, {16, 8}};
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    LmSlice bytes = lm_slice_from(sealed, forms[i].vector);
    if (bytes.len <= forms[i].check)
      continue;
    bytes = lm_slice_sub(bytes, 0, bytes.len - forms[i].check);
    if (lm_esp_take_content(bytes, content) && lm_esp_is_plausible(content, packet, false))
      return true;
  }
  return false;
}
