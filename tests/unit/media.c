/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "media/emodel.h"
#include "media/packet_log.h"
#include "media/quality.h"
#include "media/rtp_stats.h"

#include "base/time.h"

#include <glib.h>

#define PTIME_NS (20 * LM_NS_PER_MS)

typedef struct {
  LmRtpStats stats;
  LmRtpStep step;
} Feed;

static void
feed(Feed *f, uint16_t sequence, uint32_t timestamp, int64_t time_ns, uint8_t type, bool marker)
{
  bool is_new;
  LmRtpHeader header = {
      .sequence = sequence, .timestamp = timestamp, .payload_type = type, .marker = marker};
  LmRtpTypeUse *use = lm_rtp_stats_type(&f->stats, type, &is_new);
  lm_rtp_stats_add(&f->stats, &header, time_ns, 172, use, &f->step);
}

/* Packet number @n of a perfect stream that began with @first. */
static void
feed_nth(Feed *f, uint16_t first, uint32_t n)
{
  feed(f, (uint16_t)(first + n), 160 * n, n * PTIME_NS, 0, false);
}

static void
test_perfect(void)
{
  Feed f = {0};
  for (uint32_t n = 0; n < 1000; n++)
    feed_nth(&f, 65000, n);
  g_assert_cmpuint(f.stats.packets, ==, 1000);
  g_assert_cmpuint(lm_rtp_stats_expected(&f.stats), ==, 1000);
  g_assert_cmpint(lm_rtp_stats_lost(&f.stats), ==, 0);
  g_assert_cmpuint(f.stats.duplicates + f.stats.reordered + f.stats.restarts, ==, 0);
  g_assert_cmpfloat(f.stats.delta_max, ==, 20);
  g_assert_cmpfloat(f.stats.jitter_max, ==, 0);
}

static void
test_wrap_twice(void)
{
  Feed f = {0};
  for (uint32_t n = 0; n < 140000; n++)
    feed_nth(&f, 65530, n);
  g_assert_cmpuint(lm_rtp_stats_expected(&f.stats), ==, 140000);
  g_assert_cmpint(lm_rtp_stats_lost(&f.stats), ==, 0);
}

static void
test_loss(void)
{
  Feed f = {0};
  for (uint32_t n = 0; n < 100; n++) {
    if (n >= 40 && n < 45)
      continue;
    feed_nth(&f, 65500, n);
    g_assert_cmpint(f.step.lost, ==, n == 45 ? 5 : 0);
  }
  g_assert_cmpuint(lm_rtp_stats_expected(&f.stats), ==, 100);
  g_assert_cmpint(lm_rtp_stats_lost(&f.stats), ==, 5);
  g_assert_cmpfloat_with_epsilon(lm_rtp_stats_loss_percent(&f.stats), 5, 1e-9);
}

static void
test_duplicate_and_reordered(void)
{
  Feed f = {0};
  static const uint32_t order[] = {0, 1, 3, 2, 4, 4, 5, 1};
  for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
    feed_nth(&f, 100, order[i]);
  g_assert_cmpuint(f.stats.duplicates, ==, 2);
  g_assert_cmpuint(f.stats.reordered, ==, 1);
  g_assert_cmpuint(lm_rtp_stats_expected(&f.stats), ==, 6);
  /* RFC 3550, A.3: duplicates count as received. */
  g_assert_cmpint(lm_rtp_stats_lost(&f.stats), ==, -2);
}

static void
test_first_packet_late(void)
{
  Feed f = {0};
  static const uint32_t order[] = {1, 0, 2, 3};
  for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
    feed_nth(&f, 0, order[i]);
  g_assert_cmpuint(lm_rtp_stats_expected(&f.stats), ==, 4);
  g_assert_cmpint(lm_rtp_stats_lost(&f.stats), ==, 0);
}

static void
test_restart(void)
{
  Feed f = {0};
  for (uint32_t n = 0; n < 50; n++)
    feed_nth(&f, 100, n);
  for (uint32_t n = 0; n < 50; n++)
    feed(&f, (uint16_t)(30000 + n), 500000 + 160 * n, (50 + n) * PTIME_NS, 0, n == 0);
  g_assert_cmpuint(f.stats.restarts, ==, 1);
  g_assert_cmpuint(lm_rtp_stats_expected(&f.stats), ==, 100);
  g_assert_cmpint(lm_rtp_stats_lost(&f.stats), ==, 0);
  /* RFC 3550, 5.1: a new beginning has timestamps of its own, so the step to them is no jitter. */
  g_assert_cmpuint(f.stats.strays, ==, 0);
  g_assert_cmpfloat(f.stats.jitter_max, ==, 0);
}

/* A restart whose second packet is 4 ms late. */
static void
test_restart_has_jitter(void)
{
  Feed f = {0};
  for (uint32_t n = 0; n < 50; n++)
    feed_nth(&f, 100, n);
  feed(&f, 30000, 500000, 50 * PTIME_NS, 0, false);
  feed(&f, 30001, 500160, 51 * PTIME_NS + 4 * LM_NS_PER_MS, 0, false);
  g_assert_cmpfloat_with_epsilon(f.stats.jitter, 4.0 / 16, 1e-9);
}

/* A packet of another sender, with the same SSRC: RFC 3550, A.1 does not count it as received, so
 * that it makes good for no loss, and its timestamp is none of this stream's. */
static void
test_stray(void)
{
  Feed f = {0};
  for (uint32_t n = 0; n < 100; n++) {
    if (n != 30)
      feed_nth(&f, 100, n);
    if (n % 20 == 5)
      feed(&f, (uint16_t)(40000 + n), 3000000000u + 160 * n, n * PTIME_NS, 0, false);
  }
  g_assert_cmpuint(f.stats.packets, ==, 104);
  g_assert_cmpuint(f.stats.strays, ==, 5);
  g_assert_cmpuint(f.stats.restarts, ==, 0);
  g_assert_cmpuint(lm_rtp_stats_expected(&f.stats), ==, 100);
  g_assert_cmpint(lm_rtp_stats_lost(&f.stats), ==, 1);
  g_assert_cmpfloat(f.stats.jitter_max, ==, 0);
}

/* Three seconds late: further behind than MAX_MISORDER of RFC 3550, A.1, but by its timestamp none
 * of another beginning. */
static void
test_very_late(void)
{
  Feed f = {0};
  for (uint32_t n = 0; n < 300; n++) {
    if (n != 50)
      feed_nth(&f, 65400, n);
    if (n == 200)
      feed(&f, (uint16_t)(65400 + 50), 160 * 50, 200 * PTIME_NS, 0, false);
  }
  g_assert_cmpuint(f.stats.reordered, ==, 1);
  g_assert_cmpuint(f.stats.strays + f.stats.restarts, ==, 0);
  g_assert_cmpint(lm_rtp_stats_lost(&f.stats), ==, 0);
  /* The same number with a timestamp from anywhere is. */
  feed(&f, (uint16_t)(65400 + 60), 4000000000u, 300 * PTIME_NS, 0, false);
  g_assert_cmpuint(f.stats.strays, ==, 1);
  feed(&f, (uint16_t)(65400 + 61), 4000000160u, 301 * PTIME_NS, 0, false);
  g_assert_cmpuint(f.stats.restarts, ==, 1);
}

static void
test_long_outage_is_loss(void)
{
  /* Two minutes without a packet: 6,000 numbers, which RFC 3550's dropout alone would call a
   * restart. */
  Feed f = {0};
  for (uint32_t n = 0; n < 100; n++)
    feed_nth(&f, 0, n);
  for (uint32_t n = 6100; n < 6200; n++)
    feed_nth(&f, 0, n);
  g_assert_cmpuint(f.stats.restarts, ==, 0);
  g_assert_cmpint(lm_rtp_stats_lost(&f.stats), ==, 6000);
}

static void
test_jitter(void)
{
  /* RFC 3550, A.8: alternately 5 ms late and on time makes |D| 5 ms from the second packet on, so
   * that the estimate is 5 * (1 - (15/16)^n). */
  Feed f = {0};
  double expected = 0, sum = 0;
  for (uint32_t n = 0; n < 40; n++) {
    int64_t late = n % 2 ? 5 * LM_NS_PER_MS : 0;
    feed(&f, (uint16_t)n, 160 * n, n * PTIME_NS + late, 0, false);
    if (n > 0) {
      expected += (5 - expected) / 16;
      sum += expected;
    }
    g_assert_cmpfloat_with_epsilon(f.stats.jitter, expected, 1e-9);
  }
  g_assert_cmpfloat_with_epsilon(f.stats.jitter_max, expected, 1e-9);
  g_assert_cmpfloat_with_epsilon(lm_rtp_stats_jitter_mean(&f.stats), sum / 39, 1e-9);
  g_assert_cmpfloat_with_epsilon(f.stats.delta_max, 25, 1e-9);
}

static void
test_events_have_no_jitter(void)
{
  Feed f = {0};
  bool is_new;
  feed_nth(&f, 0, 0);
  LmRtpTypeUse *use = lm_rtp_stats_type(&f.stats, 101, &is_new);
  g_assert_true(is_new);
  lm_rtp_type_use_set(use, LM_SLICE_LITERAL("telephone-event"), 8000);
  for (uint32_t n = 1; n < 10; n++)
    feed(&f, (uint16_t)n, 160, n * PTIME_NS, 101, false);
  g_assert_cmpfloat(f.stats.jitter_max, ==, 0);
  g_assert_cmpuint(lm_rtp_stats_main_type(&f.stats)->payload_type, ==, 0);
}

static void
test_many_types(void)
{
  Feed f = {0};
  for (uint32_t n = 0; n < 128; n++)
    feed(&f, (uint16_t)n, 160 * n, n * PTIME_NS, (uint8_t)n, false);
  g_assert_cmpuint(f.stats.n_types, ==, LM_RTP_MAX_TYPES);
  g_assert_cmpuint(f.stats.packets, ==, 128);
}

/* Microseconds and nanoseconds, forwards and backwards, and the ends of what a time can be. */
static int64_t
log_time(uint32_t i)
{
  if (i == 100 || i == 101)
    return i == 100 ? INT64_MIN : INT64_MAX;
  int64_t time_ns = (int64_t)1700000000 * LM_NS_PER_S + (int64_t)i * PTIME_NS;
  return i < 1000 ? time_ns : time_ns + (int64_t)(i * 7919 % 99991) - 50000;
}

static void
test_packet_log(void)
{
  enum { N = 5000 };
  static uint8_t bytes[N * 3];
  LmPacketLog log = LM_PACKET_LOG_INIT;
  LmArena arena = LM_ARENA_INIT;
  for (uint32_t i = 0; i < N; i++) {
    lm_packet_log_add(&log, &arena, log_time(i), lm_slice(bytes + (i * 7919) % N, i % 1500));
  }
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  uint32_t i = 0;
  for (lm_packet_log_walk(&log, &walk); lm_packet_log_next(&walk, &entry); i++) {
    g_assert_cmpint(entry.time_ns, ==, log_time(i));
    g_assert_true(entry.packet.data == bytes + (i * 7919) % N);
    g_assert_cmpuint(entry.packet.len, ==, i % 1500);
  }
  g_assert_cmpuint(i, ==, N);
  lm_arena_clear(&arena);
}

static void
test_packet_log_is_small(void)
{
  /* One stream of 500 in a capture: 20 ms and 115 kB from packet to packet. */
  enum { N = 10000 };
  LmPacketLog log = LM_PACKET_LOG_INIT;
  LmArena arena = LM_ARENA_INIT;
  for (uint64_t i = 0; i < N; i++)
    lm_packet_log_add(&log, &arena, (int64_t)i * PTIME_NS + (int64_t)(i * 7919 % 997) * 1000,
                      lm_slice((const uint8_t *)(uintptr_t)(0x100000000u + i * 115000), 172));
  g_assert_cmpuint(lm_packet_log_bytes(&log), <, 6 * N);
  lm_arena_clear(&arena);
}

static void
test_quality(void)
{
  static const struct {
    double mos, loss_percent;
    LmQuality quality;
  } cases[] = {
      {4.41, 0, LM_QUALITY_GOOD},   {4.03, 3, LM_QUALITY_GOOD}, {4.02, 0, LM_QUALITY_FAIR},
      {4.20, 3.1, LM_QUALITY_FAIR}, {3.60, 5, LM_QUALITY_FAIR}, {3.59, 0, LM_QUALITY_POOR},
      {3.65, 7.6, LM_QUALITY_POOR}, {1, 0, LM_QUALITY_POOR},    {0, 0, LM_QUALITY_GOOD},
      {0, 4, LM_QUALITY_FAIR},      {0, 40, LM_QUALITY_POOR},   {4.41, -2, LM_QUALITY_GOOD},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    g_assert_cmpint(lm_quality(cases[i].mos, cases[i].loss_percent), ==, cases[i].quality);
  /* The bands of MOS are those of R 80 and R 70, which the table rounds to hundredths. */
  g_assert_cmpint(lm_quality(lm_emodel_mos(80.5), 0), ==, LM_QUALITY_GOOD);
  g_assert_cmpint(lm_quality(lm_emodel_mos(79.5), 0), ==, LM_QUALITY_FAIR);
  g_assert_cmpint(lm_quality(lm_emodel_mos(70.5), 0), ==, LM_QUALITY_FAIR);
  g_assert_cmpint(lm_quality(lm_emodel_mos(69.5), 0), ==, LM_QUALITY_POOR);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/media/rtp-stats/perfect", test_perfect);
  g_test_add_func("/media/rtp-stats/wrap", test_wrap_twice);
  g_test_add_func("/media/rtp-stats/loss", test_loss);
  g_test_add_func("/media/rtp-stats/duplicate-reordered", test_duplicate_and_reordered);
  g_test_add_func("/media/rtp-stats/first-late", test_first_packet_late);
  g_test_add_func("/media/rtp-stats/restart", test_restart);
  g_test_add_func("/media/rtp-stats/restart-jitter", test_restart_has_jitter);
  g_test_add_func("/media/rtp-stats/stray", test_stray);
  g_test_add_func("/media/rtp-stats/very-late", test_very_late);
  g_test_add_func("/media/rtp-stats/outage", test_long_outage_is_loss);
  g_test_add_func("/media/rtp-stats/jitter", test_jitter);
  g_test_add_func("/media/rtp-stats/events", test_events_have_no_jitter);
  g_test_add_func("/media/rtp-stats/many-types", test_many_types);
  g_test_add_func("/media/quality", test_quality);
  g_test_add_func("/media/packet-log/round-trip", test_packet_log);
  g_test_add_func("/media/packet-log/small", test_packet_log_is_small);
  return g_test_run();
}
