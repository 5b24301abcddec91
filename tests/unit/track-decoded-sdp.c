/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Streams whose SDP lay coded in its message: it is decoded again for each look at it, and the name
 * of a codec that a stream has from there stays what it is. */

#include "sip-packets.h"
#include "track/evict.h"

#include <string.h>

#define FIRST_PORT 10000 /* of media, two for each call */

static void
invite_coded(double at_ms, const char *call_id, const char *media, const char *rtpmap)
{
  g_autofree char *sdp = test_sdp(media, "96 97", rtpmap);
  g_autofree char *coded = g_base64_encode((const guchar *)sdp, strlen(sdp));
  SIP(at_ms, ALICE, BOB, "INVITE", .call_id = call_id, .sdp = coded,
      .extra = "Content-Transfer-Encoding: base64\r\n");
}

static void
bye(double at_ms, const char *call_id)
{
  SIP(at_ms, ALICE, BOB, "BYE", .call_id = call_id, .to_tag = "b", .cseq = 2);
  SIP(at_ms + 10, BOB, ALICE, "200 OK", .call_id = call_id, .to_tag = "b", .cseq = 2, .of = "BYE");
}

static void
assert_codec(uint32_t row, const char *codec)
{
  g_assert_cmpuint(row, <, lm_trace_n_streams(net->trace));
  LmSlice name = lm_trace_stream(net->trace, row)->codec;
  g_autofree char *got = g_strndup(name.len ? (const char *)name.data : "", name.len);
  g_assert_cmpstr(got, ==, codec);
}

/* @n calls, each with another codec and a stream of it. */
static void
announce_many(unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf("call-%u", i);
    g_autofree char *media = g_strdup_printf("192.0.2.1:%u", FIRST_PORT + 2 * i);
    g_autofree char *rtpmap = g_strdup_printf("a=rtpmap:96 codec-%u/8000\r\n", 100 + i);
    invite_coded(i * 1000, id, media, rtpmap);
    test_rtp(i * 1000 + 20, BOB_MEDIA, media, i + 1, 1, 96);
  }
}

/* Of the SDP that were decoded only the last few are kept. */
static void
test_others_follow(void)
{
  enum { N = 100 };
  announce_many(N);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, N);
  for (uint32_t i = 0; i < N; i++) {
    g_autofree char *codec = g_strdup_printf("codec-%u", 100 + i);
    assert_codec(i, codec);
  }
}

/* A name that is kept costs memory for good: of very many, and of one without end, there is none;
 * what was kept goes on to be found. */
static void
test_flood(void)
{
  enum { KEPT = 256, N = 300 };
  g_autofree char *endless = g_strnfill(65, 'x');
  g_autofree char *rtpmap =
      g_strdup_printf("a=rtpmap:96 %s/8000\r\na=rtpmap:97 codec-100/8000\r\n", endless);
  invite_coded(0, "endless", ALICE_MEDIA, rtpmap);
  test_rtp(20, BOB_MEDIA, ALICE_MEDIA, 0xa, 1, 96);
  assert_codec(0, "");
  announce_many(N);
  assert_codec(KEPT, "codec-355");
  assert_codec(KEPT + 1, "");
  assert_codec(N, "");
  test_rtp_run(N * 1000, BOB_MEDIA, ALICE_MEDIA, 0xb, 1, 97, 2);
  assert_codec(N + 1, "codec-100");
}

/* The stream is of a call that is up, and its codec was named by another that ended and went. */
static void
test_evicted(void)
{
  lm_tracker_begin_evicting(net->tracker);
  g_autofree char *offer = test_sdp(ALICE_MEDIA, "8", "");
  SIP(0, ALICE, BOB, "INVITE", .call_id = "up", .sdp = offer);
  SIP(10, BOB, ALICE, "200 OK", .call_id = "up", .to_tag = "b");
  test_rtp_run(20, BOB_MEDIA, ALICE_MEDIA, 0xa, 1, 8, 10);
  invite_coded(220, "over", ALICE_MEDIA, "a=rtpmap:97 opus/48000/2\r\n");
  SIP(230, BOB, ALICE, "200 OK", .call_id = "over", .to_tag = "b");
  test_rtp_run(240, BOB_MEDIA, ALICE_MEDIA, 0xa, 11, 97, 20);
  bye(700, "over");
  test_rtp_run(33000, BOB_MEDIA, ALICE_MEDIA, 0xa, 31, 97, 2);
  assert_codec(0, "opus");
  LmKeep keep = LM_KEEP_INIT;
  LmEvicting *evicting = lm_tracker_evict(net->tracker, &(LmEviction){.share = 1}, &keep);
  while (lm_evicting_go_on(evicting))
    ;
  lm_evicting_free(evicting);
  lm_keep_end(&keep);
  g_assert_cmpuint(lm_trace_find_call(net->trace, LM_SLICE_LITERAL("over")), ==, LM_NONE);
  g_assert_cmpuint(lm_trace_next_stream(net->trace, 0), ==, 0);
  assert_codec(0, "opus");
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/track/decoded-sdp/others-follow", test_others_follow},
      {"/track/decoded-sdp/flood", test_flood},
      {"/track/decoded-sdp/evicted", test_evicted},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
