/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is sent on flows of SIP beside SIP: keep-alives (RFC 5626, 3.5) and SigComp (RFC 3320); and
 * what a recorder sends over TCP. */

#include "sip-packets.h"

#include <string.h>

static uint64_t
keepalives(void)
{
  return lm_trace_counters(net->trace)->keepalives;
}

static void
test_line_ends(void)
{
  SIP(0, ALICE, PROXY, "REGISTER");
  test_udp(10, ALICE, PROXY, "\r\n\r\n", 4);
  test_udp(20, PROXY, ALICE, "\r\n", 2);
  g_assert_cmpuint(keepalives(), ==, 2);
}

static void
test_stun(void)
{
  static const uint8_t request[20] = {0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3};
  test_udp(0, ALICE_MEDIA, BOB_MEDIA, request, sizeof request);
  g_assert_cmpuint(keepalives(), ==, 0);
  SIP(10, ALICE, PROXY, "REGISTER");
  test_udp(20, ALICE, PROXY, request, sizeof request);
  g_assert_cmpuint(keepalives(), ==, 1);
}

static void
test_sigcomp(void)
{
  static const char message[] = "\xf9"
                                "abcdefghijkl";
  for (int i = 0; i < 3; i++)
    test_udp(i, ALICE, PROXY, message, sizeof message);
  test_udp(5, PROXY, ALICE, message, sizeof message);
  test_udp(6, ALICE_MEDIA, BOB_MEDIA, message, sizeof message);
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 2);
  const LmEvent *event = lm_trace_event(net->trace, 0);
  g_assert_cmpint(event->protocol, ==, LM_EVENT_SIGCOMP);
  g_assert_cmpuint(event->repeats, ==, 2);
  g_assert_cmpuint(lm_trace_counters(net->trace)->protocols[LM_EVENT_SIGCOMP], ==, 4);
}

static void
add_chunk(GByteArray *out, uint16_t type, const void *bytes, size_t len)
{
  const uint8_t header[6] = {
      0, 0, (uint8_t)(type >> 8), (uint8_t)type, (uint8_t)((len + 6) >> 8), (uint8_t)(len + 6)};
  g_byte_array_append(out, header, 6);
  g_byte_array_append(out, bytes, (guint)len);
}

/* A message of HEP version 3 that holds @text as sent from alice to the proxy. */
static GByteArray *
hep(const char *text, uint8_t ip_protocol)
{
  GByteArray *out = g_byte_array_new();
  g_byte_array_append(out, (const uint8_t *)"HEP3\0\0", 6);
  add_chunk(out, 1, "\x02", 1);
  add_chunk(out, 2, &ip_protocol, 1);
  add_chunk(out, 3, "\xc0\0\x02\x01", 4);
  add_chunk(out, 4, "\xc0\0\x02\x05", 4);
  add_chunk(out, 7, "\x13\xc4", 2);
  add_chunk(out, 8, "\x13\xc4", 2);
  add_chunk(out, 11, "\x01", 1);
  add_chunk(out, 15, text, strlen(text));
  out->data[4] = (uint8_t)(out->len >> 8);
  out->data[5] = (uint8_t)out->len;
  return out;
}

/* However the segments cut them, and though some of the bytes are none. */
static void
test_hep_over_tcp(void)
{
  static const size_t steps[] = {1, 5, 100, 4000};
  for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
    test_net_reset();
    g_autofree char *invite = test_sip_text(&(TestSip){.what = "INVITE"});
    g_autofree char *ringing = test_sip_text(&(TestSip){.what = "180 Ringing", .to_tag = "b"});
    g_autoptr(GByteArray) all = hep(invite, 17);
    g_autoptr(GByteArray) second = hep(ringing, 6);
    g_byte_array_append(all, (const uint8_t *)"lost HEP", 8);
    g_byte_array_append(all, second->data, second->len);
    for (size_t at = 0; at < all->len; at += steps[i])
      test_tcp((double)at, "192.0.2.9:40000", "192.0.2.10:9060", (uint32_t)at,
               (const char *)all->data + at, MIN(steps[i], all->len - at));
    g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 2);
    const LmMessage *first = lm_trace_message(net->trace, 0);
    char text[LM_ENDPOINT_TEXT_SIZE];
    g_assert_cmpstr(lm_endpoint_format(lm_trace_endpoint(net->trace, first->src), text), ==, ALICE);
    g_assert_cmpint(first->transport, ==, LM_TRANSPORT_UDP);
    g_assert_cmpint(lm_trace_message(net->trace, 1)->transport, ==, LM_TRANSPORT_TCP);
    g_assert_cmpuint(lm_trace_counters(net->trace)->packets, ==, net->frame);
  }
}

static const TestCase cases[] = {
    {"/track/keepalives/line-ends", test_line_ends},
    {"/track/keepalives/stun", test_stun},
    {"/track/keepalives/sigcomp", test_sigcomp},
    {"/track/keepalives/hep-over-tcp", test_hep_over_tcp},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
