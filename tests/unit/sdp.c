/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/sdp/sdp.h"
#include "base/limits.h"
#include "linear.h"

#include <glib.h>

#define assert_text(slice, text)                                                                  \
  do {                                                                                            \
    g_autofree char *got = g_strndup((slice).len ? (const char *)(slice).data : "", (slice).len); \
    g_assert_cmpstr(got, ==, text);                                                               \
  } while (0)

typedef struct {
  LmArena arena;
  LmSdp sdp;
  char *copy;
} Fixture;

static bool
parse(Fixture *f, const char *text)
{
  g_free(f->copy);
  f->copy = g_memdup2(text, strlen(text) ? strlen(text) : 1);
  return lm_sdp_parse(lm_slice(f->copy, strlen(text)), &f->arena, &f->sdp);
}

static void
clear(Fixture *f)
{
  g_free(f->copy);
  lm_arena_clear(&f->arena);
}

#define SESSION \
  "v=0\r\no=- 12 34 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\na=sendonly\r\n"

static void
test_offer(void)
{
  Fixture f = {0};
  g_assert_true(parse(&f, SESSION "m=audio 4000/2 RTP/AVP 0 8 9 96 101\r\n"
                                  "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\n"
                                  "a=rtpmap:101 telephone-event/8000\r\na=rtpmap:8 X-law/16000\r\n"
                                  "a=ptime:20\r\na=rtcp:4007 IN IP6 2001:db8::7\r\na=mid:one\r\n"
                                  "m=video 5000 UDP/TLS/RTP/SAVPF 97\n"
                                  "c=IN IP4 233.252.0.1/127/3\na=inactive\na=rtcp-mux\n"
                                  "m=image 0 udptl t38\r\na=fingerprint:sha-1 00\r\n"));
  const LmSdp *sdp = &f.sdp;
  g_assert_cmpuint(sdp->n_anomalies, ==, 0);
  g_assert_cmpuint(sdp->n_media, ==, 3);
  assert_text(sdp->origin_session_id, "12");
  assert_text(sdp->origin_version, "34");
  assert_text(sdp->session_name, "-");
  g_assert_cmpuint(sdp->n_attributes, ==, 1);
  assert_text(sdp->attributes[0], "sendonly");
  const LmSdpMedia *audio = &sdp->media[0], *video = &sdp->media[1], *image = &sdp->media[2];
  assert_text(audio->kind, "audio");
  g_assert_cmpuint(audio->port, ==, 4000);
  g_assert_cmpuint(audio->n_ports, ==, 2);
  g_assert_cmpuint(audio->rtcp_port, ==, 4007);
  g_assert_cmpuint(audio->rtcp_connection.family, ==, LM_ADDR_IPV6);
  g_assert_cmpint(audio->direction, ==, LM_SDP_SENDONLY);
  g_assert_cmpuint(audio->ptime_ms, ==, 20);
  g_assert_cmpuint(audio->n_attributes, ==, 7);
  g_assert_cmpuint(audio->line_offset, ==, strlen(SESSION));
  g_assert_false(audio->secure);
  assert_text(audio->mid, "one");
  assert_text(audio->connection_host, "192.0.2.1");
  g_assert_cmpuint(audio->n_formats, ==, 5);
  assert_text(audio->formats[0].encoding, "PCMU");
  g_assert_cmpuint(audio->formats[0].clock_hz, ==, 8000);
  assert_text(audio->formats[1].encoding, "X-law");
  g_assert_cmpuint(audio->formats[1].clock_hz, ==, 16000);
  assert_text(audio->formats[3].encoding, "opus");
  assert_text(audio->formats[3].fmtp, "useinbandfec=1");
  g_assert_cmpuint(audio->formats[3].channels, ==, 2);
  g_assert_cmpuint(audio->formats[4].channels, ==, 1);
  g_assert_cmpuint(video->rtcp_port, ==, 5001);
  g_assert_true(video->rtcp_mux);
  g_assert_true(video->secure);
  g_assert_cmpint(video->direction, ==, LM_SDP_INACTIVE);
  assert_text(video->connection_host, "233.252.0.1");
  g_assert_cmpuint(video->connection.family, ==, LM_ADDR_IPV4);
  g_assert_cmpuint(image->port, ==, 0);
  g_assert_cmpuint(image->rtcp_port, ==, 0);
  g_assert_true(image->secure);
  g_assert_cmpuint(image->formats[0].payload_type, ==, UINT8_MAX);
  assert_text(image->formats[0].encoding, "t38");
  LmSlice value;
  g_assert_true(
      lm_sdp_attribute(audio->attributes, audio->n_attributes, LM_SLICE_LITERAL("ptime"), &value));
  assert_text(value, "20");
  g_assert_false(
      lm_sdp_attribute(audio->attributes, audio->n_attributes, LM_SLICE_LITERAL("ptim"), &value));
  clear(&f);
}

static void
test_defaults(void)
{
  Fixture f = {0};
  g_assert_true(parse(&f, "c=IN IP6 2001:db8::1\na=crypto:1 X y\nm=audio 10 RTP/AVP 0 0 0"));
  g_assert_cmpuint(f.sdp.n_anomalies, ==, 0);
  g_assert_cmpint(f.sdp.media[0].direction, ==, LM_SDP_SENDRECV);
  g_assert_cmpuint(f.sdp.media[0].rtcp_port, ==, 11);
  g_assert_cmpuint(f.sdp.media[0].n_formats, ==, 1);
  g_assert_true(f.sdp.media[0].secure);
  g_assert_true(lm_addr_equal(&f.sdp.media[0].rtcp_connection, &f.sdp.media[0].connection));
  /* A host name is text and no address. */
  g_assert_true(parse(&f, "c=IN IP4 host.example\nm=audio 65535 RTP/AVP 127"));
  assert_text(f.sdp.media[0].connection_host, "host.example");
  g_assert_cmpuint(f.sdp.media[0].connection.family, ==, LM_ADDR_NONE);
  assert_text(f.sdp.media[0].formats[0].encoding, "");
  g_assert_cmpuint(f.sdp.media[0].formats[0].clock_hz, ==, 0);
  clear(&f);
}

static const struct {
  LmAnomalyKind kind;
  const char *line;
} broken[] = {
    {LM_ANOMALY_SDP_LINE, "nonsense"},
    {LM_ANOMALY_SDP_LINE, "A=b"},
    {LM_ANOMALY_SDP_LINE, "a"},
    {LM_ANOMALY_SDP_LINE, "o=- 1"},
    {LM_ANOMALY_SDP_MEDIA, "m="},
    {LM_ANOMALY_SDP_MEDIA, "m=audio"},
    {LM_ANOMALY_SDP_MEDIA, "m=audio 1"},
    {LM_ANOMALY_SDP_MEDIA, "m=audio 1 RTP/AVP"},
    {LM_ANOMALY_SDP_MEDIA, "m=audio x RTP/AVP 0"},
    {LM_ANOMALY_SDP_MEDIA, "m=audio 65536 RTP/AVP 0"},
    {LM_ANOMALY_SDP_MEDIA, "m=audio 1/ RTP/AVP 0"},
    {LM_ANOMALY_SDP_MEDIA, "m=audio 1/x RTP/AVP 0"},
    {LM_ANOMALY_SDP_MEDIA, "m=audio 1 RTP/AVP 128"},
    {LM_ANOMALY_SDP_MEDIA, "m=audio 1 RTP/AVP *"},
    {LM_ANOMALY_SDP_CONNECTION, "c="},
    {LM_ANOMALY_SDP_CONNECTION, "c=IN IP4"},
    {LM_ANOMALY_SDP_CONNECTION, "c=IN IP5 192.0.2.1"},
    {LM_ANOMALY_SDP_CONNECTION, "c=192.0.2.1"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=rtpmap"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=rtpmap:0"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=rtpmap:0 PCMU"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=rtpmap:0 /8000"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=rtpmap:128 a/8000"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=rtpmap:0 PCMU/8000/x"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=rtpmap:0 PCMU/4294967296"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=ptime:x"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=rtcp:65536"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=rtcp:1 IN"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=crypto"},
    {LM_ANOMALY_SDP_ATTRIBUTE, "a=mid"},
};

static void
test_broken(void)
{
  Fixture f = {0};
  for (size_t i = 0; i < G_N_ELEMENTS(broken); i++) {
    g_autofree char *text =
        g_strdup_printf(SESSION "m=audio 4000 RTP/AVP 0\r\n%s\r\na=ptime:30\r\n", broken[i].line);
    g_test_message("%s", broken[i].line);
    g_assert_true(parse(&f, text));
    g_assert_cmpuint(f.sdp.n_anomalies, ==, 1);
    LmAnomaly a = f.sdp.anomalies[0];
    g_assert_cmpint(a.kind, ==, broken[i].kind);
    g_assert_cmpuint(a.offset + a.len, <=, strlen(text));
    g_assert_cmpuint(a.offset, >=, strlen(SESSION "m=audio 4000 RTP/AVP 0\r\n"));
    /* What follows a broken media line is not the media's before it. */
    bool media = broken[i].kind == LM_ANOMALY_SDP_MEDIA;
    g_assert_cmpuint(f.sdp.media[0].ptime_ms, ==, media ? 0 : 30);
  }
  g_assert_true(parse(&f, "v=0\r\nm=audio 4000 RTP/AVP 0\r\n"));
  g_assert_cmpuint(f.sdp.n_anomalies, ==, 1);
  g_assert_cmpint(f.sdp.anomalies[0].kind, ==, LM_ANOMALY_SDP_CONNECTION);
  g_assert_false(parse(&f, ""));
  g_assert_false(parse(&f, "\r\n"));
  g_assert_false(parse(&f, "<xml/>"));
  g_assert_false(parse(&f, "v"));
  clear(&f);
}

static void
test_limits(void)
{
  Fixture f = {0};
  g_autoptr(GString) text = g_string_new("c=IN IP4 192.0.2.1\n");
  for (uint32_t i = 0; i < LM_LIMIT_SDP_MEDIA + 2; i++)
    g_string_append(text, "m=audio 1 RTP/AVP 0\n");
  g_assert_true(parse(&f, text->str));
  g_assert_cmpuint(f.sdp.n_media, ==, LM_LIMIT_SDP_MEDIA);
  g_assert_cmpuint(f.sdp.n_anomalies, ==, 2);
  g_assert_cmpint(f.sdp.anomalies[0].kind, ==, LM_ANOMALY_SDP_TOO_LARGE);
  g_string_assign(text, "v=0\n");
  for (uint32_t i = 0; i < LM_LIMIT_SDP_ATTRIBUTES + 20; i++)
    g_string_append(text, "a=x\n");
  g_assert_true(parse(&f, text->str));
  g_assert_cmpuint(f.sdp.n_attributes, ==, LM_LIMIT_SDP_ATTRIBUTES);
  g_assert_cmpuint(f.sdp.n_anomalies, ==, 20);
  g_assert_true(f.sdp.cut);
  g_string_assign(text, "v=0\n");
  while (text->len < LM_LIMIT_SDP_BYTES)
    g_string_append(text, "b=AS:1\n");
  g_string_truncate(text, LM_LIMIT_SDP_BYTES);
  g_assert_true(parse(&f, text->str));
  g_assert_false(f.sdp.cut);
  g_string_append(text, "\nm=audio 1 RTP/AVP 0\n");
  g_assert_true(parse(&f, text->str));
  g_assert_true(f.sdp.cut);
  g_assert_cmpuint(f.sdp.n_media, ==, 0);
  g_assert_cmpuint(f.sdp.n_anomalies, ==, 1);
  g_assert_cmpint(f.sdp.anomalies[0].kind, ==, LM_ANOMALY_SDP_TOO_LARGE);
  g_assert_cmpuint(f.sdp.anomalies[0].offset, ==, LM_LIMIT_SDP_BYTES);
  g_string_assign(text, "c=IN IP4 192.0.2.1\nm=message 1 TCP/MSRP");
  for (int i = 0; i < 1000; i++)
    g_string_append(text, " x");
  g_assert_true(parse(&f, text->str));
  g_assert_cmpuint(f.sdp.media[0].n_formats, ==, 128);
  clear(&f);
}

#define PART "Content-Type: application/sdp\r\n\r\nv=0\r\n"

static const struct {
  const char *type, *body, *sdp;
} bodies[] = {
    {"application/sdp", "v=0", "v=0"},
    {"Application/SDP ; charset=utf-8", "v=0", "v=0"},
    {"text/plain", "v=0", ""},
    {"", "v=0", ""},
    {"multipart/mixed;boundary=b", "pre\r\n--b\r\n" PART "\r\n--b--\r\npost", "v=0\r\n"},
    {"multipart/mixed; boundary=\"b c\"", "--b c\r\n" PART "\r\n--b c--", "v=0\r\n"},
    {"multipart/mixed;boundary=b", "--b\n\ntext\n--b\ncontent-type:\n application/sdp\n\nv=0\n--b",
     "v=0"},
    {"multipart/mixed;boundary=b", "--b\r\n" PART, "v=0\r\n"},
    {"multipart/mixed;boundary=b",
     "--b\r\nContent-Type: multipart/alternative;\r\n boundary=bb\r\n\r\n--bb\r\n" PART
     "\r\n--bb--\r\n--b--",
     "v=0\r\n"},
    {"multipart/mixed;boundary=b", "--b\r\nContent-Transfer-Encoding: base64\r\n" PART, ""},
    {"multipart/mixed;boundary=b", "--c\r\n" PART, ""},
    {"multipart/mixed;boundary=b", "x--b\r\n" PART, ""},
    {"multipart/mixed;boundary=b", "--bb\r\n" PART, ""},
    {"multipart/mixed;boundary=", "--\r\n" PART, ""},
    {"multipart/mixed", "--b\r\n" PART, ""},
    {"multipart/mixed;boundary=b", "", ""},
    {"multipart/mixed;boundary=b", "--b", ""},
    {"multipart/mixed;boundary=b", "--b--b--b\n--b", ""},
};

static void
test_find(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
    g_autofree char *shown = g_strescape(bodies[i].body, NULL);
    g_test_message("%s", shown);
    assert_text(lm_sdp_find(lm_slice_str(bodies[i].type), lm_slice_str(bodies[i].body)),
                bodies[i].sdp);
  }
}

/* Multiparts in multiparts, @depth of them, around an SDP. */
static char *
nest(int depth)
{
  GString *text = g_string_new(PART);
  for (int i = depth - 1; i > 0; i--) {
    g_autofree char *head =
        g_strdup_printf("Content-Type: multipart/mixed;boundary=b%d\r\n\r\n--b%d\r\n", i, i);
    g_string_prepend(text, head);
  }
  g_string_prepend(text, "--b0\r\n");
  return g_string_free(text, FALSE);
}

static void
test_nesting(void)
{
  LmSlice type = LM_SLICE_LITERAL("multipart/mixed;boundary=b0");
  g_autofree char *deep = nest(LM_LIMIT_MULTIPART_DEPTH), *deeper = nest(9), *far = nest(5000);
  assert_text(lm_sdp_find(type, lm_slice_str(deep)), "v=0\r\n");
  assert_text(lm_sdp_find(type, lm_slice_str(deeper)), "");
  assert_text(lm_sdp_find(type, lm_slice_str(far)), "");
  g_autoptr(GString) text = g_string_new(NULL);
  for (uint32_t i = 0; i < LM_LIMIT_MULTIPART_PARTS; i++)
    g_string_append(text, "--b0\r\n\r\nx\r\n");
  g_string_append(text, "--b0\r\n" PART);
  assert_text(lm_sdp_find(type, lm_slice_str(text->str)), "");
}

static void
run_parse(const char *text, size_t len)
{
  LmArena arena = LM_ARENA_INIT;
  LmSdp sdp;
  lm_sdp_parse(lm_slice(text, len), &arena, &sdp);
  lm_arena_clear(&arena);
}

static void
run_find(const char *text, size_t len)
{
  lm_sdp_find(LM_SLICE_LITERAL("multipart/mixed;boundary=b"), lm_slice(text, len));
}

static void
test_linear(void)
{
  static const char *const parts[] = {"m=audio 1 RTP/AVP 0 8 96\n",
                                      "a=rtpmap:0 a/1\n",
                                      "x\n",
                                      "m=a 1 x 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8\n",
                                      "\n",
                                      "a=\n"};
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    assert_linear(run_parse, "v=0\n", parts[i], "");
  assert_linear(run_parse, "m=audio 1 RTP/AVP", " 0", "\n");
  assert_linear(run_parse, "m=audio 1 RTP/AVP 0\na=rtpmap:", " ", "\n");
  static const char *const bodies_of[] = {"--b\n\nx\n",
                                          "b",
                                          "\n--",
                                          "--b",
                                          "--b\nContent-Type: multipart/mixed;boundary=b\n\n",
                                          "--b\nContent-Type: a\n a\n"};
  for (size_t i = 0; i < G_N_ELEMENTS(bodies_of); i++)
    assert_linear(run_find, "", bodies_of[i], "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sdp/offer", test_offer);
  g_test_add_func("/sdp/defaults", test_defaults);
  g_test_add_func("/sdp/broken", test_broken);
  g_test_add_func("/sdp/limits", test_limits);
  g_test_add_func("/sdp/find", test_find);
  g_test_add_func("/sdp/nesting", test_nesting);
  g_test_add_func("/sdp/linear", test_linear);
  return g_test_run();
}
