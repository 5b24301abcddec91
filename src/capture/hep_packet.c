/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_packet.h"

enum { UDP = 17, UDP_BYTES = 8, IPV4_BYTES = 20, IPV6_BYTES = 40 };

static void
put_be16(uint8_t *out, size_t value)
{
  out[0] = (uint8_t)(value >> 8);
  out[1] = (uint8_t)value;
}

/* RFC 1071. */
static uint32_t
add_up(uint32_t sum, LmSlice bytes)
{
  for (size_t i = 0; i < bytes.len; i += 2) {
    sum += (uint32_t)lm_slice_u8(bytes, i) << 8 | lm_slice_u8(bytes, i + 1);
    sum = (sum & 0xffff) + (sum >> 16);
  }
  return sum;
}

static size_t
make_ip(const LmEndpoint *src, const LmEndpoint *dst, uint8_t protocol, size_t len, uint8_t *out)
{
  bool v6 = src->addr.family == LM_ADDR_IPV6;
  if (v6) {
    memset(out, 0, IPV6_BYTES);
    out[0] = 6 << 4;
    put_be16(out + 4, len);
    out[6] = protocol;
    out[7] = 64;
    memcpy(out + 8, src->addr.bytes, 16);
    memcpy(out + 24, dst->addr.bytes, 16);
    return IPV6_BYTES;
  }
  memset(out, 0, IPV4_BYTES);
  out[0] = 4 << 4 | IPV4_BYTES / 4;
  put_be16(out + 2, IPV4_BYTES + len);
  out[6] = 0x40; /* it is whole, and shall not be cut; RFC 6864, 4.1: it needs no number then */
  out[8] = 64;
  out[9] = protocol;
  memcpy(out + 12, src->addr.bytes, 4);
  memcpy(out + 16, dst->addr.bytes, 4);
  put_be16(out + 10, ~add_up(0, lm_slice(out, IPV4_BYTES)) & 0xffff);
  return IPV4_BYTES;
}

size_t
lm_make_headers(const LmEndpoint *src, const LmEndpoint *dst, uint8_t protocol, LmSlice payload,
                uint8_t *out)
{
  size_t len = UDP_BYTES + payload.len, ip = make_ip(src, dst, protocol, len, out);
  uint8_t *udp = out + ip;
  size_t addr = src->addr.family == LM_ADDR_IPV6 ? 16 : 4;
  put_be16(udp, src->port);
  put_be16(udp + 2, dst->port);
  put_be16(udp + 4, len);
  put_be16(udp + 6, 0);
  /* The pseudo header (RFC 768; RFC 8200, 8.1) has the same sum in both families. */
  uint32_t sum = add_up(protocol, lm_slice(src->addr.bytes, addr));
  sum = add_up(sum + (uint32_t)len, lm_slice(dst->addr.bytes, addr));
  sum = add_up(add_up(sum, lm_slice(udp, UDP_BYTES)), payload);
  put_be16(udp + 6, (~sum & 0xffff) ? ~sum & 0xffff : 0xffff);
  return ip + UDP_BYTES;
}
