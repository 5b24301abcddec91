/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which stream takes the place of which, which ones collide, and which have nothing to do with each
 * other. */

#include "relate/ssrcs.h"

#include "sip-packets.h"

#define OTHER_MEDIA "192.0.2.9:9000"

/* Asserts what is known of @stream: rows, LM_NONE for none. */
static void
assert_link(uint32_t stream, uint32_t replaces, uint32_t replaced_by, uint32_t collides)
{
  LmSsrcs *ssrcs = lm_ssrcs_new(net->trace);
  const LmSsrcLink *link = lm_ssrcs_at(ssrcs, stream);
  g_assert_cmpuint(link->replaces, ==, replaces);
  g_assert_cmpuint(link->replaced_by, ==, replaced_by);
  g_assert_cmpuint(link->collides, ==, collides);
  lm_ssrcs_free(ssrcs);
}

static void
test_change(void)
{
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0x11, 100, 0, 50);
  test_rtp_run(1120, ALICE_MEDIA, BOB_MEDIA, 0x22, 7000, 0, 50);
  assert_link(0, LM_NONE, 1, LM_NONE);
  assert_link(1, 0, LM_NONE, LM_NONE);
  LmSsrcs *ssrcs = lm_ssrcs_new(net->trace);
  g_assert_cmpint(lm_ssrcs_at(ssrcs, 1)->gap_ns, ==, 140 * LM_NS_PER_MS);
  lm_ssrcs_free(ssrcs);
}

/* Beside each other, as in a bundle; long after; to somebody else. */
static void
test_no_change(void)
{
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0x11, 100, 0, 50);
  test_rtp_run(500, ALICE_MEDIA, BOB_MEDIA, 0x22, 7000, 0, 50);
  assert_link(1, LM_NONE, LM_NONE, LM_NONE);
  test_net_reset();
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0x11, 100, 0, 50);
  test_rtp_run(12000, ALICE_MEDIA, BOB_MEDIA, 0x22, 7000, 0, 50);
  assert_link(1, LM_NONE, LM_NONE, LM_NONE);
  test_net_reset();
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0x11, 100, 0, 50);
  test_rtp_run(1100, ALICE_MEDIA, OTHER_MEDIA, 0x22, 7000, 0, 50);
  assert_link(1, LM_NONE, LM_NONE, LM_NONE);
}

static void
test_collisions(void)
{
  /* Each hears its own SSRC from the other. */
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0x11, 100, 0, 50);
  test_rtp_run(200, BOB_MEDIA, ALICE_MEDIA, 0x11, 100, 0, 50);
  assert_link(0, LM_NONE, LM_NONE, 1);
  assert_link(1, LM_NONE, LM_NONE, 0);
  /* Two are heard by a third. */
  test_net_reset();
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0x11, 100, 0, 50);
  test_rtp_run(200, OTHER_MEDIA, BOB_MEDIA, 0x11, 9100, 0, 50);
  assert_link(1, LM_NONE, LM_NONE, 0);
  /* A relay passes it on. */
  test_net_reset();
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0x11, 100, 0, 50);
  test_rtp_run(1, BOB_MEDIA, OTHER_MEDIA, 0x11, 100, 0, 50);
  assert_link(0, LM_NONE, LM_NONE, LM_NONE);
  assert_link(1, LM_NONE, LM_NONE, LM_NONE);
  /* One begins when the other has ended. */
  test_net_reset();
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0x11, 100, 0, 50);
  test_rtp_run(2000, OTHER_MEDIA, BOB_MEDIA, 0x11, 100, 0, 50);
  assert_link(0, LM_NONE, LM_NONE, LM_NONE);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/relate-ssrcs/change", test_change},
      {"/relate-ssrcs/no-change", test_no_change},
      {"/relate-ssrcs/collisions", test_collisions},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
