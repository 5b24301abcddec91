/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Roles by behaviour, and OPTIONS as keep-alives. */

#include "relate/pings.h"
#include "relate/roles.h"
#include "sip-packets.h"

#include <string.h>

#define FORWARDED "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKfirst\r\n"

static LmRoles *roles;

static const LmHostRoles *
host(const char *address)
{
  LmEndpoint endpoint = {0};
  g_assert_true(lm_addr_parse(lm_slice_str(address), &endpoint.addr));
  endpoint.port = 5060;
  uint32_t index = lm_roles_find(roles, &endpoint);
  g_assert_cmpuint(index, !=, LM_NONE);
  return lm_roles_at(roles, index);
}

static void
assert_roles(const char *address, const char *wanted)
{
  const LmHostRoles *row = host(address);
  g_autoptr(GString) all = g_string_new(NULL);
  for (unsigned i = 0; i < LM_N_ROLES; i++)
    if (row->roles & 1u << i)
      g_string_append_printf(all, "%s%s", all->len ? " " : "", lm_role_name(i));
  g_assert_cmpstr(all->str, ==, wanted);
}

static void
look(void)
{
  lm_roles_free(roles);
  test_net_finish();
  roles = lm_roles_new(net->trace);
}

static void
test_stateful(void)
{
  SIP(0, ALICE, PROXY, "INVITE", .extra = "User-Agent: Phone\r\n");
  SIP(1, PROXY, ALICE, "100 Trying");
  SIP(2, PROXY, BOB, "INVITE", .branch = "z9hG4bKsecond",
      .extra = FORWARDED "Record-Route: <sip:192.0.2.5;lr>\r\nUser-Agent: Phone\r\n");
  SIP(9, BOB, PROXY, "200 OK", .branch = "z9hG4bKsecond", .to_tag = "b",
      .extra = FORWARDED "Contact: <sip:bob@192.0.2.2>;isfocus\r\nServer: Focus 1\r\n");
  SIP(10, PROXY, ALICE, "200 OK", .to_tag = "b", .extra = "Server: Focus 1\r\n");
  look();
  assert_roles("192.0.2.1", "user-agent");
  assert_roles("192.0.2.5", "proxy stateful-proxy record-router");
  assert_roles("192.0.2.2", "user-agent focus");
  g_assert_cmpuint(host("192.0.2.1")->n_calls_made, ==, 1);
  g_assert_cmpuint(host("192.0.2.5")->n_calls_passed, ==, 1);
  g_assert_cmpuint(host("192.0.2.2")->n_calls_taken, ==, 1);
  g_assert_cmpuint(host("192.0.2.5")->software.len, ==, 0);
  g_assert_true(lm_slice_equal(host("192.0.2.2")->software, lm_slice_str("Focus 1")));
}

static void
test_stateless(void)
{
  for (int i = 0; i < 2; i++) {
    SIP(i * 500, ALICE, PROXY, "INVITE");
    SIP(i * 500 + 1, PROXY, BOB, "INVITE", .branch = "z9hG4bKsecond", .extra = FORWARDED);
  }
  look();
  assert_roles("192.0.2.5", "proxy stateless-proxy");
  /* By itself it would have sent it again at another time. */
  test_net_reset();
  SIP(0, ALICE, PROXY, "INVITE");
  for (int i = 0; i < 2; i++)
    SIP(i * 500 + 1, PROXY, BOB, "INVITE", .branch = "z9hG4bKsecond", .extra = FORWARDED);
  look();
  assert_roles("192.0.2.5", "proxy");
}

static void
test_servers(void)
{
  SIP(0, ALICE, PROXY, "REGISTER", .of = "REGISTER", .call_id = "1");
  SIP(1, PROXY, ALICE, "200 OK", .of = "REGISTER", .call_id = "1");
  SIP(2, ALICE, BOB, "INVITE", .call_id = "2");
  SIP(3, BOB, ALICE, "302 Moved", .call_id = "2");
  SIP(4, ALICE, CAROL, "PUBLISH", .of = "PUBLISH", .call_id = "3");
  SIP(5, CAROL, ALICE, "200 OK", .of = "PUBLISH", .call_id = "3");
  SIP(6, CAROL, ALICE, "BYE", .of = "BYE", .call_id = "4", .to_tag = "x",
      .extra = "Reason: Q.850;cause=16\r\n");
  look();
  assert_roles("192.0.2.5", "registrar");
  assert_roles("192.0.2.2", "redirect-server");
  assert_roles("192.0.2.3", "user-agent notifier gateway");
}

static void
test_b2bua(void)
{
  SIP(0, ALICE, PROXY, "INVITE", .call_id = "in");
  SIP(5, PROXY, BOB, "INVITE", .call_id = "out");
  SIP(900, BOB, PROXY, "200 OK", .call_id = "out", .to_tag = "b");
  SIP(905, PROXY, ALICE, "200 OK", .call_id = "in", .to_tag = "p");
  look();
  assert_roles("192.0.2.5", "user-agent b2bua");
  assert_roles("192.0.2.2", "user-agent");
}

/* On one machine each port is a host. */
static void
test_self(void)
{
  SIP(0, "127.0.0.1:5060", "127.0.0.1:5070", "INVITE");
  SIP(1, ALICE, "192.0.2.2:5080", "INVITE", .call_id = "2");
  look();
  g_assert_cmpuint(lm_roles_n(roles), ==, 4);
  g_assert_cmpuint(host("127.0.0.1")->endpoint.port, ==, 5060);
  g_assert_cmpuint(host("192.0.2.2")->endpoint.port, ==, 0);
}

static void
ping(double ms, const char *call_id, const char *answer)
{
  SIP(ms, PROXY, BOB, "OPTIONS", .of = "OPTIONS", .call_id = call_id);
  if (answer)
    SIP(ms + 4, BOB, PROXY, answer, .of = "OPTIONS", .call_id = call_id);
}

static void
test_pings(void)
{
  ping(0, "1", "200 OK");
  ping(10000, "2", NULL);
  ping(30000, "3", NULL);
  ping(40000, "4", "404 Not Found");
  ping(50000, "5", NULL);
  SIP(60000, ALICE, BOB, "OPTIONS", .of = "OPTIONS", .to_tag = "dialog", .call_id = "6");
  SIP(60004, BOB, ALICE, "200 OK", .of = "OPTIONS", .to_tag = "dialog", .call_id = "6");
  LmPings *pings = lm_pings_new(net->trace);
  g_assert_cmpuint(lm_pings_n(pings), ==, 1);
  const LmPing *row = lm_pings_at(pings, 0);
  g_assert_cmpuint(row->n_sent, ==, 5);
  g_assert_cmpuint(row->n_answered, ==, 2);
  g_assert_cmpuint(row->n_silent, ==, 1);
  g_assert_cmpuint(row->n_longest_silent, ==, 2);
  g_assert_cmpuint(row->last_status, ==, 404);
  assert_span_ms(row->longest_gap_ns, 20000);
  assert_span_ms(row->shortest_gap_ns, 10000);
  assert_span_ms(row->total_ns, 8);
  lm_pings_free(pings);
  look();
  g_assert_cmpuint(host("192.0.2.5")->n_pings_answered, ==, 2);
  g_assert_cmpuint(host("192.0.2.2")->n_pings_received, ==, 5);
  g_assert_cmpuint(host("192.0.2.1")->n_pings_answered, ==, 0);
}

static const TestCase cases[] = {
    {"/relate/roles/stateful", test_stateful}, {"/relate/roles/stateless", test_stateless},
    {"/relate/roles/servers", test_servers},   {"/relate/roles/b2bua", test_b2bua},
    {"/relate/roles/self", test_self},         {"/relate/roles/pings", test_pings},
};

int
main(int argc, char **argv)
{
  int status = test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
  lm_roles_free(roles);
  return status;
}
