/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/rtcp.h"
#include "linear.h"
#include "proto/rtcp-homer.h"

#include <glib.h>

/* A sender report with one block, then a source description with a CNAME. */
static const uint8_t compound[] = {
    0x81, 200, 0, 12, 0,    0,    0,    1, /* header, sender */
    0xaa, 1,   2, 3,  4,    5,    6,    7,    0, 0, 0,   9, 0, 0, 0, 3,
    0,    0,   1, 0,                                                    /* sender info */
    0,    0,   0, 2,  0x40, 0xff, 0xff, 0xfe, 0, 1, 0,   5, 0, 0, 0, 7, /* block */
    0,    0,   0, 8,  0,    1,    0,    0,                              /* LSR, DLSR */
    0x81, 202, 0, 2,  0,    0,    0,    1,    1, 1, 'x', 0,             /* SDES */
};

static bool
looks_like(const uint8_t *bytes, size_t len, bool encrypted)
{
  g_autofree uint8_t *exact = g_memdup2(bytes, len ? len : 1);
  return lm_rtcp_looks_like(lm_slice(exact, len), encrypted);
}

static void
test_walk(void)
{
  LmSlice rest = lm_slice(compound, sizeof compound);
  LmRtcpPacket packet;
  LmRtcpReport report;
  g_assert_true(lm_rtcp_next(&rest, &packet));
  g_assert_cmpuint(packet.type, ==, LM_RTCP_SR);
  g_assert_cmpuint(packet.count, ==, 1);
  g_assert_cmpuint(packet.ssrc, ==, 1);
  g_assert_cmpuint(packet.packet.len, ==, 52);
  g_assert_cmphex(lm_slice_be32(packet.body, 0), ==, 0xaa010203);
  g_assert_true(lm_rtcp_report(&packet, 0, &report));
  g_assert_cmpuint(report.ssrc, ==, 2);
  g_assert_cmpuint(report.fraction_lost, ==, 0x40);
  g_assert_cmpint(report.cumulative_lost, ==, -2);
  g_assert_cmphex(report.highest_sequence, ==, 0x10005);
  g_assert_cmpuint(report.jitter, ==, 7);
  g_assert_cmpuint(report.last_sr, ==, 8);
  g_assert_cmpuint(report.delay_since_last_sr, ==, 65536);
  g_assert_false(lm_rtcp_report(&packet, 1, &report));
  g_assert_true(lm_rtcp_next(&rest, &packet));
  g_assert_cmpuint(packet.type, ==, LM_RTCP_SDES);
  g_assert_cmpuint(packet.ssrc, ==, 1);
  g_assert_cmpuint(packet.body.len, ==, 8);
  g_assert_false(lm_rtcp_report(&packet, 0, &report));
  g_assert_false(lm_rtcp_next(&rest, &packet));
  /* An empty BYE has no source. */
  static const uint8_t bye[] = {0x80, 203, 0, 1, 9, 9, 9, 9};
  rest = lm_slice(bye, sizeof bye);
  g_assert_true(lm_rtcp_next(&rest, &packet));
  g_assert_cmpuint(packet.ssrc, ==, 0);
}

static void
test_homer(void)
{
  static const uint8_t two[] = {
      0x80, 201, 0, 1, 0,   0, 0, 5, /* RR without a block */
      0x81, 201, 0, 7, 0,   0, 0, 6, /* and one with it */
      0,    0,   0, 9, 255, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0,
  };
  LmText json = LM_TEXT_INIT;
  g_assert_true(lm_rtcp_homer_json(lm_slice(compound, sizeof compound), &json));
  g_assert_cmpstr(json.str, ==,
                  "{\"sender_information\":{\"ntp_timestamp_sec\":2852192771,"
                  "\"ntp_timestamp_usec\":67438087,\"octets\":256,\"rtp_timestamp\":9,"
                  "\"packets\":3},\"ssrc\":1,\"type\":200,\"report_blocks\":["
                  "{\"source_ssrc\":2,\"highest_seq_no\":65541,\"fraction_lost\":64,"
                  "\"ia_jitter\":7,\"packets_lost\":-2,\"lsr\":8,\"dlsr\":65536}],"
                  "\"report_count\":1}");
  lm_text_reset(&json);
  g_assert_true(lm_rtcp_homer_json(lm_slice(two, sizeof two), &json));
  g_assert_cmpstr(json.str, ==,
                  "{\"ssrc\":5,\"type\":201,\"report_blocks\":[{\"source_ssrc\":9,"
                  "\"highest_seq_no\":4294967295,\"fraction_lost\":255,\"ia_jitter\":2,"
                  "\"packets_lost\":1,\"lsr\":0,\"dlsr\":0}],\"report_count\":1}");
  lm_text_reset(&json);
  /* No report, cut short, and with what SRTCP adds. */
  static const uint8_t bye[] = {0x81, 203, 0, 1, 0, 0, 0, 1};
  g_assert_false(lm_rtcp_homer_json(lm_slice(bye, sizeof bye), &json));
  g_assert_false(lm_rtcp_homer_json(lm_slice(compound, sizeof compound - 1), &json));
  g_assert_false(lm_rtcp_homer_json(LM_SLICE_EMPTY, &json));
  g_assert_cmpuint(json.len, ==, 0);
  lm_text_clear(&json);
}

/* A receiver report that counts more blocks than it holds. */
static void
test_report_bounds(void)
{
  static const uint8_t rr[] = {0x9f, 201, 0, 7, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0,
                               0,    0,   0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  g_autofree uint8_t *exact = g_memdup2(rr, sizeof rr);
  LmSlice rest = lm_slice(exact, sizeof rr);
  LmRtcpPacket packet;
  LmRtcpReport report;
  g_assert_true(lm_rtcp_next(&rest, &packet));
  g_assert_true(lm_rtcp_report(&packet, 0, &report));
  for (uint32_t i = 1; i < 40; i++)
    g_assert_false(lm_rtcp_report(&packet, i, &report));
  g_assert_false(lm_rtcp_report(&packet, UINT32_MAX, &report));
  g_assert_false(looks_like(rr, sizeof rr, false));
}

static void
test_looks_like(void)
{
  g_assert_true(looks_like(compound, sizeof compound, false));
  g_assert_false(looks_like(compound, 0, false));
  for (size_t cut = 1; cut < sizeof compound; cut++)
    g_assert_cmpint(looks_like(compound, cut, false), ==, cut == 52);
  uint8_t bad[sizeof compound + 14];
#define CHANGED(offset, value)                                    \
  (memcpy(bad, compound, sizeof compound), bad[offset] = (value), \
   looks_like(bad, sizeof compound, false))
  g_assert_true(CHANGED(4, 77));
  g_assert_false(CHANGED(0, 0x01)); /* version 0 */
  g_assert_false(CHANGED(0, 0x82)); /* more blocks than there are */
  g_assert_false(CHANGED(0, 0xa1)); /* padding, not in the last packet */
  g_assert_false(CHANGED(1, 199));  /* no known type */
  g_assert_false(CHANGED(1, 214));
  g_assert_false(CHANGED(3, 11)); /* lengths */
  g_assert_false(CHANGED(3, 13));
  g_assert_false(CHANGED(2, 0xff));
  g_assert_false(CHANGED(52, 0xa1)); /* padding of 0 bytes */
  g_assert_false(CHANGED(55, 3));
  /* Reduced size (RFC 5506): feedback alone. */
  static const uint8_t pli[] = {0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2};
  g_assert_true(looks_like(pli, sizeof pli, false));
  g_assert_false(looks_like(pli, 8, false));
  /* SRTCP: ciphertext behind the first SSRC, and 14 bytes at the end. */
  memset(bad, 0x5a, sizeof bad);
  memcpy(bad, compound, 8);
  g_assert_true(looks_like(bad, sizeof bad, true));
  g_assert_false(looks_like(bad, sizeof bad, false));
  g_assert_false(looks_like(bad, 52 + 7, true));
  g_assert_true(looks_like(bad, 52 + 8, true));
}

static void
run_walk(const char *text, size_t len)
{
  LmSlice rest = lm_slice(text, len);
  LmRtcpPacket packet;
  lm_rtcp_looks_like(rest, false);
  while (lm_rtcp_next(&rest, &packet))
    ;
}

static void
test_linear(void)
{
  assert_linear(run_walk, "", "\x80\xcb\x80\xcb", "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/rtcp/homer", test_homer);
  g_test_add_func("/rtcp/walk", test_walk);
  g_test_add_func("/rtcp/report-bounds", test_report_bounds);
  g_test_add_func("/rtcp/looks-like", test_looks_like);
  g_test_add_func("/rtcp/linear", test_linear);
  return g_test_run();
}
