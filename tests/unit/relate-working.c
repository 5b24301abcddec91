/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The working of a score, from streams whose packets are made here. */
#include "relate/working.h"

#include "base/time.h"
#include "rtp-sender.h"

#include <glib.h>

static void
working_free(LmWorking *working)
{
  lm_working_clear(working);
  g_free(working);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmWorking, working_free)

static LmWorking *
working_of(RtpSender *sender)
{
  LmWorking *working = g_new0(LmWorking, 1);
  lm_working_fill(rtp_sender_stream(sender), LM_TIME_NONE, working);
  return working;
}

static void
test_clean(void)
{
  RtpSender *sender = rtp_sender_new("PCMA", 8000, 8);
  for (unsigned i = 0; i < 500; i++)
    rtp_sender_send(sender, (uint16_t)(65400 + i), 160 * i, 160, 0);
  g_autoptr(LmWorking) working = working_of(sender);
  g_assert_cmpuint(working->packets, ==, 500);
  g_assert_cmpuint(working->payload_bytes, ==, 160);
  g_assert_cmpfloat_with_epsilon(working->packet_ms, 20, 1e-9);
  g_assert_cmpuint(working->n_views, ==, LM_WORKING_VIEWS);
  g_assert_true(working->delay_assumed);
  for (uint32_t i = 0; i < working->n_views; i++) {
    const LmWorkingView *view = &working->views[i];
    g_assert_true(view->has_score);
    g_assert_true(view->in_range);
    g_assert_cmpuint(view->result.pattern.packets, ==, 500);
    g_assert_cmpfloat_with_epsilon(view->lq.mos, 4.41, 0.005);
    g_assert_cmpfloat_with_epsilon(view->network_mos, 4.41, 0.005);
    g_assert_cmpfloat(view->voipmonitor_mos, ==, 4.5);
    g_assert_cmpfloat(view->cq.mos, <=, view->lq.mos);
  }
  g_assert_cmpfloat_with_epsilon(working->views[2].inputs.ta_ms, 220, 1e-6);
  g_assert_cmpfloat(working->views[2].cq.mos, <, 4.35);
  LmWorking far;
  lm_working_fill(rtp_sender_stream(sender), 400 * LM_NS_PER_MS, &far);
  g_assert_false(far.delay_assumed);
  g_assert_cmpfloat_with_epsilon(far.views[1].inputs.ta_ms, 200 + 20 + 50, 1e-6);
  g_assert_cmpfloat(far.homer_mos, <, working->homer_mos);
  g_assert_cmpfloat(far.rtpengine_mos, <, working->rtpengine_mos);
  lm_working_clear(&far);
  rtp_sender_free(sender);
}

/* One packet in ten lost, one in ten 100 ms late, one in ten twice. */
static void
test_losses(void)
{
  RtpSender *sender = rtp_sender_new("G729", 8000, 18);
  for (unsigned i = 0; i < 1000; i++) {
    if (i % 10 == 3)
      sender->now_ms += 20;
    else
      rtp_sender_send(sender, (uint16_t)i, 160 * i, 20, i % 10 == 7 ? 100 : 0);
    if (i % 10 == 5) {
      rtp_sender_send(sender, (uint16_t)i, 160 * i, 20, 0);
      sender->now_ms -= 20;
    }
  }
  g_autoptr(LmWorking) working = working_of(sender);
  const LmWorkingView *network = &working->views[0], *small = &working->views[1],
                      *large = &working->views[2];
  g_assert_cmpuint(working->duplicates, ==, 100);
  g_assert_cmpuint(network->result.pattern.packets, ==, 1000);
  g_assert_cmpuint(network->result.pattern.lost, ==, 100);
  g_assert_cmpfloat_with_epsilon(network->loss_percent, 10, 1e-9);
  g_assert_cmpuint(small->result.late, ==, 100);
  g_assert_cmpfloat_with_epsilon(small->loss_percent, 20, 1e-9);
  g_assert_cmpuint(large->result.late, ==, 0);
  g_assert_cmpfloat_with_epsilon(network->lq.mos, 2.75, 0.01); /* G.729A at 10 % */
  g_assert_cmpfloat(small->lq.mos, <, network->lq.mos);
  g_assert_cmpfloat_with_epsilon(large->lq.mos, network->lq.mos, 1e-9);
  g_assert_cmpfloat(large->network_mos, >, large->lq.mos);
  rtp_sender_free(sender);
}

/* The mode of AMR-WB is what the packets are long; in SRTP it is not known. */
static void
test_wideband(void)
{
  RtpSender *sender = rtp_sender_new("AMR-WB", 16000, 96);
  for (unsigned i = 0; i < 200; i++)
    rtp_sender_send(sender, (uint16_t)i, 320 * i, i % 8 ? 33 : 7, 0);
  g_autoptr(LmWorking) working = working_of(sender);
  g_assert_cmpuint(working->payload_bytes, ==, 33);
  g_assert_cmpfloat(working->views[0].codec->rate_kbps, ==, 12.65);
  g_assert_cmpfloat_with_epsilon(working->views[0].lq.mos, 4.34, 0.01);
  rtp_sender_send(sender, 205, 320 * 205, 33, 100);
  g_autoptr(LmWorking) lossy = working_of(sender);
  g_assert_cmpfloat(lossy->views[0].codec->bpl, ==, 4.3);
  g_assert_true(lossy->views[0].has_score);
  g_assert_false(lossy->views[0].in_range); /* 2.4 % in one run */
  sender->stream.secure = true;
  g_autoptr(LmWorking) sealed = working_of(sender);
  g_assert_null(sealed->views[0].codec);
  g_assert_false(sealed->views[0].has_score);
  g_assert_cmpfloat(sealed->views[0].network_mos, >, 1);
  rtp_sender_free(sender);
}

/* A restart goes on counting, a stray packet is nobody's, and a codec that nobody knows has no
 * clock to simulate by. */
static void
test_restart(void)
{
  RtpSender *sender = rtp_sender_new("PCMU", 8000, 0);
  for (unsigned i = 0; i < 100; i++)
    rtp_sender_send(sender, (uint16_t)i, 160 * i, 160, 0);
  rtp_sender_send(sender, 30000, 5, 160, 0);
  for (unsigned i = 100; i < 200; i++)
    rtp_sender_send(sender, (uint16_t)i, 160 * (i + 1), 160, 0);
  for (unsigned i = 0; i < 100; i++)
    rtp_sender_send(sender, (uint16_t)(50000 + i), 0x70000000 + 160 * i, 160, 0);
  g_autoptr(LmWorking) working = working_of(sender);
  g_assert_cmpuint(working->views[0].result.pattern.packets, ==, 300);
  g_assert_cmpuint(working->views[0].result.pattern.lost, ==, 0);
  g_assert_cmpuint(working->views[1].result.late, ==, 0);
  g_assert_cmpuint(working->views[1].result.anchors, ==, 2);
  rtp_sender_free(sender);

  sender = rtp_sender_new("", 0, 100);
  for (unsigned i = 0; i < 10; i++)
    rtp_sender_send(sender, (uint16_t)i, 160 * i, 50, 0);
  g_autoptr(LmWorking) unknown = working_of(sender);
  g_assert_cmpuint(unknown->n_views, ==, 1);
  g_assert_false(unknown->views[0].has_score);
  g_assert_cmpfloat(unknown->packet_ms, ==, 0);
  rtp_sender_free(sender);

  sender = rtp_sender_new("PCMU", 8000, 0);
  LmWorking nothing;
  lm_working_fill(rtp_sender_stream(sender), LM_TIME_NONE, &nothing);
  g_assert_cmpuint(nothing.packets, ==, 0);
  g_assert_cmpuint(nothing.views[0].result.pattern.packets, ==, 0);
  g_assert_cmpuint(nothing.n_intervals, ==, 0);
  lm_working_clear(&nothing);
  rtp_sender_free(sender);
}

/* Every 5 s: all well for two of them, a fifth of the third lost, and a pause in which none is. */
static void
test_intervals(void)
{
  RtpSender *sender = rtp_sender_new("PCMU", 8000, 0);
  for (unsigned i = 0; i < 750; i++) {
    if (i < 500 || i % 5 != 2)
      rtp_sender_send(sender, (uint16_t)i, 160 * i, 160, 0);
    else
      sender->now_ms += 20;
  }
  sender->now_ms += 20000;
  for (unsigned i = 750; i < 1000; i++)
    rtp_sender_send(sender, (uint16_t)i, 160 * (i + 1000), 160, 0);
  g_autoptr(LmWorking) working = working_of(sender);
  g_assert_cmpuint(working->n_intervals, ==, 4);
  static const uint64_t lost[] = {0, 0, 50, 0};
  for (uint32_t i = 0; i < 4; i++) {
    const LmWorkingInterval *interval = &working->intervals[i];
    g_assert_cmpuint(interval->pattern.packets, ==, 250);
    g_assert_cmpuint(interval->pattern.lost, ==, lost[i]);
    g_assert_true(interval->has_score);
    g_assert_cmpint(interval->start_ns, ==, (i < 3 ? i : 7) * LM_WORKING_INTERVAL_NS);
  }
  g_assert_cmpfloat_with_epsilon(working->intervals[0].mos, 4.41, 0.005);
  g_assert_cmpfloat(working->intervals[2].mos, <, 3);
  rtp_sender_free(sender);
}

/* An hour of audio; how long a look takes is said, not held. */
static void
test_hour(void)
{
  RtpSender *sender = rtp_sender_new("PCMU", 8000, 0);
  for (unsigned i = 0; i < 180000; i++)
    rtp_sender_send(sender, (uint16_t)i, 160 * i, 160, i % 97 * 0.3);
  gint64 start = g_get_monotonic_time();
  g_autoptr(LmWorking) working = working_of(sender);
  g_test_message("%.1f ms", (double)(g_get_monotonic_time() - start) / 1000);
  g_assert_cmpuint(working->views[0].result.pattern.packets, ==, 180000);
  rtp_sender_free(sender);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/working/clean", test_clean);
  g_test_add_func("/working/losses", test_losses);
  g_test_add_func("/working/wideband", test_wideband);
  g_test_add_func("/working/restart", test_restart);
  g_test_add_func("/working/intervals", test_intervals);
  g_test_add_func("/working/hour", test_hour);
  return g_test_run();
}
