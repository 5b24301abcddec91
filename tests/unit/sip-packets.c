/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip-packets.h"

#include <string.h>

#define CALL_ID "call-1@192.0.2.1"

TestNet *net;

static void
net_open(void)
{
  net = g_new0(TestNet, 1);
  net->tracker = lm_tracker_new();
  net->trace = lm_tracker_trace(net->tracker);
  net->payloads = g_ptr_array_new_with_free_func(g_free);
}

static void
net_close(void)
{
  lm_tracker_free(net->tracker);
  g_ptr_array_unref(net->payloads);
  g_clear_pointer(&net, g_free);
}

void
test_net_reset(void)
{
  net_close();
  net_open();
}

void
test_net_finish(void)
{
  lm_tracker_finish(net->tracker);
}

static void
run_case(gconstpointer data)
{
  const TestCase *test = data;
  net_open();
  test->run();
  net_close();
}

int
test_net_main(int argc, char **argv, const TestCase *cases, size_t n)
{
  g_test_init(&argc, &argv, NULL);
  for (size_t i = 0; i < n; i++)
    g_test_add_data_func(cases[i].path, &cases[i], run_case);
  return g_test_run();
}

static LmEndpoint
endpoint(const char *text)
{
  LmEndpoint result = {0};
  const char *colon = strrchr(text, ':');
  g_assert_true(lm_addr_parse(lm_slice(text, (size_t)(colon - text)), &result.addr));
  result.port = (uint16_t)g_ascii_strtoull(colon + 1, NULL, 10);
  return result;
}

static void
add(double at_ms, LmPacket *packet, const void *bytes, size_t len)
{
  uint8_t *payload = g_malloc(len ? len : 1);
  if (len)
    memcpy(payload, bytes, len);
  g_ptr_array_add(net->payloads, payload);
  LmFrame frame = {
      .data = payload,
      .captured_bytes = (uint32_t)len,
      .original_bytes = (uint32_t)len,
      .time_ns = TEST_EPOCH_NS + (int64_t)(at_ms * 1e6),
      .number = ++net->frame,
      .link_type = LM_LINK_RAW,
  };
  packet->frame = &frame;
  if (!net->unnumbered)
    packet->ip_id = net->ip_id ? net->ip_id : (uint16_t)net->frame;
  packet->payload = lm_slice(payload, len);
  lm_tracker_add(net->tracker, packet);
  if (!net->unsettled)
    lm_tracker_trace(net->tracker);
}

void
test_udp(double at_ms, const char *src, const char *dst, const void *bytes, size_t len)
{
  LmPacket packet = {.src = endpoint(src), .dst = endpoint(dst), .kind = LM_PACKET_UDP};
  add(at_ms, &packet, bytes, len);
}

void
test_udp_cut(double at_ms, const char *src, const char *dst, const void *bytes, size_t len,
             uint32_t missing_bytes)
{
  LmPacket packet = {.src = endpoint(src),
                     .dst = endpoint(dst),
                     .kind = LM_PACKET_UDP,
                     .missing_bytes = missing_bytes};
  add(at_ms, &packet, bytes, len);
}

void
test_tcp(double at_ms, const char *src, const char *dst, uint32_t seq, const char *bytes,
         size_t len)
{
  LmPacket packet = {.src = endpoint(src),
                     .dst = endpoint(dst),
                     .kind = LM_PACKET_TCP,
                     .tcp_seq = 1000 + seq,
                     .tcp_flags = 8};
  add(at_ms, &packet, bytes, len);
}

void
test_tcp_ack(double at_ms, const char *src, const char *dst, uint32_t acked)
{
  LmPacket packet = {.src = endpoint(src),
                     .dst = endpoint(dst),
                     .kind = LM_PACKET_TCP,
                     .tcp_ack = 1000 + acked,
                     .tcp_flags = 16};
  add(at_ms, &packet, NULL, 0);
}

void
test_icmp(double at_ms, const char *reporter, const char *src, const char *dst, uint8_t type,
          uint8_t code, const void *bytes, size_t len)
{
  LmPacket packet = {.src = endpoint(src),
                     .dst = endpoint(dst),
                     .kind = LM_PACKET_ICMP_ERROR,
                     .icmp_type = type,
                     .icmp_code = code};
  g_assert_true(lm_addr_parse(lm_slice_str(reporter), &packet.reporter));
  add(at_ms, &packet, bytes, len);
}

void
test_report(double at_ms, const char *src, const char *dst, const void *bytes, size_t len)
{
  LmPacket packet = {.src = endpoint(src), .dst = endpoint(dst), .kind = LM_PACKET_REPORT};
  add(at_ms, &packet, bytes, len);
}

char *
test_sip_text(const TestSip *sip)
{
  bool response = g_ascii_isdigit(sip->what[0]);
  unsigned cseq = sip->cseq ? sip->cseq : 1;
  const char *of = sip->of ? sip->of : response ? "INVITE" : sip->what;
  const char *call_id = sip->call_id ? sip->call_id : CALL_ID;
  GString *text = g_string_new(NULL);
  if (response)
    g_string_append_printf(text, "SIP/2.0 %s\r\n", sip->what);
  else
    g_string_append_printf(text, "%s sip:bob@example.com SIP/2.0\r\n", sip->what);
  if (sip->branch)
    g_string_append_printf(text, "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%s\r\n", sip->branch);
  else
    g_string_append_printf(text, "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK-%u\r\n", cseq);
  g_string_append(text, "Max-Forwards: 70\r\n");
  g_string_append_printf(text, "From: <sip:alice@example.com>;tag=%s\r\n",
                         sip->from_tag ? sip->from_tag : "a");
  g_string_append_printf(text, "To: <sip:bob@example.com>%s%s\r\n", sip->to_tag ? ";tag=" : "",
                         sip->to_tag ? sip->to_tag : "");
  if (*call_id)
    g_string_append_printf(text, "Call-ID: %s\r\n", call_id);
  g_string_append_printf(text, "CSeq: %u %s\r\n", cseq, of);
  if (sip->extra)
    g_string_append(text, sip->extra);
  if (sip->sdp)
    g_string_append(text, "Content-Type: application/sdp\r\n");
  g_string_append_printf(text, "Content-Length: %zu\r\n\r\n", sip->sdp ? strlen(sip->sdp) : 0);
  g_string_append(text, sip->sdp ? sip->sdp : "");
  return g_string_free(text, FALSE);
}

void
test_sip(double at_ms, const char *src, const char *dst, TestSip sip)
{
  g_autofree char *text = test_sip_text(&sip);
  test_udp(at_ms, src, dst, text, strlen(text));
}

char *
test_sdp(const char *media_endpoint, const char *formats, const char *rtpmap)
{
  char addr[LM_ADDR_TEXT_SIZE];
  LmEndpoint at = endpoint(media_endpoint);
  lm_addr_format(&at.addr, addr);
  const char *family = at.addr.family == LM_ADDR_IPV6 ? "IP6" : "IP4";
  return g_strdup_printf("v=0\r\no=- 1 1 IN %s %s\r\ns=-\r\nc=IN %s %s\r\nt=0 0\r\n"
                         "m=audio %u RTP/AVP %s\r\n%s",
                         family, addr, family, addr, at.port, formats, rtpmap);
}

void
test_rtp(double at_ms, const char *src, const char *dst, uint32_t ssrc, uint16_t sequence,
         uint8_t payload_type)
{
  uint8_t packet[172] = {0x80, payload_type, (uint8_t)(sequence >> 8), (uint8_t)sequence};
  uint32_t timestamp = sequence * 160u;
  for (int i = 0; i < 4; i++) {
    packet[4 + i] = (uint8_t)(timestamp >> (24 - 8 * i));
    packet[8 + i] = (uint8_t)(ssrc >> (24 - 8 * i));
  }
  test_udp(at_ms, src, dst, packet, sizeof packet);
}

void
test_rtp_run(double at_ms, const char *src, const char *dst, uint32_t ssrc, uint16_t sequence,
             uint8_t payload_type, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    test_rtp(at_ms + 20 * i, src, dst, ssrc, (uint16_t)(sequence + i), payload_type);
}

const LmCall *
test_call(const char *call_id)
{
  uint32_t row = lm_trace_find_call(net->trace, lm_slice_str(call_id ? call_id : CALL_ID));
  g_assert_cmpuint(row, !=, LM_NONE);
  return lm_trace_call(net->trace, row);
}
