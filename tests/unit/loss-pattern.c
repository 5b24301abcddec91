/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bursts, gaps and the burst ratio, of patterns made so that they are known beforehand. */
#include "media/loss_pattern.h"

#include <glib.h>

/* "1" lost, "." received */
static LmLossPattern
pattern_of(const char *text)
{
  LmLossPattern pattern = LM_LOSS_PATTERN_INIT;
  for (; *text; text++)
    lm_loss_pattern_add(&pattern, *text == '1', 1);
  lm_loss_pattern_end(&pattern);
  return pattern;
}

static void
test_none(void)
{
  LmLossPattern pattern = pattern_of("");
  g_assert_cmpfloat(lm_loss_pattern_burst_ratio(&pattern), ==, 1);
  g_assert_cmpfloat(lm_loss_pattern_burst_density(&pattern), ==, 0);
  g_assert_cmpuint(pattern.gaps, ==, 0);
  pattern = pattern_of("....");
  g_assert_cmpfloat(lm_loss_pattern_percent(&pattern), ==, 0);
  g_assert_cmpuint(pattern.gaps, ==, 1);
  g_assert_cmpfloat(lm_loss_pattern_gap_length(&pattern), ==, 4);
}

/* RFC 3611, 4.7.2: sixteen received packets between two losses part them, fifteen do not. */
static void
test_gmin(void)
{
  LmLossPattern apart = pattern_of("....1................1....");
  g_assert_cmpuint(apart.bursts, ==, 0);
  g_assert_cmpuint(apart.gaps, ==, 1);
  g_assert_cmpuint(apart.lost, ==, 2);
  g_assert_cmpfloat_with_epsilon(lm_loss_pattern_gap_density(&apart), 2.0 / 26, 1e-9);
  LmLossPattern burst = pattern_of("....1...............1....");
  g_assert_cmpuint(burst.bursts, ==, 1);
  g_assert_cmpuint(burst.burst_packets, ==, 17);
  g_assert_cmpuint(burst.burst_lost, ==, 2);
  g_assert_cmpuint(burst.gaps, ==, 2);
  g_assert_cmpfloat(lm_loss_pattern_gap_length(&burst), ==, 4);
  g_assert_cmpfloat(lm_loss_pattern_gap_density(&burst), ==, 0);
}

static void
test_ends(void)
{
  LmLossPattern all = pattern_of("11111");
  g_assert_cmpuint(all.bursts, ==, 1);
  g_assert_cmpuint(all.gaps, ==, 0);
  g_assert_cmpuint(all.longest, ==, 5);
  g_assert_cmpfloat(lm_loss_pattern_burst_density(&all), ==, 1);
  LmLossPattern both = pattern_of("11..................11");
  g_assert_cmpuint(both.bursts, ==, 2);
  g_assert_cmpuint(both.gaps, ==, 1);
  g_assert_cmpuint(both.runs, ==, 2);
  g_assert_cmpfloat(lm_loss_pattern_gap_length(&both), ==, 18);
  LmLossPattern single = pattern_of("1");
  g_assert_cmpuint(single.bursts, ==, 0);
  g_assert_cmpuint(single.gaps, ==, 1);
}

/* Runs at once are the same as one after the other. */
static void
test_runs(void)
{
  LmLossPattern one = pattern_of("...11.1..................1....................111");
  LmLossPattern runs = LM_LOSS_PATTERN_INIT;
  static const struct {
    bool lost;
    uint64_t n;
  } parts[] = {{false, 2}, {false, 1},  {true, 1}, {true, 0},  {true, 1},   {false, 1},
               {true, 1},  {false, 18}, {true, 1}, {false, 0}, {false, 20}, {true, 3}};
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    lm_loss_pattern_add(&runs, parts[i].lost, parts[i].n);
  lm_loss_pattern_end(&runs);
  g_assert_cmpmem(&one.packets, offsetof(LmLossPattern, open_packets), &runs.packets,
                  offsetof(LmLossPattern, open_packets));
  g_assert_cmpuint(one.bursts, ==, 2);
  g_assert_cmpuint(one.burst_packets, ==, 7);
  g_assert_cmpuint(one.gaps, ==, 2);
}

static uint32_t random_state;

static double
random_share(void)
{
  random_state = random_state * 1664525u + 1013904223u;
  return random_state / 4294967296.0;
}

/* Two states, as G.107, 7.5 has them: into loss with probability @p, out of it with @q. BurstR is
 * 1 / (p + q), the share of lost packets p / (p + q). */
static void
assert_markov(double p, double q)
{
  LmLossPattern pattern = LM_LOSS_PATTERN_INIT;
  bool lost = false;
  random_state = 1;
  for (uint32_t i = 0; i < 4000000; i++) {
    lost = lost ? random_share() >= q : random_share() < p;
    lm_loss_pattern_add(&pattern, lost, 1);
  }
  lm_loss_pattern_end(&pattern);
  double share = p / (p + q), ratio = 1 / (p + q);
  g_test_message("p %g q %g", p, q);
  g_assert_cmpfloat_with_epsilon(lm_loss_pattern_percent(&pattern), 100 * share, share);
  g_assert_cmpfloat_with_epsilon(lm_loss_pattern_burst_ratio(&pattern), ratio, 0.01 * ratio);
}

static void
test_burst_ratio(void)
{
  assert_markov(0.02, 0.98); /* at random */
  assert_markov(0.1, 0.9);
  assert_markov(0.02, 0.48); /* 4 %, BurstR 2 */
  assert_markov(0.05, 0.15); /* 25 %, BurstR 5 */
}

/* A thousand bursts of 10 packets of which every other is lost, in gaps of 100 of which one is. */
static void
test_known_bursts(void)
{
  LmLossPattern pattern = LM_LOSS_PATTERN_INIT;
  for (int i = 0; i < 1000; i++) {
    lm_loss_pattern_add(&pattern, false, 50);
    lm_loss_pattern_add(&pattern, true, 1);
    lm_loss_pattern_add(&pattern, false, 49);
    for (int j = 0; j < 9; j++)
      lm_loss_pattern_add(&pattern, j % 2 == 0, 1);
  }
  lm_loss_pattern_end(&pattern);
  g_assert_cmpuint(pattern.bursts, ==, 1000);
  g_assert_cmpuint(pattern.gaps, ==, 1000);
  g_assert_cmpfloat(lm_loss_pattern_burst_length(&pattern), ==, 9);
  g_assert_cmpfloat(lm_loss_pattern_gap_length(&pattern), ==, 100);
  g_assert_cmpfloat_with_epsilon(lm_loss_pattern_burst_density(&pattern), 5.0 / 9, 1e-9);
  g_assert_cmpfloat_with_epsilon(lm_loss_pattern_gap_density(&pattern), 0.01, 1e-9);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/loss-pattern/none", test_none);
  g_test_add_func("/loss-pattern/gmin", test_gmin);
  g_test_add_func("/loss-pattern/ends", test_ends);
  g_test_add_func("/loss-pattern/runs", test_runs);
  g_test_add_func("/loss-pattern/burst-ratio", test_burst_ratio);
  g_test_add_func("/loss-pattern/known-bursts", test_known_bursts);
  return g_test_run();
}
