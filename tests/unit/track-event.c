/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of events: which call they find, when they find it, what is folded into one row, and
 * the limits on them. */

#include "base/limits.h"
#include "linear.h"
#include "sip-packets.h"
#include "track/endpoint.h"

#include <string.h>

#define STUN_SERVER "198.51.100.1:3478"

/* What the tracker's own files may write to. */
static LmTrace *
trace(void)
{
  return (LmTrace *)(uintptr_t)net->trace;
}

static uint32_t
endpoint(const char *text)
{
  LmEndpoint parsed = {0};
  const char *colon = strrchr(text, ':');
  g_assert_true(lm_addr_parse(lm_slice(text, (size_t)(colon - text)), &parsed.addr));
  parsed.port = (uint16_t)g_ascii_strtoull(colon + 1, NULL, 10);
  return lm_trace_intern_endpoint(trace(), &parsed);
}

static uint32_t
add(double at_ms, const char *src, const char *dst, const char *label, const char *detail)
{
  LmEvent event = {.time_ns = TEST_EPOCH_NS + (int64_t)(at_ms * 1e6),
                   .frame = net->frame,
                   .src = endpoint(src),
                   .dst = endpoint(dst),
                   .call = LM_NONE,
                   .label = label,
                   .detail = detail,
                   .protocol = LM_EVENT_STUN};
  return lm_trace_add_event(trace(), &event);
}

static const LmEvent *
event(uint32_t row)
{
  g_assert_cmpuint(row, <, lm_trace_n_events(net->trace));
  return lm_trace_event(net->trace, row);
}

static void
invite(double at_ms, const char *call_id, const char *media)
{
  g_autofree char *offer = test_sdp(media, "8", "");
  SIP(at_ms, ALICE, BOB, "INVITE", .call_id = call_id, .sdp = offer);
}

static void
test_announced(void)
{
  invite(0, "one", ALICE_MEDIA);
  g_assert_cmpuint(test_call("one")->n_events, ==, 0);
  g_assert_cmpuint(test_call("one")->first_event, ==, LM_NONE);
  /* By where it goes to, by where it comes from, and by the port of RTCP. */
  uint32_t to = add(10, STUN_SERVER, ALICE_MEDIA, "Binding response", "");
  uint32_t from = add(20, ALICE_MEDIA, STUN_SERVER, "Binding request", NULL);
  uint32_t rtcp = add(30, "192.0.2.1:7001", STUN_SERVER, "Binding request", "");
  uint32_t before = add(40, "192.0.2.1:6999", STUN_SERVER, "Binding request", "");
  g_assert_cmpuint(event(to)->call, ==, 0);
  g_assert_cmpuint(event(from)->call, ==, 0);
  g_assert_cmpuint(event(rtcp)->call, ==, 0);
  g_assert_cmpuint(event(before)->call, ==, LM_NONE);
  g_assert_cmpstr(event(from)->detail, ==, "");
  g_assert_cmpuint(test_call("one")->n_events, ==, 3);
  g_assert_cmpuint(test_call("one")->first_event, ==, to);
  g_assert_cmpuint(event(to)->next_in_call, ==, from);
  g_assert_cmpuint(event(from)->next_in_call, ==, rtcp);
  g_assert_cmpuint(event(rtcp)->next_in_call, ==, LM_NONE);
  g_assert_cmpuint(lm_trace_counters(net->trace)->events[LM_EVENT_STUN], ==, 4);
  g_assert_cmpuint(lm_trace_counters(net->trace)->events[LM_EVENT_ICE], ==, 0);
}

static void
test_given(void)
{
  invite(0, "one", ALICE_MEDIA);
  invite(5, "two", BOB_MEDIA);
  LmEvent given = {.src = endpoint(ALICE_MEDIA),
                   .dst = endpoint(STUN_SERVER),
                   .call = 1,
                   .label = "x",
                   .protocol = LM_EVENT_DIAMETER,
                   .outcome = LM_EVENT_GOOD};
  uint32_t row = lm_trace_add_event(trace(), &given);
  g_assert_cmpuint(event(row)->call, ==, 1);
  g_assert_cmpuint(event(row)->outcome, ==, LM_EVENT_GOOD);
  given.protocol = LM_N_EVENT_PROTOCOLS;
  g_assert_cmpuint(lm_trace_add_event(trace(), &given), ==, LM_NONE);
}

static void
test_adopted(void)
{
  uint32_t check = add(0, ALICE_MEDIA, BOB_MEDIA, "Binding request", "");
  uint32_t other = add(5, CAROL, STUN_SERVER, "Binding request", "");
  uint32_t rtcp = add(6, "192.0.2.1:7001", STUN_SERVER, "Binding request", "");
  uint32_t self = add(7, ALICE_MEDIA, ALICE_MEDIA, "ICE nominated", "");
  g_assert_cmpuint(event(check)->call, ==, LM_NONE);
  invite(10, "one", ALICE_MEDIA);
  g_assert_cmpuint(event(check)->call, ==, 0);
  g_assert_cmpuint(event(rtcp)->call, ==, 0);
  g_assert_cmpuint(event(self)->call, ==, 0);
  g_assert_cmpuint(event(other)->call, ==, LM_NONE);
  g_assert_cmpuint(test_call("one")->n_events, ==, 3);
  /* What comes again is known, and what was adopted stays where it is. */
  g_assert_cmpuint(add(20, ALICE_MEDIA, BOB_MEDIA, "Binding request", ""), ==, check);
  invite(30, "two", BOB_MEDIA);
  g_assert_cmpuint(event(check)->call, ==, 0);
  g_assert_cmpuint(test_call("two")->n_events, ==, 0);
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 4);
}

/* What was there long before the call is of another one at the same place. */
static void
test_not_adopted(void)
{
  uint32_t old = add(0, ALICE_MEDIA, BOB_MEDIA, "Binding request", "");
  uint32_t again = add(0, ALICE_MEDIA, BOB_MEDIA, "Binding success", "");
  add(290e3, ALICE_MEDIA, BOB_MEDIA, "Binding success", "");
  invite(300e3, "one", ALICE_MEDIA);
  g_assert_cmpuint(event(old)->call, ==, LM_NONE);
  g_assert_cmpuint(event(again)->call, ==, 0);
  g_assert_cmpuint(test_call("one")->n_events, ==, 1);
}

static void
test_folded(void)
{
  invite(0, "one", ALICE_MEDIA);
  uint32_t row = add(10, ALICE_MEDIA, STUN_SERVER, "Binding request", "USERNAME a:b");
  LmEvent again = *event(row);
  again.time_ns += 40 * LM_NS_PER_MS;
  again.repeats = 2;
  again.outcome = LM_EVENT_WARNING;
  g_assert_cmpuint(lm_trace_add_event(trace(), &again), ==, row);
  again.outcome = LM_EVENT_NOTE;
  again.time_ns -= 80 * LM_NS_PER_MS;
  again.repeats = 0;
  g_assert_cmpuint(lm_trace_add_event(trace(), &again), ==, row);
  g_assert_cmpuint(event(row)->repeats, ==, 4);
  g_assert_cmpint(event(row)->last_ns - event(row)->time_ns, ==, 40 * LM_NS_PER_MS);
  g_assert_cmpuint(event(row)->outcome, ==, LM_EVENT_WARNING);
  /* Each of these is another event. */
  add(50, ALICE_MEDIA, STUN_SERVER, "Binding request", "USERNAME a:c");
  add(50, ALICE_MEDIA, STUN_SERVER, "Binding response", "USERNAME a:b");
  add(50, STUN_SERVER, ALICE_MEDIA, "Binding request", "USERNAME a:b");
  add(50, ALICE_MEDIA, BOB_MEDIA, "Binding request", "USERNAME a:b");
  again.protocol = LM_EVENT_TURN;
  lm_trace_add_event(trace(), &again);
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 6);
  /* And so is the same one in another call. */
  invite(100, "two", ALICE_MEDIA);
  add(110, ALICE_MEDIA, STUN_SERVER, "Binding request", "USERNAME a:b");
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, 7);
  g_assert_cmpuint(test_call("two")->n_events, ==, 1);
}

static void
test_texts(void)
{
  char label[] = "mine";
  uint32_t row = add(0, ALICE, BOB, label, label);
  memset(label, 'x', strlen(label));
  g_assert_cmpstr(event(row)->label, ==, "mine");
  g_assert_cmpstr(event(row)->detail, ==, "mine");
  /* Cut, and not within a character. */
  g_autoptr(GString) text = g_string_new("a");
  while (text->len <= LM_LIMIT_EVENT_TEXT_BYTES)
    g_string_append(text, "ä");
  row = add(0, ALICE, BOB, "long", text->str);
  size_t len = strlen(event(row)->detail);
  g_assert_cmpuint(len, ==, LM_LIMIT_EVENT_TEXT_BYTES - 1);
  g_assert_true(g_utf8_validate(event(row)->detail, -1, NULL));
  /* Bytes that are no text at all. */
  memset(text->str, 0x80, text->len);
  row = add(0, ALICE, BOB, "odd", text->str);
  g_assert_cmpuint(strlen(event(row)->detail), <=, LM_LIMIT_EVENT_TEXT_BYTES);
}

static void
test_limit(void)
{
  invite(0, "one", ALICE_MEDIA);
  for (unsigned i = 0; i < LM_LIMIT_EVENTS; i++) {
    char detail[16];
    g_snprintf(detail, sizeof detail, "%u", i);
    add(1, ALICE_MEDIA, STUN_SERVER, "Binding request", detail);
  }
  g_assert_cmpuint(lm_trace_counters(net->trace)->events_refused, ==, 0);
  g_assert_cmpuint(add(2, ALICE_MEDIA, STUN_SERVER, "Binding request", "more"), ==, LM_NONE);
  g_assert_cmpuint(lm_trace_counters(net->trace)->events_refused, ==, 1);
  g_assert_cmpuint(lm_trace_n_events(net->trace), ==, LM_LIMIT_EVENTS);
  /* What is known already is still counted. */
  g_assert_cmpuint(add(3, ALICE_MEDIA, STUN_SERVER, "Binding request", "7"), ==, 7);
  g_assert_cmpuint(event(7)->repeats, ==, 1);
}

/* Events that wait at one endpoint, and one announcement of it after the other. */
static int64_t
time_adoption(unsigned n)
{
  test_net_reset();
  int64_t start = linear_cpu_ns();
  for (unsigned i = 0; i < n; i++) {
    char detail[16];
    g_snprintf(detail, sizeof detail, "%u", i);
    add(1, ALICE_MEDIA, STUN_SERVER, "Binding request", detail);
  }
  for (unsigned i = 0; i < n / 4; i++) {
    char call_id[16];
    g_snprintf(call_id, sizeof call_id, "%u", i);
    invite(2, call_id, ALICE_MEDIA);
  }
  g_assert_cmpuint(test_call("0")->n_events, ==, n);
  return linear_cpu_ns() - start;
}

static void
test_growth(void)
{
  int64_t once = G_MAXINT64, four_times = G_MAXINT64;
  for (int i = 0; i < 3; i++) {
    once = MIN(once, time_adoption(5000));
    four_times = MIN(four_times, time_adoption(20000));
  }
  g_test_message("%" G_GINT64_FORMAT " us, four times as many %" G_GINT64_FORMAT " us", once / 1000,
                 four_times / 1000);
  g_assert_cmpint(four_times, <, once * 8 + 2000000);
}

static void
test_names(void)
{
  for (LmEventProtocol i = 0; i < LM_N_EVENT_PROTOCOLS; i++)
    g_assert_cmpuint(strlen(lm_event_protocol_name(i)), >, 1);
  g_assert_cmpstr(lm_event_protocol_name(LM_EVENT_T38), ==, "T.38");
  g_assert_cmpstr(lm_event_protocol_name(LM_N_EVENT_PROTOCOLS), ==, "");
  g_assert_cmpstr(lm_event_label_behind(LM_EVENT_TLS, "TLS 1.3"), ==, "1.3");
  g_assert_cmpstr(lm_event_label_behind(LM_EVENT_TLS, "TLS"), ==, "");
  g_assert_cmpstr(lm_event_label_behind(LM_EVENT_TLS, "TLSX 1"), ==, "TLSX 1");
  g_assert_cmpstr(lm_event_label_behind(LM_EVENT_STUN, ""), ==, "");
  g_assert_cmpstr(lm_event_outcome_name(LM_EVENT_FAILURE), ==, "failure");
  g_assert_cmpstr(lm_event_outcome_text(LM_EVENT_GOOD), ==, "good");
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/event/announced", test_announced},
      {"/event/given", test_given},
      {"/event/adopted", test_adopted},
      {"/event/folded", test_folded},
      {"/event/not-adopted", test_not_adopted},
      {"/event/texts", test_texts},
      {"/event/limit", test_limit},
      {"/event/growth", test_growth},
      {"/event/names", test_names},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
