/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of each packet, from streams that are made here and so are known. */
#include "relate/packets.h"

#include "rtp-sender.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmRtpPackets, lm_rtp_packets_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RtpSender, rtp_sender_free)

static LmRtpPackets *
packets_of(RtpSender *sender)
{
  return lm_rtp_packets_new(NULL, rtp_sender_stream(sender));
}

/* As Wireshark counts: delta, skew ahead of the arrival, the rate of a second with its headers. */
static void
test_figures(void)
{
  g_autoptr(RtpSender) sender = rtp_sender_new("PCMU", 8000, 0);
  for (unsigned i = 0; i < 200; i++)
    rtp_sender_send(sender, (uint16_t)(65500 + i), 0xfffffff0 + 160 * i, 160, i == 100 ? 12 : 0);
  g_autoptr(LmRtpPackets) packets = packets_of(sender);
  g_assert_cmpuint(packets->n, ==, 200);
  g_assert_cmpuint(packets->n_order, ==, 200);
  for (uint32_t i = 0; i < packets->n; i++) {
    const LmRtpPacket *row = &packets->rows[i];
    g_assert_cmpuint(row->sequence, ==, packets->rows[0].sequence + i);
    g_assert_cmpuint(row->number, ==, (65500 + i) & 0xffff);
    g_assert_cmpuint(lm_rtp_packet_payload(row).len, ==, 160);
    g_assert_cmpuint(row->flags, ==, 0);
    g_assert_cmpfloat(row->delta_ms, ==, i == 0 ? 0 : i == 100 ? 32 : i == 101 ? 8 : 20);
    g_assert_cmpfloat(row->skew_ms, ==, i == 100 ? -12 : 0);
    g_assert_cmpuint(row->dscp, ==, LM_RTP_NO_DSCP);
  }
  g_assert_cmpfloat(packets->rows[0].kbits_per_s, ==, 1.6f);
  g_assert_cmpfloat(packets->rows[199].kbits_per_s, ==, 51 * 1.6f);
  g_assert_cmpfloat_with_epsilon(packets->rows[100].jitter_ms, 12 / 16.0, 1e-6);
  g_assert_cmpfloat(packets->figures.packet_ms, ==, 20);
  g_assert_cmpfloat(packets->figures.packet_ms_usual_percent, ==, 100);
  g_assert_cmpuint(packets->figures.payload_bytes, ==, 160);
  g_assert_cmpuint(packets->figures.delta.n, ==, 199);
  g_assert_cmpfloat(packets->figures.delta.most, ==, 32);
  g_assert_cmpfloat(packets->figures.delay.most, ==, 12);
  g_assert_false(packets->figures.has_drift); /* 4 s are not enough */
}

static void
assert_flags(const LmRtpPackets *packets, uint32_t row, uint32_t flags)
{
  g_assert_cmphex(packets->rows[row].flags & 0xffffff, ==, flags);
}

static void
test_order(void)
{
  g_autoptr(RtpSender) sender = rtp_sender_new("PCMA", 8000, 8);
  static const unsigned sent[] = {0, 1, 3, 2, 3, 7, 30000, 8, 50000, 50001};
  static const uint32_t flags[] = {
      0,
      0,
      LM_RTP_LOSS,
      LM_RTP_REORDERED,
      LM_RTP_DUPLICATE,
      LM_RTP_LOSS,
      LM_RTP_STRAY,
      0,
      LM_RTP_RESTART,
      0,
  };
  for (unsigned i = 0; i < G_N_ELEMENTS(sent); i++)
    rtp_sender_send(sender, (uint16_t)sent[i], 160 * sent[i], 160, 0);
  g_autoptr(LmRtpPackets) packets = packets_of(sender);
  for (uint32_t i = 0; i < packets->n; i++)
    assert_flags(packets, i, flags[i]);
  g_assert_cmpuint(packets->rows[2].lost_before, ==, 1);
  g_assert_cmpuint(packets->rows[5].lost_before, ==, 3);
  g_assert_cmpuint(packets->n_order, ==, 9);
  static const uint32_t order[] = {0, 1, 3, 2, 4, 5, 7, 8, 9};
  for (uint32_t i = 0; i < packets->n_order; i++)
    g_assert_cmpuint(packets->order[i], ==, order[i]);
  g_assert_cmpuint(packets->rows[8].sequence, ==, packets->rows[7].sequence + 1);
  g_assert_cmpuint(packets->figures.losses.lost, ==, 3);
  g_assert_cmpuint(packets->figures.loss_runs[2], ==, 1);
  g_assert_cmpuint(packets->figures.loss_runs[0], ==, 0);
  g_assert_cmpuint(packets->figures.strays, ==, 1);
  g_assert_cmpuint(packets->figures.restarts, ==, 1);
  g_assert_cmpuint(packets->figures.duplicates, ==, 1);
  g_assert_cmpuint(packets->figures.reordered, ==, 1);
}

/* Speech, silence with comfort noise, speech, silence without a word, speech; a pause of the
 * sender; an outage; timestamps that jump and go back; a digit. */
static void
test_gaps(void)
{
  g_autoptr(RtpSender) sender = rtp_sender_new("PCMU", 8000, 0);
  uint16_t sequence = 0;
  uint32_t timestamp = 0;
  double now = 0;
  rtp_sender_add_type(sender, "telephone-event", 8000, 101);
  rtp_sender_add_type(sender, "CN", 8000, 13);
#define TAKE(type, ms, elapsed) \
  rtp_sender_take(sender, type, sequence++, timestamp += 8 * (ms), 160, now += (elapsed))
  for (int i = 0; i < 10; i++)
    TAKE(0, 20, 20);
  TAKE(13, 20, 20);   /* 10 */
  TAKE(13, 500, 500); /* 11 */
  TAKE(0x80, 300, 300);
  TAKE(0, 20, 20);
  TAKE(0, 3000, 3000); /* 14 */
  TAKE(0, 20, 1500);   /* 15: a pause */
  sequence += 70;
  TAKE(0, 1420, 1420); /* 16: an outage */
  TAKE(0, 9000, 20);   /* 17: a jump */
  TAKE(0, -40, 20);    /* 18: back */
  TAKE(101, 20, 20);   /* 19: a digit */
  TAKE(101, 0, 20);
  TAKE(0, 40, 20);
#undef TAKE
  g_autoptr(LmRtpPackets) packets = packets_of(sender);
  for (uint32_t i = 0; i < 10; i++)
    assert_flags(packets, i, 0);
  assert_flags(packets, 10, LM_RTP_COMFORT_NOISE | LM_RTP_TYPE_CHANGE);
  assert_flags(packets, 11, LM_RTP_COMFORT_NOISE | LM_RTP_SILENCE);
  assert_flags(packets, 12, LM_RTP_MARKER | LM_RTP_TYPE_CHANGE | LM_RTP_SILENCE | LM_RTP_TALKSPURT);
  assert_flags(packets, 13, 0);
  assert_flags(packets, 14, LM_RTP_SILENCE | LM_RTP_TALKSPURT);
  assert_flags(packets, 15, LM_RTP_PAUSE);
  assert_flags(packets, 16, LM_RTP_LOSS | LM_RTP_OUTAGE);
  assert_flags(packets, 17, LM_RTP_TIMESTAMP_JUMP);
  assert_flags(packets, 18, LM_RTP_TIMESTAMP_BACK);
  assert_flags(packets, 19, LM_RTP_EVENT | LM_RTP_TYPE_CHANGE);
  assert_flags(packets, 20, LM_RTP_EVENT);
  assert_flags(packets, 21, LM_RTP_TYPE_CHANGE);
  const LmRtpFigures *figures = &packets->figures;
  g_assert_cmpuint(figures->talkspurts, ==, 3);
  g_assert_cmpint(figures->silence_ns, ==, (480 + 280 + 2980) * LM_NS_PER_MS);
  g_assert_cmpuint(figures->pauses, ==, 1);
  g_assert_cmpint(figures->pause_longest_ns, ==, 1500 * LM_NS_PER_MS);
  g_assert_cmpuint(figures->outages, ==, 1);
  g_assert_cmpuint(figures->timestamp_jumps, ==, 1);
  g_assert_cmpuint(figures->loss_runs[LM_LOSS_RUN_BINS - 1], ==, 1);
}

/* Two states, one of which loses all (Gilbert): of such losses a share of p / (p + q) is lost, in
 * runs of 1 / q, so that BurstR is 1 / (p + q) (G.107, 7.5). Some packets come twice, or late. */
static void
test_burst_ratio(void)
{
  static const double states[][2] = {{0.02, 0.25}, {0.05, 0.95}, {0.01, 0.5}};
  for (size_t s = 0; s < G_N_ELEMENTS(states); s++) {
    g_autoptr(RtpSender) sender = rtp_sender_new("PCMU", 8000, 0);
    g_autoptr(GRand) rand = g_rand_new_with_seed(3);
    double p = states[s][0], q = states[s][1];
    bool lost = false;
    for (unsigned i = 0; i < 900000; i++) {
      lost = g_rand_double(rand) < (lost ? 1 - q : p);
      sender->now_ms += lost ? 20 : 0;
      if (!lost)
        rtp_sender_send(sender, (uint16_t)i, 160 * i, 0, 0);
      if (!lost && i % 1000 == 7)
        rtp_sender_take(sender, 0, (uint16_t)i, 160 * i, 0, sender->now_ms - 10);
    }
    g_autoptr(LmRtpPackets) packets = packets_of(sender);
    const LmLossPattern *losses = &packets->figures.losses;
    double percent = 100 * p / (p + q), ratio = 1 / (p + q);
    g_test_message("%.3f %% for %.3f, %.4f for %.4f", lm_loss_pattern_percent(losses), percent,
                   lm_loss_pattern_burst_ratio(losses), ratio);
    g_assert_cmpfloat_with_epsilon(lm_loss_pattern_percent(losses), percent, percent / 50);
    g_assert_cmpfloat_with_epsilon(lm_loss_pattern_burst_ratio(losses), ratio, ratio / 100);
  }
}

/* Bursts of 3 to 40 packets in which the first and the last and some between are lost, never 16
 * received in a row; between them gaps of 100 to 600, in which single packets are lost (RFC 3611,
 * 4.7.2). What was put in is what must come out. */
static void
test_bursts(void)
{
  g_autoptr(RtpSender) sender = rtp_sender_new("G729", 8000, 18);
  g_autoptr(GRand) rand = g_rand_new_with_seed(11);
  uint64_t bursts = 0, burst_packets = 0, burst_lost = 0, gap_packets = 0, gap_lost = 0;
  unsigned at = 0;
  for (; bursts < 800; bursts++) {
    int gap = g_rand_int_range(rand, 100, 600), burst = g_rand_int_range(rand, 3, 41);
    for (int i = 0; i < gap; i++, at++) {
      bool lost = i % 40 == 20 && i < gap - 20;
      gap_lost += lost;
      sender->now_ms += lost ? 20 : 0;
      if (!lost)
        rtp_sender_send(sender, (uint16_t)at, 160 * at, 20, 0);
    }
    gap_packets += (uint64_t)gap;
    for (int i = 0; i < burst; i++, at++) {
      bool lost = i == 0 || i == burst - 1 || i % 12 == 5 || g_rand_double(rand) < 0.3;
      burst_lost += lost;
      sender->now_ms += lost ? 20 : 0;
      if (!lost)
        rtp_sender_send(sender, (uint16_t)at, 160 * at, 20, 0);
    }
    burst_packets += (uint64_t)burst;
  }
  rtp_sender_send(sender, (uint16_t)at, 160 * at, 20, 0);
  g_autoptr(LmRtpPackets) packets = packets_of(sender);
  const LmLossPattern *losses = &packets->figures.losses;
  g_assert_cmpuint(losses->bursts, ==, bursts);
  g_assert_cmpuint(losses->gaps, ==, bursts + 1);
  g_assert_cmpuint(losses->lost, ==, burst_lost + gap_lost);
  g_assert_cmpfloat_with_epsilon(lm_loss_pattern_burst_length(losses),
                                 (double)burst_packets / (double)bursts, 1e-9);
  g_assert_cmpfloat_with_epsilon(lm_loss_pattern_burst_density(losses),
                                 (double)burst_lost / (double)burst_packets, 1e-9);
  g_assert_cmpfloat_with_epsilon(lm_loss_pattern_gap_length(losses),
                                 (double)(gap_packets + 1) / (double)(bursts + 1), 1e-9);
  g_assert_cmpfloat_with_epsilon(lm_loss_pattern_gap_density(losses),
                                 (double)gap_lost / (double)(gap_packets + 1), 1e-9);
}

/* A sender that is 80 ppm fast, through jitter of 15 ms, 5 % of loss and a restart. */
static void
test_drift(void)
{
  g_autoptr(RtpSender) sender = rtp_sender_new("opus", 48000, 96);
  g_autoptr(GRand) rand = g_rand_new_with_seed(5);
  for (unsigned i = 0; i < 30000; i++) {
    double arrival = i * 20 / 1.00008 + g_rand_double_range(rand, 0, 15);
    unsigned other = i < 20000 ? 0 : 30000;
    if (g_rand_double(rand) >= 0.05)
      rtp_sender_take(sender, 96, (uint16_t)(i + other), 960 * i + 7777777 * other, 80, arrival);
  }
  g_autoptr(LmRtpPackets) packets = packets_of(sender);
  const LmRtpFigures *figures = &packets->figures;
  g_assert_true(figures->has_drift);
  g_test_message("%.3f ppm", figures->drift.ppm);
  g_assert_cmpfloat_with_epsilon(figures->drift.ppm, 80, 0.8);
  g_assert_cmpuint(figures->restarts, ==, 1);
  g_assert_cmpfloat(figures->delay.most, <, 15.1);
  g_assert_cmpfloat_with_epsilon(figures->delay.mean, 7.5, 0.1);
}

static void
test_late(void)
{
  g_autoptr(RtpSender) sender = rtp_sender_new("PCMU", 8000, 0);
  for (unsigned i = 0; i < 500; i++)
    rtp_sender_send(sender, (uint16_t)i, 160 * i, 160, i % 50 == 20 ? 120 : 0);
  g_autoptr(LmRtpPackets) packets = packets_of(sender);
  uint32_t late[LM_N_JITTER_BUFFERS] = {0};
  for (uint32_t i = 0; i < packets->n; i++)
    for (unsigned b = 0; b < LM_N_JITTER_BUFFERS; b++)
      late[b] += !!(packets->rows[i].flags & LM_RTP_LATE(b));
  g_assert_cmpuint(late[0], ==, 10);
  g_assert_cmpuint(late[1], ==, 0);
  for (unsigned b = 0; b < LM_N_JITTER_BUFFERS; b++)
    g_assert_cmpuint(late[b], ==, packets->figures.buffers[b].late);
}

/* Nothing is known of the codec, or there are no packets: no figures, and no fault. */
static void
test_unknown(void)
{
  g_autoptr(RtpSender) sender = rtp_sender_new("", 0, 99);
  g_autoptr(LmRtpPackets) none = packets_of(sender);
  g_assert_cmpuint(none->n, ==, 0);
  for (unsigned i = 0; i < 2000; i++)
    rtp_sender_send(sender, (uint16_t)i, 160 * i, 50, 0);
  g_autoptr(LmRtpPackets) packets = packets_of(sender);
  g_assert_cmpuint(packets->n, ==, 2000);
  g_assert_false(packets->figures.has_drift);
  g_assert_cmpfloat(packets->figures.packet_ms, ==, 0);
  g_assert_cmpuint(packets->figures.losses.packets, ==, 2000);
  g_assert_cmpuint(packets->figures.buffers[0].pattern.packets, ==, 0);
}

/* An hour of audio, beside what reading its packets alone takes: a ratio, because how fast the
 * machine is is not the program's. */
static void
test_hour(void)
{
  g_autoptr(RtpSender) sender = rtp_sender_new("PCMU", 8000, 0);
  for (unsigned i = 0; i < 180000; i++)
    rtp_sender_send(sender, (uint16_t)i, 160 * i, 160, i % 97 * 0.3);
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  LmRtpHeader header;
  unsigned n = 0;
  gint64 start = g_get_monotonic_time();
  lm_packet_log_walk(&rtp_sender_stream(sender)->log, &walk);
  while (lm_packet_log_next(&walk, &entry))
    n += lm_rtp_parse(entry.packet, &header);
  g_assert_cmpuint(n, ==, 180000);
  gint64 read = g_get_monotonic_time();
  g_autoptr(LmRtpPackets) packets = packets_of(sender);
  gint64 done = g_get_monotonic_time();
  g_test_message("%.1f ms; its packets alone %.1f ms", (double)(done - read) / 1000,
                 (double)(read - start) / 1000);
  g_assert_cmpuint(packets->n, ==, 180000);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/packets/figures", test_figures);
  g_test_add_func("/packets/order", test_order);
  g_test_add_func("/packets/gaps", test_gaps);
  g_test_add_func("/packets/burst-ratio", test_burst_ratio);
  g_test_add_func("/packets/bursts", test_bursts);
  g_test_add_func("/packets/drift", test_drift);
  g_test_add_func("/packets/late", test_late);
  g_test_add_func("/packets/unknown", test_unknown);
  g_test_add_func("/packets/hour", test_hour);
  return g_test_run();
}
