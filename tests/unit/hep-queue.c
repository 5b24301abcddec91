/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/hep_queue.h"

#include "capture/hep.h"

#include <glib.h>

/* Message number @n: its length and its bytes follow from that. */
static LmSlice
make(uint64_t n, size_t most, uint8_t *bytes)
{
  size_t len = 1 + n * 7919 % most;
  memset(bytes, (int)(n % 251), len);
  return lm_slice(bytes, len);
}

static void
assert_next(LmHepQueue *queue, uint64_t n, size_t most)
{
  static uint8_t bytes[LM_HEP_MAX_BYTES];
  LmSlice found;
  g_assert_true(lm_hep_queue_next(queue, &found));
  g_assert_true(lm_slice_equal(found, make(n, most, bytes)));
}

/* Goes round the ring many times with what is put, sent, sent again and has arrived in turn. */
static void
test_order(void)
{
  static uint8_t bytes[LM_HEP_MAX_BYTES];
  static const size_t sizes[] = {1, 30, 1500, 40000, LM_HEP_MAX_BYTES};
  for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
    LmHepQueue *queue = lm_hep_queue_new(0);
    uint64_t put = 0, sent = 0, arrived = 0;
    while (arrived < 20000) {
      for (int i = g_test_rand_int_range(0, 40); i > 0; i--)
        put += lm_hep_queue_put(queue, make(put, sizes[s], bytes));
      for (int i = g_test_rand_int_range(0, 40); i > 0 && sent < put; i--) {
        assert_next(queue, sent, sizes[s]);
        lm_hep_queue_sent(queue, ++sent);
      }
      g_assert_true(lm_hep_queue_is_unsure(queue) == (sent > arrived));
      uint64_t upto = arrived + (uint64_t)g_test_rand_int_range(0, (int)(sent - arrived) + 1);
      g_assert_cmpuint(lm_hep_queue_arrived(queue, upto), ==, upto - arrived);
      arrived = upto;
      if (g_test_rand_int_range(0, 10) == 0) {
        g_assert_cmpuint(lm_hep_queue_again(queue), ==, sent - arrived);
        sent = arrived;
      }
      g_assert_cmpuint(lm_hep_queue_n(queue), ==, put - arrived);
    }
    lm_hep_queue_free(queue);
  }
}

/* What finds no room is not taken, and all that was is there. */
static void
test_full(void)
{
  static uint8_t bytes[LM_HEP_MAX_BYTES + 1];
  LmHepQueue *queue = lm_hep_queue_new(1 << 20);
  LmSlice found;
  uint64_t n = 0;
  g_assert_false(lm_hep_queue_put(queue, lm_slice(bytes, sizeof bytes)));
  g_assert_false(lm_hep_queue_next(queue, &found));
  while (lm_hep_queue_has_room(queue)) {
    g_assert_true(lm_hep_queue_put(queue, make(n, LM_HEP_MAX_BYTES, bytes)));
    n++;
  }
  for (; lm_hep_queue_put(queue, make(n, LM_HEP_MAX_BYTES, bytes)); n++)
    ;
  g_assert_cmpuint(n, >, 20);
  g_assert_cmpuint(lm_hep_queue_n(queue), ==, n);
  for (uint64_t i = 0; i < n; i++) {
    assert_next(queue, i, LM_HEP_MAX_BYTES);
    lm_hep_queue_sent(queue, i);
    g_assert_false(lm_hep_queue_put(queue, lm_slice(bytes, LM_HEP_MAX_BYTES)));
  }
  g_assert_false(lm_hep_queue_next(queue, &found));
  g_assert_cmpuint(lm_hep_queue_arrived(queue, UINT64_MAX), ==, n);
  g_assert_true(lm_hep_queue_has_room(queue));
  lm_hep_queue_free(queue);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/hep-queue/order", test_order);
  g_test_add_func("/hep-queue/full", test_full);
  return g_test_run();
}
