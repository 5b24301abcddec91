/* SPDX-License-Identifier: GPL-3.0-or-later */

/* TURN: media, RTCP, SIP and STUN inside ChannelData and indications, who the peers are, and what
 * looks like ChannelData but is none. */

#include "stun-packets.h"

#define CLIENT "192.0.2.1:4000"
#define SERVER "203.0.113.9:3478"
#define PEER_ATTRIBUTE 0x0012
#define DATA_ATTRIBUTE 0x0013

static size_t
rtp(uint8_t *bytes, uint32_t ssrc, uint16_t sequence)
{
  const uint8_t head[] = {0x80, 0, (uint8_t)(sequence >> 8),       (uint8_t)sequence,
                          0,    0, (uint8_t)(sequence * 160 >> 8), (uint8_t)(sequence * 160)};
  memset(bytes, 0x55, 60);
  memcpy(bytes, head, sizeof head);
  memcpy(bytes + 8, &ssrc, 4);
  return 60;
}

static void
send_channel(double at_ms, const char *src, const char *dst, uint16_t number, const void *data,
             size_t len)
{
  uint8_t bytes[600] = {(uint8_t)(number >> 8), (uint8_t)number, (uint8_t)(len >> 8), (uint8_t)len};
  memcpy(bytes + 4, data, len);
  test_udp(at_ms, src, dst, bytes, 4 + len);
}

static void
send_channel_rtp(double at_ms, const char *src, const char *dst, unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    uint8_t bytes[64];
    send_channel(at_ms + i * 20, src, dst, 0x4000, bytes, rtp(bytes, 7, (uint16_t)i));
  }
}

static void
bind_channel(double at_ms)
{
  TestStun stun = stun_begin(0x0009, 1);
  stun_add(&stun, 0x000c, "\x40\0\0\0", 4);
  stun_add_address(&stun, PEER_ATTRIBUTE, "198.51.100.2", 5000);
  stun_send(at_ms, CLIENT, SERVER, &stun);
}

static void
test_channel(void)
{
  bind_channel(0);
  send_channel_rtp(10, CLIENT, SERVER, 6);
  send_channel_rtp(10, SERVER, CLIENT, 5);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 2);
  const LmStream *stream = lm_trace_stream(net->trace, 0);
  g_assert_cmpuint(stream->stats.packets, ==, 6);
  g_assert_cmpuint(lm_trace_endpoint(net->trace, stream->dst)->port, ==, 3478);
  const LmEvent *event = find_event("ChannelBind request");
  g_assert_cmpstr(event->detail, ==, "channel 0x4000 = 198.51.100.2:5000");
  event = find_event("ChannelData");
  g_assert_cmpstr(event->detail, ==, "channel 0x4000 = 198.51.100.2:5000");
  g_assert_cmpint(event->protocol, ==, LM_EVENT_TURN);
  g_assert_cmpuint(event->repeats, ==, 0);
  const LmTraceCounters *counters = lm_trace_counters(net->trace);
  g_assert_cmpuint(counters->turn_packets, ==, 11);
  g_assert_cmpuint(counters->stun_packets, ==, 12);
  g_assert_cmpuint(counters->rtp_packets, ==, 11);
}

static void
send_indication(double at_ms, bool from_client, const void *data, size_t len)
{
  TestStun stun = stun_begin(from_client ? 0x0016 : 0x0017, 1);
  stun_add_address(&stun, PEER_ATTRIBUTE, "198.51.100.2", 5000);
  stun_add(&stun, DATA_ATTRIBUTE, data, len);
  stun_send(at_ms, from_client ? CLIENT : SERVER, from_client ? SERVER : CLIENT, &stun);
}

static void
test_indications(void)
{
  for (unsigned i = 0; i < 5; i++) {
    uint8_t bytes[64];
    size_t len = rtp(bytes, 9, (uint16_t)i);
    send_indication(i * 20, true, bytes, len);
    send_indication(i * 20 + 1, false, bytes, len);
  }
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 2);
  g_assert_cmpuint(lm_trace_stream(net->trace, 1)->stats.packets, ==, 5);
  g_assert_cmpstr(find_event("Send indication")->detail, ==, "peer 198.51.100.2:5000");
  g_assert_cmpstr(find_event("Data indication")->detail, ==, "peer 198.51.100.2:5000");
  g_assert_cmpuint(lm_trace_counters(net->trace)->stun_packets, ==, 10);
}

/* A check inside an indication is one between the client and the peer. */
static void
test_check_inside(void)
{
  TestStun stun = stun_begin(STUN_BINDING, 5);
  stun_add(&stun, STUN_PRIORITY, "\0\0\0\1", 4);
  stun_add(&stun, STUN_CONTROLLING, "12345678", 8);
  stun_add(&stun, STUN_USE_CANDIDATE, "", 0);
  send_indication(0, true, stun.bytes, stun.len);
  stun = stun_begin(STUN_BINDING_SUCCESS, 5);
  send_indication(10, false, stun.bytes, stun.len);
  const LmEvent *event = find_event("nominated");
  g_assert_nonnull(event);
  g_assert_cmpstr(event->detail, ==, CLIENT " <-> 198.51.100.2:5000");
  event = find_event("Binding request");
  g_assert_cmpstr(event->detail, ==,
                  "controlling, USE-CANDIDATE, priority 1, TURN peer 198.51.100.2:5000");
  g_assert_cmpuint(lm_trace_counters(net->trace)->stun_packets, ==, 2);
}

static void
test_sip_inside(void)
{
  g_autofree char *text = test_sip_text(&(TestSip){.what = "OPTIONS"});
  send_channel(0, CLIENT, SERVER, 0x4001, text, strlen(text));
  g_assert_cmpuint(lm_trace_counters(net->trace)->sip_messages, ==, 1);
  g_assert_cmpstr(find_event("ChannelData")->detail, ==, "channel 0x4001");
}

/* The capture cut the end of each off. */
static void
test_cut(void)
{
  bind_channel(0);
  for (unsigned i = 0; i < 5; i++) {
    uint8_t bytes[64] = {0x40, 0, 0, 160};
    rtp(bytes + 4, 3, (uint16_t)i);
    test_udp_cut(10 + i * 20, CLIENT, SERVER, bytes, 40, 124);
  }
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
  g_assert_cmpuint(lm_trace_stream(net->trace, 0)->stats.packets, ==, 5);
}

/* GTP-C has its length at the same place, and a first byte of 0x48 (3GPP TS 29.274, 5.1). */
static void
test_not_turn(void)
{
  static const uint8_t gtp[] = {0x48, 0x20, 0, 8, 0, 0, 0, 1, 0, 0, 1, 0};
  test_udp(0, "192.0.2.1:2123", "192.0.2.2:2123", gtp, sizeof gtp);
  test_udp(0, "192.0.2.1:2123", "192.0.2.2:2123", "\x40\1\0\0", 4);
  g_assert_cmpuint(lm_trace_counters(net->trace)->stun_packets, ==, 0);
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 0);
  /* Empty data of a channel that was bound is TURN. */
  bind_channel(10);
  send_channel(20, CLIENT, SERVER, 0x4000, "", 0);
  g_assert_cmpuint(lm_trace_counters(net->trace)->turn_packets, ==, 1);
}

/* Wrappers in wrappers come to an end. */
static void
test_nested(void)
{
  uint8_t bytes[600];
  size_t len = rtp(bytes, 1, 1);
  for (int i = 0; i < 40; i++) {
    memmove(bytes + 4, bytes, len);
    const uint8_t head[] = {0x40, 0, (uint8_t)(len >> 8), (uint8_t)len};
    memcpy(bytes, head, 4);
    len += 4;
  }
  test_udp(0, CLIENT, SERVER, bytes, len);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 0);
}

static void
test_allocate(void)
{
  TestStun stun = stun_begin(0x0113, 1);
  stun_add(&stun, 0x0009, "\0\0\4\1Unauthorized", 16);
  stun_send(0, SERVER, CLIENT, &stun);
  g_assert_cmpint(find_event("Allocate 401 Unauthenticated")->outcome, ==, LM_EVENT_NOTE);
  stun = stun_begin(0x0113, 2);
  stun_add(&stun, 0x0009, "\0\0\4\x56Quota", 9);
  stun_send(0, SERVER, CLIENT, &stun);
  g_assert_cmpint(find_event("Allocate 486 Allocation Quota Reached")->outcome, ==,
                  LM_EVENT_FAILURE);
  stun = stun_begin(0x0103, 3);
  stun_add_address(&stun, 0x0016, "203.0.113.9", 50000);
  stun_add_address(&stun, 0x0020, "192.0.2.1", 4000);
  stun_add(&stun, 0x000d, "\0\0\2\x58", 4);
  stun_send(0, SERVER, CLIENT, &stun);
  const LmEvent *event = find_event("Allocate success");
  g_assert_cmpint(event->outcome, ==, LM_EVENT_GOOD);
  g_assert_cmpstr(event->detail, ==,
                  "relayed 203.0.113.9:50000, mapped 192.0.2.1:4000, lifetime 600 s");
}

static void
allocate(double at_ms)
{
  TestStun stun = stun_begin(0x0103, 3);
  stun_add_address(&stun, 0x0016, "203.0.113.9", 50000);
  stun_send(at_ms, SERVER, CLIENT, &stun);
}

/* The SDP names the relayed address; what goes between client and server is of the same call. */
static void
test_relayed(void)
{
  for (int before = 0; before < 2; before++) {
    test_net_reset();
    g_autofree char *sdp = test_sdp("203.0.113.9:50000", "0", "");
    if (before)
      allocate(0);
    SIP(10, ALICE, BOB, "INVITE", .sdp = sdp);
    if (!before)
      allocate(20);
    send_channel_rtp(30, CLIENT, SERVER, 6);
    g_assert_cmpuint(lm_trace_stream(net->trace, 0)->call, ==, 0);
    g_assert_cmpuint(find_event("Allocate success")->call, ==, 0);
  }
}

/* Over TCP messages follow each other, each in whole words, in whatever segments. */
static void
test_tcp_turn(void)
{
  uint8_t bytes[1024];
  TestStun stun = stun_begin(0x0009, 1);
  stun_add(&stun, 0x000c, "\x40\0\0\0", 4);
  stun_add_address(&stun, PEER_ATTRIBUTE, "198.51.100.2", 5000);
  memcpy(bytes, stun.bytes, stun.len);
  size_t len = stun.len;
  for (unsigned i = 0; i < 6; i++) {
    const uint8_t head[] = {0x40, 0, 0, 58, 0};
    memcpy(bytes + len, head, 4);
    rtp(bytes + len + 4, 7, (uint16_t)i);
    memcpy(bytes + len + 62, "\0\0", 2);
    len += 64;
  }
  test_tcp(0, CLIENT, SERVER, 0, (const char *)bytes, 70);
  test_tcp(10, CLIENT, SERVER, 70, (const char *)bytes + 70, 100);
  test_tcp(20, CLIENT, SERVER, 170, (const char *)bytes + 170, len - 170);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
  g_assert_cmpuint(lm_trace_stream(net->trace, 0)->stats.packets, ==, 6);
  g_assert_cmpstr(find_event("ChannelData")->detail, ==, "channel 0x4000 = 198.51.100.2:5000");
  g_assert_cmpuint(lm_trace_counters(net->trace)->turn_packets, ==, 6);
}

/* Behind lengths of their own (RFC 4571): a check, then media. */
static void
test_tcp_framed(void)
{
  uint8_t bytes[512];
  TestStun stun = stun_begin(STUN_BINDING, 5);
  stun_add(&stun, STUN_PRIORITY, "\0\0\0\1", 4);
  bytes[0] = 0;
  bytes[1] = (uint8_t)stun.len;
  memcpy(bytes + 2, stun.bytes, stun.len);
  size_t len = 2 + stun.len;
  test_tcp(0, CLIENT, SERVER, 0, (const char *)bytes, len);
  g_assert_cmpint(find_event("Binding request")->protocol, ==, LM_EVENT_ICE);
  for (unsigned i = 0; i < 6; i++) {
    bytes[0] = 0;
    bytes[1] = (uint8_t)rtp(bytes + 2, 7, (uint16_t)i);
    test_tcp(10 + i, CLIENT, SERVER, (uint32_t)len, (const char *)bytes, 62);
    len += 62;
  }
  g_assert_cmpuint(lm_trace_stream(net->trace, 0)->stats.packets, ==, 6);
  /* Media alone, another way. */
  for (unsigned i = 0; i < 6; i++) {
    bytes[1] = (uint8_t)rtp(bytes + 2, 8, (uint16_t)i);
    test_tcp(100 + i, BOB_MEDIA, ALICE_MEDIA, i * 62, (const char *)bytes, 62);
  }
  g_assert_cmpuint(lm_trace_stream(net->trace, 1)->stats.packets, ==, 6);
}

/* What only begins like it is left to others. */
static void
test_tcp_other(void)
{
  test_tcp(0, CLIENT, SERVER, 0, "\0\1\0\0ABCDabcdefghijkl", 20);
  test_tcp(10, BOB_MEDIA, ALICE_MEDIA, 0, "\0\x0e\x80\0\0\1\0\0\0\1\0\0\0\1xxyy", 18);
  test_tcp(20, "192.0.2.9:1", "192.0.2.9:2", 0, "\0\x01\x80", 3);
  test_net_finish();
  g_assert_cmpuint(lm_trace_counters(net->trace)->stun_packets, ==, 0);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 0);
}

static const TestCase cases[] = {
    {"/track/turn/channel", test_channel},
    {"/track/turn/indications", test_indications},
    {"/track/turn/check", test_check_inside},
    {"/track/turn/sip", test_sip_inside},
    {"/track/turn/cut", test_cut},
    {"/track/turn/not-turn", test_not_turn},
    {"/track/turn/tcp", test_tcp_turn},
    {"/track/turn/tcp-framed", test_tcp_framed},
    {"/track/turn/tcp-other", test_tcp_other},
    {"/track/turn/relayed", test_relayed},
    {"/track/turn/nested", test_nested},
    {"/track/turn/allocate", test_allocate},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
