/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A step of another protocol in words: what is known of it, its text, or what its bytes mean. */

#include "ui/message/event-text.h"

#include <string.h>

static LmMessageView
view(LmEventProtocol protocol, const char *label, const void *bytes, gsize len)
{
  return (LmMessageView){.is_event = true,
                         .transport = lm_event_protocol_name(protocol),
                         .bytes = lm_slice(bytes, len),
                         .event = {.label = label, .detail = "", .protocol = (guint8)protocol}};
}

static void
assert_text(const LmMessageView *event, const char *expected)
{
  LmuMessageText text;

  lmu_event_text_init(&text, event);
  g_assert_cmpstr(text.text.str, ==, expected);
  g_assert_cmpuint(text.bytes.len, ==, 0);
  lmu_message_text_clear(&text);
}

static void
test_lines(void)
{
  LmMessageView event = view(LM_EVENT_MSRP, "SEND", "MSRP a SEND\r\n\r\nhi", 17);

  event.event.detail = "text/plain";
  event.event.call_number = 7;
  assert_text(&event, "MSRP SEND\nDetails: text/plain\nCall: 7\nBytes: 17\n\n"
                      "MSRP a SEND\n\nhi");
}

static void
test_binary(void)
{
  LmMessageView event = view(LM_EVENT_STUN, "Binding request",
                             "\0\1\0\0\x21\x12\xa4\x42"
                             "abcdefghijkl",
                             20);

  event.event.outcome = LM_EVENT_FAILURE;
  event.event.repeats = 2;
  event.event.last_ns = 1700000000LL * LM_NS_PER_S;
  assert_text(&event, "STUN Binding request\nOutcome: failure\nSeen: 3\nLast: 22:13:20.000\n"
                      "Bytes: 20\n\n"
                      "Message: Binding request\nTransaction: 6162636465666768696a6b6c\n");
  /* What its protocol cannot read. */
  event.bytes = lm_slice("\xff\xff", 2);
  event.event.outcome = LM_EVENT_NOTE;
  event.event.repeats = 0;
  assert_text(&event, "STUN Binding request\nBytes: 2\n\n");
}

static void
test_nothing(void)
{
  LmMessageView event = view(LM_EVENT_ICE, "nominated \x1b", NULL, 0);

  assert_text(&event, "ICE nominated \\x1b\n\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ui/event-text/lines", test_lines);
  g_test_add_func("/ui/event-text/binary", test_binary);
  g_test_add_func("/ui/event-text/nothing", test_nothing);
  return g_test_run();
}
