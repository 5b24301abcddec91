/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "offers.h"

static void
test_lines_of_answer(void)
{
#define VIDEO "m=video 7004 RTP/AVP 34\r\n"
#define OFF_VIDEO "m=video 0 RTP/AVP 34\r\n"
  assert_pair(SDP("alice", "1", AUDIO VIDEO), SDP("bob", "1", ANSWER OFF_VIDEO), "");
  g_assert_false(line(0, 1)->active);
  g_assert_true(line(0, 1)->offered);
  assert_pair(SDP("alice", "1", AUDIO VIDEO), SDP("bob", "1", ANSWER), "oa-line-count");
  assert_pair(SDP("alice", "1", AUDIO), SDP("bob", "1", ANSWER VIDEO), "oa-line-count");
  assert_pair(SDP("alice", "1", AUDIO VIDEO), SDP("bob", "1", VIDEO ANSWER),
              "oa-line-kind oa-no-common-codec oa-line-kind oa-no-common-codec");
  assert_pair(SDP("alice", "1", AUDIO OFF_VIDEO), SDP("bob", "1", ANSWER VIDEO),
              "oa-rejected-line");
  assert_pair(SDP("alice", "1", AUDIO), SDP("bob", "1", "m=audio 7002 RTP/AVP 18\r\n"),
              "oa-no-common-codec");
  assert_evidence(exchange(0)->first_problem, "audio");
  assert_pair(SDP("alice", "1", AUDIO), SDP("bob", "1", "m=audio 7002 RTP/SAVP 8\r\n"),
              "oa-line-protocol");
  assert_pair(SDP("alice", "1", AUDIO),
              "v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=5 6\r\n" ANSWER,
              "oa-time");
  assert_evidence(exchange(0)->first_problem, "5 6");
}

static void
test_directions(void)
{
  static const char *const words[] = {"sendrecv", "sendonly", "recvonly", "inactive"};
  static const bool allowed[4][4] = {{true, true, true, true},
                                     {false, false, true, true},
                                     {false, true, false, true},
                                     {false, false, false, true}};
  for (size_t offer = 0; offer < 4; offer++)
    for (size_t answer = 0; answer < 4; answer++) {
      g_autofree char *ours = g_strdup_printf(SDP("alice", "1", AUDIO "a=%s\r\n"), words[offer]);
      g_autofree char *theirs = g_strdup_printf(SDP("bob", "1", ANSWER "a=%s\r\n"), words[answer]);
      assert_pair(ours, theirs, allowed[offer][answer] ? "" : "oa-direction");
      if (!allowed[offer][answer])
        assert_evidence(exchange(0)->first_problem, words[answer]);
    }
}

#define KEY "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
#define SAVP "m=audio 7000 RTP/SAVP 8\r\n"

static void
test_keys(void)
{
#define TWO_KEYS \
  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 " KEY "\r\na=crypto:2 AEAD_AES_128_GCM " KEY "\r\n"
  assert_pair(SDP("alice", "1", SAVP TWO_KEYS),
              SDP("bob", "1", SAVP "a=crypto:2 AEAD_AES_128_GCM " KEY "\r\n"), "");
  g_assert_cmpuint(line(0, 0)->security, ==, LM_MEDIA_SECURITY_SDES);
  g_assert_cmpuint(line(0, 0)->suite.len, ==, strlen("AEAD_AES_128_GCM"));
  assert_pair(SDP("alice", "1", SAVP TWO_KEYS),
              SDP("bob", "1", SAVP "a=crypto:1 AEAD_AES_128_GCM " KEY "\r\n"), "oa-crypto");
  assert_pair(SDP("alice", "1", SAVP TWO_KEYS), SDP("bob", "1", SAVP TWO_KEYS), "oa-crypto");
#define DTLS "a=fingerprint:sha-256 00:11\r\na=setup:"
  assert_pair(SDP("alice", "1", SAVP DTLS "actpass\r\n"), SDP("bob", "1", SAVP DTLS "active\r\n"),
              "");
  g_assert_cmpuint(line(0, 0)->security, ==, LM_MEDIA_SECURITY_DTLS);
  g_assert_cmpint(line(0, 0)->dtls_client, ==, LM_SIDE_CALLEE);
  assert_pair(SDP("alice", "1", SAVP DTLS "actpass\r\n"), SDP("bob", "1", SAVP DTLS "actpass\r\n"),
              "oa-setup");
  assert_pair(SDP("alice", "1", SAVP DTLS "active\r\n"), SDP("bob", "1", SAVP DTLS "active\r\n"),
              "oa-setup");
}

/* Profile and packetization mode stay as they are, the level may fall (RFC 6184, 8.2.2). */
static void
test_h264(void)
{
  static const struct {
    const char *offer, *answer;
    bool fits;
  } cases[] = {
      {"profile-level-id=42e01f;packetization-mode=1",
       "packetization-mode=1;profile-level-id=42E01F", true},
      {"profile-level-id=42e01f;packetization-mode=1", "profile-level-id=42e01f", false},
      {"profile-level-id=42e01f", "profile-level-id=42e00a", true},
      {"profile-level-id=42e01f", "profile-level-id=42e020", false},
      {"profile-level-id=42e01f;level-asymmetry-allowed=1", "profile-level-id=42e020", false},
      {"profile-level-id=42e01f;level-asymmetry-allowed=1",
       "profile-level-id=42e020; level-asymmetry-allowed=1", true},
      {"profile-level-id=42e01f", "profile-level-id=4d801f", true},
      {"profile-level-id=42e01f", "profile-level-id=42001f", false},
      {"profile-level-id=58801f", "profile-level-id=42001f", true},
      {"profile-level-id=64001f", "profile-level-id=640c1f", false},
      {"profile-level-id=64001f", "profile-level-id=64001e", true},
      {"profile-level-id=42e00b", "profile-level-id=42f00b", true},
      {"profile-level-id=42e00a", "profile-level-id=42f00b", false},
      {"profile-level-id=42000a", "packetization-mode=0", true},
      {"packetization-mode=0", "profile-level-id=42000b", false},
      {"profile-level-id=nonsense", "profile-level-id=42e01f", true},
  };
#define H264(pt, parameters) \
  "m=video 7004 RTP/AVP " pt "\r\na=rtpmap:" pt " H264/90000\r\na=fmtp:" pt " " parameters "\r\n"
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *ours = g_strdup_printf(SDP("alice", "1", H264("97", "%s")), cases[i].offer);
    g_autofree char *theirs = g_strdup_printf(SDP("bob", "1", H264("97", "%s")), cases[i].answer);
    g_test_message("%s: %s", cases[i].offer, cases[i].answer);
    assert_pair(ours, theirs, cases[i].fits ? "" : "oa-h264");
    if (!cases[i].fits)
      assert_evidence(exchange(0)->first_problem, cases[i].answer);
  }
}

static void
test_bundle(void)
{
#define GROUP "a=group:BUNDLE a v\r\n"
  assert_pair(SDP("alice", "1", GROUP AUDIO "a=mid:a\r\n" VIDEO "a=mid:v\r\n"),
              SDP("bob", "1", GROUP ANSWER "a=mid:a\r\n" VIDEO "a=mid:v\r\n"), "");
  g_assert_cmpuint(line(0, 1)->bundle, ==, 0);
  g_assert_cmpuint(line(0, 0)->bundle, ==, 0);
  assert_pair(SDP("alice", "1", AUDIO "a=mid:a\r\n" VIDEO "a=mid:v\r\n"),
              SDP("bob", "1", GROUP ANSWER "a=mid:a\r\n" VIDEO "a=mid:v\r\n"),
              "oa-bundle oa-bundle");
  assert_pair(SDP("alice", "1", AUDIO "a=mid:a\r\n"), SDP("bob", "1", ANSWER "a=mid:b\r\n"),
              "oa-mid");
  assert_pair(SDP("alice", "1", AUDIO), SDP("bob", "1", ANSWER "a=rtcp-mux\r\n"), "oa-rtcp-mux");
  assert_pair(SDP("alice", "1", AUDIO "a=extmap:1 urn:x\r\n"),
              SDP("bob", "1", ANSWER "a=extmap:1 urn:x\r\na=extmap:2 urn:y\r\n"), "oa-extmap");
}

/* A second offer of alice, after a first exchange, and what is wrong with it. */
static void
assert_second(const char *offer, const char *problems)
{
  test_net_reset();
  call(SDP("alice", "1", AUDIO), SDP("bob", "1", ANSWER));
  SIP(1000, ALICE, BOB, "INVITE", .to_tag = "b", .cseq = 2, .sdp = offer);
  SIP(1010, BOB, ALICE, "488 No", .to_tag = "b", .cseq = 2);
  pair();
  assert_problems(problems);
}

static void
test_history(void)
{
  assert_second(SDP("alice", "1", AUDIO), "");
  assert_second(SDP("alice", "2", HOLD), "");
  assert_second(SDP("alice", "2", AUDIO VIDEO), "");
  assert_second(SDP("alice", "1", HOLD), "oa-version-kept");
  assert_second(SDP("alice", "3", HOLD), "oa-version");
  assert_second(SDP("alice", "0", HOLD), "oa-version");
  assert_second(SDP("eve", "2", HOLD), "oa-origin");
  assert_second(SDP("alice", "2", ""), "oa-fewer-lines");
  assert_second(SDP("alice", "2", AUDIO "a=rtpmap:8 iLBC/8000\r\n"), "oa-payload-type");
  assert_evidence(exchange(1)->first_problem, "rtpmap:8 iLBC/8000");
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/offers-rules/lines-of-answer", test_lines_of_answer},
      {"/offers-rules/directions", test_directions},
      {"/offers-rules/keys", test_keys},
      {"/offers-rules/h264", test_h264},
      {"/offers-rules/bundle", test_bundle},
      {"/offers-rules/history", test_history},
  };
  int status = test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
  lm_offers_free(offers);
  return status;
}
