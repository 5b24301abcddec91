/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/look_back.h"

#include <glib.h>

#define SECOND_NS 1000000000LL

typedef struct {
  uint32_t n, first, last, every;
  gboolean sound;
} Seen;

static void
put(LmLookBack *back, uint32_t i, int64_t time_ns)
{
  uint8_t data[300];
  LmRingPacket packet = {
      .link = i % 3, .captured_bytes = i % 300, .original_bytes = i, .time_ns = time_ns};
  memset(data, (int)(i & 0xff), packet.captured_bytes);
  lm_look_back_put(back, &packet, data);
}

/* Wants one in @every; 0: none. */
static bool
want(void *user, const LmRingPacket *packet, LmSlice data)
{
  Seen *seen = user;
  uint32_t i = packet->original_bytes;
  seen->sound &= seen->n == 0 || i > seen->last;
  seen->sound &= packet->link == i % 3 && data.len == i % 300;
  for (size_t k = 0; k < data.len; k++)
    seen->sound &= data.data[k] == (i & 0xff);
  seen->first = seen->n++ ? seen->first : i;
  seen->last = i;
  return seen->every && i % seen->every == 0;
}

static Seen
look(LmLookBack *back, uint32_t every)
{
  Seen seen = {.every = every, .sound = TRUE};
  lm_look_back_offer(back, want, &seen);
  g_assert_true(seen.sound);
  return seen;
}

/* The newest stay, in order and whole, however often the ring has gone round. */
static void
test_newest(void)
{
  LmLookBack *back = lm_look_back_new(20000, 1000 * SECOND_NS);
  g_assert_cmpuint(look(back, 0).n, ==, 0);
  for (uint32_t i = 0; i < 50000; i++) {
    put(back, i, i);
    if (i % 977 == 0)
      g_assert_cmpuint(look(back, 0).last, ==, i);
  }
  Seen seen = look(back, 0);
  g_assert_cmpuint(seen.last, ==, 49999);
  g_assert_cmpuint(seen.n, ==, 50000 - seen.first);
  g_assert_cmpuint(seen.n, >=, 20000 / 340 - 1);
  lm_look_back_free(back);
}

/* What was wanted is not shown again; the rest is. */
static void
test_taken(void)
{
  LmLookBack *back = lm_look_back_new(1 << 20, 1000 * SECOND_NS);
  for (uint32_t i = 1; i <= 100; i++)
    put(back, i, i);
  g_assert_cmpuint(look(back, 2).n, ==, 100);
  g_assert_cmpuint(look(back, 1).n, ==, 50);
  g_assert_cmpuint(look(back, 1).n, ==, 0);
  put(back, 101, 101);
  g_assert_cmpuint(look(back, 1).first, ==, 101);
  lm_look_back_free(back);
}

/* Older than it looks back is gone, and a clock that was set back does no harm. */
static void
test_old(void)
{
  LmLookBack *back = lm_look_back_new(1 << 20, 2 * SECOND_NS);
  for (uint32_t i = 0; i < 100; i++)
    put(back, i, i * SECOND_NS / 10);
  Seen seen = look(back, 0);
  g_assert_cmpuint(seen.first, ==, 79);
  g_assert_cmpuint(seen.n, ==, 21);
  put(back, 100, -5 * SECOND_NS);
  g_assert_cmpuint(look(back, 0).n, ==, 22);
  lm_look_back_free(back);
}

/* What is too large is not held, and displaces nothing. */
static void
test_too_large(void)
{
  LmLookBack *back = lm_look_back_new(240, SECOND_NS);
  put(back, 100, 1);
  put(back, 299, 2);
  Seen seen = look(back, 0);
  g_assert_cmpuint(seen.n, ==, 1);
  g_assert_cmpuint(seen.first, ==, 100);
  lm_look_back_free(back);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/look-back/newest", test_newest);
  g_test_add_func("/look-back/taken", test_taken);
  g_test_add_func("/look-back/old", test_old);
  g_test_add_func("/look-back/too-large", test_too_large);
  return g_test_run();
}
