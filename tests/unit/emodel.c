/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The E-model beside the figures that the recommendations print, its codecs beside their tables,
 * and what other tools say beside what their formulas were worked out to be by hand. */
#include "media/emodel.h"
#include "media/other_scores.h"

#include <glib.h>
#include <math.h>

#define assert_near(a, b, by) g_assert_cmpfloat_with_epsilon(a, b, by)

/* G.107, 7.7 gives R of 93.2 for the defaults of Table 3, and Table B.1 a MOS of 4.41. The terms
 * are from its equations. */
static void
test_defaults(void)
{
  LmEmodelInputs in = lm_emodel_defaults(LM_BAND_NARROW);
  LmEmodelTerms terms = lm_emodel_rate(&in);
  assert_near(terms.r, 93.2, 0.05);
  assert_near(terms.mos, 4.41, 0.005);
  assert_near(terms.no, -61.179214, 1e-4);
  assert_near(terms.ro, 94.768822, 1e-4);
  assert_near(terms.iolr, 0.440178, 1e-4);
  assert_near(terms.ist, -0.000715, 1e-4);
  assert_near(terms.iq, 0.974105, 1e-4);
  assert_near(terms.is, 1.413568, 1e-4);
  assert_near(terms.idte, 0, 1e-9);
  assert_near(terms.idle, 0.149046, 1e-4);
  assert_near(terms.idd, 0, 1e-9);
}

/* G.107, Table B.1. */
static void
test_mos(void)
{
  static const struct {
    double r, mos, good, poor;
  } rows[] = {
      {90, 4.34, 97, 0},  {80, 4.03, 89, 0},  {70, 3.60, 73, 6},
      {60, 3.10, 50, 17}, {50, 2.58, 27, 38},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    assert_near(lm_emodel_mos(rows[i].r), rows[i].mos, 0.01);
    assert_near(lm_emodel_good_or_better(rows[i].r), rows[i].good, 1);
    assert_near(lm_emodel_poor_or_worse(rows[i].r), rows[i].poor, 1.5);
    assert_near(lm_emodel_mos_of(LM_BAND_WIDE, rows[i].r * 1.29), rows[i].mos, 0.01);
    assert_near(lm_emodel_mos_of(LM_BAND_FULL, rows[i].r * 1.48), rows[i].mos, 0.01);
  }
  for (LmBand band = LM_BAND_NARROW; band <= LM_BAND_FULL; band++) {
    g_assert_cmpfloat(lm_emodel_mos_of(band, -5), ==, 1);
    g_assert_cmpfloat(lm_emodel_mos_of(band, 3), ==, 1);
    g_assert_cmpfloat(lm_emodel_mos_of(band, 150), ==, 4.5);
  }
}

/* Delay with the echo of G.107's defaults, with echo as long as the delay: Idte is hand-worked from
 * (7-19) to (7-22), Idd from (7-27). */
static void
test_delay(void)
{
  static const struct {
    double ta, idte, idle, idd, r;
  } rows[] = {
      {100, 1.963791, 0.727733, 0, 90.663730},
      {150, 2.811844, 0.840747, 0.163531, 89.539132},
      {250, 4.242856, 1.018587, 8.916710, 79.177101},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    LmEmodelInputs in = lm_emodel_defaults(LM_BAND_NARROW);
    in.ta_ms = in.t_ms = rows[i].ta;
    in.tr_ms = 2 * rows[i].ta;
    LmEmodelTerms terms = lm_emodel_rate(&in);
    assert_near(terms.idte, rows[i].idte, 1e-4);
    assert_near(terms.idle, rows[i].idle, 1e-4);
    assert_near(terms.idd, rows[i].idd, 1e-4);
    assert_near(terms.r, rows[i].r, 1e-4);
  }
  static const double idd[][2] = {{100, 0}, {150, 0.16}, {200, 3.04}, {300, 14.8}, {400, 24.1}};
  for (size_t i = 0; i < G_N_ELEMENTS(idd); i++) {
    LmEmodelInputs in = lm_emodel_defaults(LM_BAND_NARROW);
    in.ta_ms = idd[i][0];
    assert_near(lm_emodel_rate(&in).idd, idd[i][1], 0.05);
    in.band = LM_BAND_WIDE;
    assert_near(lm_emodel_rate(&in).idd, 1.29 * idd[i][1], 0.07);
    in.band = LM_BAND_FULL;
    assert_near(lm_emodel_rate(&in).idd, 1.48 * idd[i][1], 0.08);
  }
}

/* The branches of 7.4 that the defaults never reach, and delay that is hardly perceived (Table 1:
 * sT 0.4, mT 150 ms). */
static void
test_echo(void)
{
  LmEmodelInputs in = lm_emodel_defaults(LM_BAND_NARROW);
  in.t_ms = 50;
  LmEmodelTerms plain = lm_emodel_rate(&in);
  in.stmr = 25;
  LmEmodelTerms little_sidetone = lm_emodel_rate(&in);
  g_assert_cmpfloat(little_sidetone.idte, >, little_sidetone.ist);
  in.stmr = 8;
  LmEmodelTerms much_sidetone = lm_emodel_rate(&in);
  g_assert_cmpfloat(much_sidetone.idte, <, plain.idte);
  in.stmr = 15;
  in.telr = 40;
  g_assert_cmpfloat(lm_emodel_rate(&in).idte, >, plain.idte + 10);
  in.t_ms = 0.5;
  g_assert_cmpfloat(lm_emodel_rate(&in).idte, ==, 0);
  in = lm_emodel_defaults(LM_BAND_NARROW);
  in.ta_ms = 200;
  double usual = lm_emodel_rate(&in).idd;
  in.sensitivity = 0.4;
  in.least_delay_ms = 150;
  g_assert_cmpfloat(lm_emodel_rate(&in).idd, <, usual);
  in.advantage = 10;
  double r = lm_emodel_rate(&in).r;
  in.advantage = 0;
  assert_near(r - lm_emodel_rate(&in).r, 10, 1e-9);
}

static const LmEmodelCodec *
row_of(const char *name, double rate, const char *condition)
{
  for (size_t i = 0; i < lm_n_emodel_codecs; i++) {
    const LmEmodelCodec *codec = &lm_emodel_codecs[i];
    if (g_str_equal(codec->encoding, name) && codec->rate_kbps == rate &&
        g_str_has_prefix(codec->condition, condition))
      return codec;
  }
  g_error("%s at %g kbit/s is not in the table", name, rate);
}

/* Ie,eff of G.107, (7-29) at 0, 1, 2, 5 and 10 % loss at random; G.113, Table I.2 and others print
 * some of them as whole numbers (G.729A at 2 %: 19; G.723.1 at 2 %: 24; G.711 at 2 %: 7). */
static void
test_losses(void)
{
  static const struct {
    const char *name, *condition;
    double rate, mos[5];
  } rows[] = {
      {"PCMU", "with ", 64, {4.41, 4.33, 4.23, 3.92, 3.41}},
      {"PCMU", "without", 64, {4.41, 3.83, 3.26, 2.17, 1.48}},
      {"G729", "G.729A", 8, {4.10, 3.95, 3.79, 3.34, 2.75}},
      {"G723", "with VAD", 6.3, {3.95, 3.76, 3.57, 3.06, 2.45}},
      {"GSM-EFR", "", 12.2, {4.29, 4.02, 3.74, 3.01, 2.22}},
  };
  static const double losses[5] = {0, 1, 2, 5, 10};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const LmEmodelCodec *codec = row_of(rows[i].name, rows[i].rate, rows[i].condition);
    for (size_t j = 0; j < 5; j++) {
      LmEmodelInputs in = lm_emodel_defaults(codec->band);
      in.ie = codec->ie;
      in.bpl = codec->bpl;
      in.loss_percent = losses[j];
      g_test_message("%s %s %g %%", codec->encoding, codec->condition, losses[j]);
      assert_near(lm_emodel_rate(&in).mos, rows[i].mos[j], 0.01);
    }
  }
  assert_near(lm_emodel_score(row_of("G729", 8, "G.729A"), 2, 0).ie_eff, 19, 1e-9);
  assert_near(lm_emodel_score(row_of("G723", 6.3, "with VAD"), 2, 0).ie_eff, 24, 0.2);
  assert_near(lm_emodel_score(row_of("PCMU", 64, "with "), 2, 0).ie_eff, 7, 0.05);
}

static void
test_burst_ratio(void)
{
  LmEmodelInputs in = lm_emodel_defaults(LM_BAND_NARROW);
  in.bpl = 25.1;
  in.loss_percent = 5;
  in.burst_ratio = 2;
  assert_near(lm_emodel_rate(&in).ie_eff, 17.210145, 1e-4);
  g_assert_true(lm_emodel_in_range(&in));
  in.burst_ratio = 2.5;
  g_assert_false(lm_emodel_in_range(&in));
  in.burst_ratio = 0.5; /* not better than at random */
  assert_near(lm_emodel_rate(&in).ie_eff, 15.780731, 1e-4);
  in.loss_percent = 200;
  assert_near(lm_emodel_rate(&in).ie_eff, 75.939249, 1e-4);
  in.loss_percent = -1;
  assert_near(lm_emodel_rate(&in).ie_eff, 0, 1e-9);
  in.loss_percent = NAN;
  assert_near(lm_emodel_rate(&in).ie_eff, 0, 1e-9);
}

/* G.107.1: R of 129, on which G.113, Table IV.1 and Table IV.4 put AMR-WB. */
static void
test_wideband(void)
{
  static const struct {
    double rate, mos;
  } rows[] = {{23.85, 4.42}, {23.05, 4.49}, {19.85, 4.48}, {18.25, 4.46}, {15.85, 4.43},
              {14.25, 4.39}, {12.65, 4.34}, {8.85, 4.02},  {6.6, 3.51}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const LmEmodelCodec *codec = row_of("AMR-WB", rows[i].rate, "listening with one ear");
    assert_near(lm_emodel_score(codec, 0, 0).mos, rows[i].mos, 0.01);
  }
  LmEmodelScore score = lm_emodel_score(row_of("AMR-WB", 12.65, "listening with both"), 2, 0);
  assert_near(score.ie_eff, 43.8095, 1e-3);
  assert_near(score.mos, 3.40, 0.01);
  LmEmodelInputs in = lm_emodel_defaults(LM_BAND_WIDE);
  LmEmodelTerms terms = lm_emodel_rate(&in);
  assert_near(terms.ro, 129, 1e-9);
  assert_near(terms.is, 0, 1e-9);
  assert_near(terms.idle, 0.153685, 1e-4);
  in.loss_percent = 5;
  in.bpl = 4.3;
  double random = lm_emodel_rate(&in).ie_eff;
  in.burst_ratio = 4;
  g_assert_cmpfloat(lm_emodel_rate(&in).ie_eff, ==, random);
  in.t_ms = 50;
  g_assert_cmpfloat(lm_emodel_rate(&in).idte, >, 0);
}

/* G.107.2 with the EVS of G.113, Table V.1. */
static void
test_fullband(void)
{
  LmEmodelInputs in = lm_emodel_defaults(LM_BAND_FULL);
  LmEmodelTerms terms = lm_emodel_rate(&in);
  assert_near(terms.r, 148, 1e-9);
  assert_near(terms.mos, 4.5, 1e-9);
  const LmEmodelCodec *codec = row_of("EVS", 24.4, "");
  in.ie = codec->ie;
  in.bpl = codec->bpl;
  in.loss_percent = 2;
  assert_near(lm_emodel_rate(&in).ie_eff, 7.2 + (132 - 7.2) * 2 / 13.4, 1e-9);
  in.burst_ratio = 2;
  assert_near(lm_emodel_rate(&in).ie_eff, 7.2 + (132 - 7.2) * 2 / 12.4, 1e-9);
}

/* The short way to a score is the whole sum. */
static void
test_short_way(void)
{
  for (size_t i = 0; i < lm_n_emodel_codecs; i++) {
    const LmEmodelCodec *codec = &lm_emodel_codecs[i];
    for (int j = 0; codec->ie >= 0 && j < 12; j++) {
      LmEmodelInputs in = lm_emodel_defaults(codec->band);
      in.ie = codec->ie;
      in.bpl = codec->bpl;
      in.loss_percent = codec->bpl > 0 ? j % 4 * 2.5 : 0;
      in.ta_ms = j * 60;
      LmEmodelScore score = lm_emodel_score(codec, in.loss_percent, in.ta_ms);
      LmEmodelTerms terms = lm_emodel_rate(&in);
      assert_near(score.r, terms.r, 1e-4);
      assert_near(score.mos, terms.mos, 1e-5);
      assert_near(score.ie_eff, terms.ie_eff, 1e-9);
    }
  }
}

static void
assert_codec(const char *name, size_t payload, bool lossy, double rate, double ie, double bpl)
{
  const LmEmodelCodec *codec = lm_emodel_codec_of_packets(lm_slice_str(name), payload, lossy);
  g_assert_nonnull(codec);
  g_assert_cmpfloat(codec->rate_kbps, ==, rate);
  g_assert_cmpfloat(codec->ie, ==, ie);
  g_assert_cmpfloat(codec->bpl, ==, bpl);
}

static void
test_codecs(void)
{
  assert_codec("pcma", 0, false, 64, 0, 25.1);
  assert_codec("PCMU", 160, true, 64, 0, 25.1);
  assert_codec("G723", 48, true, 6.3, 15, 16.1);
  assert_codec("G723", 40, false, 5.3, 19, 0);
  assert_codec("G723", 40, true, 5.3, 19, 0);
  assert_codec("G723", 0, true, 6.3, 15, 16.1);
  assert_codec("G729", 20, true, 8, 11, 19);
  assert_codec("AMR-WB", 33, false, 12.65, 13, 0);
  assert_codec("AMR-WB", 34, false, 12.65, 13, 0);
  assert_codec("AMR-WB", 33, true, 12.65, 20, 4.3);
  assert_codec("AMR-WB", 24, true, 8.85, 26, 0);
  assert_codec("EVS", 33, true, 13.2, 17.1, 11.7);
  assert_codec("G722", 160, true, 64, 13, 0);
  static const char *const none[] = {"opus", "AMR", "iLBC", "speex", "AMR-WB", "EVS", "", "L16"};
  for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
    g_assert_null(lm_emodel_codec(lm_slice_str(none[i])));
  g_assert_null(lm_emodel_codec_of_packets(LM_SLICE_LITERAL("AMR-WB"), 66, false));
  g_assert_null(lm_emodel_codec_of_packets(LM_SLICE_LITERAL("opus"), 80, true));
  for (size_t i = 0; i < lm_n_emodel_codecs; i++) {
    g_assert_cmpuint(strlen(lm_emodel_codecs[i].ie_source), >, 5);
    g_assert_cmpuint(strlen(lm_emodel_codecs[i].bpl_source), >, 5);
  }
}

/* One stream of G.711, loss at random, 10 ms jitter, a round trip that takes no time. */
static void
test_others(void)
{
  static const struct {
    double loss, voipmonitor, homer, rtpengine;
  } rows[] = {
      {0, 4.50, 4.39, 4.33}, {1, 4.09, 4.34, 4.17},  {3, 3.80, 4.20, 3.79},
      {5, 3.59, 4.02, 3.40}, {10, 3.28, 3.48, 2.63},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    double share = rows[i].loss / 100;
    LmOtherInputs in = {
        .loss_percent = rows[i].loss, .received = 1000000, .jitter_ms = 10, .rtt_ms = 1e-6};
    in.lost = (uint64_t)llround(share * 1e6);
    in.runs = (uint64_t)llround(share * 1e6 * (1 - share)); /* at random */
    assert_near(lm_voipmonitor_mos(&in), rows[i].voipmonitor, 0.01);
    assert_near(lm_homer_mos(&in), rows[i].homer, 0.01);
    assert_near(lm_rtpengine_mos(&in), rows[i].rtpengine, 0.01);
  }
  LmOtherInputs in = {.loss_percent = 40, .received = 6, .lost = 4, .runs = 1, .rtt_ms = 800};
  g_assert_cmpfloat(lm_voipmonitor_mos(&in), ==, 4.5);
  g_assert_cmpfloat(lm_homer_mos(&in), ==, 1);
  g_assert_cmpfloat(lm_rtpengine_mos(&in), >=, 1);
  in = (LmOtherInputs){.loss_percent = 3, .jitter_ms = 10};
  assert_near(lm_homer_mos(&in), 4.19, 0.01); /* what is not known is 10 ms */
  in = (LmOtherInputs){.fullband = true};
  assert_near(lm_rtpengine_mos(&in), 4.41, 0.01); /* R of (148 - 10.2) / 1.48 */
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/emodel/defaults", test_defaults);
  g_test_add_func("/emodel/mos", test_mos);
  g_test_add_func("/emodel/delay", test_delay);
  g_test_add_func("/emodel/echo", test_echo);
  g_test_add_func("/emodel/losses", test_losses);
  g_test_add_func("/emodel/burst-ratio", test_burst_ratio);
  g_test_add_func("/emodel/wideband", test_wideband);
  g_test_add_func("/emodel/fullband", test_fullband);
  g_test_add_func("/emodel/short-way", test_short_way);
  g_test_add_func("/emodel/codecs", test_codecs);
  g_test_add_func("/emodel/others", test_others);
  return g_test_run();
}
