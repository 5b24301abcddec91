/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SIP over WebSocket (RFC 7118): however frames and segments cut the messages, and however they are
 * masked and compressed, the same messages come out. */

#include "sip-packets.h"

#include <string.h>
#include <zlib.h>

#define CLIENT "192.0.2.1:49152"
#define SERVER "192.0.2.5:8080"
#define REQUEST                                                                        \
  "GET /ws HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade" \
  "\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
#define RESPONSE                                                                          \
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip" \
  "\r\n\r\n"
#define DEFLATE_RESPONSE                                                                  \
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip" \
  "\r\nSec-WebSocket-Extensions: permessage-deflate%s\r\n\r\n"

enum { FIN = 0x80, RSV1 = 0x40, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9 };

static void
add_frame(GString *out, unsigned first, bool masked, const void *bytes, size_t len)
{
  static const char mask[4] = {0x37, (char)0xfa, 0x21, 0x3d};
  unsigned bit = masked ? 0x80 : 0;
  g_string_append_c(out, (char)first);
  if (len < 126) {
    g_string_append_c(out, (char)(bit | len));
  } else {
    g_string_append_c(out, (char)(bit | 126));
    g_string_append_c(out, (char)(len >> 8));
    g_string_append_c(out, (char)len);
  }
  if (masked)
    g_string_append_len(out, mask, 4);
  for (size_t i = 0; i < len; i++)
    g_string_append_c(out, (char)(((const char *)bytes)[i] ^ (masked ? mask[i & 3] : 0)));
}

static char *
message_text(unsigned number)
{
  g_autofree char *id = g_strdup_printf("ws-%u", number);
  g_autofree char *sdp = test_sdp(ALICE_MEDIA, "0", "");
  TestSip sip = {.what = "INVITE", .call_id = id, .sdp = sdp};
  return test_sip_text(&sip);
}

/* Sends @bytes from @at on in segments of @step bytes. */
static size_t
send_all(const char *src, const char *dst, size_t at, const GString *bytes, size_t step)
{
  for (size_t i = 0; i < bytes->len; i += step)
    test_tcp((double)(at + i), src, dst, (uint32_t)(at + i), bytes->str + i,
             MIN(step, bytes->len - i));
  return at + bytes->len;
}

static void
open_with(const char *response)
{
  test_tcp(0, CLIENT, SERVER, 0, REQUEST, strlen(REQUEST));
  test_tcp(1, SERVER, CLIENT, 0, response, strlen(response));
}

static void
assert_messages(uint32_t n)
{
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, n);
  for (uint32_t i = 0; i < n; i++) {
    g_autofree char *text = message_text(i);
    const LmMessage *row = lm_trace_message(net->trace, i);
    g_assert_true(lm_slice_equal(lm_message_bytes(row), lm_slice_str(text)));
    g_assert_cmpint(row->transport, ==, LM_TRANSPORT_WS);
    g_assert_cmpuint(row->flags & (LM_MESSAGE_MALFORMED | LM_MESSAGE_TRUNCATED), ==, 0);
  }
}

static GString *
frames_text(unsigned n, bool masked)
{
  GString *all = g_string_new(NULL);
  for (unsigned i = 0; i < n; i++) {
    g_autofree char *text = message_text(i);
    add_frame(all, FIN | TEXT, masked, text, strlen(text));
  }
  return all;
}

static void
test_any_segments(void)
{
  static const size_t steps[] = {1, 2, 7, 100, 5000};
  for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
    for (int masked = 0; masked < 2; masked++) {
      test_net_reset();
      g_autoptr(GString) open = g_string_new(masked ? REQUEST : RESPONSE);
      g_autoptr(GString) frames = frames_text(3, masked);
      const char *src = masked ? CLIENT : SERVER, *dst = masked ? SERVER : CLIENT;
      size_t at = send_all(src, dst, 0, open, steps[i]);
      send_all(src, dst, at, frames, steps[i]);
      assert_messages(3);
    }
}

/* RFC 6455, 5.4: control frames stand between the fragments of a message. */
static void
test_fragments(void)
{
  g_autofree char *text = message_text(0);
  size_t len = strlen(text), third = len / 3;
  open_with(RESPONSE);
  g_autoptr(GString) out = g_string_new(NULL);
  add_frame(out, BINARY, true, text, third);
  add_frame(out, FIN | PING, true, "ping", 4);
  add_frame(out, 0, true, text + third, third);
  add_frame(out, 0, true, "", 0);
  add_frame(out, FIN | PING, true, "", 0);
  add_frame(out, FIN, true, text + 2 * third, len - 2 * third);
  send_all(CLIENT, SERVER, strlen(REQUEST), out, 50);
  assert_messages(1);
}

/* Some send as many as they have at once; a body without a length may begin as a message does. */
static void
test_several_at_once(void)
{
  g_autofree char *first = message_text(0), *second = message_text(1);
  g_autofree char *both = g_strconcat(first, second, NULL);
  const char *notify = "NOTIFY sip:a SIP/2.0\r\nVia: SIP/2.0/WS a;branch=z9hG4bK1\r\nCall-ID: 1\r\n"
                       "From: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCSeq: 1 NOTIFY\r\n"
                       "Content-Type: message/sipfrag\r\n\r\nSIP/2.0 100 Trying\r\n";
  g_autoptr(GString) out = g_string_new(NULL);
  open_with(RESPONSE);
  add_frame(out, FIN | TEXT, true, both, strlen(both));
  send_all(CLIENT, SERVER, strlen(REQUEST), out, 5000);
  assert_messages(2);
  size_t at = strlen(REQUEST) + out->len;
  g_string_truncate(out, 0);
  add_frame(out, FIN | TEXT, true, notify, strlen(notify));
  send_all(CLIENT, SERVER, at, out, 5000);
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 3);
  g_assert_cmpuint(lm_trace_message(net->trace, 2)->len, ==, strlen(notify));
}

/* Where the capture begins later, a frame that holds SIP shows what the connection is. */
static void
test_begins_in_the_middle(void)
{
  g_autoptr(GString) frames = frames_text(2, true);
  g_autofree char *text = message_text(2);
  g_autoptr(GString) answer = g_string_new(NULL);
  send_all(CLIENT, SERVER, 0, frames, 100000);
  assert_messages(2);
  add_frame(answer, FIN | TEXT, false, text, strlen(text));
  send_all(SERVER, CLIENT, 0, answer, 200);
  assert_messages(3);
}

static void
test_events(void)
{
  open_with(RESPONSE);
  g_autoptr(GString) frames = frames_text(1, true);
  add_frame(frames, FIN | CLOSE, true,
            "\x03\xea"
            "bad",
            5);
  send_all(CLIENT, SERVER, strlen(REQUEST), frames, 10000);
  const LmCall *call = test_call("ws-0");
  static const char *const labels[] = {"GET /ws (WebSocket, sip)", "101 Switching Protocols",
                                       "WebSocket close"};
  static const uint8_t outcomes[] = {LM_EVENT_NOTE, LM_EVENT_GOOD, LM_EVENT_WARNING};
  g_assert_cmpuint(call->n_events, ==, 3);
  for (uint32_t i = 0; i < 3; i++) {
    const LmEvent *event = lm_trace_event(net->trace, i);
    g_assert_cmpstr(event->label, ==, labels[i]);
    g_assert_cmpint(event->protocol, ==, LM_EVENT_HTTP);
    g_assert_cmpint(event->outcome, ==, outcomes[i]);
    g_assert_cmpuint(event->call, ==, 0);
  }
  g_assert_cmpstr(lm_trace_event(net->trace, 2)->detail, ==, "1002 protocol error, bad");
}

/* A browser keeps its connection over many calls: it opens for the first and closes on the last. */
static void
test_events_of_calls(void)
{
  open_with(RESPONSE);
  g_autoptr(GString) frames = frames_text(3, true);
  add_frame(frames, FIN | CLOSE, true, "\x03\xe8", 2);
  send_all(CLIENT, SERVER, strlen(REQUEST), frames, 10000);
  g_assert_cmpuint(test_call("ws-0")->n_events, ==, 2);
  g_assert_cmpuint(test_call("ws-1")->n_events, ==, 0);
  g_assert_cmpuint(test_call("ws-2")->n_events, ==, 1);
}

static void
test_refused(void)
{
  open_with("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 2);
  g_assert_cmpstr(lm_trace_event(net->trace, 1)->label, ==, "403 Forbidden");
  g_assert_cmpint(lm_trace_event(net->trace, 1)->outcome, ==, LM_EVENT_FAILURE);
}

/* Other requests and WebSockets of others are left alone. */
static void
test_foreign(void)
{
  const char *page = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  test_tcp(0, CLIENT, SERVER, 0, page, strlen(page));
  g_autoptr(GString) chat = g_string_new(REQUEST);
  for (int i = 0; i < 300; i++)
    add_frame(chat, FIN | TEXT, true, "{\"event\": \"nothing of ours\"}", 28);
  send_all("192.0.2.1:49153", SERVER, 0, chat, 1000);
  test_net_finish();
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 0);
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 1);
}

/* Without a subprotocol the opening is told once SIP was found. */
static void
test_nameless(void)
{
  const char *request = "GET /x HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
  const char *response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
  test_tcp(0, CLIENT, SERVER, 0, request, strlen(request));
  test_tcp(1, SERVER, CLIENT, 0, response, strlen(response));
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 0);
  g_autoptr(GString) frames = frames_text(1, true);
  send_all(CLIENT, SERVER, strlen(request), frames, 10000);
  assert_messages(1);
  g_assert_cmpuint(test_call("ws-0")->n_events, ==, 2);
}

/* A load balancer says in front of the connection whose it is; all of it in one segment, or not. */
static void
test_proxy_header(void)
{
  static const char line[] = "PROXY TCP4 198.51.100.7 192.0.2.5 49152 8080\r\n";
  static const char binary[] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"
                               "\xc6\x33\x64\x07\xc0\0\x02\x05\xc0\0\x1f\x90";
  static const size_t steps[] = {1, 30, 10000};
  for (size_t i = 0; i < 2 * G_N_ELEMENTS(steps); i++) {
    test_net_reset();
    g_autoptr(GString) all =
        i % 2 ? g_string_new(line) : g_string_new_len(binary, sizeof binary - 1);
    g_autoptr(GString) frames = frames_text(1, true);
    g_string_append(all, REQUEST);
    g_string_append_len(all, frames->str, (gssize)frames->len);
    send_all(CLIENT, SERVER, 0, all, steps[i / 2]);
    assert_messages(1);
    g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 1);
  }
}

/* Compresses @text as RFC 7692, 7.2.1 says; @z goes on from message to message. */
static GString *
deflated(z_stream *z, const char *text, size_t len)
{
  g_autofree uint8_t *out = g_malloc(len + 1000);
  z->next_in = (Bytef *)(uintptr_t)text;
  z->avail_in = (uInt)len;
  z->next_out = out;
  z->avail_out = (uInt)len + 1000;
  g_assert_cmpint(deflate(z, Z_SYNC_FLUSH), ==, Z_OK);
  size_t n = len + 1000 - z->avail_out;
  g_assert_cmpmem(out + n - 4, 4, "\0\0\xff\xff", 4);
  return g_string_new_len((const char *)out, (gssize)n - 4);
}

static void
run_deflate(bool forgets, int window_bits)
{
  test_net_reset();
  g_autofree char *response =
      g_strdup_printf(DEFLATE_RESPONSE, forgets ? "; client_no_context_takeover" : "");
  open_with(response);
  z_stream z = {0};
  g_assert_cmpint(deflateInit2(&z, 9, Z_DEFLATED, -window_bits, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  g_autoptr(GString) out = g_string_new(NULL);
  for (unsigned i = 0; i < 3; i++) {
    g_autofree char *text = message_text(i);
    g_autoptr(GString) small = deflated(&z, text, strlen(text));
    /* The second one in two fragments, of which the first alone says that it is compressed. */
    size_t cut = i == 1 ? small->len / 2 : small->len;
    add_frame(out, RSV1 | TEXT | (i == 1 ? 0 : FIN), true, small->str, cut);
    if (i == 1)
      add_frame(out, FIN, true, small->str + cut, small->len - cut);
    if (forgets)
      deflateReset(&z);
  }
  deflateEnd(&z);
  send_all(CLIENT, SERVER, strlen(REQUEST), out, 30);
  assert_messages(3);
}

static void
test_deflate(void)
{
  run_deflate(false, 15);
  run_deflate(false, 9);
  run_deflate(true, 15);
}

/* A sender may close its last block, alone or with an octet of zeros behind it (RFC 7692, 7.2.3.4
 * and 7.2.3.5); what comes next still may refer to what was before. */
static void
test_deflate_closed(void)
{
  g_autofree char *response = g_strdup_printf(DEFLATE_RESPONSE, "");
  open_with(response);
  z_stream z = {0};
  g_assert_cmpint(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  g_autoptr(GString) out = g_string_new(NULL);
  for (unsigned i = 0; i < 5; i++) {
    g_autofree char *text = message_text(i);
    if (i % 2 == 0) {
      g_autoptr(GString) small = deflated(&z, text, strlen(text));
      add_frame(out, RSV1 | FIN | TEXT, true, small->str, small->len);
      continue;
    }
    uint8_t closed[1000] = {0};
    z_stream own = {.next_in = (Bytef *)text,
                    .avail_in = (uInt)strlen(text),
                    .next_out = closed,
                    .avail_out = sizeof closed};
    g_assert_cmpint(deflateInit2(&own, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
    g_assert_cmpint(deflate(&own, Z_FINISH), ==, Z_STREAM_END);
    size_t n = sizeof closed - own.avail_out + (i == 1);
    add_frame(out, RSV1 | FIN | TEXT, true, (const char *)closed, n);
    deflateEnd(&own);
  }
  deflateEnd(&z);
  send_all(CLIENT, SERVER, strlen(REQUEST), out, 1400);
  assert_messages(5);
}

/* No handshake: the first message shows what the connection is. */
static void
test_deflate_in_the_middle(void)
{
  z_stream z = {0};
  g_autoptr(GString) out = g_string_new(NULL);
  g_assert_cmpint(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  for (unsigned i = 0; i < 2; i++) {
    g_autofree char *text = message_text(i);
    g_autoptr(GString) small = deflated(&z, text, strlen(text));
    add_frame(out, RSV1 | FIN | TEXT, true, small->str, small->len);
  }
  deflateEnd(&z);
  send_all(CLIENT, SERVER, 0, out, 1400);
  assert_messages(2);
}

/* What grows beyond the limit is reported, and what comes behind it is found. */
static void
test_bomb(void)
{
  g_autofree char *response = g_strdup_printf(DEFLATE_RESPONSE, "; client_no_context_takeover");
  g_autofree char *zeros = g_malloc0(80 << 20);
  g_autofree char *text = message_text(0);
  g_autoptr(GString) out = g_string_new(NULL);
  z_stream z = {0};
  open_with(response);
  g_assert_cmpint(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  g_autoptr(GString) bomb = deflated(&z, zeros, 60 << 20);
  deflateReset(&z);
  g_autoptr(GString) small = deflated(&z, text, strlen(text));
  deflateEnd(&z);
  add_frame(out, RSV1 | FIN | TEXT, true, bomb->str, 60000);
  add_frame(out, RSV1 | FIN | TEXT, true, bomb->str, 60000);
  add_frame(out, RSV1 | FIN | TEXT, true, small->str, small->len);
  send_all(CLIENT, SERVER, strlen(REQUEST), out, 1400);
  assert_messages(1);
  const LmCall *call = test_call("ws-0");
  g_assert_cmpuint(call->n_events, ==, 3);
  g_assert_cmpint(lm_trace_event(net->trace, 2)->outcome, ==, LM_EVENT_WARNING);
  g_assert_cmpuint(lm_trace_counters(net->trace)->websocket_not_read, ==, 2);
}

/* Behind a hole in the capture frames are found again where a segment begins with one. */
static void
test_hole(void)
{
  open_with(RESPONSE);
  g_autoptr(GString) frames = frames_text(1, true);
  g_autofree char *lost = message_text(1);
  g_autofree char *last = message_text(1);
  size_t at = send_all(CLIENT, SERVER, strlen(REQUEST), frames, 300);
  g_autoptr(GString) hole = g_string_new(NULL);
  add_frame(hole, FIN | TEXT, true, lost, strlen(lost));
  test_tcp(900, CLIENT, SERVER, (uint32_t)at, hole->str, 100);
  g_autoptr(GString) more = g_string_new(NULL);
  add_frame(more, FIN | TEXT, true, last, strlen(last));
  test_tcp(1000, CLIENT, SERVER, (uint32_t)(at + hole->len), more->str, more->len);
  test_net_finish();
  assert_messages(2);
}

static const TestCase cases[] = {
    {"/track/websocket/any-segments", test_any_segments},
    {"/track/websocket/fragments", test_fragments},
    {"/track/websocket/several-at-once", test_several_at_once},
    {"/track/websocket/begins-in-the-middle", test_begins_in_the_middle},
    {"/track/websocket/events", test_events},
    {"/track/websocket/events-of-calls", test_events_of_calls},
    {"/track/websocket/refused", test_refused},
    {"/track/websocket/foreign", test_foreign},
    {"/track/websocket/nameless", test_nameless},
    {"/track/websocket/proxy-header", test_proxy_header},
    {"/track/websocket/deflate", test_deflate},
    {"/track/websocket/deflate-closed", test_deflate_closed},
    {"/track/websocket/deflate-in-the-middle", test_deflate_in_the_middle},
    {"/track/websocket/bomb", test_bomb},
    {"/track/websocket/hole", test_hole},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
