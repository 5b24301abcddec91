/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports of quality by RFC 6035 beside the stream that they are about: one that can be right, one
 * that cannot, and ones that are no reports. */
#include "relate/quality_reports.h"
#include "sip-packets.h"

static void
set_up(void)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, "0", "");
  g_autofree char *answer = test_sdp(BOB_MEDIA, "0", "");
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer);
  SIP(10, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = answer);
  SIP(20, ALICE, BOB, "ACK", .to_tag = "b");
  for (uint16_t i = 0; i < 400; i++)
    if (i % 10 != 5)
      test_rtp(100 + 20 * i, ALICE_MEDIA, BOB_MEDIA, 0xa, i, 0);
}

/* Bob's report of what he received, with @metrics. */
static void
publish(double ms, const char *branch, const char *metrics)
{
  g_autofree char *body =
      g_strdup_printf("VQSessionReport: CallTerm\r\nCallID: call-1@192.0.2.1\r\n"
                      "LocalID: <sip:bob@example.com>\r\nRemoteID: <sip:alice@example.com>\r\n"
                      "OrigID: <sip:alice@example.com>\r\n"
                      "LocalAddr: IP=192.0.2.2 PORT=7002 SSRC=0xb\r\n"
                      "RemoteAddr: IP=192.0.2.1 PORT=7000 SSRC=0xa\r\n"
                      "LocalMetrics:\r\n%s",
                      metrics);
  g_autofree char *text = g_strdup_printf(
      "PUBLISH sip:collector@192.0.2.5 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK%s\r\n"
      "From: <sip:bob@example.com>;tag=%s\r\nTo: <sip:collector@192.0.2.5>\r\nCall-ID: %s\r\n"
      "CSeq: 1 PUBLISH\r\nEvent: vq-rtcpxr\r\nContent-Type: application/vq-rtcpxr\r\n"
      "Content-Length: %zu\r\n\r\n%s",
      branch, branch, branch, strlen(body), body);
  test_udp(ms, BOB, PROXY, text, strlen(text));
}

static const LmQualityRow *
row_at(LmQualityReports *reports, uint32_t index)
{
  g_assert_cmpuint(lm_quality_reports_n(reports), >, index);
  return lm_quality_reports_at(reports, index);
}

static void
test_beside_stream(void)
{
  set_up();
  publish(9000, "right", "SessionDesc: PT=0 PD=PCMU SR=8000\r\nPacketLoss: NLR=10.0 JDR=0.0\r\n");
  /* Less than what is missing already where it was captured; a score of another world. */
  publish(9100, "wrong", "PacketLoss: NLR=0.1 JDR=0.0\r\nQualityEst: MOSLQ=4.4\r\n");
  test_net_finish();
  LmQualityReports *reports = lm_quality_reports_new(net->trace);
  lm_quality_reports_compare(reports, NULL);
  g_assert_cmpuint(lm_quality_reports_n(reports), ==, 2);
  const LmQualityRow *right = row_at(reports, 0), *wrong = row_at(reports, 1);
  g_assert_cmpuint(right->stream, ==, 0);
  g_assert_cmpuint(right->call, ==, 0);
  g_assert_false(right->sent);
  g_assert_cmpfloat_with_epsilon(right->loss_percent, 10, 0.3);
  g_assert_cmpfloat_with_epsilon(right->said_loss_percent, 10, 1e-6);
  g_assert_cmpfloat(right->rtcp_loss_percent, <, 0);
  g_assert_true(right->has_score);
  g_assert_cmpuint(right->differs, ==, 0);
  g_assert_cmpuint(wrong->stream, ==, 0);
  g_assert_cmpuint(wrong->differs, ==, LM_QUALITY_LOSS | LM_QUALITY_MOS);
  lm_quality_reports_free(reports);
}

static void
test_bad(void)
{
  set_up();
  publish(9000, "empty", "");
  publish(9100, "odd", "PacketLoss: NLR=-7 JDR=\r\nPacketLoss\r\nQualityEst: MOSLQ=abc\r\n:::\r\n");
  test_net_finish();
  LmQualityReports *reports = lm_quality_reports_new(net->trace);
  lm_quality_reports_compare(reports, NULL);
  for (uint32_t i = 0; i < lm_quality_reports_n(reports); i++)
    g_assert_cmpuint(row_at(reports, i)->differs, ==, 0);
  g_assert_cmpuint(lm_quality_reports_refused(reports), ==, 0);
  lm_quality_reports_free(reports);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/quality-reports/beside-stream", test_beside_stream},
      {"/quality-reports/bad", test_bad},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
