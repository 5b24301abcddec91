/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net-packets.h"

#include "base/limits.h"
#include "base/time.h"
#include "capture/hep.h"

#include <zlib.h>

#define SIP "OPTIONS sip:a@example.org SIP/2.0\r\n\r\n"

typedef struct {
  uint8_t bytes[70000];
  size_t len;
} Message;

static void
put(Message *m, const void *bytes, size_t len)
{
  memcpy(m->bytes + m->len, bytes, len);
  m->len += len;
}

static void
set_length(Message *m)
{
  m->bytes[4] = (uint8_t)(m->len >> 8);
  m->bytes[5] = (uint8_t)m->len;
}

static void
chunk(Message *m, uint16_t vendor, uint16_t type, const void *value, size_t len)
{
  uint8_t header[] = {(uint8_t)(vendor >> 8), (uint8_t)vendor,           (uint8_t)(type >> 8),
                      (uint8_t)type,          (uint8_t)((len + 6) >> 8), (uint8_t)(len + 6)};
  put(m, header, sizeof header);
  put(m, value, len);
  set_length(m);
}

static void
begin(Message *m, bool v6, uint8_t protocol, uint8_t type)
{
  m->len = 0;
  put(m, "HEP3\0\0", 6);
  chunk(m, 0, 1, v6 ? "\x0a" : "\x02", 1);
  chunk(m, 0, 2, &protocol, 1);
  if (v6) {
    chunk(m, 0, 5, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01", 16);
    chunk(m, 0, 6, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02", 16);
  } else {
    chunk(m, 0, 3, "\xc0\x00\x02\x01", 4);
    chunk(m, 0, 4, "\xc6\x33\x64\x02", 4);
  }
  chunk(m, 0, 7, "\x13\xc4", 2);
  chunk(m, 0, 8, "\x13\xce", 2);
  chunk(m, 0, 9, "\x5e\x0b\xe1\x00", 4);
  chunk(m, 0, 10, "\x00\x00\x00\x07", 4);
  chunk(m, 0, 11, &type, 1);
  chunk(m, 0, 12, "\x00\x00\x07\xd1", 4);
  chunk(m, 0x0f00, 15, "not the payload", 15);
}

static LmPacket
decode_from(const Message *m, uint16_t port)
{
  static TestFrame f;
  frame_payload(&f, m->bytes, m->len);
  frame_udp(&f, 40000, port);
  frame_ip(&f, "203.0.113.1", "203.0.113.2");
  frame_ethernet(&f);
  LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
  /* What is inflated comes twice, so not both ways are compared. */
  LmPacket packet;
  lm_net_decode(net, &frame, &packet);
  return packet;
}

static void
test_v3(void)
{
  static Message m;
  for (int v6 = 0; v6 < 2; v6++) {
    begin(&m, v6, 6, 1);
    chunk(&m, 0, 15, SIP, strlen(SIP));
    LmHep hep;
    g_assert_true(lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
    g_assert_cmpuint(hep.version, ==, 3);
    g_assert_cmpuint(hep.agent, ==, 2001);
    g_assert_cmpuint(hep.bytes, ==, m.len);
    g_assert_cmpint(hep.time_ns, ==, 1577836800 * LM_NS_PER_S + 7000);
    LmPacket packet = decode_from(&m, 4711);
    g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
    g_assert_cmpuint(packet.carrier, ==, 6);
    assert_payload(&packet, SIP);
    if (v6)
      assert_endpoints(&packet, "[2001:db8::1]:5060", "[2001:db8::2]:5070");
    else
      assert_endpoints(&packet, "192.0.2.1:5060", "198.51.100.2:5070");
  }
}

static void
test_types(void)
{
  static Message m;
  static const struct {
    uint8_t type;
    const char *payload;
    LmPacketKind kind;
  } cases[] = {
      {1, SIP, LM_PACKET_UDP},
      {4, "\x80 voice", LM_PACKET_UDP},
      {5, "\x80\xc8 report", LM_PACKET_UDP},
      {5, "{\"sender\":1}", LM_PACKET_REPORT},
      {34, "{\"mos\":4}", LM_PACKET_REPORT},
      {100, "something was logged", LM_PACKET_REPORT},
      {0, "?", LM_PACKET_NONE},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    begin(&m, false, 17, cases[i].type);
    chunk(&m, 0, 15, cases[i].payload, strlen(cases[i].payload));
    g_assert_cmpuint(decode_from(&m, 9060).kind, ==, cases[i].kind);
  }
}

static void
add_compressed(Message *m, const void *bytes, size_t len)
{
  static uint8_t out[70000];
  uLongf n = sizeof out;
  g_assert_cmpint(compress(out, &n, bytes, len), ==, Z_OK);
  chunk(m, 0, 16, out, n);
}

static void
test_compressed(void)
{
  static Message m;
  begin(&m, false, 17, 1);
  add_compressed(&m, SIP, strlen(SIP));
  LmPacket packet = decode_from(&m, 9060);
  assert_payload(&packet, SIP);
  begin(&m, false, 17, 5);
  add_compressed(&m, "{}", 2);
  packet = decode_from(&m, 9060);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_REPORT);
  g_assert_cmpuint(packet.payload.len, ==, m.len);
  assert_endpoints(&packet, "192.0.2.1:5060", "198.51.100.2:5070");
  begin(&m, false, 17, 1);
  chunk(&m, 0, 16, "this is not deflated", 20);
  uint64_t before = lm_net_counters(net)->truncated;
  g_assert_cmpuint(decode_from(&m, 9060).kind, ==, LM_PACKET_NONE);
  g_assert_cmpuint(lm_net_counters(net)->truncated - before, ==, 1);
}

static void
test_bomb(void)
{
  static Message m;
  size_t limit = LM_LIMIT_DATAGRAM_BYTES;
  g_autofree uint8_t *zeros = g_malloc0(limit * 100);
  static const size_t times[] = {1, 2, 100};
  for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
    begin(&m, false, 17, 1);
    add_compressed(&m, zeros, limit * times[i]);
    LmPacket packet = decode_from(&m, 9060);
    g_assert_cmpuint(packet.kind, ==, i == 0 ? LM_PACKET_UDP : LM_PACKET_NONE);
  }
}

/* What is kept is bounded, and said. */
static void
test_limit(void)
{
  static Message m;
  g_autofree uint8_t *zeros = g_malloc0(LM_LIMIT_DATAGRAM_BYTES);
  begin(&m, false, 17, 1);
  add_compressed(&m, zeros, LM_LIMIT_DATAGRAM_BYTES);
  LmNet *usual = net;
  net = lm_net_new();
  for (int i = 0; i < 1100; i++)
    decode_from(&m, 9060);
  g_assert_cmpuint(lm_net_counters(net)->not_opened, >, 0);
  g_assert_cmpuint(lm_net_counters(net)->not_opened, <, 200);
  lm_net_free(net);
  net = usual;
}

static void
test_old(void)
{
  static Message m;
  static const char v1[] = "\x01\x10\x02\x11\x13\xc4\x13\xce\xc0\x00\x02\x01\xc6\x33\x64\x02";
  m.len = 0;
  put(&m, v1, 16);
  put(&m, SIP, strlen(SIP));
  LmPacket packet = decode_from(&m, 9060);
  assert_payload(&packet, SIP);
  assert_endpoints(&packet, "192.0.2.1:5060", "198.51.100.2:5070");
  g_assert_cmpuint(packet.carrier, ==, 17);
  /* On any other port it is not believed. */
  packet = decode_from(&m, 9999);
  assert_endpoints(&packet, "203.0.113.1:40000", "203.0.113.2:9999");
  m.len = 0;
  put(&m, v1, 16);
  put(&m, "\x00\xe1\x0b\x5e\x07\x00\x00\x00\xd1\x07\x00\x00", 12);
  put(&m, SIP, strlen(SIP));
  m.bytes[0] = 2;
  m.bytes[1] = 28;
  LmHep hep;
  g_assert_true(lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
  g_assert_cmpint(hep.time_ns, ==, 1577836800 * LM_NS_PER_S + 7000);
  g_assert_cmpuint(hep.agent, ==, 2001);
  packet = decode_from(&m, 9060);
  assert_payload(&packet, SIP);
  /* The length as Kamailio, OpenSIPS and captagent state it. */
  m.bytes[1] = 16;
  g_assert_true(lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
  g_assert_cmpuint(hep.agent, ==, 2001);
  packet = decode_from(&m, 9060);
  assert_payload(&packet, SIP);
  /* And without the padding. */
  memmove(m.bytes + 26, m.bytes + 28, m.len - 28);
  m.len -= 2;
  packet = decode_from(&m, 9060);
  assert_payload(&packet, SIP);
  m.bytes[1] = 17;
  g_assert_false(lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
}

/* sngrep writes the upper half of how long all of it is, whatever that comes to. */
static void
test_sngrep(void)
{
  static Message m;
  static const size_t lengths[] = {70, 518, 16 * 256 + 5, 26 * 256 + 5, 28 * 256 + 5, 65507};
  for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
    LmHep hep;
    m.len = 0;
    put(&m, "\x02?\x02\x11\x13\xc4\x13\xce\xc0\x00\x02\x01\xc6\x33\x64\x02", 16);
    put(&m, "\x00\xe1\x0b\x5e\x07\x00\x00\x00\xd2\x07\x76\x93", 12);
    put(&m, SIP, strlen(SIP));
    while (m.len < lengths[i])
      put(&m, "-", 1);
    m.bytes[1] = (uint8_t)(lengths[i] >> 8);
    g_assert_true(lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
    g_assert_cmpuint(hep.payload.len, ==, lengths[i] - 28);
    g_assert_cmpuint(hep.agent, ==, 2002);
    m.bytes[1]++;
    bool known = m.bytes[1] == 16 || m.bytes[1] == 26 || m.bytes[1] == 28;
    g_assert_true(known || !lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
    m.bytes[1]--;
    m.bytes[28] = 0;
    known = m.bytes[1] == 16 || m.bytes[1] == 26 || m.bytes[1] == 28;
    g_assert_true(known || !lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
  }
}

/* The number of the family is that of the machine that sends. */
static void
test_families(void)
{
  static const uint8_t families[] = {10, 23, 24, 26, 28, 30};
  static Message m;
  LmHep hep;
  m.len = 0;
  put(&m, "\x01\x28\x0a\x11\x13\xc4\x13\xce", 8);
  put(&m, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
  put(&m, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\2", 16);
  put(&m, SIP, strlen(SIP));
  for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
    m.bytes[2] = families[i];
    g_assert_true(lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
    g_assert_cmpuint(hep.src.addr.family, ==, LM_ADDR_IPV6);
    g_assert_cmpuint(hep.payload.len, ==, strlen(SIP));
  }
  m.bytes[2] = 11;
  g_assert_false(lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
}

/* A chunk that is broken, behind all that is needed. */
static void
test_broken_end(void)
{
  static Message m;
  LmHep hep;
  begin(&m, false, 17, 1);
  chunk(&m, 0, 15, SIP, strlen(SIP));
  chunk(&m, 7, 1, "", 0);
  m.bytes[m.len - 1] = 1;
  g_assert_true(lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
  g_assert_cmpuint(hep.payload.len, ==, strlen(SIP));
}

static void
test_broken(void)
{
  static Message m;
  begin(&m, false, 17, 1);
  chunk(&m, 0, 15, SIP, strlen(SIP));
  LmHep hep;
  for (size_t len = 0; len < m.len; len++) {
    g_autofree uint8_t *exact = g_memdup2(m.bytes, len ? len : 1);
    g_assert_false(lm_hep_parse(lm_slice(exact, len), &hep));
  }
  for (size_t at = 0; at < m.len; at++) {
    for (int value = 0; value < 256; value += 17) {
      g_autofree uint8_t *exact = g_memdup2(m.bytes, m.len);
      exact[at] = (uint8_t)value;
      if (lm_hep_parse(lm_slice(exact, m.len), &hep))
        g_assert_cmpuint(hep.payload.len, <=, m.len);
    }
  }
  /* Without addresses, or without a payload, there is nothing to show. */
  m.len = 0;
  put(&m, "HEP3\0\0", 6);
  chunk(&m, 0, 15, SIP, strlen(SIP));
  g_assert_false(lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
  begin(&m, false, 17, 1);
  g_assert_false(lm_hep_parse(lm_slice(m.bytes, m.len), &hep));
  LmPacket packet = decode_from(&m, 9060);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
  g_assert_cmpuint(packet.dst.port, ==, 9060);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  net = lm_net_new();
  g_test_add_func("/net/hep/v3", test_v3);
  g_test_add_func("/net/hep/types", test_types);
  g_test_add_func("/net/hep/compressed", test_compressed);
  g_test_add_func("/net/hep/bomb", test_bomb);
  g_test_add_func("/net/hep/limit", test_limit);
  g_test_add_func("/net/hep/old", test_old);
  g_test_add_func("/net/hep/sngrep", test_sngrep);
  g_test_add_func("/net/hep/families", test_families);
  g_test_add_func("/net/hep/broken-end", test_broken_end);
  g_test_add_func("/net/hep/broken", test_broken);
  int result = g_test_run();
  lm_net_free(net);
  return result;
}
