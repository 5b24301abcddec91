/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The filter language over rows: every operator over values of every type, precedence, what a row
 * is asked, short words and columns. */

#include "query/field.h"
#include "relate/legs.h"
#include "relate/roles.h"
#include "sip-packets.h"

#include <string.h>

static bool
ask_of(LmQueryKind kind, uint32_t row, const char *text)
{
  LmQueryError error;
  LmQuery *query = lm_query_new(lm_slice_str(text), &error);
  if (!query)
    g_error("%s: %s (at %u)", text, error.message, error.offset);
  LmQueryRun *run = lm_query_run_new(query, net->trace);
  bool holds = lm_query_matches(run, kind, row);
  g_assert_cmpuint(lm_query_run_cut(run), ==, 0);
  lm_query_run_free(run);
  lm_query_free(query);
  return holds;
}

static void
yes(LmQueryKind kind, uint32_t row, const char *text)
{
  if (!ask_of(kind, row, text))
    g_error("%s does not hold", text);
}

static void
no(LmQueryKind kind, uint32_t row, const char *text)
{
  if (ask_of(kind, row, text))
    g_error("%s holds", text);
}

#define CALL LM_QUERY_CALL, 0
#define INVITE LM_QUERY_MESSAGE, 0
#define RINGING LM_QUERY_MESSAGE, 1

static void
answered_call(void)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, "8 101", "a=rtpmap:101 telephone-event/8000\r\n");
  g_autofree char *answer = test_sdp(BOB_MEDIA, "8", "");
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer,
      .extra = "User-Agent: Phone/1.0\r\nX-Note: Hello World\r\ns: A subject\r\n"
               "Max-Forwards: 70\r\nVia: SIP/2.0/TCP 10.0.0.9:5061;branch=z9hG4bKold;rport\r\n"
               "P-Asserted-Identity: <tel:+4930123>\r\n");
  SIP(1500, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(4000, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = answer);
  SIP(4010, ALICE, BOB, "ACK", .to_tag = "b");
  test_rtp_run(4100, ALICE_MEDIA, BOB_MEDIA, 0x1234, 1, 8, 60);
  SIP(200000, ALICE, BOB, "BYE", .to_tag = "b", .cseq = 2,
      .extra = "Reason: Q.850;cause=16;text=\"Normal call clearing\"\r\n");
  SIP(200010, BOB, ALICE, "200 OK", .of = "BYE", .to_tag = "b", .cseq = 2);
  test_net_finish();
}

static void
test_comparisons(void)
{
  answered_call();
  yes(INVITE, "sip.Method == \"INVITE\"");
  yes(INVITE, "sip.method eq invite");
  yes(INVITE, "SIP.METHOD == INVITE");
  no(INVITE, "sip.Method != INVITE");
  no(INVITE, "sip.Method ne INVITE");
  no(INVITE, "sip.Method == BYE");
  yes(RINGING, "sip.Status-Code == 180");
  yes(RINGING, "sip.status_code >= 180");
  yes(RINGING, "sip.Status-Code <= 180 and sip.Status-Code ge 180 and sip.Status-Code le 180");
  no(RINGING, "sip.Status-Code > 180");
  no(RINGING, "sip.Status-Code lt 180");
  yes(RINGING, "sip.Status-Code gt 179 && sip.Status-Code < 181");
  yes(RINGING, "sip.Status-Code == 0xb4");
  yes(RINGING, "180 == sip.Status-Code");
  yes(RINGING, "179 < sip.Status-Code");
  yes(RINGING, "sip.Status-Code in {100, 180..189}");
  yes(RINGING, "sip.Status-Code in {100 180}");
  no(RINGING, "sip.Status-Code in {100, 181..189}");
  yes(RINGING, "sip.Status-Code not in {100, 181..189}");
  no(INVITE, "sip.Status-Code in {100..699}");
  yes(INVITE, "sip.from.user contains \"lic\"");
  no(INVITE, "sip.from.user contains \"LIC\"");
  yes(INVITE, "sip.from.user matches \"^AL.CE$\"");
  yes(INVITE, "sip.from.user ~ \"^al\"");
  no(INVITE, "sip.from.user ~ \"^bo\"");
  yes(INVITE, "sip.h.X-Note ~ \"\\\\bworld$\"");
  yes(INVITE, "sip.h.X-Note ~ r\"\\bworld$\"");
  yes(INVITE, "sip.h.X-Note contains \"\\x57orld\"");
  yes(INVITE, "sip.from.user in {carol, \"alice\"}");
  no(INVITE, "sip.from.user == ALICE");
  yes(INVITE, "lower(sip.from.user) == \"alice\" and upper(sip.from.user) == \"ALICE\"");
  yes(INVITE, "upper(sip.from.user) != upper(sip.to.user)");
  yes(INVITE, "len(sip.from.user) == 5");
  yes(INVITE, "count(sip.Via) == 2 and count(sip.Route) == 0");
}

static void
test_types(void)
{
  answered_call();
  yes(INVITE, "ip.src == 192.0.2.1 and ip.dst == 192.0.2.2");
  yes(INVITE, "ip.addr == 192.0.2.0/24 and not ip.addr == 10.0.0.0/8");
  yes(INVITE, "ip.addr in {10.0.0.0/8, 192.0.2.2}");
  yes(INVITE, "ip.src in {192.0.2.0..192.0.2.9} and ip.src < 192.0.2.2");
  no(INVITE, "ip.src == 2001:db8::1");
  no(INVITE, "ipv6.addr");
  yes(INVITE, "ip && udp && !tcp && !ipv6");
  yes(INVITE, "udp.port == 5060 and udp.srcport == 5060 and port == 5060");
  no(INVITE, "tcp.port == 5060");
  yes(INVITE, "sip.Via.sent-by.address == 10.0.0.0/8");
  yes(INVITE, "sip.Via.sent-by.address == 10.0.0.9 and sip.Via.sent-by.port == 5061");
  yes(INVITE, "sip.from.host == EXAMPLE.com");
  yes(INVITE, "frame.number == 1 and frame.time_relative == 0");
  yes(RINGING, "frame.time_relative == 1.5 and frame.time_relative == 1500 ms");
  yes(RINGING, "frame.time_relative > 1s && frame.time_relative < 0.03 min");
  yes(RINGING, "frame.time == \"2023-11-14T22:13:21.5Z\"");
  yes(RINGING, "frame.time > \"2023-11-14\" and frame.time < 2023-11-15T00:00+01:00");
  yes(RINGING, "sip.response-time == 1500 and sip.response-time > 1 s");
  yes(RINGING, "sip.response-request == 1");
  yes(INVITE, "sip.h.Max-Forwards > 9 and sip.h.Max-Forwards < 100");
  yes(INVITE, "sip.h.Max-Forwards in {60..80} and sip.Max-Forwards == 70");
  yes(INVITE, "sip.transport == udp and sip.transport in {UDP, TCP}");
  yes(INVITE, "sip.has_sdp and sip.has_sdp == true and not sip.resend");
  yes(INVITE, "sip.pai.user == \"+4930123\" and sip.pai.user == +4930123");
  yes(CALL, "call.state == completed and call.state ~ \"^comp\"");
  yes(CALL, "call.state != failed and call.state !== failed and call.state === completed");
  yes(CALL, "call.duration > 3 min and call.duration < 1 h and call.duration == 196");
  yes(CALL, "call.pdd == 1500ms and call.setup == 4 s");
}

static void
test_arithmetic(void)
{
  answered_call();
  yes(CALL, "call.setup - call.pdd == 2500 ms");
  yes(CALL, "call.setup == call.pdd + 2.5");
  yes(CALL, "call.pdd * 2 == 3 s and 2 * call.pdd == 3");
  yes(CALL, "call.setup / 2 == 2 s and call.setup / call.pdd > 2.6");
  yes(CALL, "call.end - call.start == 200 s");
  yes(CALL, "call.start + 200 == call.end");
  yes(CALL, "call.messages + 1 * 2 == 8 and (call.messages + 1) * 2 == 14");
  yes(CALL, "10 - call.messages - 1 == 3");
  yes(CALL, "-call.messages == -6 and call.messages > -1");
  yes(CALL, "(call.duration) > 3 min");
  no(CALL, "call.messages / 0 == 1");
  no(CALL, "call.messages / 0 != 1");
}

static void
test_many_values(void)
{
  answered_call();
  /* Two Vias: 192.0.2.1 or so, and 10.0.0.9. */
  yes(INVITE, "sip.Via.transport == TCP and sip.Via.transport == UDP");
  no(INVITE, "sip.Via.transport != TCP");
  yes(INVITE, "sip.Via.transport !== TCP and any sip.Via.transport != TCP");
  no(INVITE, "sip.Via.transport === TCP");
  no(INVITE, "all sip.Via.transport == TCP");
  yes(INVITE, "all sip.Via.transport in {TCP, UDP}");
  /* Without a value neither == nor != holds. */
  no(INVITE, "sip.Status-Code == 200 or sip.Status-Code != 200 or all sip.Status-Code == 200");
  yes(INVITE, "!(sip.Status-Code == 200)");
  yes(INVITE, "sip.from.user != sip.to.user");
}

static void
test_logic(void)
{
  answered_call();
  const char *const holds[] = {"true",
                               "not false",
                               "!false",
                               "true or false and false",
                               "(true or false) and true",
                               "not false and true",
                               "not (false or false)",
                               "false or true",
                               "!!true",
                               "true && true && true",
                               "false || false || true",
                               "",
                               "  "};
  const char *const fails[] = {
      "false",    "(true or false) and false", "not true or false", "true and false or false",
      "not true", "true && true && false"};
  for (size_t i = 0; i < G_N_ELEMENTS(holds); i++)
    yes(CALL, holds[i]);
  for (size_t i = 0; i < G_N_ELEMENTS(fails); i++)
    no(CALL, fails[i]);
}

static void
test_headers(void)
{
  answered_call();
  yes(INVITE, "sip.User-Agent == \"Phone/1.0\"");
  yes(INVITE, "sip.h.user-agent == \"Phone/1.0\"");
  yes(INVITE, "sip.header[\"X-Note\"] == \"Hello World\"");
  yes(INVITE, "sip.h[\"X-Note\"] and sip.h.X-Note");
  yes(INVITE, "sip.Subject == \"A subject\" and sip.h.s == \"A subject\"");
  no(INVITE, "sip.h.X-Other");
  yes(INVITE, "sip.header.name == X-note");
  yes(INVITE, "sip.Via.rport == \"\" and not sip.Via.rport > 0 and not sip.display.info");
  yes(INVITE, "sip contains \"X-Note: Hello\" and sip.msg_hdr contains \"X-Note\"");
  yes(INVITE, "sdp.media contains \"audio\" and sdp.media.media == audio");
  yes(INVITE, "sdp.media.port == 7000 and sdp.connection_info.address == 192.0.2.1");
  yes(INVITE, "sdp.media.format == 101 and sdp.mime.type == pcma and sdp.direction == sendrecv");
  yes(INVITE, "sip.CSeq.method == INVITE and sip.CSeq.seq == 1 and sip.CSeq == \"1 INVITE\"");
  yes(CALL, "sip.reason_cause_q850 == 16 and sip.reason_text ~ \"clearing\"");
}

static void
test_rows(void)
{
  answered_call();
  /* Any of a call's messages. */
  yes(CALL, "sip.Method == BYE and sip.Status-Code == 180");
  no(CALL, "message(sip.CSeq.method == BYE and sip.Status-Code == 180)");
  yes(CALL, "message(sip.CSeq.method == BYE and sip.Status-Code == 200)");
  no(CALL, "sip.Method != BYE");
  yes(CALL, "sip.Status-Code != 404");
  yes(CALL, "rtp.codec == PCMA and rtp.packets == 60 and rtp.ssrc == 0x1234");
  yes(CALL, "ip.addr == 192.0.2.2 and udp.port == 7000 and udp.port == 5060");
  yes(CALL, "message(udp.port == 5060) and not message(udp.port == 7000)");
  yes(CALL, "stream(udp.port == 7000 and rtp.packets > 10)");
  no(CALL, "event.protocol or stun or msrp");
  /* A message and a stream are asked of their call. */
  yes(INVITE, "call.state == completed and rtp.codec == PCMA");
  no(INVITE, "sip.Method == BYE");
  yes(INVITE, "call(sip.Method == BYE)");
  no(INVITE, "udp.port == 7000");
  yes(LM_QUERY_STREAM, 0, "sip.from.user == alice and udp.port == 7000");
  no(LM_QUERY_STREAM, 0, "udp.port == 5060");
}

static void
test_words(void)
{
  answered_call();
  yes(CALL, "answered and completed and calls and not registrations");
  yes(CALL, "one-way and problems and one_way");
  no(CALL, "failed or busy or cancelled or no-media or short or slow-setup");
  yes(CALL, "call.state == completed and not failed");
  for (const LmQueryWord *word = lm_query_words; word->name; word++) {
    g_assert_true(*word->help);
    ask_of(CALL, word->name);
    ask_of(CALL, word->expression);
  }
}

/* What is worked out about several messages, and its words, which are those of others. */
static void
test_relations(void)
{
  answered_call();
  yes(CALL, "call.legs == 1 and call.conversation == 1 and not call.links and not multi-leg");
  yes(CALL, "media.codec == PCMA and media.security == none and media.change == begun");
  yes(CALL, "media.exchanges == 1 and not media.late_offer and not held and not transferred");
  yes(INVITE, "host.src.role == user-agent and host.dst.role == user-agent");
  yes(CALL, "host.role == user_agent");
  no(CALL, "host.role == registrar or host.role == b2bua");
  for (unsigned i = 0; i < LM_N_LINKS; i++)
    g_assert_cmpstr(lm_query_link_names[i], ==, lm_link_name(i));
  for (unsigned i = 0; i < LM_N_ROLES; i++)
    g_assert_cmpstr(lm_query_role_names[i], ==, lm_role_name(i));
}

/* Every field can be asked for of every kind of row, and has what a list of them shows. */
static void
test_fields(void)
{
  answered_call();
  for (size_t i = 0; i < lm_query_n_fields(); i++) {
    LmQueryFieldInfo info;
    lm_query_field_info(i, &info);
    g_assert_true(*info.help && *info.type && *info.of);
    LmQueryColumn *column = lm_query_column_new(lm_slice_str(info.name), NULL);
    g_assert_cmpstr(lm_query_column_name(column), ==, info.name);
    LmQueryRun *run = lm_query_run_new(NULL, net->trace);
    LmText text = LM_TEXT_INIT;
    for (LmQueryKind kind = LM_QUERY_CALL; kind <= LM_QUERY_STREAM; kind++) {
      lm_query_column_text(run, column, kind, 0, &text);
      lm_query_column_json(run, column, kind, 0, &text);
      ask_of(kind, 0, info.name);
    }
    lm_text_clear(&text);
    lm_query_run_free(run);
    lm_query_column_free(column);
  }
}

static void
assert_column(const char *name, LmQueryKind kind, uint32_t row, const char *text, const char *json)
{
  LmText shown = LM_TEXT_INIT, data = LM_TEXT_INIT;
  LmQueryColumn *column = lm_query_column_new(lm_slice_str(name), NULL);
  LmQueryRun *run = lm_query_run_new(NULL, net->trace);
  lm_query_column_text(run, column, kind, row, &shown);
  lm_query_column_json(run, column, kind, row, &data);
  g_assert_cmpstr(shown.str ? shown.str : "", ==, text);
  g_assert_cmpstr(data.str, ==, json);
  lm_text_clear(&shown);
  lm_text_clear(&data);
  lm_query_run_free(run);
  lm_query_column_free(column);
}

static void
test_columns(void)
{
  answered_call();
  assert_column("sip.h.X-Note", INVITE, "Hello World", "[\"Hello World\"]");
  assert_column("User-Agent", INVITE, "Phone/1.0", "[\"Phone/1.0\"]");
  assert_column("sip.Method", INVITE, "INVITE", "\"INVITE\"");
  assert_column("sip.Method", CALL, "INVITE, ACK, BYE", "[\"INVITE\",\"ACK\",\"BYE\"]");
  assert_column("sip.Status-Code", CALL, "180, 200", "[180,200]");
  assert_column("sip.Status-Code", INVITE, "", "null");
  assert_column("call.pdd", CALL, "1.500 s", "1500.000000");
  assert_column("sip.response-time", RINGING, "1.500 s", "1500.000000");
  assert_column("rtp.codec", INVITE, "PCMA", "[\"PCMA\"]");
  assert_column("call.answered", CALL, "true", "true");
  LmQueryError error;
  g_assert_null(lm_query_column_new(LM_SLICE_LITERAL("sip.metod"), &error));
  g_assert_cmpstr(error.hint, ==, "sip.Method");
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/query/comparisons", test_comparisons},
      {"/query/types", test_types},
      {"/query/arithmetic", test_arithmetic},
      {"/query/many-values", test_many_values},
      {"/query/logic", test_logic},
      {"/query/headers", test_headers},
      {"/query/rows", test_rows},
      {"/query/words", test_words},
      {"/query/relations", test_relations},
      {"/query/fields", test_fields},
      {"/query/columns", test_columns},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
