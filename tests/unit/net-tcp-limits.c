/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "linear.h"
#include "net-tcp-segments.h"
#include "net/tcp-direction.h"

/* A body of 16 MiB over many segments with nothing consumed in between: copied a few times, not
 * once a segment. */
static double
big_body(size_t bytes)
{
  LmTcp *big = lm_tcp_new();
  static uint8_t data[1460];
  int64_t start = linear_cpu_ns();
  LmPacket packet = segment(false, 0, 0, 0, lm_slice(data, sizeof data));
  uint32_t stream = 0;
  for (size_t n = 0; n < bytes; n += sizeof data) {
    packet.tcp_seq = (uint32_t)n;
    stream = lm_tcp_push(big, &packet);
  }
  g_assert_cmpuint(lm_tcp_peek(big, stream).len, >=, bytes);
  double seconds = (double)(linear_cpu_ns() - start) / 1e9;
  lm_tcp_free(big);
  return seconds;
}

/* One segment in each of @n connections, or @n segments in one out of order behind a hole. */
static double
flood(uint32_t n, bool connections)
{
  LmTcp *flooded = lm_tcp_new();
  int64_t start = linear_cpu_ns();
  for (uint32_t i = 0; i < n; i++) {
    LmPacket packet = segment(false, 10, 0, 0, lm_slice_str("INVITE"));
    if (connections)
      memcpy(packet.src.addr.bytes, &i, sizeof i);
    else
      packet.tcp_seq += i ? (n - i) * 6 : 0;
    lm_tcp_push(flooded, &packet);
  }
  g_assert_cmpuint(lm_tcp_n_streams(flooded), ==, connections ? n : 1);
  double seconds = (double)(linear_cpu_ns() - start) / 1e9;
  lm_tcp_free(flooded);
  return seconds;
}

static void
test_floods(void)
{
  double best[3] = {1e9, 1e9, 1e9};
  for (int i = 0; i < 3; i++) {
    double once = big_body(8 << 20), fourfold = big_body(32 << 20);
    best[0] = MIN(best[0], fourfold / once);
    once = flood(150000, true), fourfold = flood(600000, true);
    best[1] = MIN(best[1], fourfold / once);
    once = flood(50000, false), fourfold = flood(200000, false);
    best[2] = MIN(best[2], fourfold / once);
  }
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat(best[i], <, LINEAR_FOURFOLD);
}

/* All that waits in all connections is bounded: those that hold longest lose it. */
static void
test_total(void)
{
  g_autofree char *text = g_strnfill(60 << 10, 'x');
  uint32_t n = LM_LIMIT_TCP_BYTES / (60 << 10) + 100;
  for (uint32_t i = 0; i < n; i++) {
    client_port = (uint16_t)i;
    push_flags(false, 0, 0, SYN);
    push(2, text);
  }
  g_assert_cmpuint(lm_tcp_counters(tcp)->dropped_bytes, >, 0);
  g_assert_cmpuint(lm_tcp_counters(tcp)->dropped_bytes, <, 200 * (60 << 10));
  g_assert_false(lm_tcp_flush(tcp, 0));
  g_assert_true(lm_tcp_take_gap(tcp, 0));
  g_assert_true(lm_tcp_flush(tcp, n - 1));
  /* The one that lost goes on behind the gap. */
  client_port = 0;
  g_assert_cmpuint(push(9999, "next"), ==, 0);
  assert_take(0, "next");
}

/* What waits without a byte of it in the capture takes memory too, which is given back. */
static void
test_void_dropped(void)
{
  LmTcpShared shared = {.arrivals = 0};
  LmTcpDirection direction = {.stream = 0};
  lm_tcp_direction_start(&direction, 1);
  lm_tcp_direction_push(&direction, &shared, 101, LM_SLICE_EMPTY, 50, 0);
  g_assert_cmpuint(shared.held_bytes, >, 0);
  lm_tcp_direction_drop(&direction, &shared);
  g_assert_cmpuint(shared.held_bytes, ==, 0);
  g_assert_cmpuint(direction.queue.len, ==, 0);
}

static const struct {
  const char *path;
  void (*run)(void);
} tests[] = {
    {"/net/tcp/floods", test_floods},
    {"/net/tcp/total", test_total},
    {"/net/tcp/void-dropped", test_void_dropped},
};

static void
run(gconstpointer test)
{
  tcp = lm_tcp_new();
  frame = (LmFrame){.time_ns = 1000 * LM_NS_PER_S};
  client_port = 40000;
  tests[GPOINTER_TO_SIZE(test)].run();
  lm_tcp_free(tcp);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add_data_func(tests[i].path, GSIZE_TO_POINTER(i), run);
  return g_test_run();
}
