/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_start.h"

#include <errno.h>
#include <glib.h>
#include <sys/socket.h>
#include <unistd.h>

/* The helper ends while a note to it is on the way: what it said last arrives all the same. */
static void
test_last_word(void)
{
  int sides[2];
  LmHelperNote ended = {.kind = LM_HELPER_ENDED, .bytes = 42}, next = {.kind = LM_HELPER_NEXT}, got;
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sides), ==, 0);
  g_assert_cmpint(lm_live_receive(sides[0], &got), ==, -1);
  g_assert_cmpint(errno, ==, EAGAIN);
  g_assert_true(lm_live_send(sides[1], &ended, -1));
  g_assert_true(lm_live_send(sides[0], &next, -1));
  close(sides[1]);
  g_assert_cmpint(lm_live_receive(sides[0], &got), ==, sizeof got);
  g_assert_cmpint(got.kind, ==, LM_HELPER_ENDED);
  g_assert_cmpuint(got.bytes, ==, 42);
  g_assert_cmpint(lm_live_receive(sides[0], &got), ==, 0);
  close(sides[0]);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/live-start/last-word", test_last_word);
  return g_test_run();
}
