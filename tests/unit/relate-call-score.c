/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score of a call and of its directions, from streams whose loss is known. */
#include "relate/call_score.h"

#include "sip-packets.h"

#include <math.h>

#define EARLY_MEDIA "192.0.2.9:8000"

static void
answer(const char *formats)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, formats, "");
  g_autofree char *back = test_sdp(BOB_MEDIA, formats, "");
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer);
  SIP(90, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = back);
  SIP(95, ALICE, BOB, "ACK", .of = "ACK", .to_tag = "b");
}

/* @n packets of which every @lost_of th does not come; 0: all come. */
static void
speak(double at_ms, const char *src, const char *dst, uint32_t ssrc, uint8_t type, unsigned n,
      unsigned lost_of)
{
  for (unsigned i = 0; i < n; i++)
    if (!lost_of || i % lost_of != lost_of / 2)
      test_rtp(at_ms + 20 * i, src, dst, ssrc, (uint16_t)(i + 1), type);
}

static LmCallScore
score(void)
{
  LmCallScore result;
  lm_call_score_fill(net->trace, test_call(NULL), NULL, &result);
  return result;
}

static double
mos_of_loss(const char *codec, double percent)
{
  return lm_emodel_score(lm_emodel_codec(lm_slice_str(codec)), percent, 0).mos;
}

static void
assert_mos(const LmScore *of, double mos)
{
  g_assert_cmpuint(of->n_streams, >, 0);
  g_assert_cmpfloat_with_epsilon(of->mos_lq, mos, 1e-3);
}

/* Who sends what is told by who announced where it goes. The call is as the worse direction. */
static void
test_directions(void)
{
  answer("0");
  speak(100, ALICE_MEDIA, BOB_MEDIA, 1, 0, 200, 10);
  speak(100, BOB_MEDIA, ALICE_MEDIA, 2, 0, 200, 50);
  LmCallScore of = score();
  assert_mos(&of.from[LM_SIDE_CALLER], mos_of_loss("PCMU", 10));
  assert_mos(&of.from[LM_SIDE_CALLEE], mos_of_loss("PCMU", 2));
  assert_mos(&of.call, mos_of_loss("PCMU", 10));
  g_assert_cmpuint(of.call.n_streams, ==, 2);
  g_assert_true(of.call.delay_assumed);
  g_assert_cmpfloat(of.call.mos_cq, ==, of.call.mos_lq);
}

/* One after the other, to one receiver: their mean, by their packets. */
static void
test_one_after_the_other(void)
{
  answer("0");
  speak(100, ALICE_MEDIA, BOB_MEDIA, 1, 0, 300, 0);
  speak(7000, ALICE_MEDIA, BOB_MEDIA, 3, 0, 100, 10);
  LmCallScore of = score();
  assert_mos(&of.from[LM_SIDE_CALLER], (3 * mos_of_loss("PCMU", 0) + mos_of_loss("PCMU", 10)) / 4);
  g_assert_cmpuint(of.from[LM_SIDE_CALLER].n_streams, ==, 2);
  g_assert_cmpuint(of.from[LM_SIDE_CALLEE].n_streams, ==, 0);
  g_assert_cmpfloat(of.call.mos_lq, ==, of.from[LM_SIDE_CALLER].mos_lq);
}

/* Of several receivers the worst counts, but for one that got little. */
static void
test_receivers(void)
{
  g_autofree char *sdp = test_sdp(EARLY_MEDIA, "0", "");
  g_autofree char *offer = test_sdp(ALICE_MEDIA, "0", "");
  g_autofree char *back = test_sdp(BOB_MEDIA, "0", "");
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer);
  SIP(50, BOB, ALICE, "183 Session Progress", .to_tag = "c", .sdp = sdp);
  SIP(90, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = back);
  speak(60, ALICE_MEDIA, EARLY_MEDIA, 1, 0, 20, 2);
  speak(100, ALICE_MEDIA, BOB_MEDIA, 1, 0, 300, 50);
  LmCallScore of = score();
  assert_mos(&of.from[LM_SIDE_CALLER], mos_of_loss("PCMU", 2));
  speak(500, ALICE_MEDIA, EARLY_MEDIA, 9, 0, 40, 2);
  of = score();
  g_assert_cmpfloat(of.from[LM_SIDE_CALLER].mos_lq, <, 2.5);
  g_assert_cmpuint(of.from[LM_SIDE_CALLER].n_streams, ==, 3);
}

/* A receiver that got narrowband and wideband has a MOS, and no R. */
static void
test_bands(void)
{
  answer("0 9");
  speak(100, ALICE_MEDIA, BOB_MEDIA, 1, 0, 100, 0);
  LmCallScore of = score();
  g_assert_cmpfloat_with_epsilon(of.call.r_lq, 93.21, 0.01);
  speak(3000, ALICE_MEDIA, BOB_MEDIA, 2, 9, 100, 0);
  of = score();
  assert_mos(&of.call, (mos_of_loss("PCMU", 0) + mos_of_loss("G722", 0)) / 2);
  g_assert_true(isnan(of.call.r_lq));
}

/* Without streams, without a codec that has values: nothing. */
static void
test_nothing(void)
{
  answer("0 99");
  LmCallScore of = score();
  g_assert_cmpuint(of.call.n_streams, ==, 0);
  speak(100, ALICE_MEDIA, BOB_MEDIA, 1, 99, 100, 0);
  of = score();
  g_assert_cmpuint(of.call.n_streams, ==, 0);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/call-score/directions", test_directions},
      {"/call-score/one-after-the-other", test_one_after_the_other},
      {"/call-score/receivers", test_receivers},
      {"/call-score/bands", test_bands},
      {"/call-score/nothing", test_nothing},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
