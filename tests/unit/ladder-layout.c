/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ladder/ladder.h"
#include "track/tracker.h"

#include <glib.h>

/* Ladders of calls that the real tracker follows, fed with messages written here. */

#define SDP(host, port, formats, more)                                                             \
  "v=0\no=- 1 1 IN IP4 " host "\ns=-\nc=IN IP4 " host "\nt=0 0\nm=audio " port " RTP/AVP " formats \
  "\n" more

typedef struct {
  LmTracker *tracker;
  GPtrArray *kept; /* bytes that the tracker refers to */
  uint32_t n_frames;
} Feed;

static Feed
feed_new(void)
{
  return (Feed){.tracker = lm_tracker_new(), .kept = g_ptr_array_new_with_free_func(g_free)};
}

static void
feed_free(Feed *feed)
{
  lm_tracker_free(feed->tracker);
  g_ptr_array_unref(feed->kept);
}

static LmEndpoint
endpoint(const char *text)
{
  LmEndpoint endpoint = {.port = 5060};
  LmSlice port, host = lm_slice_split(lm_slice_str(text), '/', &port);
  uint64_t number;
  g_assert_true(lm_addr_parse(host, &endpoint.addr));
  if (lm_slice_parse_uint(port, UINT16_MAX, &number))
    endpoint.port = (uint16_t)number;
  return endpoint;
}

/* Takes the bytes over. */
static void
feed_bytes(Feed *feed, double ms, const char *src, const char *dst, void *bytes, size_t len)
{
  g_ptr_array_add(feed->kept, bytes);
  LmFrame frame = {.time_ns = 1000 * LM_NS_PER_S + (int64_t)(ms * 1e6),
                   .number = ++feed->n_frames,
                   .data = bytes,
                   .captured_bytes = (uint32_t)len,
                   .original_bytes = (uint32_t)len};
  LmPacket packet = {.frame = &frame,
                     .src = endpoint(src),
                     .dst = endpoint(dst),
                     .payload = lm_slice(bytes, len),
                     .kind = LM_PACKET_UDP};
  lm_tracker_add(feed->tracker, &packet);
}

/* @start is the start line, @method that of CSeq, @headers further lines, @body an SDP or "". */
static void
feed_sip(Feed *feed, double ms, const char *src, const char *dst, const char *start,
         const char *method, const char *tag, const char *headers, const char *body)
{
  GString *out = g_string_new(NULL);
  g_autofree char *length = g_strdup_printf("%zu", strlen(body));
  g_string_append_printf(out,
                         "%s\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s%s\n"
                         "From: \"Alice\" <sip:alice@example.net>;tag=f\n"
                         "To: <sip:bob@example.net>%s%s\nCall-ID: c1\nCSeq: %s\n%s%s%s"
                         "Content-Length: %s\n\n%s",
                         start, "host.invalid", method + 2,
                         g_str_has_prefix(start, "SIP/") ? src : dst, *tag ? ";tag=" : "", tag,
                         method, headers, *body ? "Content-Type: application/sdp\n" : "",
                         "Max-Forwards: 70\n", length, body);
  GString *lines = g_string_new(NULL);
  for (const char *at = out->str; *at; at++) {
    if (*at == '\n' && at - out->str < (ptrdiff_t)(out->len - strlen(body)))
      g_string_append_c(lines, '\r');
    g_string_append_c(lines, *at);
  }
  g_string_free(out, TRUE);
  size_t len = lines->len;
  feed_bytes(feed, ms, src, dst, g_string_free(lines, FALSE), len);
}

static LmLadder *
lay_out(Feed *feed, const LmLadderOptions *options)
{
  const LmTrace *trace = lm_tracker_trace(feed->tracker);
  lm_tracker_finish(feed->tracker);
  uint32_t n = lm_trace_n_calls(trace);
  g_autofree uint32_t *calls = g_new(uint32_t, n + 1);
  for (uint32_t i = 0; i < n; i++)
    calls[i] = i;
  return lm_ladder_new(trace, calls, n, options);
}

/* "0>1 INVITE [SDP PCMU] x2 !", a row as text. */
static char *
row_text(const LmLadderRow *row)
{
  GString *out = g_string_new(NULL);
  if (row->kind == LM_LADDER_PAUSE)
    g_string_append_printf(out, "-- %s", row->label);
  else
    g_string_append_printf(out, "%u%c%u %s", row->from, row->kind == LM_LADDER_MEDIA ? '=' : '>',
                           row->to, row->label);
  if (*row->detail)
    g_string_append_printf(out, " [%s]", row->detail);
  if (row->repeats)
    g_string_append_printf(out, " x%u", row->repeats + 1);
  if (row->failure)
    g_string_append(out, " !");
  return g_string_free(out, FALSE);
}

static void
assert_rows(const LmLadder *ladder, const char *const *expected)
{
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    g_autofree char *text = row_text(&ladder->rows[i]);
    g_assert_cmpstr(text, ==, expected[i]);
    if (!expected[i])
      return;
  }
  g_assert_null(expected[ladder->n_rows]);
}

static void
assert_columns(const LmLadder *ladder, const char *const *expected)
{
  for (uint32_t i = 0; i < ladder->n_columns; i++) {
    g_autofree char *text =
        g_strdup_printf("%s@%s", ladder->columns[i].name, ladder->columns[i].address);
    g_assert_cmpstr(text, ==, expected[i]);
    if (!expected[i])
      return;
  }
  g_assert_null(expected[ladder->n_columns]);
}

#define A "192.0.2.1"
#define P "192.0.2.2"
#define B "192.0.2.3"
#define INVITE "INVITE sip:bob@example.net SIP/2.0"
#define OFFER SDP(A, "4000", "0 8 101", "a=rtpmap:101 telephone-event/8000\n")
#define ANSWER SDP(B, "5000", "8", "")

static void
feed_proxied(Feed *feed)
{
  feed_sip(feed, 0, A, P, INVITE, "1 INVITE", "", "", OFFER);
  feed_sip(feed, 1, P, A, "SIP/2.0 100 Trying", "1 INVITE", "", "Server: proxy/1.2 (x)\n", "");
  feed_sip(feed, 2, P, B, INVITE, "1 INVITE", "", "", OFFER);
  feed_sip(feed, 502, P, B, INVITE, "1 INVITE", "", "", OFFER);
  feed_sip(feed, 600, B, P, "SIP/2.0 180 Ringing", "1 INVITE", "t", "", "");
  feed_sip(feed, 601, P, A, "SIP/2.0 180 Ringing", "1 INVITE", "t", "", "");
  feed_sip(feed, 900, B, P, "SIP/2.0 200 OK", "1 INVITE", "t", "", ANSWER);
  feed_sip(feed, 901, P, A, "SIP/2.0 200 OK", "1 INVITE", "t", "", ANSWER);
  feed_sip(feed, 910, A, B, "ACK sip:bob@192.0.2.3 SIP/2.0", "1 ACK", "t", "", "");
  feed_sip(feed, 9000, A, B, "BYE sip:bob@192.0.2.3 SIP/2.0", "2 BYE", "t",
           "Reason: Q.850;cause=16;text=\"Done\"\n", "");
  feed_sip(feed, 9001, B, A, "SIP/2.0 200 OK", "2 BYE", "t", "", "");
}

static void
test_proxied(void)
{
  Feed feed = feed_new();
  feed_proxied(&feed);
  LmLadder *ladder = lay_out(&feed, NULL);
  const char *const columns[] = {"alice@192.0.2.1", "proxy@192.0.2.2", "bob@192.0.2.3", NULL};
  assert_columns(ladder, columns);
  const char *const rows[] = {"0>1 INVITE [SDP PCMU, PCMA]",
                              "1>0 100 Trying",
                              "1>2 INVITE [SDP PCMU, PCMA] x2",
                              "2>1 180 Ringing",
                              "1>0 180 Ringing",
                              "2>1 200 OK [SDP PCMA]",
                              "1>0 200 OK [SDP PCMA]",
                              "0>2 ACK",
                              "-- 8.1 s later",
                              "0>2 BYE [Q.850 16, Done]",
                              "2>0 200 OK [to BYE]",
                              NULL};
  assert_rows(ladder, rows);
  g_assert_cmpstr(ladder->title, ==, "sip:alice@example.net → sip:bob@example.net");
  g_assert_cmpint(ladder->rows[0].tone, ==, LM_TONE_REQUEST);
  g_assert_cmpint(ladder->rows[1].tone, ==, LM_TONE_PROVISIONAL);
  g_assert_cmpint(ladder->rows[5].tone, ==, LM_TONE_SUCCESS);
  g_assert_false(ladder->rows[0].response);
  g_assert_true(ladder->rows[1].response);
  /* Times: since the message before, over pauses and folded rows. */
  g_assert_cmpint(ladder->rows[3].since_previous_ns, ==, 598 * LM_NS_PER_MS);
  g_assert_cmpint(ladder->rows[9].since_previous_ns, ==, 8090 * LM_NS_PER_MS);
  g_assert_cmpint(ladder->rows[9].since_first_ns, ==, 9000 * LM_NS_PER_MS);
  lm_ladder_free(ladder);
  feed_free(&feed);
}

static void
test_bars(void)
{
  Feed feed = feed_new();
  feed_proxied(&feed);
  LmLadder *ladder = lay_out(&feed, NULL);
  g_assert_cmpuint(ladder->n_bars, ==, 3);
  g_assert_cmpuint(ladder->bars[0].column, ==, 0);
  g_assert_cmpuint(ladder->bars[0].first_row, ==, 0);
  g_assert_cmpuint(ladder->bars[0].last_row, ==, 10);
  g_assert_cmpuint(ladder->bars[1].last_row, ==, 6);
  g_assert_cmpuint(ladder->bars[2].first_row, ==, 2);
  g_assert_nonnull(lm_ladder_bar_at(ladder, 2, 2));
  g_assert_null(lm_ladder_bar_at(ladder, 2, 1));
  g_assert_null(lm_ladder_bar_at(ladder, 1, 7));
  g_assert_null(lm_ladder_bar_at(ladder, 3, 0));
  lm_ladder_free(ladder);
  feed_free(&feed);
}

static void
test_options(void)
{
  Feed feed = feed_new();
  feed_proxied(&feed);
  LmLadderOptions options = {.time = LM_LADDER_SINCE_FIRST};
  LmLadder *ladder = lay_out(&feed, &options);
  char time[LM_TIME_TEXT_SIZE];
  g_assert_cmpuint(ladder->n_rows, ==, 11);
  g_assert_true(ladder->rows[3].retransmission);
  g_assert_cmpstr(ladder->rows[3].detail, ==, "again · SDP PCMU, PCMA");
  g_assert_cmpstr(ladder->columns[0].address, ==, "192.0.2.1:5060");
  g_assert_cmpstr(lm_ladder_time_text(ladder, &ladder->rows[0], time), ==, "0.000");
  g_assert_cmpstr(lm_ladder_time_text(ladder, &ladder->rows[3], time), ==, "0.502");
  ladder->options.time = LM_LADDER_SINCE_PREVIOUS;
  g_assert_cmpstr(lm_ladder_time_text(ladder, &ladder->rows[0], time), ==, "0.000");
  g_assert_cmpstr(lm_ladder_time_text(ladder, &ladder->rows[3], time), ==, "+500 ms");
  ladder->options.time = LM_LADDER_CLOCK;
  g_assert_cmpstr(lm_ladder_time_text(ladder, &ladder->rows[3], time), ==, "00:16:40.502");
  LmText text = LM_TEXT_INIT;
  lm_ladder_describe_row(ladder, &ladder->rows[0], &text);
  g_assert_cmpstr(text.str, ==, "INVITE from alice to proxy, SDP PCMU, PCMA, 00:16:40.000");
  lm_text_clear(&text);
  lm_ladder_free(ladder);
  feed_free(&feed);
}

static void
test_failures(void)
{
  Feed feed = feed_new();
  feed_sip(&feed, 0, A, P, INVITE, "1 INVITE", "", "", "");
  feed_sip(&feed, 1, P, A, "SIP/2.0 407 Proxy Authentication Required", "1 INVITE", "x",
           "Proxy-Authenticate: Digest realm=\"example.net\", nonce=\"1\"\n", "");
  feed_sip(&feed, 2, A, P, INVITE, "2 INVITE", "", "Proxy-Authorization: Digest realm=\"x\"\n", "");
  feed_sip(&feed, 3, P, A, "SIP/2.0 302 Gone away", "2 INVITE", "y",
           "Contact: <sip:carol@192.0.2.9>;q=1, <sip:dan@192.0.2.9>\n", "");
  feed_sip(&feed, 4, A, P, "PUSH x SIP/2.0", "3 PUSH", "y", "", "");
  feed_sip(&feed, 5, P, A, "SIP/2.0 503 ", "3 PUSH", "y",
           "Warning: 399 host \"no \x1b[31m line\"\n", "");
  LmLadder *ladder = lay_out(&feed, NULL);
  const char *const rows[] = {"0>1 INVITE",
                              "1>0 407 Proxy Authentication Required [realm example.net]",
                              "0>1 INVITE [with credentials]",
                              "1>0 302 Gone away [to sip:carol@192.0.2.9]",
                              "0>1 PUSH",
                              "1>0 503 Service Unavailable [no \\x1b[31m line] !",
                              NULL};
  assert_rows(ladder, rows);
  g_assert_cmpint(ladder->rows[1].tone, ==, LM_TONE_WARNING);
  g_assert_cmpint(ladder->rows[3].tone, ==, LM_TONE_REDIRECT);
  g_assert_cmpint(ladder->rows[5].tone, ==, LM_TONE_FAILURE);
  lm_ladder_free(ladder);
  feed_free(&feed);
}

static void
test_details(void)
{
  static const char re_invite[] = "INVITE sip:bob@192.0.2.3 SIP/2.0";
  Feed feed = feed_new();
  feed_sip(&feed, 0, A, B, INVITE, "1 INVITE", "", "",
           SDP(A, "4000", "96 97 98 99 100",
               "a=rtpmap:96 opus/48000/2\na=rtpmap:97 opus/48000/2\n"
               "a=rtpmap:98 a\x01/8000\na=rtpmap:99 rtx/8000\n"));
  feed_sip(&feed, 1, B, A, "SIP/2.0 200 OK", "1 INVITE", "t", "", ANSWER);
  feed_sip(&feed, 2, A, B, re_invite, "2 INVITE", "t", "", SDP(A, "4000", "8", "a=sendonly\n"));
  feed_sip(&feed, 3, B, A, "SIP/2.0 200 OK", "2 INVITE", "t", "",
           SDP(B, "5000", "8", "a=recvonly\n"));
  feed_sip(&feed, 4, A, B, re_invite, "3 INVITE", "t", "", SDP("0.0.0.0", "4000", "8", ""));
  feed_sip(&feed, 5, A, B, re_invite, "4 INVITE", "t", "", SDP(A, "0", "8", ""));
  feed_sip(&feed, 6, A, B, "REFER sip:bob@192.0.2.3 SIP/2.0", "5 REFER", "t",
           "Refer-To: <sip:carol@example.net?Replaces=x>\n", "");
  feed_sip(&feed, 7, B, A, "NOTIFY sip:alice@192.0.2.1 SIP/2.0", "1 NOTIFY", "t",
           "Event: refer;id=5\nSubscription-State: active;expires=60\n", "");
  feed_sip(&feed, 8, A, B, re_invite, "6 INVITE", "t", "",
           SDP(A, "4000", "8", "m=message 9 TCP/MSRP *\na=sendonly\nm=application 9 UDP/BFCP *\n"));
  feed_sip(&feed, 9, A, B, re_invite, "7 INVITE", "t", "",
           SDP("0.0.0.0", "9", "8", "a=ice-ufrag:abcd\n"));
  LmLadder *ladder = lay_out(&feed, NULL);
  const char *const rows[] = {"0>1 INVITE [SDP opus, a\\x01, type 100]",
                              "1>0 200 OK [SDP PCMA]",
                              "0>1 INVITE [SDP on hold · in dialog]",
                              "1>0 200 OK [SDP PCMA, receive only]",
                              "0>1 INVITE [SDP on hold · in dialog]",
                              "0>1 INVITE [SDP refused · in dialog]",
                              "0>1 REFER [to sip:carol@example.net]",
                              "1>0 NOTIFY [refer · active]",
                              "0>1 INVITE [SDP PCMA, MSRP, BFCP · in dialog]",
                              "0>1 INVITE [SDP PCMA · in dialog]",
                              NULL};
  assert_rows(ladder, rows);
  lm_ladder_free(ladder);
  feed_free(&feed);
}

static void
test_registration(void)
{
  Feed feed = feed_new();
  feed_sip(&feed, 0, A, P, "REGISTER sip:example.net SIP/2.0", "1 REGISTER", "",
           "Contact: <sip:alice@192.0.2.1>;expires=300\nExpires: 60\n", "");
  feed_sip(&feed, 1, P, A, "SIP/2.0 200 OK", "1 REGISTER", "t",
           "Contact: <sip:alice@192.0.2.1>;expires=120\n", "");
  feed_sip(&feed, 2, A, P, "REGISTER sip:example.net SIP/2.0", "2 REGISTER", "",
           "Contact: *\nExpires: 0\n", "");
  LmLadder *ladder = lay_out(&feed, NULL);
  const char *const columns[] = {"alice@192.0.2.1", "example.net@192.0.2.2", NULL};
  const char *const rows[] = {"0>1 REGISTER [expires 300]", "1>0 200 OK [expires 120]",
                              "0>1 REGISTER [ends it: expires 0]", NULL};
  assert_columns(ladder, columns);
  assert_rows(ladder, rows);
  g_assert_cmpstr(ladder->title, ==, "REGISTER sip:alice@example.net");
  lm_ladder_free(ladder);
  feed_free(&feed);
}

/* A proxy that stands in the Record-Route of what it passes on is not the callee. */
static void
test_names(void)
{
  Feed feed = feed_new();
  feed_sip(&feed, 0, A, P, INVITE, "1 INVITE", "", "", "");
  feed_sip(&feed, 1, P, A, "SIP/2.0 200 OK", "1 INVITE", "t", "Record-Route: <sip:192.0.2.2;lr>\n",
           "");
  LmLadder *ladder = lay_out(&feed, NULL);
  const char *const columns[] = {"alice@192.0.2.1", "192.0.2.2@192.0.2.2", NULL};
  assert_columns(ladder, columns);
  lm_ladder_free(ladder);
  feed_free(&feed);
}

/* A second caller of the proxy stands between the first one and the proxy; the bars go with the
 * columns. */
static void
test_order(void)
{
  Feed feed = feed_new();
  feed_sip(&feed, 0, A, P, INVITE, "1 INVITE", "", "", "");
  feed_sip(&feed, 1, P, B, INVITE, "1 INVITE", "", "", "");
  feed_sip(&feed, 2, "192.0.2.9", P, INVITE, "2 INVITE", "", "", "");
  feed_sip(&feed, 3, B, P, "SIP/2.0 180 Ringing", "1 INVITE", "t", "", "");
  LmLadder *ladder = lay_out(&feed, NULL);
  const char *const rows[] = {"0>2 INVITE", "2>3 INVITE", "1>2 INVITE", "3>2 180 Ringing", NULL};
  assert_rows(ladder, rows);
  g_assert_cmpstr(ladder->columns[1].address, ==, "192.0.2.9");
  for (uint32_t i = 1; i < ladder->n_bars; i++)
    g_assert_cmpuint(ladder->bars[i - 1].column, <=, ladder->bars[i].column);
  g_assert_nonnull(lm_ladder_bar_at(ladder, 3, 1));
  g_assert_nonnull(lm_ladder_bar_at(ladder, 2, 2));
  g_assert_null(lm_ladder_bar_at(ladder, 1, 2));
  lm_ladder_free(ladder);
  feed_free(&feed);
}

static void
test_ports(void)
{
  Feed feed = feed_new();
  feed_sip(&feed, 0, A "/5060", A "/5070", INVITE, "1 INVITE", "", "", "");
  feed_sip(&feed, 1, A "/5070", A "/5060", "SIP/2.0 486 Busy Here", "1 INVITE", "t", "", "");
  LmLadder *ladder = lay_out(&feed, NULL);
  g_assert_cmpuint(ladder->n_columns, ==, 2);
  g_assert_cmpstr(ladder->columns[1].address, ==, "192.0.2.1:5070");
  const char *const rows[] = {"0>1 INVITE", "1>0 486 Busy Here !", NULL};
  assert_rows(ladder, rows);
  lm_ladder_free(ladder);
  feed_free(&feed);
}

static void
feed_rtp(Feed *feed, double ms, const char *src, const char *dst, unsigned n, unsigned lost_at)
{
  for (unsigned i = 0; i < n; i++) {
    if (i >= lost_at && i < lost_at + 3)
      continue;
    uint8_t *packet = g_malloc0(172);
    packet[0] = 0x80;
    packet[1] = 8;
    packet[2] = (uint8_t)((1000 + i) >> 8);
    packet[3] = (uint8_t)(1000 + i);
    packet[6] = (uint8_t)(i * 160 >> 8);
    packet[7] = (uint8_t)(i * 160);
    packet[11] = (uint8_t)src[8];
    feed_bytes(feed, ms + i * 20, src, dst, packet, 172);
  }
}

/* The far end's media come from an address that only its SDP names. */
static void
test_media(void)
{
  Feed feed = feed_new();
  feed_sip(&feed, 0, A, B, INVITE, "1 INVITE", "", "", SDP(A, "4000", "8", ""));
  feed_sip(&feed, 1, B, A, "SIP/2.0 200 OK", "1 INVITE", "t", "",
           SDP("192.0.2.77", "5000", "8", ""));
  feed_rtp(&feed, 10, A "/4000", "192.0.2.77/5000", 50, 1000);
  feed_rtp(&feed, 1100, "192.0.2.77/5000", A "/4000", 50, 25);
  LmLadder *ladder = lay_out(&feed, NULL);
  g_assert_cmpuint(ladder->n_columns, ==, 3);
  g_assert_cmpstr(ladder->columns[1].name, ==, "bob, media");
  g_assert_cmpstr(ladder->columns[1].address, ==, "192.0.2.77");
  g_assert_cmpuint(ladder->n_rows, ==, 4);
  const LmLadderRow *good = &ladder->rows[2], *bad = &ladder->rows[3];
  g_assert_cmpint(good->kind, ==, LM_LADDER_MEDIA);
  g_assert_cmpint(good->tone, ==, LM_TONE_MEDIA_GOOD);
  g_assert_cmpuint(good->from, ==, 0);
  g_assert_cmpuint(good->to, ==, 1);
  g_assert_cmpstr(good->label, ==, "RTP PCMA");
  g_assert_true(g_str_has_prefix(good->detail, "1.0 s · no loss · jitter 0.0 ms"));
  g_assert_true(g_str_has_prefix(good->badge, "MOS 4.4"));
  g_assert_cmpuint(good->n_loss_marks, ==, 0);
  g_assert_cmpint(bad->tone, ==, LM_TONE_MEDIA_BAD);
  g_assert_true(g_str_has_prefix(bad->detail, "1.0 s · loss 6.0 % · "));
  g_assert_cmpuint(bad->n_loss_marks, ==, 1);
  g_assert_cmpuint(bad->loss_marks[0], >=, 550);
  g_assert_cmpuint(bad->loss_marks[0], <=, 580);
  lm_ladder_free(ladder);
  LmLadderOptions without = LM_LADDER_OPTIONS_DEFAULT;
  without.media = false;
  ladder = lay_out(&feed, &without);
  g_assert_cmpuint(ladder->n_rows, ==, 2);
  g_assert_cmpuint(ladder->n_columns, ==, 2);
  lm_ladder_free(ladder);
  feed_free(&feed);
}

static void
test_selection(void)
{
  Feed feed = feed_new();
  feed_proxied(&feed);
  lm_tracker_finish(feed.tracker);
  const LmTrace *trace = lm_tracker_trace(feed.tracker);
  const uint32_t twice[] = {0, 0, 7, LM_NONE};
  LmLadder *ladder = lm_ladder_new(trace, twice, 4, NULL);
  g_assert_cmpuint(ladder->n_rows, ==, 11);
  lm_ladder_free(ladder);
  ladder = lm_ladder_new(trace, NULL, 0, NULL);
  g_assert_cmpuint(ladder->n_rows, ==, 0);
  g_assert_cmpuint(ladder->n_columns, ==, 0);
  g_assert_cmpstr(ladder->title, ==, "");
  lm_ladder_free(ladder);
  feed_free(&feed);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ladder/layout/proxied", test_proxied);
  g_test_add_func("/ladder/layout/bars", test_bars);
  g_test_add_func("/ladder/layout/options", test_options);
  g_test_add_func("/ladder/layout/failures", test_failures);
  g_test_add_func("/ladder/layout/details", test_details);
  g_test_add_func("/ladder/layout/registration", test_registration);
  g_test_add_func("/ladder/layout/names", test_names);
  g_test_add_func("/ladder/layout/order", test_order);
  g_test_add_func("/ladder/layout/ports", test_ports);
  g_test_add_func("/ladder/layout/media", test_media);
  g_test_add_func("/ladder/layout/selection", test_selection);
  return g_test_run();
}
