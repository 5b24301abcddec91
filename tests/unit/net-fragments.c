/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/limits.h"
#include "base/time.h"
#include "frames.h"
#include "linear.h"
#include "net/net.h"

#include <glib.h>

#define SRC (v6 ? "2001:db8::1" : "192.0.2.1")
#define DST (v6 ? "2001:db8::2" : "198.51.100.2")

enum { WHOLE = 8 + 2000 };

static LmNet *net;
static bool v6;
static TestFrame f;
/* The frames must stay where they are, as those of a capture do. */
static GPtrArray *kept;
static uint8_t datagram[WHOLE];

static LmFrame
keep(void)
{
  LmFrame frame = frame_done(&f, LM_LINK_RAW);
  uint8_t *exact = g_memdup2(frame.data, frame.captured_bytes);
  g_ptr_array_add(kept, exact);
  frame.data = exact;
  return frame;
}

static LmFrame
fragment_frame(uint32_t id, uint32_t offset, uint32_t end, bool more)
{
  frame_payload(&f, datagram + offset, end - offset);
  frame_ip_fragment(&f, SRC, DST, 17, id, offset, more);
  return keep();
}

static bool
feed(LmPacket *packet, uint32_t id, uint32_t offset, uint32_t end)
{
  LmFrame frame = fragment_frame(id, offset, end, end != WHOLE);
  LmPacketKind kind = lm_net_decode(net, &frame, packet);
  if (kind == LM_PACKET_NONE)
    return false;
  g_assert_cmpuint(kind, ==, LM_PACKET_UDP);
  g_assert_true(packet->reassembled);
  return true;
}

static void
assert_whole(const LmPacket *packet)
{
  g_assert_cmpuint(packet->src.port, ==, 5060);
  g_assert_cmpuint(packet->missing_bytes, ==, 0);
  g_assert_true(lm_slice_equal(packet->payload, lm_slice(datagram + 8, WHOLE - 8)));
}

static void
test_orders(void)
{
  static const uint32_t cuts[] = {0, 8, 800, 1600, WHOLE};
  static const int n = G_N_ELEMENTS(cuts) - 1;
  for (int order = 0; order < 256; order++) {
    int seen = 0;
    for (int k = 0; k < n; k++)
      seen |= 1 << (order >> 2 * k & 3);
    if (seen != 15)
      continue;
    LmPacket packet;
    for (int k = 0; k < n; k++) {
      int piece = order >> 2 * k & 3;
      g_assert_true(feed(&packet, (uint32_t)order, cuts[piece], cuts[piece + 1]) == (k == n - 1));
    }
    assert_whole(&packet);
  }
  const LmNetCounters *counters = lm_net_counters(net);
  g_assert_cmpuint(counters->datagrams_reassembled, ==, 24);
  g_assert_cmpuint(counters->fragments, ==, 96);
  g_assert_cmpuint(counters->fragments_dropped, ==, 0);
}

static void
test_mixed(void)
{
  /* Two datagrams at once, of other identifications, and one of other addresses. */
  LmPacket packet;
  g_assert_false(feed(&packet, 1, 0, 800));
  g_assert_false(feed(&packet, 2, 800, WHOLE));
  g_assert_true(feed(&packet, 1, 800, WHOLE));
  assert_whole(&packet);
  g_assert_true(feed(&packet, 2, 0, 800));
  assert_whole(&packet);
  g_assert_false(feed(&packet, 3, 0, 800));
  frame_payload(&f, datagram + 800, WHOLE - 800);
  frame_ip_fragment(&f, DST, SRC, 17, 3, 800, false);
  LmFrame frame = keep();
  g_assert_cmpuint(lm_net_decode(net, &frame, &packet), ==, LM_PACKET_NONE);
}

static void
test_duplicates(void)
{
  LmPacket packet;
  g_assert_false(feed(&packet, 1, 0, 800));
  g_assert_false(feed(&packet, 1, 0, 800));
  g_assert_false(feed(&packet, 1, 800, 1600));
  g_assert_false(feed(&packet, 1, 0, 800));
  g_assert_true(feed(&packet, 1, 1600, WHOLE));
  assert_whole(&packet);
  g_assert_cmpuint(lm_net_counters(net)->fragments_dropped, ==, 0);
}

/* What comes twice behind its datagram does not become part of the next one of the same number. */
static void
test_duplicate_of_last(void)
{
  LmPacket packet;
  g_assert_false(feed(&packet, 1, 0, 800));
  g_assert_false(feed(&packet, 1, 0, 800));
  g_assert_true(feed(&packet, 1, 800, WHOLE));
  g_assert_false(feed(&packet, 1, 800, WHOLE));
  g_assert_false(feed(&packet, 1, 0, 800));
  memset(datagram + 8, 'x', WHOLE - 8);
  g_assert_false(feed(&packet, 1, 0, 800));
  g_assert_true(feed(&packet, 1, 800, WHOLE));
  assert_whole(&packet);
  /* Nor are the same bytes a copy long after. */
  LmFrame late = fragment_frame(1, 0, 800, true);
  late.time_ns = LM_NS_PER_S;
  g_assert_cmpuint(lm_net_decode(net, &late, &packet), ==, LM_PACKET_NONE);
  late = fragment_frame(1, 800, WHOLE, false);
  late.time_ns = LM_NS_PER_S;
  g_assert_cmpuint(lm_net_decode(net, &late, &packet), ==, LM_PACKET_UDP);
  assert_whole(&packet);
  g_assert_cmpuint(lm_net_counters(net)->fragments_dropped, ==, 0);
  g_assert_cmpuint(lm_net_counters(net)->datagrams_reassembled, ==, 3);
}

static void
test_overlaps(void)
{
  LmPacket packet;
  uint8_t good[WHOLE];
  memcpy(good, datagram, WHOLE);
  g_assert_false(feed(&packet, 1, 800, 1600));
  /* These come later with other bytes: one over the end of the first, one over its start, one
   * within it. */
  memset(datagram + 8, 'x', WHOLE - 8);
  memcpy(datagram + 1600, good + 1600, WHOLE - 1600);
  g_assert_false(feed(&packet, 1, 1200, WHOLE));
  memcpy(datagram, good, 800);
  g_assert_false(feed(&packet, 1, 1000, 1008));
  g_assert_true(feed(&packet, 1, 0, 1200));
  memcpy(datagram, good, WHOLE);
  assert_whole(&packet);
  g_assert_cmpuint(lm_net_counters(net)->fragments_dropped, ==, 3);
}

static void
test_impossible(void)
{
  LmPacket packet;
  LmFrame frame;
  /* Behind the end, another end, not a multiple of 8, empty, and longer than IP allows. */
  g_assert_false(feed(&packet, 1, 800, WHOLE));
  static const uint32_t faults[][3] = {{1600, 1704, 1}, {1600, 1700, 0}, {0, 801, 1}, {0, 0, 1}};
  uint64_t dropped = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
    frame = fragment_frame(2, faults[i][0], faults[i][1], faults[i][2]);
    if (i < 2)
      g_assert_false(feed(&packet, 2, 800, 1600 + (i ? 96 : 0) + (i ? 0 : 8)));
    lm_net_decode(net, &frame, &packet);
    g_assert_cmpuint(packet.kind, ==, LM_PACKET_NONE);
    dropped = lm_net_counters(net)->fragments_dropped;
  }
  g_assert_cmpuint(dropped, >=, 3);
  frame_payload(&f, datagram, 1000);
  frame_ip_fragment(&f, SRC, DST, 17, 4, 65528, false);
  frame = keep();
  lm_net_decode(net, &frame, &packet);
  g_assert_cmpuint(lm_net_counters(net)->fragments_dropped, ==, dropped + 1);
  g_assert_true(feed(&packet, 1, 0, 800));
  assert_whole(&packet);
}

static void
test_age(void)
{
  LmPacket packet;
  g_assert_false(feed(&packet, 1, 0, 800));
  LmFrame late = fragment_frame(1, 800, WHOLE, false);
  late.time_ns = LM_LIMIT_FRAGMENT_AGE_NS + 1;
  g_assert_cmpuint(lm_net_decode(net, &late, &packet), ==, LM_PACKET_NONE);
  g_assert_cmpuint(lm_net_counters(net)->fragments_dropped, ==, 1);
  /* The clock may jump anywhere. */
  LmFrame wild = fragment_frame(7, 0, 800, true);
  wild.time_ns = INT64_MIN;
  lm_net_decode(net, &wild, &packet);
  wild = fragment_frame(8, 0, 800, true);
  wild.time_ns = INT64_MAX;
  lm_net_decode(net, &wild, &packet);
  wild = fragment_frame(8, 800, WHOLE, false);
  wild.time_ns = INT64_MAX;
  g_assert_cmpuint(lm_net_decode(net, &wild, &packet), ==, LM_PACKET_UDP);
}

/* The snap length, or a mirror, cuts every fragment: what is in front of the first cut is there. */
static void
test_snap_length(void)
{
  LmPacket packet;
  for (int order = 0; order < 4; order++) {
    for (int k = 0; k < 2; k++) {
      bool first = k == order % 2;
      LmFrame frame = first ? fragment_frame((uint32_t)order, 0, 800, true)
                            : fragment_frame((uint32_t)order, 800, WHOLE, false);
      frame.captured_bytes -= 100;
      if (order >= 2)
        frame.original_bytes = frame.captured_bytes;
      lm_net_decode(net, &frame, &packet);
    }
    g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
    g_assert_cmpuint(packet.payload.len, ==, 700 - 8);
    g_assert_cmpuint(packet.missing_bytes, ==, WHOLE - 700);
    g_assert_true(lm_slice_equal(packet.payload, lm_slice(datagram + 8, 700 - 8)));
  }
}

/* A datagram cut into the smallest fragments, from the last to the first. */
static void
test_smallest(void)
{
  LmPacket packet;
  for (uint32_t offset = WHOLE - 8; offset > 0; offset -= 8)
    g_assert_false(feed(&packet, 1, offset, offset + 8));
  g_assert_true(feed(&packet, 1, 0, 8));
  assert_whole(&packet);
}

/* Feeds @n first fragments that nothing follows and returns the time that it took. @spread: each
 * of a datagram of its own; otherwise tiny overlapping pieces of few datagrams. */
static double
flood(uint32_t n, bool spread)
{
  LmNet *flooded = lm_net_new();
  LmPacket packet;
  frame_payload(&f, datagram, 16);
  frame_ip_fragment(&f, SRC, DST, 17, 0, 0, true);
  size_t len = frame_len(&f);
  uint8_t *frames = g_malloc(n * len);
  for (uint32_t i = 0; i < n; i++) {
    frame_payload(&f, datagram, 16);
    uint32_t id = spread ? i : i % 3;
    /* IPv4 has but 65,536 identifications. */
    char *src = g_strdup_printf(v6 ? "2001:db8::%x" : "10.0.0.%u", spread ? i >> 16 : 1);
    frame_ip_fragment(&f, src, DST, 17, id & (v6 ? UINT32_MAX : 0xffff), spread ? 0 : i * 8 % 60000,
                      true);
    memcpy(frames + i * len, frame_bytes(&f), len);
    g_free(src);
  }
  int64_t start = linear_cpu_ns();
  for (uint32_t i = 0; i < n; i++) {
    LmFrame frame = {.data = frames + i * len,
                     .captured_bytes = (uint32_t)len,
                     .original_bytes = (uint32_t)len,
                     .link_type = LM_LINK_RAW};
    lm_net_decode(flooded, &frame, &packet);
  }
  double seconds = (double)(linear_cpu_ns() - start) / 1e9;
  if (spread)
    g_assert_cmpuint(lm_net_counters(flooded)->fragments_dropped, >=, n - LM_LIMIT_FRAGMENTS);
  lm_net_free(flooded);
  g_free(frames);
  return seconds;
}

/* Four times the flood takes about four times the time of the processor. The best of a few runs, as
 * machines are busy. */
static void
test_flood(void)
{
  for (int spread = 0; spread < 2; spread++) {
    double best = 1e9;
    for (int i = 0; i < 5 && best >= LINEAR_FOURFOLD; i++) {
      double once = flood(100000, spread), fourfold = flood(400000, spread);
      best = MIN(best, fourfold / once);
    }
    g_assert_cmpfloat(best, <, LINEAR_FOURFOLD);
  }
}

static const struct {
  const char *path;
  void (*run)(void);
} tests[] = {
    {"orders", test_orders},
    {"mixed", test_mixed},
    {"duplicates", test_duplicates},
    {"duplicate-of-last", test_duplicate_of_last},
    {"overlaps", test_overlaps},
    {"impossible", test_impossible},
    {"age", test_age},
    {"snap-length", test_snap_length},
    {"smallest", test_smallest},
    {"flood", test_flood},
};

static void
run(gconstpointer test)
{
  size_t index = GPOINTER_TO_SIZE(test);
  v6 = index & 1;
  net = lm_net_new();
  kept = g_ptr_array_new_with_free_func(g_free);
  for (size_t i = 0; i < WHOLE; i++)
    datagram[i] = (uint8_t)(i * 7 + i / 251);
  memcpy(datagram, "\x13\xc4\x13\xc4\x07\xd8\x00\x00", 8);
  tests[index / 2].run();
  lm_net_free(net);
  g_ptr_array_unref(kept);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(tests) * 2; i++) {
    g_autofree char *path =
        g_strdup_printf("/net/fragments/%s/%s", i & 1 ? "ipv6" : "ipv4", tests[i / 2].path);
    g_test_add_data_func(path, GSIZE_TO_POINTER(i), run);
  }
  return g_test_run();
}
