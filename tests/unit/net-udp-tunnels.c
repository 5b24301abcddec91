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

/* To a station whose address looks like IPv6. */
static void
wrap_gtp_ethernet_64(TestFrame *f)
{
  frame_ethernet(f);
  memcpy(f->bytes + f->start, "\x64\x00\x00\x00\x00\x08", 6);
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

static void
wrap_vxlan(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x08\x00\x00\x00\x00\x00\x2a\x00", 8);
}

static void
wrap_vxlan_policy(TestFrame *f)
{
  frame_vlan(f, 0x8100);
  frame_ethernet(f);
  frame_prepend(f, "\x88\x00\x12\x34\x00\x00\x2a\x00", 8);
}

/* Whoever receives it ignores the bits that are reserved (RFC 7348, 5). */
static void
wrap_vxlan_reserved(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\xc8\x01\x12\x34\x00\x00\x2a\x01", 8);
}

static void
wrap_vxlan_gpe(TestFrame *f)
{
  bool v6 = f->ethertype == 0x86dd;
  frame_prepend(f, "\x0c\x00\x00\x00\x00\x00\x2a\x00", 8)[3] = v6 ? 2 : 1;
}

static void
wrap_geneve(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x02\x00\x65\x58\x00\x00\x2a\x00\x01\x02\x80\x01\x00\x00\x00\x01", 16);
}

static void
wrap_geneve_ip(TestFrame *f)
{
  put16(frame_prepend(f, "\x00\x40\x00\x00\x00\x00\x2a\x00", 8) + 2, f->ethertype);
}

/* A padding, and one tag with a value. */
static void
wrap_tzsp(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x01\x00\x00\x01\x00\x29\x02\x12\x34\x01", 10);
}

static void
wrap_hp_erm(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x12\x34\x56\x78\x9a\xbc\xde\xf0\x00\x20\x14\x80", 12);
}

static void
wrap_acdr(TestFrame *f)
{
  frame_prepend(f, NULL, 28 + 4);
  memcpy(f->bytes + f->start, "\x09\x00\x00\x10\x00\x00\x01", 7);
  memcpy(f->bytes + f->start + 15, "\x08\x04\x0a\x04", 4);
}

static void
wrap_teredo(TestFrame *f)
{
  if (f->ethertype != 0x86dd)
    frame_ip(f, "2001:db8::3", "2001:db8::4");
  frame_prepend(f, "\x00\x00\xec\x1b\x3f\xff\xfd\xf1", 8);
  frame_prepend(f, "\x00\x01\x02\x01idX12345678\x00", 16);
}

static void
wrap_capwap(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x00\x20\x40\x10\x00\x00\x00\x00\x06\x02\x00\x00\x00\x00\x01\x00", 16);
}

/* As it came through the air, with QoS. */
static void
wrap_capwap_wlan(TestFrame *f)
{
  put16(frame_prepend(f, "\xaa\xaa\x03\x00\x00\x00\x00\x00", 8) + 6, f->ethertype);
  memcpy(frame_prepend(f, NULL, 26), "\x88\x01", 2);
  frame_prepend(f, "\x00\x10\x03\x00\x00\x00\x00\x00", 8);
}

static void
wrap_capwap_cisco(TestFrame *f)
{
  wrap_capwap_wlan(f);
  memcpy(f->bytes + f->start + 8, "\x01\x88", 2);
}

static void
wrap_tzsp_wlan(TestFrame *f)
{
  put16(frame_prepend(f, "\xaa\xaa\x03\x00\x00\x00\x00\x00", 8) + 6, f->ethertype);
  memcpy(frame_prepend(f, NULL, 24), "\x08\x01", 2);
  frame_prepend(f, "\x01\x00\x00\x12\x01", 5);
}

static void
wrap_jmirror(TestFrame *f)
{
  frame_prepend(f, "\x40\x00\x00\x01\x00\x00\x00\x07", 8);
}

static void
prepend_ppp(TestFrame *f)
{
  put16(frame_prepend(f, "\xff\x03\x00\x00", 4) + 2, f->ethertype == 0x86dd ? 0x0057 : 0x0021);
}

static void
wrap_l2tp(TestFrame *f)
{
  prepend_ppp(f);
  frame_prepend(f, "\x00\x02\x00\x01\x00\x05", 6);
}

/* With all that a header can have. */
static void
wrap_l2tp_fields(TestFrame *f)
{
  prepend_ppp(f);
  uint8_t *header =
      frame_prepend(f, "\x4a\x02\x00\x00\x00\x01\x00\x05\x00\x07\x00\x00\x00\x02\x00\x00", 16);
  put16(header + 2, frame_len(f));
}

static void
wrap_l2tpv3(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x00\x03\x00\x00\x00\x00\x00\x05\xc0\x0c\x1e\xee", 12);
}

static void
wrap_gre(TestFrame *f)
{
  put16(frame_prepend(f, "\xb0\x00\x00\x00\x12\x34\x00\x00\x00\x00\x00\x2a\x00\x00\x00\x01", 16) +
            2,
        f->ethertype);
}

static void
wrap_mpls(TestFrame *f)
{
  frame_prepend(f, "\x80\x00\x10\x40\x00\x01\x11\x40", 8);
}

static const Tunnel tunnels[] = {
    {"gtp", 2152, wrap_gtp, "eth / ip / udp / gtp teid 0x11 / ip / udp"},
    {"gtp-extensions", 2152, wrap_gtp_extensions, "eth / ip / udp / gtp teid 0x11 / ip / udp"},
    {"gtp-ethernet", 2152, wrap_gtp_ethernet, "eth / ip / udp / gtp teid 0x11 / eth / ip / udp"},
    {"gtp-ethernet-64", 2152, wrap_gtp_ethernet_64,
     "eth / ip / udp / gtp teid 0x11 / eth / ip / udp"},
    {"gtp-twice", 2152, wrap_gtp_twice,
     "eth / ip / udp / gtp teid 0x11 / ip / udp / gtp teid 0x11 / ip / udp"},
    {"vxlan", 4789, wrap_vxlan, "eth / ip / udp / vxlan vni 42 / eth / ip / udp"},
    {"vxlan-policy", 8472, wrap_vxlan_policy,
     "eth / ip / udp / vxlan vni 42 / eth / vlan 100 / ip / udp"},
    {"vxlan-reserved", 4789, wrap_vxlan_reserved, "eth / ip / udp / vxlan vni 42 / eth / ip / udp"},
    {"vxlan-gpe", 4790, wrap_vxlan_gpe, "eth / ip / udp / vxlan-gpe vni 42 / ip / udp"},
    {"geneve", 6081, wrap_geneve, "eth / ip / udp / geneve vni 42 / eth / ip / udp"},
    {"geneve-ip", 6081, wrap_geneve_ip, "eth / ip / udp / geneve vni 42 / ip / udp"},
    {"tzsp", 37008, wrap_tzsp, "eth / ip / udp / tzsp / eth / ip / udp"},
    {"tzsp-wlan", 37008, wrap_tzsp_wlan, "eth / ip / udp / tzsp / wlan / llc / ip / udp"},
    {"jmirror", 30030, wrap_jmirror, "eth / ip / udp / jmirror session 0x7 / ip / udp"},
    {"l2tp", 1701, wrap_l2tp, "eth / ip / udp / l2tp session 5 / ppp / ip / udp"},
    {"l2tp-fields", 1701, wrap_l2tp_fields, "eth / ip / udp / l2tp session 5 / ppp / ip / udp"},
    {"l2tpv3", 1701, wrap_l2tpv3, "eth / ip / udp / l2tpv3 session 0x5 / eth / ip / udp"},
    {"gre", 4754, wrap_gre, "eth / ip / udp / gre key 0x2a / ip / udp"},
    {"mpls", 6635, wrap_mpls, "eth / ip / udp / mpls label 524289 / mpls label 17 / ip / udp"},
    {"hp-erm", 7932, wrap_hp_erm, "eth / ip / udp / hp-erm vlan 20 / eth / ip / udp"},
    {"acdr", 925, wrap_acdr, "eth / ip / udp / acdr / ip / udp"},
    {"teredo", 3544, wrap_teredo, "eth / ip / udp / teredo / ipv6 / ip / udp"},
    {"capwap", 5247, wrap_capwap, "eth / ip / udp / capwap / eth / ip / udp"},
    {"capwap-wlan", 5247, wrap_capwap_wlan, "eth / ip / udp / capwap / wlan / llc / ip / udp"},
    {"capwap-cisco", 5247, wrap_capwap_cisco, "eth / ip / udp / capwap / wlan / llc / ip / udp"},
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

/* Fragments that wait point into their frames, so those live as long as the net. */
static GPtrArray *frames;

static LmPacket
decode_exactly(const LmFrame *whole, const uint8_t *bytes, uint32_t len, uint32_t original)
{
  uint8_t *exact = g_memdup2(bytes, len ? len : 1);
  g_ptr_array_add(frames, exact);
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
    packet = decode_exactly(&whole, whole.data, len, len);
    /* Where a mirror cut it: what outer headers say shows that more was there. */
    if (len + 5 >= whole.captured_bytes)
      assert_path(&packet, tunnel->path);
  }
}

/* Each byte of its header and of what follows it 0, 255 and one more; each two of them 0 and 65535,
 * because they may be a length. */
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
    if (at + 1 == whole.captured_bytes)
      break;
    uint8_t after = bytes[at + 1];
    for (int all = 0; all < 2; all++) {
      bytes[at] = bytes[at + 1] = all ? 0xff : 0;
      decode_exactly(&whole, bytes, whole.captured_bytes, whole.captured_bytes);
    }
    bytes[at] = before;
    bytes[at + 1] = after;
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
  frames = g_ptr_array_new_with_free_func(g_free);
  for (size_t i = 0; i < G_N_ELEMENTS(tunnels); i++)
    add_tests(&tunnels[i]);
  g_test_add_func("/net/udp-tunnels/too-many", test_too_many);
  int result = g_test_run();
  lm_net_free(net);
  g_ptr_array_unref(frames);
  return result;
}
