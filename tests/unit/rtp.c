/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/rtp.h"

#include <glib.h>

/* Copied into an allocation of exactly its size. */
static bool
parse(const uint8_t *bytes, size_t len, LmRtpHeader *header)
{
  g_autofree uint8_t *exact = g_memdup2(bytes, len ? len : 1);
  memset(header, 0xaa, sizeof *header);
  return lm_rtp_parse(lm_slice(exact, len), header);
}

static void
test_header(void)
{
  uint8_t packet[64] = {0x80, 0x88, 0x12, 0x34, 1, 2, 3, 4, 0xde, 0xad, 0xbe, 0xef};
  LmRtpHeader h;
  g_assert_true(parse(packet, 12, &h));
  g_assert_cmphex(h.ssrc, ==, 0xdeadbeef);
  g_assert_cmphex(h.timestamp, ==, 0x01020304);
  g_assert_cmphex(h.sequence, ==, 0x1234);
  g_assert_cmpuint(h.payload_type, ==, 8);
  g_assert_true(h.marker);
  g_assert_cmpuint(h.payload_offset, ==, 12);
  g_assert_cmpuint(h.payload_len, ==, 0);
  /* Two CSRCs and an extension of one word. */
  packet[0] = 0x92;
  packet[12 + 8 + 3] = 1;
  g_assert_true(parse(packet, 40, &h));
  g_assert_cmpuint(h.payload_offset, ==, 28);
  g_assert_cmpuint(h.payload_len, ==, 12);
  g_assert_true(parse(packet, 28, &h));
  g_assert_false(parse(packet, 27, &h));
  g_assert_false(parse(packet, 23, &h));
  packet[12 + 8 + 2] = 0xff;
  g_assert_false(parse(packet, 64, &h));
}

static void
test_padding(void)
{
  uint8_t packet[32] = {0xa0, 0};
  LmRtpHeader h;
  static const struct {
    uint8_t last;
    uint32_t len;
  } rows[] = {{1, 19}, {4, 16}, {20, 0}, {21, 0}, {255, 0}, {0, 0}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    packet[31] = rows[i].last;
    g_assert_true(parse(packet, 32, &h));
    g_assert_cmpuint(h.payload_len, ==, rows[i].len);
  }
  /* No payload and yet padding: the last byte is the header's. */
  packet[11] = 3;
  g_assert_true(parse(packet, 12, &h));
  g_assert_cmpuint(h.payload_len, ==, 0);
}

static void
test_not_rtp(void)
{
  uint8_t packet[32] = {0};
  LmRtpHeader h;
  for (unsigned first = 0; first < 256; first++) {
    packet[0] = (uint8_t)first;
    for (size_t len = 0; len <= sizeof packet; len++) {
      bool is = parse(packet, len, &h);
      g_assert_false(is && (first >> 6 != 2 || len < 12));
      if (is) {
        g_assert_cmpuint(h.payload_offset + h.payload_len, <=, len);
        g_assert_cmpuint(h.payload_offset, ==, 12 + (first & 15) * 4 + (first & 16 ? 4 : 0));
      }
    }
  }
  for (unsigned type = 0; type < 256; type++) {
    uint8_t two[2] = {0x80, (uint8_t)type};
    g_assert_cmpint(lm_rtp_is_rtcp(lm_slice(two, 2)), ==, type >= 192 && type <= 223);
    g_assert_false(lm_rtp_is_rtcp(lm_slice(two, 1)));
  }
}

static void
test_types(void)
{
  g_assert_cmpstr(lm_rtp_static_type(0)->encoding, ==, "PCMU");
  g_assert_cmpuint(lm_rtp_static_type(9)->clock_hz, ==, 8000);
  g_assert_cmpuint(lm_rtp_static_type(10)->channels, ==, 2);
  g_assert_cmpuint(lm_rtp_static_type(34)->clock_hz, ==, 90000);
  static const uint8_t none[] = {1, 2, 19, 24, 35, 72, 96, 127, 128, 255};
  for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
    g_assert_null(lm_rtp_static_type(none[i])->encoding);
  g_assert_cmpuint(lm_rtp_encoding_clock_hz(LM_SLICE_LITERAL("g722")), ==, 8000);
  g_assert_cmpuint(lm_rtp_encoding_clock_hz(LM_SLICE_LITERAL("OPUS")), ==, 48000);
  g_assert_cmpuint(lm_rtp_encoding_clock_hz(LM_SLICE_LITERAL("telephone-event")), ==, 0);
  g_assert_cmpuint(lm_rtp_encoding_clock_hz(LM_SLICE_LITERAL("L16")), ==, 0);
  g_assert_cmpuint(lm_rtp_encoding_clock_hz(LM_SLICE_EMPTY), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/rtp/header", test_header);
  g_test_add_func("/rtp/padding", test_padding);
  g_test_add_func("/rtp/not-rtp", test_not_rtp);
  g_test_add_func("/rtp/types", test_types);
  return g_test_run();
}
