/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frames.h"

#include <arpa/inet.h>
#include <stdlib.h>

static void
put16(uint8_t *at, uint32_t value)
{
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

static void
put32(uint8_t *at, uint32_t value)
{
  put16(at, value >> 16);
  put16(at + 2, value);
}

size_t
frame_len(const TestFrame *f)
{
  return sizeof f->bytes - f->start;
}

const uint8_t *
frame_bytes(const TestFrame *f)
{
  return f->bytes + f->start;
}

uint8_t *
frame_prepend(TestFrame *f, const void *bytes, size_t len)
{
  if (len > f->start)
    abort();
  f->start -= len;
  uint8_t *at = f->bytes + f->start;
  if (bytes && len)
    memcpy(at, bytes, len);
  else
    memset(at, 0, len);
  return at;
}

void
frame_payload(TestFrame *f, const void *bytes, size_t len)
{
  f->start = sizeof f->bytes;
  f->protocol = 0;
  f->ethertype = 0;
  frame_prepend(f, bytes, len);
}

void
frame_udp(TestFrame *f, uint16_t src_port, uint16_t dst_port)
{
  uint8_t *header = frame_prepend(f, NULL, 8);
  put16(header, src_port);
  put16(header + 2, dst_port);
  put16(header + 4, (uint32_t)frame_len(f));
  f->protocol = 17;
}

void
frame_tcp(TestFrame *f, uint16_t src_port, uint16_t dst_port, const TestTcp *tcp)
{
  memset(frame_prepend(f, NULL, tcp->option_bytes), 1, tcp->option_bytes);
  uint8_t *header = frame_prepend(f, NULL, 20);
  put16(header, src_port);
  put16(header + 2, dst_port);
  put32(header + 4, tcp->seq);
  put32(header + 8, tcp->ack);
  put16(header + 12, (uint32_t)(5 + tcp->option_bytes / 4) << 12 | tcp->flags);
  put16(header + 14, 65535);
  f->protocol = 6;
}

static uint8_t *
prepend_ipv4(TestFrame *f, const char *src, const char *dst, size_t option_bytes)
{
  memset(frame_prepend(f, NULL, option_bytes), 1, option_bytes);
  uint8_t *header = frame_prepend(f, NULL, 20);
  header[0] = (uint8_t)(0x45 + option_bytes / 4);
  header[1] = 46 << 2;
  put16(header + 2, (uint32_t)frame_len(f));
  header[8] = 64;
  header[9] = f->protocol;
  if (inet_pton(AF_INET, src, header + 12) != 1 || inet_pton(AF_INET, dst, header + 16) != 1)
    abort();
  f->protocol = 4;
  f->ethertype = 0x0800;
  return header;
}

static void
prepend_ipv6(TestFrame *f, const char *src, const char *dst)
{
  size_t len = frame_len(f);
  uint8_t *header = frame_prepend(f, NULL, 40);
  put32(header, 6u << 28 | (46u << 2) << 20);
  put16(header + 4, (uint32_t)len);
  header[6] = f->protocol;
  header[7] = 64;
  if (inet_pton(AF_INET6, src, header + 8) != 1 || inet_pton(AF_INET6, dst, header + 24) != 1)
    abort();
  f->protocol = 41;
  f->ethertype = 0x86dd;
}

void
frame_ip(TestFrame *f, const char *src, const char *dst)
{
  if (strchr(src, ':'))
    prepend_ipv6(f, src, dst);
  else
    prepend_ipv4(f, src, dst, 0);
}

void
frame_ipv4_options(TestFrame *f, const char *src, const char *dst, size_t option_bytes)
{
  prepend_ipv4(f, src, dst, option_bytes);
}

void
frame_ip_fragment(TestFrame *f, const char *src, const char *dst, uint8_t protocol, uint32_t id,
                  uint32_t offset, bool more)
{
  f->protocol = protocol;
  if (strchr(src, ':')) {
    uint8_t *header = frame_prepend(f, NULL, 8);
    header[0] = protocol;
    put16(header + 2, offset | more);
    put32(header + 4, id);
    f->protocol = 44;
    prepend_ipv6(f, src, dst);
  } else {
    uint8_t *header = prepend_ipv4(f, src, dst, 0);
    put16(header + 4, id);
    put16(header + 6, offset / 8 | (more ? 0x2000 : 0));
  }
}

void
frame_ipv6_extension(TestFrame *f, uint8_t type, size_t units)
{
  uint8_t *header = frame_prepend(f, NULL, units * (type == 51 ? 4 : 8));
  header[0] = f->protocol;
  header[1] = (uint8_t)(units - (type == 51 ? 2 : 1));
  f->protocol = type;
}

void
frame_icmp_error(TestFrame *f, bool v6, uint8_t type)
{
  uint8_t *header = frame_prepend(f, NULL, 8);
  header[0] = type;
  f->protocol = v6 ? 58 : 1;
}

void
frame_ethernet(TestFrame *f)
{
  put16(frame_prepend(f, NULL, 2), f->ethertype);
  frame_prepend(f, "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02", 12);
}

void
frame_vlan(TestFrame *f, uint16_t tpid)
{
  put16(frame_prepend(f, NULL, 2), f->ethertype);
  put16(frame_prepend(f, NULL, 2), 100);
  f->ethertype = tpid;
}

void
frame_pppoe(TestFrame *f)
{
  uint32_t len = (uint32_t)frame_len(f) + 2;
  put16(frame_prepend(f, NULL, 2), f->ethertype == 0x0800 ? 0x0021 : 0x0057);
  put16(frame_prepend(f, NULL, 2), len);
  frame_prepend(f, "\x11\x00\x00\x21", 4);
  f->ethertype = 0x8864;
}

void
frame_snap(TestFrame *f)
{
  put16(frame_prepend(f, NULL, 2), f->ethertype);
  frame_prepend(f, "\xaa\xaa\x03\x00\x00\x00", 6);
  f->ethertype = (uint16_t)frame_len(f);
  frame_ethernet(f);
}

void
frame_sll(TestFrame *f)
{
  put16(frame_prepend(f, NULL, 2), f->ethertype);
  frame_prepend(f, "\x00\x00\x00\x01\x00\x06\x02\x00\x00\x00\x00\x01\x00\x00", 14);
}

void
frame_sll2(TestFrame *f)
{
  frame_prepend(f, "\x00\x00\x00\x00\x00\x02\x00\x01\x00\x06\x02\x00\x00\x00\x00\x01\x00\x00", 18);
  put16(frame_prepend(f, NULL, 2), f->ethertype);
}

LmFrame
frame_done(const TestFrame *f, uint16_t link_type)
{
  return (LmFrame){
      .data = frame_bytes(f),
      .captured_bytes = (uint32_t)frame_len(f),
      .original_bytes = (uint32_t)frame_len(f),
      .number = 1,
      .link_type = link_type,
  };
}
