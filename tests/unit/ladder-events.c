/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Steps of other protocols in a ladder: where they stand, their hosts' columns, what a row says. */

#include "ladder/ladder.h"
#include "sip-packets.h"
#include "track/endpoint.h"

#include <string.h>

#define STUN_SERVER "198.51.100.1:3478"
#define TURN_SERVER "198.51.100.9:3478"

static uint32_t
endpoint(const char *text)
{
  LmEndpoint parsed = {0};
  const char *colon = strrchr(text, ':');
  g_assert_true(lm_addr_parse(lm_slice(text, (size_t)(colon - text)), &parsed.addr));
  parsed.port = (uint16_t)g_ascii_strtoull(colon + 1, NULL, 10);
  return lm_trace_intern_endpoint((LmTrace *)(uintptr_t)net->trace, &parsed);
}

static void
add(double at_ms, const char *src, const char *dst, LmEventProtocol protocol,
    LmEventOutcome outcome, const char *label, const char *detail)
{
  LmEvent event = {.time_ns = TEST_EPOCH_NS + (int64_t)(at_ms * 1e6),
                   .src = endpoint(src),
                   .dst = endpoint(dst),
                   .call = LM_NONE,
                   .label = label,
                   .detail = detail,
                   .protocol = (uint8_t)protocol,
                   .outcome = (uint8_t)outcome,
                   .state = protocol == LM_EVENT_ICE};
  lm_trace_add_event((LmTrace *)(uintptr_t)net->trace, &event);
}

static void
feed_call(void)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, "8", "");
  g_autofree char *answer = test_sdp(BOB_MEDIA, "8", "");
  SIP(100, ALICE, PROXY, "INVITE", .sdp = offer);
  SIP(101, PROXY, BOB, "INVITE", .sdp = offer);
  SIP(200, BOB, PROXY, "200 OK", .to_tag = "b", .sdp = answer);
  SIP(201, PROXY, ALICE, "200 OK", .to_tag = "b", .sdp = answer);
}

static LmLadder *
lay_out(bool events)
{
  LmLadderOptions options = LM_LADDER_OPTIONS_DEFAULT;
  uint32_t call = 0;
  options.events = events;
  return lm_ladder_new(net->trace, &call, 1, &options);
}

static void
assert_row(const LmLadder *ladder, uint32_t index, uint32_t from, uint32_t to, const char *sentence)
{
  LmText text = LM_TEXT_INIT;
  g_assert_cmpuint(index, <, ladder->n_rows);
  const LmLadderRow *row = &ladder->rows[index];
  lm_ladder_describe_row(ladder, row, &text);
  g_assert_cmpstr(text.str, ==, sentence);
  g_assert_cmpuint(row->from, ==, from);
  g_assert_cmpuint(row->to, ==, to);
  lm_text_clear(&text);
}

static void
feed_steps(void)
{
  /* Before the call, and twice. */
  add(10, ALICE_MEDIA, STUN_SERVER, LM_EVENT_STUN, LM_EVENT_NOTE, "Binding request", "");
  add(60, ALICE_MEDIA, STUN_SERVER, LM_EVENT_STUN, LM_EVENT_NOTE, "Binding request", "");
  feed_call();
  /* At the time of a message: behind it. */
  add(201, BOB_MEDIA, ALICE_MEDIA, LM_EVENT_STUN, LM_EVENT_FAILURE, "Binding error 401",
      "Unauthorized");
  add(210, ALICE_MEDIA, BOB_MEDIA, LM_EVENT_ICE, LM_EVENT_GOOD, "Pair nominated", "host ↔ host");
  add(220, BOB_MEDIA, BOB_MEDIA, LM_EVENT_ICE, LM_EVENT_WARNING, "Consent late", "12 s");
  add(230, BOB_MEDIA, TURN_SERVER, LM_EVENT_TURN, LM_EVENT_NOTE, "Allocate request", "");
}

static void
test_rows(void)
{
  feed_steps();
  LmLadder *ladder = lay_out(true);
  g_assert_cmpuint(ladder->n_rows, ==, 9);
  /* Each server stands outside of the host that speaks to it. */
  g_assert_cmpuint(ladder->n_columns, ==, 5);
  g_assert_cmpstr(ladder->columns[0].address, ==, "198.51.100.1");
  g_assert_cmpstr(ladder->columns[4].address, ==, "198.51.100.9");
  assert_row(ladder, 0, 1, 0,
             "STUN Binding request from alice to 198.51.100.1, sent 2 times, 0.000");
  assert_row(ladder, 1, 1, 2, "INVITE from alice to 192.0.2.5, SDP PCMA, +90 ms");
  assert_row(ladder, 5, 3, 1,
             "STUN Binding error 401 from bob to alice, Unauthorized, failure, +0.0 ms");
  assert_row(ladder, 6, 1, 3,
             "ICE Pair nominated between alice and bob, host ↔ host, good, +9.0 ms");
  assert_row(ladder, 7, 3, 3, "ICE Consent late at bob, 12 s, warning, +10 ms");
  assert_row(ladder, 8, 3, 4, "TURN Allocate request from bob to 198.51.100.9, +10 ms");
  g_assert_cmpint(ladder->rows[0].kind, ==, LM_LADDER_EVENT);
  g_assert_cmpuint(ladder->rows[0].message, ==, LM_NONE);
  g_assert_cmpuint(ladder->rows[0].event, ==, 0);
  g_assert_cmpuint(ladder->rows[1].event, ==, LM_NONE);
  g_assert_cmpint(ladder->rows[5].tone, ==, LM_TONE_FAILURE);
  g_assert_true(ladder->rows[5].failure && !ladder->rows[5].state);
  g_assert_true(ladder->rows[6].good && ladder->rows[6].state);
  g_assert_true(ladder->rows[7].warning && ladder->rows[7].state);
  lm_ladder_free(ladder);
}

static void
test_hidden(void)
{
  feed_steps();
  LmLadder *ladder = lay_out(false);
  g_assert_cmpuint(ladder->n_rows, ==, 4);
  g_assert_cmpuint(ladder->n_columns, ==, 3);
  lm_ladder_free(ladder);
}

/* Of a flood from everywhere some columns are made, and of the rest the address is said. */
static void
test_flood(void)
{
  feed_call();
  for (unsigned i = 0; i < 200; i++) {
    g_autofree char *from = g_strdup_printf("198.51.100.%u:%u", i, 1000 + i);
    add(300 + i, from, ALICE_MEDIA, LM_EVENT_STUN, LM_EVENT_NOTE, "Binding request", "odd");
  }
  /* Neither end has a column. */
  LmEvent event = {.time_ns = TEST_EPOCH_NS + 600 * LM_NS_PER_MS,
                   .src = endpoint("203.0.113.1:1"),
                   .dst = endpoint("203.0.113.2:2"),
                   .label = "Lost"};
  lm_trace_add_event((LmTrace *)(uintptr_t)net->trace, &event);
  LmLadder *ladder = lay_out(true);
  g_assert_cmpuint(ladder->n_rows, ==, 205);
  g_assert_cmpuint(ladder->n_columns, ==, 27);
  const LmLadderRow *row = &ladder->rows[4 + 199];
  g_assert_cmpuint(row->from, ==, row->to);
  g_assert_cmpstr(ladder->columns[row->from].name, ==, "alice");
  g_assert_cmpstr(row->detail, ==, "odd · 198.51.100.199:1199");
  g_assert_cmpstr(ladder->rows[204].detail, ==, "203.0.113.1:1 · 203.0.113.2:2");
  for (uint32_t i = 0; i < ladder->n_rows; i++)
    g_assert_cmpuint(MAX(ladder->rows[i].from, ladder->rows[i].to), <, ladder->n_columns);
  lm_ladder_free(ladder);
}

/* An address that a candidate of ICE named stands beside who named it, a relay's apart. */
static void
test_candidates(void)
{
  static const char offer[] = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 0.0.0.0\r\n"
                              "t=0 0\r\nm=audio 9 RTP/SAVPF 8\r\na=ice-ufrag:a\r\n"
                              "a=candidate:1 1 UDP 2130706431 203.0.113.7 4000 typ host\r\n"
                              "a=candidate:2 1 UDP 1 198.51.100.9 5000 typ relay raddr 0.0.0.0 "
                              "rport 9\r\n";
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer);
  LmEvent event = {.time_ns = TEST_EPOCH_NS + LM_NS_PER_MS,
                   .src = endpoint("203.0.113.7:4000"),
                   .dst = endpoint("198.51.100.9:5000"),
                   .label = "Binding request"};
  lm_trace_add_event((LmTrace *)(uintptr_t)net->trace, &event);
  LmLadder *ladder = lay_out(true);
  assert_row(ladder, 1, 2, 0, "STUN Binding request from alice, media to 198.51.100.9, +1.0 ms");
  lm_ladder_free(ladder);
}

/* What stands in packets may be anything. */
static void
test_texts(void)
{
  feed_call();
  add(300, ALICE_MEDIA, BOB_MEDIA, LM_EVENT_MSRP, LM_EVENT_NOTE, "SEND\x1b[31m", "\xff\xfe\n");
  add(301, ALICE_MEDIA, BOB_MEDIA, LM_EVENT_MSRP, LM_EVENT_NOTE, "", "");
  LmLadder *ladder = lay_out(true);
  g_assert_cmpstr(ladder->rows[4].label, ==, "SEND\\x1b[31m");
  g_assert_cmpstr(ladder->rows[4].detail, ==, "\\xff\\xfe\\x0a");
  g_assert_cmpstr(ladder->rows[5].label, ==, "");
  lm_ladder_free(ladder);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/ladder/events/rows", test_rows},   {"/ladder/events/hidden", test_hidden},
      {"/ladder/events/flood", test_flood}, {"/ladder/events/candidates", test_candidates},
      {"/ladder/events/texts", test_texts},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
