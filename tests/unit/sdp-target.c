/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/limits.h"
#include "proto/sdp/target.h"

#include <glib.h>

typedef struct {
  LmArena arena;
  LmSdpTargets targets;
} Fixture;

static bool
read_body(Fixture *f, const char *text)
{
  /* In an allocation of its size, so that the sanitizer sees a read of one byte too far. */
  g_autofree char *copy = g_memdup2(text, strlen(text) ? strlen(text) : 1);
  return lm_sdp_targets(lm_slice(copy, strlen(text)), &f->arena, &f->targets);
}

/* "192.0.2.1:7000", with "/192.0.2.9:7009" behind it where RTCP goes elsewhere, one a target. */
static void
assert_targets(const char *text, const char *const *expected)
{
  Fixture f = {0};
  g_assert_true(read_body(&f, text));
  const LmSdpTarget *target = f.targets.first;
  for (size_t i = 0; expected[i]; i++, target = target->next) {
    char media[LM_ENDPOINT_TEXT_SIZE], rtcp[LM_ENDPOINT_TEXT_SIZE];
    g_assert_nonnull(target);
    lm_endpoint_format(&target->media, media);
    lm_endpoint_format(&target->rtcp, rtcp);
    g_autofree char *both =
        g_strdup_printf("%u %s%s%s", target->index, media, target->rtcp.port ? "/" : "",
                        target->rtcp.port ? rtcp : "");
    g_assert_cmpstr(both, ==, expected[i]);
  }
  g_assert_null(target);
  lm_arena_clear(&f.arena);
}

#define TARGETS(text, ...) assert_targets(text, (const char *const[]){__VA_ARGS__, NULL})
#define NO_TARGETS(text) assert_targets(text, (const char *const[]){NULL})

#define SESSION "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
#define AUDIO "m=audio 7000 RTP/AVP 8\r\n"

static void
test_media(void)
{
  TARGETS(SESSION AUDIO "m=video 7002/2 RTP/SAVPF 96\r\nc=IN IP6 2001:db8::5\r\n",
          "0 192.0.2.1:7000", "1 [2001:db8::5]:7002");
  /* The first c= of a media section counts; one before all media is the session's, and the last. */
  TARGETS("c=IN IP4 192.0.2.7\nc=IN IP4 192.0.2.8\n" AUDIO AUDIO
          "c=IN IP4 192.0.2.3\nc=IN IP4 192.0.2.4",
          "0 192.0.2.8:7000", "1 192.0.2.3:7000");
}

/* "8 PCMA/8000", with " secure" behind it where it is, one a media line; "-": has none. */
static void
assert_first_types(const char *text, const char *const *expected)
{
  Fixture f = {0};
  g_assert_true(read_body(&f, text));
  const LmSdpTarget *target = f.targets.first;
  for (size_t i = 0; expected[i]; i++, target = target->next) {
    g_assert_nonnull(target);
    const LmSdpFirstType *first = &target->first_type;
    g_autofree char *found =
        first->known ? g_strdup_printf("%u %.*s/%u%s", first->payload_type,
                                       (int)first->encoding.len, (const char *)first->encoding.data,
                                       first->clock_hz, first->secure ? " secure" : "")
                     : g_strdup("-");
    g_assert_cmpstr(found, ==, expected[i]);
  }
  g_assert_null(target);
  lm_arena_clear(&f.arena);
}

#define FIRST_TYPES(text, ...) assert_first_types(text, (const char *const[]){__VA_ARGS__, NULL})

static void
test_first_types(void)
{
  FIRST_TYPES(SESSION AUDIO "a=rtpmap:0 OTHER/1\r\n"
                            "m=video 7002 RTP/SAVPF x 96 97\r\n"
                            "a=rtpmap:97 VP8/90000\r\na=rtpmap:96 H264/90000\r\n"
                            "m=audio 7004 RTP/AVP 8\r\na=rtpmap:8 own/16000/2\r\n"
                            "a=rtpmap:8 broken\r\na=crypto\r\n"
                            "m=audio 7006 RTP/AVP 200 pcmu\r\n"
                            "m=audio 7008 RTP/AVP 120\r\n",
              "8 PCMA/8000", "96 H264/90000 secure", "8 own/16000 secure", "-", "120 /0");
  /* The session's word is for all of its media (RFC 8122, 5). */
  FIRST_TYPES(SESSION "a=fingerprint:sha-1 00\r\n" AUDIO AUDIO, "8 PCMA/8000 secure",
              "8 PCMA/8000 secure");
}

#define CANDIDATE "a=candidate:1 1 UDP 2130706431 192.0.2.5 4000 typ host\r\n"

/* Candidates and names of ICE are targets too, with what is behind a reflexive one. */
static void
test_ice(void)
{
  TARGETS(SESSION AUDIO CANDIDATE
          "a=candidate:2 2 udp 1694498814 203.0.113.1 4001 typ srflx raddr 10.0.0.1 rport 4002\r\n"
          "a=candidate:3 1 UDP 1 x.local 4003 typ host\r\n"
          "a=candidate:3 1 UDP 1 192.0.2.6 4003 typ srflx raddr 0.0.0.0 rport 4\r\n"
          "a=candidate:3 1 UDP 1 192.0.2.7 4003 typ srflx raddr 10.0.0.1 rport 9\r\n"
          "a=candidate:4 1 TCP 1 2001:db8::1 9 typ host tcptype active\r\n",
          "0 192.0.2.5:4000", "0 203.0.113.1:4001/203.0.113.1:4001",
          "0 10.0.0.1:4002/10.0.0.1:4002", "0 192.0.2.6:4003", "0 192.0.2.7:4003",
          "0 [2001:db8::1]:9", "0 192.0.2.1:7000");
  /* Malformed ones are none, and so are those of a broken media line and of the session. */
  TARGETS(SESSION CANDIDATE AUDIO "a=candidate:1 x UDP 1 192.0.2.5 4000 typ host\r\n"
                                  "a=candidate:1 1 UDP 1 192.0.2.5 4000 host\r\n"
                                  "a=candidate:1 1 UDP 1 192.0.2.5 70000 typ host\r\n"
                                  "a=candidate:1 1 UDP 1 192.0.2.5 4000 typ\r\n"
                                  "a=candidate:\r\n"
                                  "m=audio x RTP/AVP 0\r\n" CANDIDATE,
          "0 192.0.2.1:7000");
  /* A line that is not of RTP has them all the same. */
  TARGETS(SESSION "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n" CANDIDATE,
          "0 192.0.2.5:4000");
}

static void
test_ufrag(void)
{
  Fixture f = {0};
  g_assert_true(read_body(&f, SESSION "a=ice-ufrag:abcd\r\n" AUDIO AUDIO "a=ice-ufrag:efgh\r\n"));
  const LmSdpTarget *target = f.targets.first;
  g_assert_cmpuint(target->kind, ==, LM_SDP_TARGET_UFRAG);
  g_assert_cmpuint(target->ufrag.len, ==, 4);
  g_assert_cmpuint(target->index, ==, 0);
  target = target->next->next;
  g_assert_cmpuint(target->kind, ==, LM_SDP_TARGET_UFRAG);
  g_assert_cmpuint(target->index, ==, 1);
  g_assert_cmpuint(target->next->kind, ==, LM_SDP_TARGET_MEDIA);
  g_assert_null(target->next->next);
  lm_arena_clear(&f.arena);
}

static void
test_rtcp(void)
{
  TARGETS(SESSION AUDIO "a=rtcp:7001\r\n", "0 192.0.2.1:7000");
  TARGETS(SESSION AUDIO "a=rtcp:7009\r\n", "0 192.0.2.1:7000/192.0.2.1:7009");
  TARGETS(SESSION AUDIO "a=rtcp:7001 IN IP4 192.0.2.9\r\n", "0 192.0.2.1:7000/192.0.2.9:7001");
  TARGETS(SESSION AUDIO "a=rtcp:0 IN IP4 192.0.2.9\r\n", "0 192.0.2.1:7000/192.0.2.9:7001");
  TARGETS(SESSION AUDIO "a=rtcp\r\na=rtcp:\r\na=rtcp:x\r\na=rtcp-mux\r\n", "0 192.0.2.1:7000");
  /* Before all media it says nothing, and there is no port behind the last. */
  TARGETS(SESSION "a=rtcp:7009\r\nm=audio 65535 RTP/AVP 8\r\n", "0 192.0.2.1:65535");
}

static void
test_none(void)
{
  Fixture f = {0};
  g_assert_false(read_body(&f, ""));
  g_assert_false(read_body(&f, "\r\n\r\nv\r\n=0\r\nM=audio"));
  NO_TARGETS("v=0");
  NO_TARGETS(AUDIO);
  NO_TARGETS(SESSION "m=audio 0 RTP/AVP 8\r\n");
  NO_TARGETS(SESSION "m=image 7000 udptl t38\r\n");
  NO_TARGETS(SESSION AUDIO "c=IN IP4 0.0.0.0\r\n");
  NO_TARGETS(SESSION AUDIO "c=IN IP4 host.example.com\r\n");
  /* Broken lines are not counted, and nothing belongs to them. */
  TARGETS(SESSION "m=audio x RTP/AVP 8\r\nm=audio 7000 RTP/AVP\r\nm=audio\r\na=rtcp:9\r\n" AUDIO,
          "0 192.0.2.1:7000");
}

static GString *
repeat(const char *text, unsigned n)
{
  GString *body = g_string_new(SESSION AUDIO);
  while (n--)
    g_string_append(body, text);
  return body;
}

static void
assert_cut(GString *body, bool cut)
{
  Fixture f = {0};
  g_assert_true(read_body(&f, body->str));
  g_assert_cmpint(f.targets.cut, ==, cut);
  lm_arena_clear(&f.arena);
  g_string_free(body, TRUE);
}

static void
test_limits(void)
{
  assert_cut(repeat(AUDIO, LM_LIMIT_SDP_MEDIA - 1), false);
  assert_cut(repeat(AUDIO, LM_LIMIT_SDP_MEDIA), true);
  assert_cut(repeat("a=x\n", LM_LIMIT_SDP_ATTRIBUTES), false);
  assert_cut(repeat("a=x\n", LM_LIMIT_SDP_ATTRIBUTES + 1), true);
  assert_cut(repeat("i=01234567\n", LM_LIMIT_SDP_BYTES / 11), true);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sdp/target/media", test_media);
  g_test_add_func("/sdp/target/first-types", test_first_types);
  g_test_add_func("/sdp/target/rtcp", test_rtcp);
  g_test_add_func("/sdp/target/ice", test_ice);
  g_test_add_func("/sdp/target/ufrag", test_ufrag);
  g_test_add_func("/sdp/target/none", test_none);
  g_test_add_func("/sdp/target/limits", test_limits);
  return g_test_run();
}
