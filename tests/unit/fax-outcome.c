/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a fax, by what both machines say. */
#include "fax/outcome.h"
#include "sip-packets.h"
#include "track/event.h"

static unsigned said;

static void
say(bool by_caller, const char *label, const char *detail)
{
  LmTrace *trace = (LmTrace *)(uintptr_t)net->trace;
  LmEvent event = {
      .time_ns = TEST_EPOCH_NS + (100 + 10 * said) * LM_NS_PER_MS,
      .frame = 100 + said,
      .src = by_caller ? lm_trace_message(trace, 0)->src : lm_trace_message(trace, 0)->dst,
      .dst = by_caller ? lm_trace_message(trace, 0)->dst : lm_trace_message(trace, 0)->src,
      .call = lm_trace_message(trace, 0)->call,
      .label = label,
      .detail = detail,
      .protocol = LM_EVENT_T38};
  said++;
  lm_trace_add_event(trace, &event);
}

static void
begin(void)
{
  test_net_reset();
  said = 0;
  SIP(0, ALICE, BOB, "INVITE");
  say(false, "CSI", "+49 30 1");
  say(false, "DIS", "");
  say(true, "TSI", "+1 555");
  say(true, "DCS", "14400 bit/s V.17");
}

static void
assert_fax(LmFaxOutcome outcome, uint32_t pages, uint32_t sent)
{
  LmFaxes *faxes = lm_faxes_new(net->trace, LM_NONE);
  g_assert_cmpuint(lm_faxes_n(faxes), ==, 1);
  const LmFax *fax = lm_faxes_at(faxes, 0);
  g_assert_cmpstr(lm_fax_outcome_name(fax->outcome), ==, lm_fax_outcome_name(outcome));
  g_assert_cmpuint(fax->pages, ==, pages);
  g_assert_cmpuint(fax->pages_sent, ==, sent);
  g_assert_true(lm_slice_equal(fax->sender, LM_SLICE_LITERAL("+1 555")));
  g_assert_true(lm_slice_equal(fax->receiver, LM_SLICE_LITERAL("+49 30 1")));
  lm_faxes_free(faxes);
  faxes = lm_faxes_new(net->trace, 5);
  g_assert_cmpuint(lm_faxes_n(faxes), ==, 0);
  lm_faxes_free(faxes);
}

static void
test_pages(void)
{
  begin();
  assert_fax(LM_FAX_INCOMPLETE, 0, 0);
  say(true, "MPS", "");
  say(false, "MCF", "");
  assert_fax(LM_FAX_PARTIAL, 1, 1);
  say(true, "MPS", "");
  say(false, "MCF", "");
  say(true, "EOP", "");
  assert_fax(LM_FAX_PARTIAL, 2, 3);
  say(false, "MCF", "");
  say(true, "DCN", "");
  assert_fax(LM_FAX_DELIVERED, 3, 3);
}

/* Parts of a page are confirmed, and are no pages (T.30, Annex A). */
static void
test_ecm(void)
{
  begin();
  say(true, "PPS", "NULL");
  say(false, "MCF", "");
  say(true, "PPS", "MPS");
  say(false, "PPR", "");
  say(false, "MCF", "");
  assert_fax(LM_FAX_PARTIAL, 1, 1);
  say(true, "PPS", "EOP");
  say(false, "MCF", "");
  assert_fax(LM_FAX_DELIVERED, 2, 2);
  /* Frames of the only page that were asked for again, and the command behind them. */
  begin();
  say(true, "PPS", "EOP");
  assert_fax(LM_FAX_INCOMPLETE, 0, 1);
  say(false, "PPR", "");
  say(true, "PPS", "EOP");
  say(false, "MCF", "");
  assert_fax(LM_FAX_DELIVERED, 1, 1);
}

static void
test_failures(void)
{
  begin();
  say(false, "FTT", "");
  say(true, "DCN", "");
  assert_fax(LM_FAX_FAILED, 0, 0);
  begin();
  say(true, "EOP", "");
  say(false, "RTN", "");
  say(true, "DCN", "");
  assert_fax(LM_FAX_FAILED, 0, 1);
}

/* In sound a command that came again is told again; its page is one. */
static void
test_again(void)
{
  static const struct {
    uint32_t src;
    const char *label;
  } said_in_sound[] = {{1, "DCS"},           {2, "CFR"}, {1, "image data"},    {1, "EOP"},
                       {2, "V.21 preamble"}, {2, "MCF"}, {1, "V.21 preamble"}, {1, "EOP"},
                       {2, "MCF"},           {1, "DCN"}};
  LmEvent events[G_N_ELEMENTS(said_in_sound)];
  const LmEvent *steps[G_N_ELEMENTS(said_in_sound)];
  for (size_t i = 0; i < G_N_ELEMENTS(events); i++) {
    events[i] = (LmEvent){.src = said_in_sound[i].src,
                          .label = said_in_sound[i].label,
                          .detail = "",
                          .time_ns = (int64_t)i};
    steps[i] = &events[i];
  }
  LmFax fax = {
      .call = LM_NONE, .steps = steps, .n_steps = G_N_ELEMENTS(steps), .ways = LM_FAX_BY_SOUND};
  lm_fax_take_steps(&fax);
  g_assert_cmpuint(fax.pages, ==, 1);
  g_assert_cmpuint(fax.pages_sent, ==, 1);
  g_assert_cmpuint(fax.outcome, ==, LM_FAX_DELIVERED);
  g_assert_cmpuint(fax.from, ==, 1);
  events[7].label = "image data";
  events[8].label = "EOP";
  events[8].src = 1;
  fax = (LmFax){
      .call = LM_NONE, .steps = steps, .n_steps = G_N_ELEMENTS(steps), .ways = LM_FAX_BY_SOUND};
  lm_fax_take_steps(&fax);
  g_assert_cmpuint(fax.pages_sent, ==, 2);
  g_assert_cmpuint(fax.pages, ==, 1);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/faxes/pages", test_pages},
      {"/faxes/ecm", test_ecm},
      {"/faxes/failures", test_failures},
      {"/faxes/again", test_again},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
