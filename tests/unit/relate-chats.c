/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Instant messages as conversations. */

#include "relate/chats.h"
#include "sip-packets.h"

#include <string.h>

#define CPIM                                                                                    \
  "From: <sip:carol@example.com>\r\nTo: <sip:alice@example.com>\r\nimdn.Message-ID: 77\r\n\r\n" \
  "Content-Type: text/plain\r\n\r\nHello"
#define IMDN                                                                             \
  "<imdn><message-id>77</message-id><display-notification><status><displayed/></status>" \
  "</display-notification></imdn>"

static LmChats *chats;

static const LmChatMessage *
look(uint32_t n)
{
  lm_chats_free(chats);
  test_net_finish();
  chats = lm_chats_new(net->trace);
  g_assert_cmpuint(lm_chats_n(chats), ==, n);
  return n ? lm_chats_at(chats, 0) : NULL;
}

static void
assert_text(LmSlice text, const char *wanted)
{
  g_autofree char *copy = g_strndup(text.len ? (const char *)text.data : "", text.len);
  g_assert_cmpstr(copy, ==, wanted);
}

/* A MESSAGE from @src whose body is not a session description. */
static void
say(double ms, const char *src, const char *dst, const char *call_id, const char *branch,
    const char *type, const char *body)
{
  g_autofree char *head = test_sip_text(
      &(TestSip){.what = "MESSAGE", .of = "MESSAGE", .call_id = call_id, .branch = branch});
  g_autoptr(GString) text = g_string_new(head);
  g_string_truncate(text, text->len - 2);
  g_autofree char *length = g_strdup_printf("Content-Length: %zu", strlen(body));
  g_string_replace(text, "Content-Length: 0", length, 0);
  g_string_append_printf(text, "Content-Type: %s\r\n\r\n%s", type, body);
  test_udp(ms, src, dst, text->str, text->len);
}

static void
answer(double ms, const char *call_id, const char *what)
{
  SIP(ms, PROXY, ALICE, what, .of = "MESSAGE", .call_id = call_id, .to_tag = "b");
}

static void
test_texts(void)
{
  say(0, ALICE, PROXY, "1", NULL, "text/plain", "Hello\n");
  say(1, PROXY, BOB, "1", "z9hG4bKnext", "text/plain", "Hello\n");
  answer(5, "1", "407 Proxy Authentication Required");
  say(9, ALICE, PROXY, "2", NULL, "text/plain;charset=utf-8", "Again");
  answer(10, "2", "202 Accepted");
  say(20, ALICE, PROXY, "3", NULL, "image/png", "\x89PNG");
  const LmChatMessage *row = look(2);
  assert_text(row->text, "Again");
  assert_text(row->from, "sip:alice@example.com");
  g_assert_cmpuint(row->status, ==, 202);
  g_assert_cmpuint(row->chat, ==, 1);
  g_assert_cmpstr(lm_chat_kind_name(lm_chats_at(chats, 1)->kind), ==, "other");
}

static void
test_reports(void)
{
  say(0, ALICE, PROXY, "1", NULL, "message/cpim", CPIM);
  say(5, ALICE, PROXY, "2", NULL, "message/imdn+xml", IMDN);
  say(6, ALICE, PROXY, "3", NULL, "application/im-iscomposing+xml",
      "<isComposing><state>idle</state></isComposing>");
  const LmChatMessage *row = look(3);
  assert_text(row->from, "sip:carol@example.com");
  assert_text(row->text, "Hello");
  assert_text(row->report, "displayed");
  g_assert_cmpuint(row->report_frame, ==, 2);
  g_assert_cmpint(lm_chats_at(chats, 1)->kind, ==, LM_CHAT_REPORT);
  g_assert_cmpint(lm_chats_at(chats, 2)->kind, ==, LM_CHAT_COMPOSING);
  assert_text(lm_chats_at(chats, 2)->text, "idle");
  g_assert_cmpuint(lm_chats_at(chats, 1)->chat, ==, 2);
}

#define PATHS(to, from) "To-Path: msrp://" to ";tcp\r\nFrom-Path: msrp://" from ";tcp\r\n"

/* The same behind a relay counts once; the status is that of its report. */
static void
test_msrp(void)
{
  static const char send[] = "MSRP a786 SEND\r\n" PATHS(
      "192.0.2.2:7000/b", "192.0.2.1:7000/a") "Message-ID: 9\r\nByte-Range: 1-5/5\r\nContent-Type: "
                                              "text/plain\r\n\r\nHello\r\n"
                                              "-------a786$\r\n";
  static const char report[] = "MSRP b123 REPORT\r\n" PATHS(
      "192.0.2.1:7000/a", "192.0.2.2:7000/b") "Message-ID: 9\r\nByte-Range: 1-5/5\r\nStatus: 000 "
                                              "200 OK\r\n-------b123$\r\n";
  SIP(0, ALICE, BOB, "INVITE",
      .sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
             "m=message 7000 TCP/MSRP *\r\na=path:msrp://192.0.2.1:7000/a;tcp\r\n");
  test_tcp(10, "192.0.2.1:7000", "192.0.2.2:7000", 0, send, strlen(send));
  test_tcp(11, "192.0.2.5:2855", "192.0.2.2:7000", 0, send, strlen(send));
  test_tcp(12, "192.0.2.2:7000", "192.0.2.1:7000", 0, report, strlen(report));
  const LmChatMessage *row = look(1);
  assert_text(row->text, "Hello");
  assert_text(row->from, "sip:alice@example.com");
  assert_text(row->to, "sip:bob@example.com");
  g_assert_cmpuint(row->status, ==, 200);
  g_assert_true(row->msrp);
  g_assert_false(row->partial);
}

static void
test_broken(void)
{
  say(0, ALICE, PROXY, "1", NULL, "message/cpim", "nothing");
  say(1, ALICE, PROXY, "2", NULL, "", "");
  say(2, ALICE, PROXY, "3", NULL, "message/imdn+xml", "<message-id>");
  lm_chats_free(lm_chats_new(net->trace));
}

static const TestCase cases[] = {
    {"/relate/chats/texts", test_texts},
    {"/relate/chats/reports", test_reports},
    {"/relate/chats/msrp", test_msrp},
    {"/relate/chats/broken", test_broken},
};

int
main(int argc, char **argv)
{
  int status = test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
  lm_chats_free(chats);
  return status;
}
