/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SIP out of TCP streams: however the segments cut the messages, the same messages come out. */

#include "base/limits.h"
#include "sip-packets.h"

#include <string.h>

static char *
message_text(unsigned number)
{
  g_autofree char *id = g_strdup_printf("tcp-%u", number);
  g_autofree char *sdp = test_sdp(ALICE_MEDIA, "0", "");
  TestSip sip = {.what = "INVITE", .call_id = id, .sdp = sdp};
  return test_sip_text(&sip);
}

/* The texts of messages 0 to @n - 1 behind one another. */
static char *
messages_text(unsigned n)
{
  GString *all = g_string_new(NULL);
  for (unsigned i = 0; i < n; i++) {
    g_autofree char *text = message_text(i);
    g_string_append(all, text);
  }
  return g_string_free(all, FALSE);
}

static void
push(double at_ms, const char *text, size_t from, size_t to)
{
  test_tcp(at_ms, ALICE, PROXY, (uint32_t)from, text + from, to - from);
}

/* The messages of the trace are those with the numbers in @numbers, whole and sound. */
static void
assert_messages(const unsigned *numbers, uint32_t n)
{
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, n);
  for (uint32_t i = 0; i < n; i++) {
    g_autofree char *text = message_text(numbers[i]);
    const LmMessage *row = lm_trace_message(net->trace, i);
    g_assert_true(lm_slice_equal(lm_message_bytes(row), lm_slice_str(text)));
    g_assert_cmpuint(row->flags & (LM_MESSAGE_MALFORMED | LM_MESSAGE_TRUNCATED), ==, 0);
    g_assert_cmpint(row->transport, ==, LM_TRANSPORT_TCP);
  }
}

static const unsigned numbers[] = {0, 1, 2, 3};

static void
test_any_cut(void)
{
  g_autofree char *text = messages_text(2);
  size_t len = strlen(text);
  for (size_t cut = 1; cut < len; cut += 3) {
    test_net_reset();
    push(0, text, 0, cut);
    push(1, text, cut, len);
    assert_messages(numbers, 2);
  }
}

static void
test_byte_by_byte(void)
{
  g_autofree char *text = messages_text(2);
  size_t len = strlen(text);
  for (size_t at = 0; at < len; at++)
    push((double)at, text, at, at + 1);
  assert_messages(numbers, 2);
  /* The frame and the time are those of the segment that the message ended in. */
  g_assert_cmpuint(lm_trace_message(net->trace, 1)->frame, ==, len);
  g_assert_cmpint(lm_trace_message(net->trace, 1)->time_ns, ==,
                  TEST_EPOCH_NS + (int64_t)(len - 1) * LM_NS_PER_MS);
}

static void
test_several_in_a_segment(void)
{
  g_autofree char *text = messages_text(4);
  push(0, text, 0, strlen(text));
  assert_messages(numbers, 4);
  g_assert_cmpuint(lm_trace_message_by_frame(net->trace, 1), ==, 0);
}

static void
test_out_of_order(void)
{
  g_autofree char *text = messages_text(3);
  size_t len = strlen(text), third = len / 3 + 7;
  push(0, text, 0, third);
  push(1, text, 2 * third, len);
  push(2, text, 2 * third, len);
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 1);
  push(3, text, third, 2 * third);
  assert_messages(numbers, 3);
  push(4, text, third, 2 * third);
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 3);
  g_assert_cmpuint(lm_trace_counters(net->trace)->sip_retransmissions, ==, 0);
}

/* RFC 5626, 3.5.1: CRLFs between messages keep the connection open. */
static void
test_keep_alives(void)
{
  g_autofree char *first = message_text(0);
  g_autofree char *second = message_text(1);
  g_autofree char *text = g_strconcat("\r\n\r\n", first, "\r\n\r\n\r\n", second, "\r\n", NULL);
  push(0, text, 0, strlen(text));
  assert_messages(numbers, 2);
  g_assert_cmpuint(lm_trace_counters(net->trace)->keepalives, ==, 2);
}

static void
test_cut_at_the_end(void)
{
  g_autofree char *text = messages_text(2);
  push(0, text, 0, strlen(text) - 10);
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 1);
  test_net_finish();
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 2);
  const LmMessage *row = lm_trace_message(net->trace, 1);
  g_assert_cmpuint(row->flags & LM_MESSAGE_TRUNCATED, !=, 0);
  /* The capture ended there; its sender did nothing wrong. */
  g_assert_cmpuint(row->flags & LM_MESSAGE_MALFORMED, ==, 0);
  g_assert_cmpuint(test_call("tcp-1")->n_messages, ==, 1);
}

/* What waited when the capture ended comes last, and is found by its frame all the same. */
static void
test_found_by_frame(void)
{
  g_autofree char *text = messages_text(2);
  push(0, text, 0, strlen(text) - 10);
  for (int i = 0; i < 3; i++)
    SIP(10 + i, ALICE, BOB, "OPTIONS", .cseq = (unsigned)i + 1);
  test_net_finish();
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 5);
  for (uint32_t frame = 1; frame <= 4; frame++)
    g_assert_cmpuint(lm_trace_message_by_frame(net->trace, frame), ==, frame - 1);
  g_assert_cmpuint(lm_trace_message_by_frame(net->trace, 5), ==, LM_NONE);
  test_net_reset();
  push(0, text, 0, strlen(text) / 4);
  SIP(10, ALICE, BOB, "OPTIONS");
  test_net_finish();
  g_assert_cmpuint(lm_trace_message_by_frame(net->trace, 1), ==, 1);
  g_assert_cmpuint(lm_trace_message_by_frame(net->trace, 2), ==, 0);
}

/* The capture begins in the middle of a message. */
static void
test_begins_in_the_middle(void)
{
  g_autofree char *text = messages_text(3);
  push(0, text, 50, strlen(text));
  static const unsigned rest[] = {1, 2};
  assert_messages(rest, 2);
}

static void
test_leading_junk(void)
{
  g_autofree char *sip = messages_text(2);
  g_autofree char *text = g_strconcat("HELO\r\nwho: there\r\n", sip, NULL);
  push(0, text, 0, strlen(text));
  assert_messages(numbers, 2);
}

/* What is not SIP is looked at up to a limit, and makes no message. */
static void
test_foreign(void)
{
  g_autofree char *text = g_strnfill(200000, 'x');
  for (size_t at = 0; at < 200000; at += 1000) {
    memcpy(text + at, "GET / HTTP/1.1\r\n\r\n", 18);
    push((double)at, text, at, at + 1000);
  }
  test_net_finish();
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 0);
}

/* A segment that was never captured: the messages on both sides of the hole are there, and the one
 * that the hole cuts off is kept as far as it goes. */
static void
assert_around_hole(void)
{
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 4);
  const LmMessage *cut = lm_trace_message(net->trace, 1);
  g_assert_cmpuint(cut->len, ==, 100);
  g_assert_cmpuint(cut->flags, ==, LM_MESSAGE_TRUNCATED);
  g_assert_cmpuint(lm_trace_message(net->trace, 3)->flags, ==, LM_MESSAGE_HAS_SDP);
  g_assert_cmpuint(test_call("tcp-3")->n_messages, ==, 1);
}

static void
test_hole(void)
{
  g_autofree char *text = messages_text(4);
  size_t len = strlen(text), quarter = len / 4;
  push(0, text, 0, quarter + 100);
  push(1, text, 2 * quarter, len);
  test_net_finish();
  assert_around_hole();
}

/* As above, but the other side acknowledged what is missing, so nobody waits for it. */
static void
test_acknowledged_hole(void)
{
  g_autofree char *text = messages_text(4);
  size_t len = strlen(text), quarter = len / 4;
  push(0, text, 0, quarter + 100);
  push(1, text, 2 * quarter, 3 * quarter);
  test_tcp_ack(2, PROXY, ALICE, (uint32_t)(3 * quarter));
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 1);
  push(2000, text, 3 * quarter, len);
  assert_around_hole();
  /* The messages behind the hole came when it was given up. */
  g_assert_cmpuint(lm_trace_message(net->trace, 3)->frame, ==, 4);
}

static void
test_both_directions(void)
{
  g_autofree char *request = message_text(0);
  TestSip sip = {.what = "200 OK", .call_id = "tcp-0", .to_tag = "b"};
  g_autofree char *response = test_sip_text(&sip);
  test_tcp(0, ALICE, PROXY, 0, request, strlen(request));
  test_tcp(90, PROXY, ALICE, 0, response, strlen(response));
  const LmCall *call = test_call("tcp-0");
  g_assert_cmpint(call->state, ==, LM_CALL_IN_CALL);
  assert_span_ms(lm_call_setup_ns(call), 90);
  g_assert_cmpuint(call->transports, ==, 1 << LM_TRANSPORT_TCP);
}

/* A header block that never ends is given up on, which is counted, and the next message is found.
 */
static void
test_endless_header(void)
{
  g_autofree char *first = message_text(0);
  g_autofree char *next = message_text(1);
  g_autoptr(GString) text = g_string_new(first);
  g_string_append(text, "INVITE sip:b@example.org SIP/2.0\r\n");
  while (text->len <= strlen(first) + LM_LIMIT_SIP_HEADER_BLOCK_BYTES)
    g_string_append(text, "X-Filler: 0123456789\r\n");
  push(0, text->str, 0, 60000);
  push(1, text->str, 60000, 120000);
  g_assert_cmpuint(lm_trace_counters(net->trace)->sip_cut_by_limit, ==, 0);
  push(2, text->str, 120000, text->len);
  g_assert_cmpuint(lm_trace_counters(net->trace)->sip_cut_by_limit, ==, 1);
  assert_messages(numbers, 1);
  test_tcp(3, ALICE, PROXY, (uint32_t)text->len, next, strlen(next));
  assert_messages(numbers, 2);
}

static void
test_too_many_headers(void)
{
  g_autoptr(GString) extra = g_string_new(NULL);
  for (unsigned i = 0; i < LM_LIMIT_SIP_HEADERS; i++)
    g_string_append(extra, "X: 1\r\n");
  TestSip sip = {.what = "INVITE", .extra = extra->str};
  g_autofree char *text = test_sip_text(&sip);
  test_tcp(0, ALICE, PROXY, 0, text, strlen(text));
  g_assert_cmpuint(lm_trace_n_messages(net->trace), ==, 1);
  g_assert_cmpuint(lm_trace_counters(net->trace)->sip_cut_by_limit, ==, 1);
}

static const TestCase cases[] = {
    {"/track/tcp/any-cut", test_any_cut},
    {"/track/tcp/byte-by-byte", test_byte_by_byte},
    {"/track/tcp/several-in-a-segment", test_several_in_a_segment},
    {"/track/tcp/out-of-order", test_out_of_order},
    {"/track/tcp/keep-alives", test_keep_alives},
    {"/track/tcp/cut-at-the-end", test_cut_at_the_end},
    {"/track/tcp/found-by-frame", test_found_by_frame},
    {"/track/tcp/begins-in-the-middle", test_begins_in_the_middle},
    {"/track/tcp/leading-junk", test_leading_junk},
    {"/track/tcp/foreign", test_foreign},
    {"/track/tcp/hole", test_hole},
    {"/track/tcp/acknowledged-hole", test_acknowledged_hole},
    {"/track/tcp/both-directions", test_both_directions},
    {"/track/tcp/endless-header", test_endless_header},
    {"/track/tcp/too-many-headers", test_too_many_headers},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
