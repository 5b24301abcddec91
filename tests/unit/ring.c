/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ring.h"

#include <glib.h>
#include <pthread.h>

#define N_PACKETS 200000u

typedef struct {
  LmRing *ring;
  uint32_t taken;
  gboolean sound;
} Taker;

static void
fill_packet(uint32_t i, LmRingPacket *packet, uint8_t *data)
{
  *packet = (LmRingPacket){
      .link = i % 7, .captured_bytes = i % 300, .original_bytes = i, .time_ns = (int64_t)i << 32};
  memset(data, (int)(i & 0xff), packet->captured_bytes);
}

static void *
take_all(void *data)
{
  Taker *taker = data;
  LmRingPacket packet, wanted;
  LmSlice bytes;
  uint8_t wanted_bytes[300];
  for (;;) {
    bool ended = lm_ring_ended(taker->ring);
    if (!lm_ring_peek(taker->ring, &packet, &bytes)) {
      if (ended)
        return NULL;
      lm_ring_wait(taker->ring, 20);
      continue;
    }
    fill_packet(packet.original_bytes, &wanted, wanted_bytes);
    taker->sound &= packet.original_bytes >= taker->taken && packet.link == wanted.link &&
                    packet.time_ns == wanted.time_ns && bytes.len == wanted.captured_bytes &&
                    memcmp(bytes.data, wanted_bytes, bytes.len) == 0;
    taker->taken++;
    lm_ring_drop(taker->ring);
  }
}

/* Everything that was taken in comes out, in order and whole, whatever the two threads do. */
static void
test_two_threads(void)
{
  Taker taker = {.ring = lm_ring_new(65536), .sound = TRUE};
  pthread_t thread;
  uint8_t data[300];
  uint32_t put = 0;
  pthread_create(&thread, NULL, take_all, &taker);
  for (uint32_t i = 0; i < N_PACKETS; i++) {
    LmRingPacket packet;
    fill_packet(i, &packet, data);
    put += lm_ring_put(taker.ring, &packet, data);
  }
  lm_ring_end(taker.ring);
  pthread_join(thread, NULL);
  g_assert_true(taker.sound);
  g_assert_cmpuint(taker.taken, ==, put);
  g_assert_cmpuint(put, >, 100);
  lm_ring_free(taker.ring);
}

static void
test_full(void)
{
  LmRing *ring = lm_ring_new(4096);
  LmRingPacket packet = {.captured_bytes = 1000};
  LmSlice bytes;
  uint8_t data[5000] = {0};
  unsigned n = 0;
  while (lm_ring_put(ring, &packet, data))
    n++;
  g_assert_cmpuint(n, ==, 3);
  g_assert_true(lm_ring_peek(ring, &packet, &bytes));
  lm_ring_drop(ring);
  g_assert_true(lm_ring_put(ring, &packet, data));
  packet.captured_bytes = 5000;
  for (unsigned i = 0; i < 3; i++) {
    LmRingPacket oldest;
    g_assert_true(lm_ring_peek(ring, &oldest, &bytes));
    g_assert_cmpuint(bytes.len, ==, 1000);
    lm_ring_drop(ring);
  }
  /* What can never fit is refused even by an empty one. */
  g_assert_false(lm_ring_put(ring, &packet, data));
  g_assert_false(lm_ring_peek(ring, &packet, &bytes));
  lm_ring_free(ring);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ring/two-threads", test_two_threads);
  g_test_add_func("/ring/full", test_full);
  return g_test_run();
}
