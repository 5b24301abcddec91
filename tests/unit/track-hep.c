/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What comes by HEP beside packets: events of the call that it names. */

#include "sip-packets.h"

#include "capture/hep.h"
#include "engine/event_detail.h"
#include "engine/rows.h"

#include <string.h>
#include <zlib.h>

#define AGENT "198.51.100.7:40000"
#define COLLECTOR "198.51.100.9:9060"
#define RTCP                                                                                     \
  "{\"sender_information\":{\"packets\":50},\"type\":200,\"report_blocks\":[{\"source_ssrc\":1," \
  "\"fraction_lost\":64,\"packets_lost\":12,\"ia_jitter\":44}]}"

typedef struct {
  uint8_t bytes[4096];
  size_t len;
} Message;

static void
chunk(Message *m, uint16_t type, const void *value, size_t len)
{
  uint8_t header[] = {0, 0, 0, (uint8_t)type, (uint8_t)((len + 6) >> 8), (uint8_t)(len + 6)};
  memcpy(m->bytes + m->len, header, sizeof header);
  memcpy(m->bytes + m->len + sizeof header, value, len);
  m->len += sizeof header + len;
  m->bytes[4] = (uint8_t)(m->len >> 8);
  m->bytes[5] = (uint8_t)m->len;
}

/* Between hosts that no call announces, unless @media is set. */
static const Message *
report(uint8_t type, const char *call_id, const char *payload, bool media, bool compressed)
{
  static Message m;
  uint8_t packed[2048];
  uLongf n = sizeof packed;
  memcpy(m.bytes, "HEP3\0\0", 6);
  m.len = 6;
  chunk(&m, LM_HEP_CHUNK_FAMILY, "\x02", 1);
  chunk(&m, LM_HEP_CHUNK_PROTOCOL, "\x11", 1);
  chunk(&m, LM_HEP_CHUNK_SRC_IPV4, media ? "\xc0\x00\x02\x01" : "\xcb\x00\x71\x05", 4);
  chunk(&m, LM_HEP_CHUNK_DST_IPV4, media ? "\xc0\x00\x02\x02" : "\xcb\x00\x71\x06", 4);
  chunk(&m, LM_HEP_CHUNK_SRC_PORT, "\x1b\x59", 2); /* 7001 */
  chunk(&m, LM_HEP_CHUNK_DST_PORT, "\x1b\x5b", 2);
  chunk(&m, LM_HEP_CHUNK_TYPE, &type, 1);
  chunk(&m, LM_HEP_CHUNK_NODE, "edge-1", 6);
  if (*call_id)
    chunk(&m, LM_HEP_CHUNK_CORRELATION, call_id, strlen(call_id));
  if (compressed) {
    g_assert_cmpint(compress(packed, &n, (const uint8_t *)payload, strlen(payload)), ==, Z_OK);
    chunk(&m, LM_HEP_CHUNK_COMPRESSED, packed, n);
  } else {
    chunk(&m, LM_HEP_CHUNK_PAYLOAD, payload, strlen(payload));
  }
  return &m;
}

static void
send_report(double at_ms, uint8_t type, const char *call_id, const char *payload)
{
  const Message *m = report(type, call_id, payload, false, false);
  test_report(at_ms, AGENT, COLLECTOR, m->bytes, m->len);
}

static const LmEvent *
event_at(uint32_t row)
{
  g_assert_cmpuint(row, <, lm_trace_n_events(net->trace));
  const LmEvent *event = lm_trace_event(net->trace, row);
  g_assert_cmpint(event->protocol, ==, LM_EVENT_HEP);
  return event;
}

static void
test_types(void)
{
  static const struct {
    uint8_t type;
    const char *payload, *label, *detail;
  } cases[] = {
      {5, RTCP, "RTCP report", "loss 25.0 %, lost 12, jitter 44, sent 50 packets"},
      {5, "{\"report_blocks\":[{\"packets_lost\":16777213}]}", "RTCP report", "lost -3"},
      {58, "{\"a\":1}", "RTCP report", "{\"a\":1}"},
      {34, "{\"MOS\":4.1,\"MEAN_MOS\":4.2,\"RFACTOR\":\"90\",\"PACKET_LOSS\":3,\"JITTER\":1.5}",
       "RTP report", "MOS 4.2, R 90, lost 3, jitter 1.5 ms"},
      {35, "{\"mos\":3.9}", "RTP report", "MOS 3.9"},
      {99, "{\"CODEC_NAME\":\"PCMA\"}", "RTP report", "PCMA"},
      {100, "\r\n\n  ERROR: no\x1b[31m relay \n second", "Log", "ERROR: no\\x1b[31m relay"},
      {60, "{\"status\":\"answered\",\"duration\":12}", "CDR", "answered, 12 s"},
      {101, "a;b;c", "CDR", "a;b;c"},
      {102, "{broken", "CDR", "{broken"},
      {53, "{\"q\":\"example.org\"}", "Report", "53: {\"q\":\"example.org\"}"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    test_net_reset();
    SIP(0, ALICE, BOB, "INVITE", .call_id = "one");
    send_report(10, cases[i].type, "one", cases[i].payload);
    g_assert_cmpstr(event_at(0)->label, ==, cases[i].label);
    g_assert_cmpstr(event_at(0)->detail, ==, cases[i].detail);
    g_assert_cmpuint(event_at(0)->call, ==, 0);
    g_assert_cmpuint(lm_trace_call(net->trace, 0)->n_events, ==, 1);
  }
  test_net_reset();
  send_report(0, 0, "one", "ping");
  send_report(0, 1, "one", "not of this kind");
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 0);
}

/* What comes before its call waits for it, and equal ones of two calls are two. */
static void
test_early(void)
{
  send_report(0, 100, "one", "the same");
  send_report(1, 100, "two", "the same");
  send_report(2, 100, "never", "the same");
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 3);
  SIP(10, ALICE, BOB, "INVITE", .call_id = "two");
  SIP(20, ALICE, BOB, "INVITE", .call_id = "one");
  g_assert_cmpuint(event_at(0)->call, ==, lm_trace_find_call(net->trace, LM_SLICE_LITERAL("one")));
  g_assert_cmpuint(event_at(1)->call, ==, lm_trace_find_call(net->trace, LM_SLICE_LITERAL("two")));
  g_assert_cmpuint(event_at(2)->call, ==, LM_NONE);
  send_report(30, 100, "one", "the same");
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 3);
  g_assert_cmpuint(event_at(0)->repeats, ==, 1);
}

/* Without a Call-ID it is the call whose media it is about. */
static void
test_by_media(void)
{
  g_autofree char *sdp = test_sdp(ALICE_MEDIA, "8", "");
  const Message *m = report(5, "", RTCP, true, false);
  test_report(0, AGENT, COLLECTOR, m->bytes, m->len);
  SIP(10, ALICE, BOB, "INVITE", .sdp = sdp);
  g_assert_cmpuint(event_at(0)->call, ==, 0);
}

static const LmDetail *
child(const LmDetail *node, const char *name)
{
  for (const LmDetail *it = node->first_child; it; it = it->next)
    if (strcmp(it->name, name) == 0)
      return it;
  g_error("%s is not there", name);
}

static void
test_tree(void)
{
  for (int compressed = 0; compressed < 2; compressed++) {
    test_net_reset();
    const Message *m = report(5, "one", RTCP, false, compressed);
    test_report(0, AGENT, COLLECTOR, m->bytes, m->len);
    LmMessageView view;
    LmArena arena = LM_ARENA_INIT;
    lm_event_view_fill(net->trace, 0, &view);
    const LmDetail *root = lm_event_view_detail(&view, &arena);
    g_assert_true(lm_slice_equal(child(root, "Node")->value, LM_SLICE_LITERAL("edge-1")));
    g_assert_true(lm_slice_equal(child(root, "Correlation")->value, LM_SLICE_LITERAL("one")));
    const LmDetail *body = child(root, "Body");
    const LmDetail *blocks =
        child(compressed ? child(body, "Decoded body") : body, "report_blocks");
    g_assert_true(
        lm_slice_equal(child(child(blocks, "[0]"), "packets_lost")->value, LM_SLICE_LITERAL("12")));
    g_assert_cmpstr(event_at(0)->detail, ==, "loss 25.0 %, lost 12, jitter 44, sent 50 packets");
    lm_arena_clear(&arena);
  }
}

/* In a stream, a packet and a report about its call behind one another, in pieces. */
static void
test_stream(void)
{
  g_autofree char *sip = test_sip_text(&(TestSip){.what = "INVITE", .call_id = "one"});
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  const Message *m = report(1, "one", sip, false, false);
  g_byte_array_append(bytes, m->bytes, (guint)m->len);
  m = report(100, "one", "relayed", false, false);
  g_byte_array_append(bytes, m->bytes, (guint)m->len);
  for (guint at = 0; at < bytes->len; at += 100)
    test_tcp(at, AGENT, COLLECTOR, at, (const char *)bytes->data + at, MIN(100, bytes->len - at));
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 1);
  g_assert_cmpstr(event_at(0)->detail, ==, "relayed");
  g_assert_cmpuint(event_at(0)->call, ==, 0);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/track/hep/types", test_types},       {"/track/hep/early", test_early},
      {"/track/hep/by-media", test_by_media}, {"/track/hep/tree", test_tree},
      {"/track/hep/stream", test_stream},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
