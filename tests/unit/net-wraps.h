/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A packet of UDP with something around it, for the tests of link layers and tunnels. */

#include "net-packets.h"

typedef struct {
  const char *path; /* what is around the packet */
  uint16_t link_type;
  void (*wrap)(TestFrame *f); /* puts that around a packet of IP, whose EtherType is in @f */
} Wrap;

static inline bool
is_v6(const TestFrame *f)
{
  return f->ethertype == 0x86dd;
}

static inline void
put_be16(TestFrame *f, size_t value)
{
  uint8_t bytes[] = {(uint8_t)(value >> 8), (uint8_t)value};
  frame_prepend(f, bytes, 2);
}

static inline void
assert_way(const LmPacket *packet, const char *expected)
{
  LmText text = LM_TEXT_INIT;
  lm_path_text(packet->path, &text);
  g_assert_cmpstr(text.str, ==, expected);
  lm_text_clear(&text);
}

static inline void
make_wrapped(TestFrame *f, const Wrap *wrap, bool v6)
{
  udp_ip(f, v6);
  wrap->wrap(f);
}

static inline void
assert_opened(const Wrap *wrap, bool v6)
{
  static TestFrame f;
  make_wrapped(&f, wrap, v6);
  LmFrame frame = frame_done(&f, wrap->link_type);
  LmPacket packet = decode(&frame);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
  assert_payload(&packet, "hello");
  assert_endpoints(&packet, v6 ? "[2001:db8::1]:5060" : "192.0.2.1:5060",
                   v6 ? "[2001:db8::2]:5070" : "198.51.100.2:5070");
  g_assert_cmpuint(packet.dscp, ==, 46);
  g_assert_cmpuint(packet.ttl, ==, 64);
  g_assert_cmpuint(packet.missing_bytes, ==, 0);
  g_autofree char *way = g_strconcat(wrap->path, v6 ? " / ipv6 / udp" : " / ip / udp", NULL);
  assert_way(&packet, way);
}

/* Decodes what is freed afterwards: in an LmNet of its own, which could keep a fragment. */
static inline void
decode_alone(const LmFrame *frame)
{
  LmNet *others = net;
  net = lm_net_new();
  decode(frame);
  lm_net_free(net);
  net = others;
}

/* Cut at every length, in memory that ends there; with a byte turned over; and all of it noise
 * behind the first bytes. Whatever comes of it, it says the same both ways. */
static inline void
assert_harmless(const Wrap *wrap)
{
  static TestFrame f;
  make_wrapped(&f, wrap, false);
  LmFrame whole = frame_done(&f, wrap->link_type);
  for (uint32_t len = 0; len <= whole.captured_bytes; len++) {
    g_autofree uint8_t *exact = g_memdup2(whole.data, len ? len : 1);
    LmFrame frame = whole;
    frame.data = exact;
    frame.captured_bytes = len;
    decode_alone(&frame);
    frame.original_bytes = len;
    decode_alone(&frame);
  }
  g_autofree uint8_t *copy = g_memdup2(whole.data, whole.captured_bytes);
  LmFrame frame = whole;
  frame.data = copy;
  for (uint32_t i = 0; i < whole.captured_bytes; i++) {
    copy[i] ^= 0xff;
    decode_alone(&frame);
    copy[i] ^= 0x81;
    decode_alone(&frame);
    copy[i] = whole.data[i];
  }
}

/* What @wrap makes is nothing for us. */
static inline void
assert_closed(uint16_t link_type, void (*wrap)(TestFrame *f))
{
  static TestFrame f;
  udp_ip(&f, false);
  wrap(&f);
  LmFrame frame = frame_done(&f, link_type);
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
}

static inline void
test_wraps(const Wrap *wraps, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    g_test_message("%s, link type %u", wraps[i].path, wraps[i].link_type);
    assert_opened(&wraps[i], false);
    assert_opened(&wraps[i], true);
    assert_harmless(&wraps[i]);
  }
}
