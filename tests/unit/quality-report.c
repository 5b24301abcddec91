/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What ends say by SIP of the quality of their streams. */

#include "proto/quality-report.h"

#include <glib.h>

static LmSlice
exact_copy(const char *text)
{
  size_t len = strlen(text);
  return lm_slice(g_memdup2(len ? text : " ", len ? len : 1), len);
}

static void
test_report(void)
{
  LmSlice body = exact_copy("VQSessionReport: CallTerm\r\n"
                            "CallID: 6dg37f1890463\r\n"
                            "LocalAddr: IP=2001:db8::1 PORT=5000 SSRC=1a3b5c7d\r\n"
                            "RemoteAddr:IP=11.1.1.150 PORT=5002 SSRC=0x2468abcd\r\n"
                            "LocalMetrics:\r\n"
                            "SessionDesc: PT=0 PD=\"PCMU\" SR=8000\r\n"
                            "PacketLoss: NLR=5.5 JDR=2.0\n"
                            "Delay:RTD=200 IAJ=2 NLR=9\r\n"
                            "QualityEst: RLQ=127 MOSLQ=4.2 MOSCQ=0.5\r\n"
                            "RemoteMetrics:\r\n"
                            "PacketLoss: NLR=101 JDR=-1\r\n"
                            "DialogID: other;to-tag=1\r\n");
  LmQualityReport report;
  g_assert_true(lm_quality_report_parse(body, &report));
  g_assert_true(lm_slice_equal(report.call_id, LM_SLICE_LITERAL("6dg37f1890463")));
  g_assert_cmpint(report.local.addr.family, ==, LM_ADDR_IPV6);
  g_assert_cmpuint(report.local.port, ==, 5000);
  g_assert_cmpuint(report.remote.port, ==, 5002);
  g_assert_true(report.has_local_ssrc && report.has_remote_ssrc);
  g_assert_cmphex(report.local_ssrc, ==, 0x1a3b5c7d);
  g_assert_cmphex(report.remote_ssrc, ==, 0x2468abcd);
  g_assert_true(report.received.any);
  g_assert_cmpfloat_with_epsilon(report.received.loss_percent, 5.5, 1e-9);
  g_assert_cmpfloat_with_epsilon(report.received.mos_listening, 4.2, 1e-9);
  g_assert_cmpfloat(report.received.round_trip_ms, ==, 200);
  g_assert_true(lm_slice_equal(report.received.codec, LM_SLICE_LITERAL("PCMU")));
  /* Out of range: said not to be there. */
  g_assert_cmpfloat(report.received.r_factor, <, 0);
  g_assert_cmpfloat(report.received.mos_conversation, <, 0);
  g_assert_false(report.sent.any);
  g_free((void *)(uintptr_t)body.data);
}

static void
test_no_report(void)
{
  static const char *const bodies[] = {"", "\r\n\r\n", "Signal=5\r\n", "VQ",
                                       "X: y\r\nVQAlertReport:\r\n"};
  for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
    LmSlice body = exact_copy(bodies[i]);
    LmQualityReport report;
    g_assert_false(lm_quality_report_parse(body, &report));
    g_free((void *)(uintptr_t)body.data);
  }
  LmQualityReport report;
  LmSlice body =
      exact_copy("VQAlertReport: Type=NLR\nLocalAddr: SSRC=xyz PORT=70000 IP=\nLocalMetrics");
  g_assert_true(lm_quality_report_parse(body, &report));
  g_assert_false(report.has_local_ssrc || report.local.port || report.received.any);
  g_free((void *)(uintptr_t)body.data);
}

static LmQualityReport
header(const char *name, const char *value)
{
  LmSlice own_name = exact_copy(name), own_value = exact_copy(value);
  LmQualityReport report = {.kind = LM_SLICE_EMPTY};
  g_assert_true(lm_quality_header_parse(own_name, own_value, &report));
  g_free((void *)(uintptr_t)own_name.data);
  g_free((void *)(uintptr_t)own_value.data);
  return report;
}

static void
test_headers(void)
{
  LmQualityReport report =
      header("x-rtp-stat", "PS=207;OS=49680;;PR=314;OR=50240;PL=0;JI=600;LA=40;");
  g_assert_cmpfloat(report.sent.packets, ==, 207);
  g_assert_cmpfloat(report.received.packets, ==, 314);
  g_assert_cmpfloat(report.received.lost, ==, 0);
  g_assert_cmpfloat(report.received.mos_listening, <, 0);
  report = header("P-RTP-Stat", "PS=1234,OS=34560,PR=1236,PL=x,JI=1,EN=G711U,MOS=4.0");
  g_assert_cmpfloat(report.sent.bytes, ==, 34560);
  g_assert_cmpfloat(report.received.lost, <, 0);
  g_assert_cmpfloat(report.received.mos_listening, ==, 4);
  report = header("RTP-RxStat", "Dur=4,Pkt=190,Oct=30400,LostPkt=3,AvgJit=1,VQMetrics=\"MLQK=4.5;"
                                "CS=0,Pkt=7\"");
  g_assert_cmpfloat(report.received.packets, ==, 190);
  g_assert_cmpfloat(report.received.lost, ==, 3);
  g_assert_cmpfloat(report.received.mos_listening, ==, 4.5);
  g_assert_false(report.sent.any);
  report = header("RTP-TxStat", "Total_Tx_Pkts=12,Tx_Octets=99999999999999999999");
  g_assert_cmpfloat(report.sent.packets, ==, 12);
  g_assert_cmpfloat(report.sent.bytes, <, 0);
  /* Quotes without an end, nothing at all. */
  report = header("RTP-RxStat", "VQMetrics=\"MLQK=4.5");
  g_assert_false(report.sent.any);
  report = header("X-RTP-Stat", "");
  g_assert_false(report.received.any || report.sent.any);
  g_assert_false(
      lm_quality_header_parse(LM_SLICE_LITERAL("X-RTP"), LM_SLICE_LITERAL("PS=1"), &report));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/quality-report/report", test_report);
  g_test_add_func("/quality-report/no-report", test_no_report);
  g_test_add_func("/quality-report/headers", test_headers);
  return g_test_run();
}
