/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The frames of WebSocket and its opening handshake (RFC 6455, RFC 7692). */

#include "proto/websocket.h"

#include <glib.h>
#include <string.h>

#define FRAME(...) \
  lm_slice(((const uint8_t[]){__VA_ARGS__}), sizeof((const uint8_t[]){__VA_ARGS__}))

/* RFC 6455, 5.7: the examples. */
static void
test_frames(void)
{
  LmWsFrame frame;
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0x81, 0x05, 0x48), &frame), ==, LM_WS_FOUND);
  g_assert_true(frame.fin && !frame.masked && !frame.compressed);
  g_assert_cmpint(frame.opcode, ==, LM_WS_TEXT);
  g_assert_cmpuint(frame.header_bytes, ==, 2);
  g_assert_cmpuint(frame.payload_bytes, ==, 5);

  LmSlice masked = FRAME(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);
  g_assert_cmpint(lm_ws_frame_parse(masked, &frame), ==, LM_WS_FOUND);
  g_assert_true(frame.masked);
  g_assert_cmpuint(frame.header_bytes, ==, 6);
  uint8_t payload[5];
  memcpy(payload, masked.data + 6, 5);
  lm_ws_unmask(payload, 2, frame.mask, 0);
  lm_ws_unmask(payload + 2, 3, frame.mask, 2);
  g_assert_cmpmem(payload, 5, "Hello", 5);

  g_assert_cmpint(lm_ws_frame_parse(FRAME(0x82, 0x7e, 0x01, 0x00), &frame), ==, LM_WS_FOUND);
  g_assert_cmpuint(frame.payload_bytes, ==, 256);
  g_assert_cmpuint(frame.header_bytes, ==, 4);
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0), &frame), ==,
                  LM_WS_FOUND);
  g_assert_cmpuint(frame.payload_bytes, ==, 65536);
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0xc1, 0x07), &frame), ==, LM_WS_FOUND);
  g_assert_true(frame.compressed);
}

static void
test_partial(void)
{
  LmWsFrame frame;
  g_assert_cmpint(lm_ws_frame_parse(LM_SLICE_EMPTY, &frame), ==, LM_WS_PARTIAL);
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0x81), &frame), ==, LM_WS_PARTIAL);
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0x81, 0x85, 1, 2, 3), &frame), ==, LM_WS_PARTIAL);
  g_assert_cmpuint(frame.header_bytes, ==, 6);
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0x81, 0xfe, 1), &frame), ==, LM_WS_PARTIAL);
  g_assert_cmpuint(frame.header_bytes, ==, 8);
}

static void
test_impossible(void)
{
  LmWsFrame frame;
  /* Reserved bits, reserved opcodes. */
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0xa1, 0x05), &frame), ==, LM_WS_NOT);
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0x83, 0x05), &frame), ==, LM_WS_NOT);
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0x8b), &frame), ==, LM_WS_NOT);
  /* A ping in pieces, a long one, a compressed one (5.5; RFC 7692, 6.1). */
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0x09, 0x05), &frame), ==, LM_WS_NOT);
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0x89, 0x7e, 0, 200), &frame), ==, LM_WS_NOT);
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0xc9, 0x05), &frame), ==, LM_WS_NOT);
  /* A compressed continuation, and a length with its top bit set. */
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0xc0, 0x05), &frame), ==, LM_WS_NOT);
  g_assert_cmpint(lm_ws_frame_parse(FRAME(0x81, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0), &frame), ==,
                  LM_WS_NOT);
}

static void
test_close_names(void)
{
  g_assert_cmpstr(lm_ws_close_name(1000), ==, "normal closure");
  g_assert_cmpstr(lm_ws_close_name(1014), ==, "bad gateway");
  g_assert_cmpstr(lm_ws_close_name(1004), ==, "");
  g_assert_cmpstr(lm_ws_close_name(0), ==, "");
  g_assert_cmpstr(lm_ws_close_name(65535), ==, "");
}

static LmWsResult
handshake(const char *text, LmWsHandshake *out)
{
  size_t len;
  LmWsResult result = lm_ws_handshake_parse(lm_slice_str(text), out, &len);
  if (result == LM_WS_FOUND)
    g_assert_cmpuint(len, ==, (size_t)(strstr(text, "\r\n\r\n") + 4 - text));
  else
    g_assert_cmpuint(len, ==, 0);
  return result;
}

static void
assert_slice(LmSlice slice, const char *text)
{
  g_assert_true(lm_slice_equal(slice, lm_slice_str(text)));
}

static void
test_request(void)
{
  LmWsHandshake found;
  g_assert_cmpint(handshake("GET /ws?a=b HTTP/1.1\r\nHost: sip.example.com\r\n"
                            "upgrade: keep, WebSocket\r\n"
                            "Sec-WebSocket-Protocol: sip, msrp\r\n"
                            "Sec-WebSocket-Extensions: x-other, permessage-deflate; "
                            "client_max_window_bits; server_no_context_takeover\r\n\r\n\x81\x05",
                            &found),
                  ==, LM_WS_FOUND);
  g_assert_true(found.upgrade && !found.response);
  assert_slice(found.first_line, "GET /ws?a=b HTTP/1.1");
  assert_slice(found.target, "/ws?a=b");
  assert_slice(found.protocols, "sip, msrp");
  assert_slice(found.host, "sip.example.com");
  g_assert_true(found.deflate.on && found.deflate.server_forgets && !found.deflate.client_forgets);
  g_assert_cmpint(handshake("GET / HTTP/1.1\r\nHost: a\r\n\r\n", &found), ==, LM_WS_FOUND);
  g_assert_false(found.upgrade);
}

static void
test_response(void)
{
  LmWsHandshake found;
  g_assert_cmpint(handshake("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            "Server: here\r\nSec-WebSocket-Protocol: sip\r\n\r\n",
                            &found),
                  ==, LM_WS_FOUND);
  g_assert_true(found.upgrade && found.response && !found.deflate.on);
  g_assert_cmpuint(found.status, ==, 101);
  assert_slice(found.reason, "Switching Protocols");
  assert_slice(found.agent, "here");
  g_assert_cmpint(handshake("HTTP/1.1 403\r\n\r\n", &found), ==, LM_WS_FOUND);
  g_assert_cmpuint(found.status, ==, 403);
}

static void
test_no_handshake(void)
{
  LmWsHandshake found;
  g_assert_cmpint(handshake("", &found), ==, LM_WS_PARTIAL);
  g_assert_cmpint(handshake("GE", &found), ==, LM_WS_PARTIAL);
  g_assert_cmpint(handshake("GET / HTTP/1.1\r\nHost: a\r\n", &found), ==, LM_WS_PARTIAL);
  g_assert_cmpint(handshake("GET /\r\n\r\n", &found), ==, LM_WS_NOT);
  g_assert_cmpint(handshake("POST / HTTP/1.1\r\n\r\n", &found), ==, LM_WS_NOT);
  g_assert_cmpint(handshake("HTTP/1.1 many\r\n\r\n", &found), ==, LM_WS_NOT);
  g_autoptr(GString) text = g_string_new("GET / HTTP/1.1\r\n");
  while (text->len <= LM_WS_MAX_HANDSHAKE_BYTES)
    g_string_append(text, "X: 0123456789\r\n");
  g_assert_cmpint(handshake(text->str, &found), ==, LM_WS_NOT);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/websocket/frames", test_frames);
  g_test_add_func("/websocket/partial", test_partial);
  g_test_add_func("/websocket/impossible", test_impossible);
  g_test_add_func("/websocket/close-names", test_close_names);
  g_test_add_func("/websocket/request", test_request);
  g_test_add_func("/websocket/response", test_response);
  g_test_add_func("/websocket/no-handshake", test_no_handshake);
  return g_test_run();
}
