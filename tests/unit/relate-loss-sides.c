/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A stream of which packets were lost before it was captured, and reports that tell of more. */

#include "relate/loss_sides.h"
#include "rtp-sender.h"

#include <glib.h>

#define FIRST 65500 /* so that the numbers begin anew in the middle */
#define PACKETS 1000

/* Every packet whose number modulo 50 is @missing does not come here; that of 30 comes twice. */
static LmRtpPackets *
send(unsigned missing)
{
  RtpSender *sender = rtp_sender_new("PCMU", 8000, 0);
  for (unsigned i = 0; i < PACKETS; i++) {
    if (i % 50 != missing || i == 0)
      rtp_sender_take(sender, 0, (uint16_t)(FIRST + i), i * 160, 160, i * 20);
    if (i == 30)
      rtp_sender_take(sender, 0, (uint16_t)(FIRST + i), i * 160, 160, i * 20 + 1);
  }
  LmRtpPackets *packets = lm_rtp_packets_new(NULL, rtp_sender_stream(sender));
  /* Rows are all that is looked at; their bytes go. */
  rtp_sender_free(sender);
  return packets;
}

/* A report of the packets up to number @n of the stream, whose receiver counts @cycles more. */
static LmRtcpReport
report(unsigned n, int lost, uint32_t cycles)
{
  return (LmRtcpReport){.highest_sequence = FIRST + n + (cycles << 16), .cumulative_lost = lost};
}

static void
test_two_reports(void)
{
  LmRtpPackets *packets = send(7);
  for (uint32_t cycles = 0; cycles < 3; cycles++) {
    /* The report comes 130 ms behind the packet that it tells of. */
    LmStreamRtcp told = {.n_reports = 5,
                         .first = report(199, 9, cycles),
                         .first_report_ns = (199 * 20 + 130) * LM_NS_PER_MS,
                         .last = report(899, 44, cycles),
                         .last_report_ns = (899 * 20 + 130) * LM_NS_PER_MS};
    LmLossSides sides = lm_loss_sides(packets, &told, false);
    g_assert_true(sides.known);
    g_assert_cmpuint(sides.packets, ==, 700);
    g_assert_cmpuint(sides.before, ==, 14);
    g_assert_cmpint(sides.behind, ==, 21);
  }
  lm_rtp_packets_free(packets);
}

/* From the first packet on; the receiver takes the duplicate for one that was lost. */
static void
test_one_report(void)
{
  LmRtpPackets *packets = send(7);
  LmStreamRtcp told = {
      .n_reports = 1, .last = report(499, 9, 0), .last_report_ns = (499 * 20 + 5) * LM_NS_PER_MS};
  LmLossSides sides = lm_loss_sides(packets, &told, true);
  g_assert_true(sides.known);
  g_assert_cmpuint(sides.packets, ==, 500);
  g_assert_cmpuint(sides.before, ==, 10);
  g_assert_cmpint(sides.behind, ==, 0);
  g_assert_false(lm_loss_sides(packets, &told, false).known);
  lm_rtp_packets_free(packets);
}

static void
test_unknown(void)
{
  LmRtpPackets *packets = send(7);
  LmStreamRtcp none = {0};
  LmStreamRtcp early = {.n_reports = 1, .last = report(1, 0, 0), .last_report_ns = -5};
  LmStreamRtcp same = {.n_reports = 2,
                       .first = report(100, 0, 0),
                       .first_report_ns = 3 * LM_NS_PER_S,
                       .last = report(100, 0, 0),
                       .last_report_ns = 4 * LM_NS_PER_S};
  g_assert_false(lm_loss_sides(packets, NULL, true).known);
  g_assert_false(lm_loss_sides(packets, &none, true).known);
  g_assert_false(lm_loss_sides(packets, &early, true).known);
  g_assert_false(lm_loss_sides(packets, &same, true).known);
  lm_rtp_packets_free(packets);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/relate-loss-sides/two-reports", test_two_reports);
  g_test_add_func("/relate-loss-sides/one-report", test_one_report);
  g_test_add_func("/relate-loss-sides/unknown", test_unknown);
  return g_test_run();
}
