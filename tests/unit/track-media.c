/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Streams that SDP announces: their call and codec, media before its SDP, several sources, the same
 * source in the next call, RTCP, and the limit on streams. */

#include "base/limits.h"
#include "sip-packets.h"

#include <string.h>

static const LmStream *
stream(uint32_t row)
{
  g_assert_cmpuint(row, <, lm_trace_n_streams(net->trace));
  return lm_trace_stream(net->trace, row);
}

static void
assert_codec(uint32_t row, const char *codec, uint32_t clock_hz)
{
  g_autofree char *got = g_strndup(
      stream(row)->codec.len ? (const char *)stream(row)->codec.data : "", stream(row)->codec.len);
  g_assert_cmpstr(got, ==, codec);
  g_assert_cmpuint(lm_stream_clock_hz(stream(row)), ==, clock_hz);
}

/* Offer and answer of a call, from @at_ms on. */
static void
call(double at_ms, const char *call_id, const char *formats, const char *rtpmap)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, formats, rtpmap);
  g_autofree char *answer = test_sdp(BOB_MEDIA, formats, rtpmap);
  SIP(at_ms, ALICE, BOB, "INVITE", .call_id = call_id, .sdp = offer);
  SIP(at_ms + 10, BOB, ALICE, "200 OK", .call_id = call_id, .to_tag = "b", .sdp = answer);
  SIP(at_ms + 20, ALICE, BOB, "ACK", .call_id = call_id, .to_tag = "b", .branch = "ack");
}

static void
bye(double at_ms, const char *call_id)
{
  SIP(at_ms, ALICE, BOB, "BYE", .call_id = call_id, .to_tag = "b", .cseq = 2);
}

static void
test_announced(void)
{
  call(0, "one", "8", "");
  test_rtp(30, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 8);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
  g_assert_true(stream(0)->announced);
  g_assert_cmpuint(stream(0)->call, ==, 0);
  g_assert_cmpuint(stream(0)->first_frame, ==, 4);
  g_assert_cmpuint(stream(0)->stats.packets, ==, 1);
  assert_codec(0, "PCMA", 8000);
  test_rtp_run(50, ALICE_MEDIA, BOB_MEDIA, 0xa, 2, 8, 9);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
  g_assert_cmpuint(stream(0)->stats.packets, ==, 10);
  g_assert_cmpuint(test_call("one")->n_streams, ==, 1);
  g_assert_cmpuint(test_call("one")->first_stream, ==, 0);
  /* Its last packet is the last sign of life of the call. */
  test_net_finish();
  assert_span_ms(lm_call_duration_ns(test_call("one")), 200);
}

static void
test_dynamic_types(void)
{
  call(0, "one", "96 97", "a=rtpmap:96 opus/48000/2\r\na=rtpmap:97 telephone-event/8000\r\n");
  test_rtp_run(30, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 97, 5);
  assert_codec(0, "telephone-event", 8000);
  test_rtp_run(150, ALICE_MEDIA, BOB_MEDIA, 0xa, 6, 96, 2);
  /* An event is not the stream's codec, however many packets it takes. */
  assert_codec(0, "opus", 48000);
  g_assert_cmpuint(stream(0)->payload_type, ==, 96);
  g_assert_cmpint(stream(0)->secure, ==, false);
}

/* Each side numbers the codec in its own way, and each sends with its own number. */
static void
test_senders_own_types(void)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, "96", "a=rtpmap:96 opus/48000/2\r\n");
  g_autofree char *answer = test_sdp(BOB_MEDIA, "111", "a=rtpmap:111 opus/48000/2\r\n");
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer);
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = answer);
  test_rtp_run(30, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 96, 2);
  test_rtp_run(40, BOB_MEDIA, ALICE_MEDIA, 0xb, 1, 111, 2);
  assert_codec(0, "opus", 48000);
  assert_codec(1, "opus", 48000);
}

/* A capture with a short snap length has the headers alone. The bytes are those that were sent. */
static void
test_cut_by_snap_length(void)
{
  static const uint8_t headers[4][12] = {{0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9},
                                         {0x80, 0, 0, 2, 0, 0, 0, 160, 0, 0, 0, 9},
                                         {0x80, 0, 0, 3, 0, 0, 1, 64, 0, 0, 0, 9},
                                         {0x80, 0, 0, 4, 0, 0, 1, 224, 0, 0, 0, 9}};
  for (unsigned i = 0; i < 4; i++)
    test_udp_cut(20 * i, ALICE_MEDIA, BOB_MEDIA, headers[i], sizeof headers[i], 160);
  g_assert_cmpuint(stream(0)->stats.packets, ==, 4);
  g_assert_cmpuint(stream(0)->stats.bytes, ==, 4 * 172);
}

static void
test_secure(void)
{
  g_autofree char *sdp = test_sdp(BOB_MEDIA, "0", "");
  g_autofree char *secure = g_strdup(sdp);
  char *avp = strstr(secure, "RTP/AVP");
  GString *text = g_string_new_len(secure, avp - secure);
  g_string_append(text, "RTP/SAVP");
  g_string_append(text, avp + strlen("RTP/AVP"));
  SIP(0, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = text->str);
  g_string_free(text, TRUE);
  test_rtp(10, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0);
  g_assert_true(stream(0)->secure);
}

/* Early media: the packets come before the SDP that announces where they go. */
static void
test_media_before_sdp(void)
{
  g_autofree char *answer = test_sdp(BOB_MEDIA, "98", "a=rtpmap:98 iLBC/8000\r\n");
  SIP(0, ALICE, BOB, "INVITE");
  test_rtp_run(10, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 98, 6);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
  g_assert_false(stream(0)->announced);
  g_assert_cmpuint(stream(0)->call, ==, LM_NONE);
  assert_codec(0, "", 0);
  SIP(200, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = answer);
  g_assert_true(stream(0)->announced);
  g_assert_cmpuint(stream(0)->call, ==, 0);
  assert_codec(0, "iLBC", 8000);
  g_assert_cmpuint(test_call(NULL)->n_streams, ==, 1);
  test_rtp_run(210, ALICE_MEDIA, BOB_MEDIA, 0xa, 7, 98, 2);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
  g_assert_cmpuint(stream(0)->stats.packets, ==, 8);
}

/* Ports are used again: what ended long before a call, and of whose call nothing was captured, is
 * not of it, and neither goes on in it. */
static void
test_media_long_before(void)
{
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 6);
  test_rtp_run(200, ALICE_MEDIA, BOB_MEDIA, 0xb, 1, 0, 6);
  call(300e3, "one", "0", "");
  test_rtp_run(301e3, ALICE_MEDIA, BOB_MEDIA, 0xa, 7, 0, 6);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 3);
  g_assert_cmpuint(stream(0)->call, ==, LM_NONE);
  g_assert_cmpuint(stream(1)->call, ==, LM_NONE);
  g_assert_cmpuint(stream(0)->stats.packets, ==, 6);
  g_assert_cmpuint(stream(2)->call, ==, 0);
  g_assert_cmpuint(stream(2)->stats.packets, ==, 6);
}

static void
test_two_sources(void)
{
  call(0, "one", "0", "");
  for (unsigned i = 0; i < 10; i++) {
    test_rtp(30 + 20 * i, ALICE_MEDIA, BOB_MEDIA, 0xa, (uint16_t)(100 + i), 0);
    test_rtp(35 + 20 * i, ALICE_MEDIA, BOB_MEDIA, 0xb, (uint16_t)(65530 + i), 0);
  }
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 2);
  for (uint32_t i = 0; i < 2; i++) {
    g_assert_cmpuint(stream(i)->ssrc, ==, 0xa + i);
    g_assert_cmpuint(stream(i)->stats.packets, ==, 10);
    g_assert_cmpint(lm_rtp_stats_lost(&stream(i)->stats), ==, 0);
  }
  g_assert_cmpuint(test_call("one")->n_streams, ==, 2);
}

static void
test_source_changes(void)
{
  call(0, "one", "0", "");
  test_rtp_run(30, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 10);
  test_rtp_run(230, ALICE_MEDIA, BOB_MEDIA, 0xb, 4000, 0, 10);
  test_rtp_run(430, ALICE_MEDIA, BOB_MEDIA, 0xa, 11, 0, 5);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 2);
  g_assert_cmpuint(stream(0)->stats.packets, ==, 15);
  g_assert_cmpuint(stream(1)->stats.packets, ==, 10);
  g_assert_cmpint(lm_rtp_stats_lost(&stream(0)->stats), ==, 0);
}

/* Programs that play a recording use the same SSRC on the same ports for each call. */
static void
test_same_source_in_next_call(void)
{
  call(0, "one", "0", "");
  test_rtp_run(30, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 10);
  bye(250, "one");
  call(1000, "two", "0", "");
  test_rtp_run(1030, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 20);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 2);
  g_assert_cmpuint(stream(0)->stats.packets, ==, 10);
  g_assert_cmpuint(stream(1)->stats.packets, ==, 20);
  g_assert_cmpuint(stream(0)->call, ==, 0);
  g_assert_cmpuint(stream(1)->call, ==, 1);
  g_assert_cmpuint(test_call("two")->n_streams, ==, 1);
}

/* But a stream that goes on while a second Call-ID announces the same place is one stream: the two
 * are legs of one call. */
static void
test_two_legs_announce_one_place(void)
{
  call(0, "one", "0", "");
  test_rtp_run(30, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 10);
  call(300, "two", "0", "");
  test_rtp_run(330, ALICE_MEDIA, BOB_MEDIA, 0xa, 11, 0, 10);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
  g_assert_cmpuint(stream(0)->stats.packets, ==, 20);
}

static void
put_be32(uint8_t *out, uint32_t value)
{
  for (int i = 0; i < 4; i++)
    out[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* A receiver report of @reporter about @about: 128 of 256 lost lately, 70 in all, jitter 80. */
static void
receiver_report(double at_ms, const char *src, const char *dst, uint32_t reporter, uint32_t about)
{
  uint8_t rr[32] = {0x81, 201, 0, 7};
  put_be32(rr + 4, reporter);
  put_be32(rr + 8, about);
  put_be32(rr + 12, 128u << 24 | 70);
  put_be32(rr + 20, 80);
  test_udp(at_ms, src, dst, rr, sizeof rr);
}

static void
test_rtcp(void)
{
  call(0, "one", "0", "");
  test_rtp_run(30, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 10);
  test_rtp_run(31, BOB_MEDIA, ALICE_MEDIA, 0xb, 1, 0, 10);
  receiver_report(300, "192.0.2.2:7003", "192.0.2.1:7001", 0xb, 0xa);
  g_assert_cmpuint(lm_trace_counters(net->trace)->rtcp_packets, ==, 1);
  g_assert_true(stream(0)->rtcp_reported);
  g_assert_cmpint(stream(0)->rtcp_lost, ==, 70);
  g_assert_cmpuint(stream(0)->rtcp_jitter, ==, 80);
  g_assert_cmpuint(stream(0)->rtcp_fraction, ==, 128);
  g_assert_cmpuint(stream(0)->rtcp_packets, ==, 1);
  /* It comes from the source of the other stream, and says nothing of that. */
  g_assert_false(stream(1)->rtcp_reported);
  g_assert_cmpuint(stream(1)->rtcp_packets, ==, 1);
  /* A report that travels the same way as the stream is not about it. */
  receiver_report(310, "192.0.2.1:7001", "192.0.2.2:7003", 0xc, 0xa);
  g_assert_cmpuint(stream(0)->rtcp_packets, ==, 1);
  g_assert_cmpuint(lm_trace_counters(net->trace)->rtcp_packets, ==, 2);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 2);
}

static void
test_rtcp_in_next_call(void)
{
  call(0, "one", "0", "");
  test_rtp_run(30, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 10);
  bye(250, "one");
  call(1000, "two", "0", "");
  test_rtp_run(1030, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 10);
  receiver_report(1300, "192.0.2.2:7003", "192.0.2.1:7001", 0xb, 0xa);
  g_assert_false(stream(0)->rtcp_reported);
  g_assert_true(stream(1)->rtcp_reported);
}

/* RFC 5761: RTCP on the port of the media is no packet of it. */
static void
test_rtcp_mux(void)
{
  call(0, "one", "0", "");
  test_rtp_run(30, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 10);
  receiver_report(300, BOB_MEDIA, ALICE_MEDIA, 0xb, 0xa);
  g_assert_true(stream(0)->rtcp_reported);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
}

static void
test_stream_limit(void)
{
  call(0, "one", "0", "");
  for (uint32_t i = 0; i < LM_LIMIT_RTP_STREAMS + 10; i++)
    test_rtp(30 + i, ALICE_MEDIA, BOB_MEDIA, 1000 + i, 1, 0);
  const LmTraceCounters *counters = lm_trace_counters(net->trace);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, LM_LIMIT_RTP_STREAMS);
  g_assert_cmpuint(counters->streams_refused, ==, 10);
  g_assert_cmpuint(counters->rtp_packets, ==, LM_LIMIT_RTP_STREAMS);
  /* One that is known goes on; one that was refused is counted once. */
  test_rtp(70000, ALICE_MEDIA, BOB_MEDIA, 1000, 2, 0);
  test_rtp(70020, ALICE_MEDIA, BOB_MEDIA, 9, 2, 0);
  test_rtp(70040, ALICE_MEDIA, BOB_MEDIA, 9, 3, 0);
  g_assert_cmpuint(stream(0)->stats.packets, ==, 2);
  g_assert_cmpuint(counters->streams_refused, ==, 11);
}

static const TestCase cases[] = {
    {"/track/media/announced", test_announced},
    {"/track/media/dynamic-types", test_dynamic_types},
    {"/track/media/senders-own-types", test_senders_own_types},
    {"/track/media/cut-by-snap-length", test_cut_by_snap_length},
    {"/track/media/secure", test_secure},
    {"/track/media/media-before-sdp", test_media_before_sdp},
    {"/track/media/media-long-before", test_media_long_before},
    {"/track/media/two-sources", test_two_sources},
    {"/track/media/source-changes", test_source_changes},
    {"/track/media/same-source-in-next-call", test_same_source_in_next_call},
    {"/track/media/two-legs-announce-one-place", test_two_legs_announce_one_place},
    {"/track/media/rtcp", test_rtcp},
    {"/track/media/rtcp-in-next-call", test_rtcp_in_next_call},
    {"/track/media/rtcp-mux", test_rtcp_mux},
    {"/track/media/stream-limit", test_stream_limit},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
