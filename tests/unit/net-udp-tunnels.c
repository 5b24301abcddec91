/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tunnels inside UDP: what is in them is found, cut or broken ones do no harm, and whatever else
 * comes from their ports stays what it is. */

#include "net-packets.h"

#define SIP "OPTIONS sip:a@example.org SIP/2.0\r\n\r\n"

typedef struct {
  const char *name; /* and what its test is called */
  uint16_t port;
  void (*wrap)(TestFrame *f); /* around a packet of IP */
  const char *path;           /* with the inner packet being IPv4 */
} Tunnel;

static void
put16(uint8_t *at, size_t value)
{
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

static void
wrap_gtp(TestFrame *f)
{
  size_t len = frame_len(f);
  uint8_t *header = frame_prepend(f, "\x30\xff\x00\x00\x00\x00\x00\x11", 8);
  put16(header + 2, len);
}

/* With a sequence number and two extension headers, the first of which is that of 5G. */
static void
wrap_gtp_extensions(TestFrame *f)
{
  size_t len = frame_len(f);
  uint8_t *header = frame_prepend(f,
                                  "\x36\xff\x00\x00\x00\x00\x00\x11\x00\x07\x00\x85"
                                  "\x01\x10\x05\xc0\x02\x00\x00\x00\x00\x00\x00\x00",
                                  24);
  put16(header + 2, len + 16);
}

static void
wrap_gtp_ethernet(TestFrame *f)
{
  frame_ethernet(f);
  wrap_gtp(f);
}

static void
outer(TestFrame *f, uint16_t port)
{
  frame_udp(f, port, port);
  frame_ip(f, "203.0.113.1", "203.0.113.2");
  frame_ethernet(f);
}

static void
wrap_gtp_twice(TestFrame *f)
{
  wrap_gtp(f);
  frame_udp(f, 2152, 2152);
  frame_ip(f, "203.0.113.3", "203.0.113.4");
  wrap_gtp(f);
}

static const Tunnel tunnels[] = {
    {"gtp", 2152, wrap_gtp, "eth / ip / udp / gtp teid 0x11 / ip / udp"},
    {"gtp-extensions", 2152, wrap_gtp_extensions, "eth / ip / udp / gtp teid 0x11 / ip / udp"},
    {"gtp-ethernet", 2152, wrap_gtp_ethernet, "eth / ip / udp / gtp teid 0x11 / eth / ip / udp"},
    {"gtp-twice", 2152, wrap_gtp_twice,
     "eth / ip / udp / gtp teid 0x11 / ip / udp / gtp teid 0x11 / ip / udp"},
};

static void
assert_path(const LmPacket *packet, const char *expected)
{
  LmText text = LM_TEXT_INIT;
  lm_path_text(packet->path, &text);
  g_assert_cmpstr(text.str, ==, expected);
  lm_text_clear(&text);
}

static void
make(TestFrame *f, const Tunnel *tunnel, bool v6)
{
  udp_ip(f, v6);
  tunnel->wrap(f);
  outer(f, tunnel->port);
}

static void
test_content(gconstpointer data)
{
  const Tunnel *tunnel = data;
  static TestFrame f;
  make(&f, tunnel, false);
  LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
  LmPacket packet = decode(&frame);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
  assert_payload(&packet, "hello");
  assert_endpoints(&packet, "192.0.2.1:5060", "198.51.100.2:5070");
  assert_path(&packet, tunnel->path);
  make(&f, tunnel, true);
  frame = frame_done(&f, LM_LINK_ETHERNET);
  packet = decode(&frame);
  assert_endpoints(&packet, "[2001:db8::1]:5060", "[2001:db8::2]:5070");
  assert_payload(&packet, "hello");
}

static LmPacket
decode_exactly(const LmFrame *whole, const uint8_t *bytes, uint32_t len, uint32_t original)
{
  uint8_t *exact = g_memdup2(bytes, len ? len : 1);
  LmFrame frame = *whole;
  frame.data = exact;
  frame.captured_bytes = len;
  frame.original_bytes = original;
  LmPacket packet = decode(&frame);
  /* Reads what it says, for the sanitizer. */
  guint sum = 0;
  for (size_t i = 0; i < packet.payload.len; i++)
    sum += packet.payload.data[i];
  g_assert_cmpuint(sum, <=, 255 * packet.payload.len);
  g_free(exact);
  return packet;
}

/* Cut at each byte, by the snap length and on the wire. */
static void
test_cut(gconstpointer data)
{
  const Tunnel *tunnel = data;
  static TestFrame f;
  make(&f, tunnel, false);
  LmFrame whole = frame_done(&f, LM_LINK_ETHERNET);
  for (uint32_t len = 0; len <= whole.captured_bytes; len++) {
    LmPacket packet = decode_exactly(&whole, whole.data, len, whole.original_bytes);
    bool inner = packet.kind == LM_PACKET_UDP && packet.src.port == 5060;
    if (inner)
      g_assert_cmpuint(packet.payload.len + packet.missing_bytes, ==, 5);
    g_assert_true(inner || len < whole.captured_bytes);
    decode_exactly(&whole, whole.data, len, len);
  }
}

/* Each byte of its header and of what follows it 0, 255 and one more. */
static void
test_broken(gconstpointer data)
{
  const Tunnel *tunnel = data;
  static TestFrame f;
  make(&f, tunnel, false);
  LmFrame whole = frame_done(&f, LM_LINK_ETHERNET);
  g_autofree uint8_t *bytes = g_memdup2(whole.data, whole.captured_bytes);
  for (uint32_t at = 42; at < whole.captured_bytes; at++) {
    uint8_t before = bytes[at];
    static const uint8_t changes[] = {0, 1, 0x7f, 0x80, 0xff};
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
      bytes[at] = i == 1 ? (uint8_t)(before + 1) : changes[i];
      decode_exactly(&whole, bytes, whole.captured_bytes, whole.captured_bytes);
    }
    bytes[at] = before;
  }
}

/* SIP and RTP that use the port stay SIP and RTP. */
static void
test_foreign(gconstpointer data)
{
  const Tunnel *tunnel = data;
  static TestFrame f;
  static const char *const foreign[] = {
      SIP,
      "SIP/2.0 200 OK\r\n\r\n",
      "\x80\x00\x00\x01\x00\x00\x00\xa0\x12\x34\x56\x78hello, this is some audio",
      "\r\n",
      "",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(foreign); i++) {
    size_t len = i == 2 ? 37 : strlen(foreign[i]);
    frame_payload(&f, foreign[i], len);
    outer(&f, tunnel->port);
    LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
    LmPacket packet = decode(&frame);
    g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
    g_assert_cmpuint(packet.src.port, ==, tunnel->port);
    g_assert_true(lm_slice_equal(packet.payload, lm_slice(foreign[i], len)));
    assert_path(&packet, "eth / ip / udp");
  }
}

static void
test_too_many(void)
{
  static TestFrame f;
  udp_ip(&f, false);
  for (int i = 0; i < 40; i++) {
    wrap_gtp(&f);
    frame_udp(&f, 2152, 2152);
    frame_ip(&f, "203.0.113.1", "203.0.113.2");
  }
  frame_ethernet(&f);
  LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
  uint64_t before = lm_net_counters(net)->too_many_layers;
  g_assert_cmpuint(decode(&frame).kind, ==, LM_PACKET_NONE);
  g_assert_cmpuint(lm_net_counters(net)->too_many_layers - before, ==, 2);
}

static void
add_tests(const Tunnel *tunnel)
{
  static const struct {
    const char *name;
    void (*run)(gconstpointer data);
  } tests[] = {
      {"content", test_content},
      {"cut", test_cut},
      {"broken", test_broken},
      {"foreign", test_foreign},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
    g_autofree char *path = g_strdup_printf("/net/udp-tunnels/%s/%s", tunnel->name, tests[i].name);
    g_test_add_data_func(path, tunnel, tests[i].run);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  net = lm_net_new();
  for (size_t i = 0; i < G_N_ELEMENTS(tunnels); i++)
    add_tests(&tunnels[i]);
  g_test_add_func("/net/udp-tunnels/too-many", test_too_many);
  int result = g_test_run();
  lm_net_free(net);
  return result;
}
