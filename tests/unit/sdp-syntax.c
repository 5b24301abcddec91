/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/detail-build.h"
#include "proto/sdp/check.h"
#include "proto/sdp/syntax.h"

#include <glib.h>

#define SESSION "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
#define AUDIO "m=audio 7000 RTP/AVP 8\r\n"

/* "sdp-crypto=abc" one an anomaly, with its bytes. */
static char *
faults(const char *text)
{
  /* In an allocation of its size, so that the sanitizer sees a read of one byte too far. */
  g_autofree char *copy = g_memdup2(text, strlen(text) ? strlen(text) : 1);
  LmArena arena = LM_ARENA_INIT;
  LmAnomaly *anomalies;
  uint32_t n = lm_sdp_check(lm_slice(copy, strlen(text)), &arena, &anomalies);
  GString *out = g_string_new(NULL);
  for (uint32_t i = 0; i < n; i++)
    g_string_append_printf(out, "%s%s=%.*s", i ? "|" : "", lm_anomaly_name(anomalies[i].kind),
                           (int)anomalies[i].len, copy + anomalies[i].offset);
  lm_arena_clear(&arena);
  return g_string_free(out, FALSE);
}

static void
assert_faults(const char *text, const char *expected)
{
  g_autofree char *found = faults(text);
  g_assert_cmpstr(found, ==, expected);
}

/* An attribute of an audio line, and the bytes of its fault; "" where it is sound. */
static void
assert_attribute(const char *attribute, const char *expected)
{
  g_autofree char *text = g_strdup_printf(SESSION AUDIO "a=%s\r\n", attribute);
  assert_faults(text, expected);
}

static void
test_sound(void)
{
  static const char *const sound[] = {
      "rtpmap:8 PCMA/8000",
      "rtpmap:111 opus/48000/2",
      "fmtp:101 0-15",
      "fmtp:8 mode-set=0,2;octet-align=1",
      "ptime:20",
      "ptime:20.5",
      "sendonly",
      "framerate:29.97",
      "rtcp:7001",
      "rtcp:7001 IN IP6 2001:db8::1",
      "rtcp-fb:* nack pli",
      "rtcp-fb:96 trr-int 100",
      "crypto:1 AES_CM_128_HMAC_SHA1_80 "
      "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4 FEC_ORDER=FEC_SRTP",
      "fingerprint:md5 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
      "setup:actpass",
      "connection:new",
      "candidate:1 1 UDP 2130706431 192.0.2.5 4000 typ host",
      "candidate:1 2 tcp 1 x.local 9 typ srflx raddr 10.0.0.1 rport 9 tcptype active",
      "ice-ufrag:abcd",
      "ice-pwd:0123456789012345678901",
      "ice-options:trickle ice2",
      "end-of-candidates",
      "mid:a",
      "ssrc:314159 cname:user@example.com",
      "ssrc:1 foo",
      "ssrc-group:FID 1 2",
      "msid:stream track",
      "rid:1 send pt=97;max-width=1280",
      "simulcast:send 1,~4;2 recv 3",
      "extmap:1/sendonly urn:ietf:params:rtp-hdrext:toffset short",
      "extmap:4096 urn:x",
      "sctp-port:5000",
      "sctpmap:5000 webrtc-datachannel 1024",
      "max-message-size:0",
      "T38FaxVersion:0",
      "T38FaxRateManagement:transferredTCF",
      "T38FaxUdpEC:t38UDPRedundancy",
      "T38FaxFillBitRemoval",
      "T38FaxFillBitRemoval:0",
      "path:msrp://a.example.com:7394/2s93i9ek2a;tcp",
      "accept-types:message/cpim *",
      "file-selector:name:\"my file.jpg\" type:image/jpeg size:32349 hash:sha-1:72:24",
      "floorctrl:c-s",
      "confid:4321",
      "floorid:1 mstrm:10 11",
      "curr:qos e2e none",
      "des:qos mandatory local sendrecv",
      "label:1",
      "content:slides",
      "zrtp-hash:1.10 fe30efd02423cb054e50efd0248742ac7a52c8f91bc2df881ae642c371ba46df",
      "key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyO",
      "unknown-one: whatever it is",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(sound); i++)
    assert_attribute(sound[i], "");
  assert_faults(SESSION "a=group:BUNDLE a b\r\na=msid-semantic: WMS *\r\na=ice-lite\r\n" AUDIO, "");
}

static void
test_malformed(void)
{
  static const char *const malformed[][2] = {
      {"rtpmap:128 X/8000", "sdp-attribute=128"},
      {"rtpmap:8 PCMA", "sdp-attribute=PCMA"},
      {"rtpmap:8 /8000", "sdp-attribute=/8000"},
      {"rtpmap", "sdp-attribute=rtpmap"},
      {"fmtp:8", "sdp-attribute=8"},
      {"ptime:fast", "sdp-attribute=fast"},
      {"sendonly:yes", "sdp-attribute=sendonly:yes"},
      {"rtcp:70000", "sdp-rtcp=70000"},
      {"rtcp:1 IN IP4", "sdp-rtcp=1 IN IP4"},
      {"rtcp-fb:x nack", "sdp-rtcp-feedback=x"},
      {"rtcp-fb:96", "sdp-rtcp-feedback=96"},
      {"crypto:x AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz",
       "sdp-crypto=x"},
      {"crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNf", "sdp-crypto=WVNf"},
      {"crypto:1 UNKNOWN inline:WV$f", "sdp-crypto=WV$f"},
      {"crypto:1 AEAD_AES_256_GCM", "sdp-crypto=1 AEAD_AES_256_GCM"},
      {"crypto:1 X inline:WVNf|2^99", "sdp-crypto=2^99"},
      {"crypto:1 X inline:WVNf|1:200", "sdp-crypto=1:200"},
      {"fingerprint:sha-256 00:11", "sdp-fingerprint=00:11"},
      {"fingerprint:new 00:1", "sdp-fingerprint=00:1"},
      {"setup:both", "sdp-setup=both"},
      {"candidate:1 0 UDP 1 192.0.2.5 4000 typ host", "sdp-candidate=0"},
      {"candidate:1 1 UDP 1 192.0.2.5 70000 typ host", "sdp-candidate=70000"},
      {"candidate:1 1 UDP 1 192.0.2.5 4000 host", "sdp-candidate=host"},
      {"candidate:1 1 UDP 1 192.0.2.5 4000 typ host raddr", "sdp-candidate=raddr"},
      {"ice-ufrag:abc", "sdp-ice=abc"},
      {"ice-pwd:short", "sdp-ice=short"},
      {"mid:a b", "sdp-group=b"},
      {"ssrc:x cname:y", "sdp-ssrc=x"},
      {"ssrc:1", "sdp-ssrc=1"},
      {"ssrc-group:FID", "sdp-ssrc=FID"},
      {"rid:1 both", "sdp-rid=both"},
      {"simulcast:1,2", "sdp-simulcast=1,2|sdp-simulcast=1,2"},
      {"extmap:0 urn:x", "sdp-extmap=0"},
      {"extmap:1/up urn:x", "sdp-extmap=up"},
      {"extmap:300 urn:x", "sdp-extmap=300"},
      {"sctp-port:x", "sdp-sctp=x"},
      {"T38FaxVersion:x", "sdp-t38=x"},
      {"T38FaxUdpEC:none", "sdp-t38=none"},
      {"path:http://x", "sdp-msrp=http://x"},
      {"file-selector:nme:x", "sdp-file=nme"},
      {"floorctrl:boss", "sdp-bfcp=boss"},
      {"floorid:1 x:2", "sdp-bfcp=x:2"},
      {"curr:qos here none", "sdp-precondition=here"},
      {"des:qos local sendrecv", "sdp-precondition=local|sdp-precondition=sendrecv|"
                                 "sdp-precondition=qos local sendrecv"},
      {"zrtp-hash:1.10 fe", "sdp-zrtp-hash=fe"},
      {"key-mgmt:mikey A$", "sdp-key-mgmt=A$"},
      {"group:BUNDLE a", "sdp-level=group:BUNDLE a"},
      {"ice-lite", "sdp-level=ice-lite"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(malformed); i++)
    assert_attribute(malformed[i][0], malformed[i][1]);
}

static void
test_lines(void)
{
  assert_faults(SESSION AUDIO, "");
  assert_faults("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                "b=AS:64\r\nt=0 0\r\nr=7d 1h 0 25h\r\nt=1 2\r\nz=2882844526 -1h\r\n" AUDIO
                "i=x\r\nc=IN IP4 192.0.2.1\r\nb=TIAS:64000\r\n",
                "");
  assert_faults("v=1\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n", "sdp-version=1");
  assert_faults("v=0\r\no=- 1\r\ns=-\r\nt=0 0\r\n",
                "sdp-origin=- 1|sdp-origin=- 1|sdp-origin=- 1|sdp-origin=- 1");
  assert_faults("v=0\r\no=- x 1 IN IP4 a\r\ns=-\r\nt=0 0\r\n", "sdp-origin=x");
  assert_faults("v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\nb=64\r\nt=0\r\n", "sdp-bandwidth=64|sdp-time=0");
  assert_faults("v=0\r\ns=-\r\no=- 1 1 IN IP4 a\r\nt=0 0\r\n", "sdp-order=o=- 1 1 IN IP4 a");
  assert_faults("v=0\r\no=- 1 1 IN IP4 a\r\n", "sdp-missing=v=0\r\no=- 1 1 IN IP4 a\r\n");
  assert_faults(SESSION "x=1\r\n", "sdp-line=x=1");
  assert_faults(SESSION "m=audio x RTP/AVP 0\r\n", "sdp-media=x");
  assert_faults(SESSION "m=audio 1\r\n", "sdp-media=audio 1|sdp-media=audio 1");
  assert_faults("v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\nt=0 0\r\n" AUDIO, "sdp-connection=audio");
  assert_faults("", "");
  assert_faults("v=\r\nno line\r\n", "sdp-line=v=|sdp-missing=v=\r\nno line\r\n|sdp-line=no line");
}

static const LmDetail *
child(const LmDetail *node, const char *name)
{
  for (node = node->first_child; node; node = node->next)
    if (strcmp(node->name, name) == 0)
      return node;
  return NULL;
}

/* Every field has its bytes, and what a codec's parameters mean. */
static void
test_tree(void)
{
  static const char text[] = SESSION AUDIO "a=fmtp:97 octet-align=1\r\n";
  LmArena arena = LM_ARENA_INIT;
  LmSlice body = lm_slice_str(text);
  LmDetailBuilder builder = {.arena = &arena, .bytes = body};
  LmDetail *root = lm_detail_root(&arena, "", body);
  lm_detail_add_sdp(&builder, root, body);
  const LmDetail *origin = child(root, "Origin"), *media = child(root, "Media");
  g_assert_nonnull(origin);
  const LmDetail *address = child(origin, "Address");
  g_assert_true(lm_slice_equal(address->value, LM_SLICE_LITERAL("192.0.2.1")));
  g_assert_cmpmem(text + address->offset, address->len, "192.0.2.1", 9);
  const LmDetail *parameters = child(child(media, "Attribute"), "Parameters");
  const LmDetail *align = child(parameters, "octet-align");
  g_assert_true(lm_slice_equal(align->value, LM_SLICE_LITERAL("1")));
  g_assert_nonnull(child(align, "Meaning"));
  lm_arena_clear(&arena);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sdp-syntax/sound", test_sound);
  g_test_add_func("/sdp-syntax/malformed", test_malformed);
  g_test_add_func("/sdp-syntax/lines", test_lines);
  g_test_add_func("/sdp-syntax/tree", test_tree);
  return g_test_run();
}
