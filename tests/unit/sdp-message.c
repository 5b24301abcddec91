/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The session description of a message, whatever is around it. */

#include "proto/sdp/message.h"

#include "base/limits.h"

#include <glib.h>
#include <zlib.h>

#define SDP "v=0\r\no=- 1 1 IN IP4 a\r\n"
#define CODED "dj0wDQpvPS0gMSAxIElOIElQNCBhDQo="

static LmSipMessage message;

static LmSlice
find(LmArena *arena, const char *headers, const void *body, size_t len)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  g_autofree char *head = g_strdup_printf("INVITE sip:a SIP/2.0\r\n%s\r\n", headers);
  g_byte_array_append(bytes, (const guint8 *)head, (guint)strlen(head));
  g_byte_array_append(bytes, body, (guint)len);
  LmSlice copy = lm_arena_copy(arena, lm_slice(bytes->data, bytes->len));
  g_assert_true(lm_sip_message_parse(copy, false, arena, &message));
  return lm_sdp_of_message(&message, arena);
}

/* Headers, body, and what is found in it; a star before it: decoded. */
static const char *const cases[][3] = {
    {"c: application/sdp\r\n", SDP, SDP},
    {"c: Application/SDP ; charset=utf-8\r\n", SDP, SDP},
    {"c: text/plain\r\n", SDP, ""},
    {"", SDP, ""},
    {"c: application/sdp\r\nContent-Transfer-Encoding: base64\r\n", SDP, SDP},
    {"c: application/sdp\r\nContent-Transfer-Encoding: base64\r\n", CODED, "*" SDP},
    {"c: application/sdp\r\nContent-Transfer-Encoding: binary\r\n", " " SDP, " " SDP},
    {"c: multipart/mixed;boundary=x\r\n",
     "--x\r\nContent-Type: application/sdp\r\n\r\n" SDP "\r\n--x--\r\n", SDP},
    {"c: multipart/mixed;boundary=x\r\n",
     "--x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" CODED
     "\r\n--x\r\nContent-Type: application/sdp\r\nContent-Transfer-Encoding: base64\r\n\r\n" CODED
     "\r\n--x--\r\n",
     "*" SDP},
    {"c: multipart/mixed;boundary=x\r\n",
     "--x\r\nContent-Type: multipart/mixed;boundary=y\r\n\r\n--y\r\nContent-Type: "
     "application/sdp\r\nContent-Transfer-Encoding: "
     "quoted-printable\r\n\r\nv=3D0\r\n--y--\r\n--x--\r\n",
     "*v=0"},
};

static void
test_around(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    LmArena arena = LM_ARENA_INIT;
    bool decoded = cases[i][2][0] == '*';
    LmSlice sdp = find(&arena, cases[i][0], cases[i][1], strlen(cases[i][1]));
    g_test_message("%s %s", cases[i][0], cases[i][1]);
    g_assert_true(lm_slice_equal(sdp, lm_slice_str(cases[i][2] + decoded)));
    g_assert_cmpint(lm_sdp_was_decoded(&message, sdp), ==, decoded);
    lm_arena_clear(&arena);
  }
}

/* What grows beyond all measure is cut, and what is not gzip yields nothing. */
static void
test_gzip(void)
{
  enum { LARGE = 8 << 20 };
  static const char headers[] = "c: application/sdp\r\ne: gzip\r\n";
  LmArena arena = LM_ARENA_INIT;
  g_autofree char *large = g_strnfill(LARGE, ' ');
  g_autofree guint8 *packed = g_malloc(LARGE);
  for (int bomb = 0; bomb < 2; bomb++) {
    z_stream stream = {0};
    g_assert_cmpint(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, 0), ==, Z_OK);
    stream.next_in = (Bytef *)(bomb ? large : (char *)(uintptr_t)SDP);
    stream.avail_in = bomb ? LARGE : sizeof SDP - 1;
    stream.next_out = packed;
    stream.avail_out = LARGE;
    g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
    LmSlice sdp = find(&arena, headers, packed, LARGE - stream.avail_out);
    deflateEnd(&stream);
    if (bomb)
      g_assert_cmpuint(sdp.len, ==, LM_LIMIT_SDP_DECODED_BYTES);
    else
      g_assert_true(lm_slice_equal(sdp, LM_SLICE_LITERAL(SDP)));
  }
  g_assert_cmpuint(find(&arena, headers, "nothing", 7).len, ==, 0);
  lm_arena_clear(&arena);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sdp-message/around", test_around);
  g_test_add_func("/sdp-message/gzip", test_gzip);
  return g_test_run();
}
