/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a jitter buffer makes of streams whose delays are known. */
#include "media/jitter_buffer.h"

#include "base/time.h"

#include <glib.h>

#define N 3000
#define CLOCK_HZ 8000
#define TICKS 160

typedef struct {
  LmPlayoutPacket packets[N];
  uint32_t order[N];
  uint32_t n;
} Stream;

/* @delay_ms behind when the packet was sent, which its timestamp says. */
static LmPlayoutPacket *
add(Stream *stream, uint64_t sequence, double delay_ms)
{
  LmPlayoutPacket *packet = &stream->packets[stream->n++];
  *packet = (LmPlayoutPacket){
      .arrival_ns = (int64_t)(((double)sequence * 20 + delay_ms) * LM_NS_PER_MS),
      .sequence = 65536 + sequence,
      .timestamp = (uint32_t)(4294960000u + sequence * TICKS),
      .clock_hz = CLOCK_HZ,
  };
  return packet;
}

static LmJitterBufferResult
run(Stream *stream, size_t buffer)
{
  LmJitterBufferResult result;
  lm_playout_order(stream->packets, stream->n, stream->order);
  lm_jitter_buffer_run(&lm_jitter_buffers[buffer], stream->packets, stream->n, stream->order,
                       &result);
  return result;
}

static void
test_regular(void)
{
  g_autofree Stream *stream = g_new0(Stream, 1);
  for (uint64_t i = 0; i < N; i++)
    add(stream, i, 30);
  static const double waits[] = {50, 200, 20};
  for (size_t buffer = 0; buffer < LM_N_JITTER_BUFFERS; buffer++) {
    LmJitterBufferResult result = run(stream, buffer);
    g_assert_cmpuint(result.late, ==, 0);
    g_assert_cmpuint(result.pattern.lost, ==, 0);
    g_assert_cmpuint(result.pattern.packets, ==, N);
    g_assert_cmpuint(result.anchors, ==, 1);
    if (!lm_jitter_buffers[buffer].adaptive)
      g_assert_cmpfloat_with_epsilon(result.wait_mean_ms, waits[buffer], 1e-6);
    else
      g_assert_cmpfloat_with_epsilon(result.wait_mean_ms, waits[buffer], 4);
  }
}

/* Every tenth packet is late by so much: a buffer of 50 ms plays those up to 50 ms. */
static void
test_late(void)
{
  static const struct {
    double delay_ms;
    uint64_t late[2];
  } rows[] = {{49.9, {0, 0}}, {50.1, {N / 10, 0}}, {199, {N / 10, 0}}, {201, {N / 10, N / 10}}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree Stream *stream = g_new0(Stream, 1);
    for (uint64_t j = 0; j < N; j++)
      add(stream, j, j % 10 == 5 ? rows[i].delay_ms : 0);
    for (size_t buffer = 0; buffer < 2; buffer++) {
      LmJitterBufferResult result = run(stream, buffer);
      g_assert_cmpuint(result.late, ==, rows[i].late[buffer]);
      g_assert_cmpuint(result.pattern.lost, ==, rows[i].late[buffer]);
      g_assert_cmpuint(result.pattern.runs, ==, rows[i].late[buffer]);
    }
  }
}

/* Losses, a duplicate whose first copy was late, and packets out of order. */
static void
test_losses(void)
{
  g_autofree Stream *stream = g_new0(Stream, 1);
  for (uint64_t i = 0; i < 1000; i++) {
    if (i % 100 == 50 || i % 100 == 51)
      continue;
    add(stream, i, i == 300 ? 60 : i == 400 ? 30 : 0);
  }
  add(stream, 300, 70);
  LmLossPattern network = LM_LOSS_PATTERN_INIT;
  lm_playout_order(stream->packets, stream->n, stream->order);
  g_assert_cmpuint(lm_playout_losses(stream->packets, stream->n, stream->order, &network), ==, 0);
  g_assert_cmpuint(network.packets, ==, 1000);
  g_assert_cmpuint(network.lost, ==, 20);
  g_assert_cmpuint(network.runs, ==, 10);
  LmJitterBufferResult result = run(stream, 0);
  g_assert_cmpuint(result.late, ==, 1);
  g_assert_cmpuint(result.pattern.lost, ==, 21);
  g_assert_cmpuint(run(stream, 1).pattern.lost, ==, 20);
}

/* A route that takes 300 ms longer from one packet on: twenty are late, then the buffer starts
 * anew. Talk behind silence starts it anew as well. */
static void
test_anchors(void)
{
  g_autofree Stream *stream = g_new0(Stream, 1);
  for (uint64_t i = 0; i < 1000; i++)
    add(stream, i, i < 500 ? 0 : 300);
  LmJitterBufferResult fixed = run(stream, 0), adaptive = run(stream, 2);
  g_assert_cmpuint(fixed.late, ==, 20);
  g_assert_cmpuint(fixed.anchors, ==, 2);
  g_assert_cmpuint(adaptive.late, <, 20);
  g_assert_cmpuint(adaptive.late, >, 0);

  /* So much longer that following it would take the adaptive one as many packets again. */
  stream->n = 0;
  for (uint64_t i = 0; i < 1000; i++)
    add(stream, i, i < 500 ? 0 : 1500);
  g_assert_cmpuint(run(stream, 2).late, ==, 20);
  g_assert_cmpuint(run(stream, 2).anchors, ==, 2);

  stream->n = 0;
  for (uint64_t i = 0; i < 1000; i++) {
    LmPlayoutPacket *packet = add(stream, i, i < 500 ? 0 : 5300);
    packet->timestamp += i < 500 ? 0 : 5000 * 8 + 40 * 8; /* 5 s of silence, then 40 ms early */
  }
  fixed = run(stream, 0);
  g_assert_cmpuint(fixed.late, ==, 0);
  g_assert_cmpuint(fixed.anchors, ==, 2);
  g_assert_cmpfloat_with_epsilon(fixed.wait_mean_ms, 50, 1e-3);

  stream->n = 0;
  for (uint64_t i = 0; i < 1000; i++)
    add(stream, i, 0)->timestamp += i < 500 ? 0 : 0x40000000;
  g_assert_cmpuint(run(stream, 0).late, ==, 0);
  g_assert_cmpuint(run(stream, 0).anchors, ==, 2);
}

/* Packets of 120 ms are not each the end of a silence. */
static void
test_long_packets(void)
{
  g_autofree Stream *stream = g_new0(Stream, 1);
  for (uint64_t i = 0; i < 500; i++) {
    LmPlayoutPacket *packet = add(stream, i, 0);
    packet->arrival_ns = (int64_t)(i * 120 + (i % 10 == 5 ? 60 : 0)) * LM_NS_PER_MS;
    packet->timestamp = (uint32_t)(i * 120 * 8);
  }
  LmJitterBufferResult result = run(stream, 0);
  g_assert_cmpuint(result.late, ==, 50);
  g_assert_cmpuint(result.anchors, <=, 2);
}

/* An adaptive buffer grows with the deviation: 4 times it for evenly spread delays of 0 to 60 ms,
 * which deviate by 15 ms on average, and late are those of more than the average and that. */
static void
test_adaptive(void)
{
  g_autofree Stream *stream = g_new0(Stream, 1);
  uint32_t state = 1;
  for (uint64_t i = 0; i < N; i++) {
    state = state * 1664525u + 1013904223u;
    add(stream, i, (state >> 8) % 60000 / 1000.0);
  }
  LmJitterBufferResult result = run(stream, 2);
  g_assert_cmpuint(result.late, <=, 3); /* until it knows */
  g_assert_cmpfloat_with_epsilon(result.wait_mean_ms, 60, 6);
  g_assert_cmpuint(run(stream, 1).late, ==, 0);
}

/* Events do not move on with the clock (RFC 4733), and nothing is not anything. */
static void
test_edges(void)
{
  g_autofree Stream *stream = g_new0(Stream, 1);
  for (uint64_t i = 0; i < 100; i++) {
    LmPlayoutPacket *packet = add(stream, i, 0);
    if (i >= 40 && i < 60) {
      packet->flags = LM_PLAYOUT_EVENT;
      packet->timestamp = (uint32_t)(4294960000u + 40 * TICKS);
    }
  }
  g_assert_cmpuint(run(stream, 0).pattern.lost, ==, 0);
  stream->n = 0;
  LmJitterBufferResult nothing = run(stream, 0);
  g_assert_cmpuint(nothing.pattern.packets, ==, 0);
  g_assert_cmpfloat(nothing.wait_mean_ms, ==, 0);
  add(stream, 0, 0)->arrival_ns = INT64_MIN;
  add(stream, 1, 0)->arrival_ns = INT64_MAX;
  for (size_t buffer = 0; buffer < LM_N_JITTER_BUFFERS; buffer++)
    g_assert_cmpuint(run(stream, buffer).pattern.packets, ==, 2);
}

/* An hour of audio, which a look may take 0.2 s for: only that it ends is held here. */
static void
test_hour(void)
{
  uint32_t n = 180000, *order = g_new(uint32_t, n);
  LmPlayoutPacket *packets = g_new0(LmPlayoutPacket, n);
  for (uint32_t i = 0; i < n; i++)
    packets[i] = (LmPlayoutPacket){
        .arrival_ns = (int64_t)i * 20 * LM_NS_PER_MS,
        .sequence = i ^ 1, /* each pair the wrong way round */
        .timestamp = (i ^ 1) * TICKS,
        .clock_hz = CLOCK_HZ,
    };
  gint64 start = g_get_monotonic_time();
  LmJitterBufferResult result;
  lm_playout_order(packets, n, order);
  for (size_t buffer = 0; buffer < LM_N_JITTER_BUFFERS; buffer++)
    lm_jitter_buffer_run(&lm_jitter_buffers[buffer], packets, n, order, &result);
  g_test_message("%.1f ms", (double)(g_get_monotonic_time() - start) / 1000);
  g_assert_cmpuint(result.pattern.packets, ==, n);
  g_assert_cmpuint(result.pattern.lost, <=, 1); /* the second, 40 ms behind the first */
  g_free(packets);
  g_free(order);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/jitter-buffer/regular", test_regular);
  g_test_add_func("/jitter-buffer/late", test_late);
  g_test_add_func("/jitter-buffer/losses", test_losses);
  g_test_add_func("/jitter-buffer/anchors", test_anchors);
  g_test_add_func("/jitter-buffer/long-packets", test_long_packets);
  g_test_add_func("/jitter-buffer/adaptive", test_adaptive);
  g_test_add_func("/jitter-buffer/edges", test_edges);
  g_test_add_func("/jitter-buffer/hour", test_hour);
  return g_test_run();
}
