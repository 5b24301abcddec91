/* SPDX-License-Identifier: GPL-3.0-or-later */

/* User messages out of the chunks of SCTP (RFC 9260, RFC 8260). */

#include "base/limits.h"
#include "net/sctp.h"

#include <glib.h>
#include <string.h>

enum { END = 1, BEGIN = 2, UNORDERED = 4, ALL = 3 };

static LmSctp *sctp;
static GPtrArray *frames;
static GByteArray *packet_bytes;

static void
begin(void)
{
  sctp = lm_sctp_new();
  frames = g_ptr_array_new_with_free_func(g_free);
  packet_bytes = g_byte_array_new();
}

static void
end(void)
{
  lm_sctp_free(sctp);
  g_ptr_array_unref(frames);
  g_byte_array_unref(packet_bytes);
}

static void
add_be(uint32_t value, unsigned bytes)
{
  while (bytes--) {
    uint8_t byte = (uint8_t)(value >> 8 * bytes);
    g_byte_array_append(packet_bytes, &byte, 1);
  }
}

static void
add_payload(const char *text)
{
  static const uint8_t zeros[4];
  size_t len = strlen(text);
  g_byte_array_append(packet_bytes, (const uint8_t *)text, (guint)len);
  g_byte_array_append(packet_bytes, zeros, (guint)(-len & 3));
}

static void
add_data(uint32_t tsn, unsigned flags, unsigned stream, const char *text)
{
  add_be(0, 1);
  add_be(flags, 1);
  add_be((uint32_t)(16 + strlen(text)), 2);
  add_be(tsn, 4);
  add_be(stream, 2);
  add_be(7, 2);
  add_be(46, 4);
  add_payload(text);
}

static void
i_data(uint32_t tsn, unsigned flags, uint32_t mid, uint32_t field, const char *text)
{
  add_be(64, 1);
  add_be(flags, 1);
  add_be((uint32_t)(20 + strlen(text)), 2);
  add_be(tsn, 4);
  add_be(3, 2);
  add_be(0, 2);
  add_be(mid, 4);
  add_be(field, 4);
  add_payload(text);
}

/* Sends the chunks that were put together, cut by @missing bytes at the end. */
static void
send_cut(unsigned from, uint32_t missing)
{
  guint len = packet_bytes->len - missing;
  uint8_t *bytes = g_memdup2(packet_bytes->data, len);
  LmFrame *frame = g_new0(LmFrame, 1);
  g_ptr_array_add(frames, bytes);
  g_ptr_array_add(frames, frame);
  frame->number = frames->len / 2;
  frame->time_ns = frame->number * 1000;
  LmEndpoint ends[2] = {{.addr = {{10, 0, 0, 1}, LM_ADDR_IPV4}, .port = 5060},
                        {.addr = {{10, 0, 0, 2}, LM_ADDR_IPV4}, .port = 5062}};
  LmPacket packet = {.frame = frame,
                     .src = ends[from],
                     .dst = ends[!from],
                     .payload = lm_slice(bytes, len),
                     .missing_bytes = missing,
                     .sctp_tag = 0x1000 + from,
                     .kind = LM_PACKET_SCTP};
  lm_sctp_push(sctp, &packet);
  g_byte_array_set_size(packet_bytes, 0);
}

static void
send(void)
{
  send_cut(0, 0);
}

/* The next message is @text and came whole with frame @frame; NULL: there is none. */
static LmSctpMessage
expect(const char *text, uint32_t frame)
{
  LmSctpMessage message = {0};
  bool taken = lm_sctp_take(sctp, &message);
  g_assert_cmpint(taken, ==, text != NULL);
  if (!text)
    return message;
  g_assert_cmpmem(message.payload.data, message.payload.len, text, strlen(text));
  g_assert_cmpuint(message.frame, ==, frame);
  g_assert_cmpint(message.time_ns, ==, frame * 1000);
  return message;
}

static void
test_bundled(void)
{
  add_be(3, 1); /* a SACK in front */
  add_be(0, 1);
  add_be(16, 2);
  for (int i = 0; i < 3; i++)
    add_be(0, 4);
  add_data(1, ALL, 5, "first");
  add_data(2, ALL | UNORDERED, 6, "second");
  send();
  LmSctpMessage message = expect("first", 1);
  g_assert_cmpuint(message.stream, ==, 5);
  g_assert_cmpuint(message.ppid, ==, 46);
  g_assert_cmpuint(message.src.port, ==, 5060);
  g_assert_false(message.unordered || message.truncated);
  g_assert_true(expect("second", 1).unordered);
  expect(NULL, 0);
}

static void
test_any_order(void)
{
  static const int orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}, {2, 0, 3, 1}};
  static const char *const texts[] = {"one ", "two ", "three ", "four"};
  for (size_t i = 0; i < G_N_ELEMENTS(orders); i++) {
    uint32_t start = UINT32_MAX - 1 + (uint32_t)i * 100;
    for (int k = 0; k < 4; k++) {
      int n = orders[i][k];
      expect(NULL, 0);
      add_data(start + (uint32_t)n, n == 0 ? BEGIN : n == 3 ? END : 0, 1, texts[n]);
      send();
    }
    expect("one two three four", (uint32_t)i * 4 + 4);
  }
  g_assert_cmpuint(lm_sctp_counters(sctp)->reassembled, ==, 4);
}

static void
test_sent_again(void)
{
  for (int i = 0; i < 2; i++) {
    add_data(10, ALL, 1, "whole");
    add_data(11, BEGIN, 1, "be");
    send();
  }
  add_data(12, END, 1, "gin");
  add_data(12, END, 1, "gin");
  add_data(11, BEGIN, 1, "be");
  send();
  expect("whole", 1);
  expect("begin", 3);
  expect(NULL, 0);
  g_assert_cmpuint(lm_sctp_counters(sctp)->retransmitted, ==, 4);
  /* The same number with something else in it is of another association. */
  add_data(10, ALL, 1, "new");
  send();
  expect("new", 4);
}

/* Two messages whose fragments have neighbouring numbers, and other streams and directions. */
static void
test_apart(void)
{
  add_data(1, BEGIN, 1, "a");
  add_data(2, END, 1, "b");
  add_data(3, BEGIN, 1, "c");
  add_data(4, END, 1, "d");
  add_data(5, BEGIN, 1, "e");
  add_data(6, END, 2, "f");
  send();
  expect("ab", 1);
  expect("cd", 1);
  add_data(6, END, 1, "g");
  send_cut(1, 0);
  expect(NULL, 0);
}

static void
test_i_data(void)
{
  i_data(1, BEGIN, 9, 47, "x");
  i_data(2, BEGIN, 10, 47, "p");
  i_data(3, 0, 9, 1, "y");
  i_data(4, END, 10, 1, "q");
  i_data(5, END, 9, 2, "z");
  send();
  g_assert_cmpuint(expect("pq", 1).ppid, ==, 47);
  LmSctpMessage message = expect("xyz", 1);
  g_assert_cmpuint(message.ppid, ==, 47);
  g_assert_cmpuint(message.stream, ==, 3);
  i_data(6, ALL, 11, 46, "alone");
  send();
  g_assert_cmpuint(expect("alone", 2).ppid, ==, 46);
}

static void
test_cut(void)
{
  add_data(1, ALL, 1, "12345678");
  send_cut(0, 4);
  g_assert_true(expect("1234", 1).truncated);
  add_data(2, BEGIN, 1, "abcdefgh");
  send_cut(0, 4);
  add_data(3, END, 1, "ijkl");
  send();
  g_assert_true(expect("abcd", 3).truncated);
}

static void
test_finish(void)
{
  add_data(1, BEGIN, 1, "be");
  add_data(2, 0, 1, "gun");
  add_data(9, 0, 1, "lost");
  add_data(20, BEGIN, 1, "only");
  send();
  expect(NULL, 0);
  lm_sctp_finish(sctp);
  g_assert_true(expect("begun", 1).truncated);
  g_assert_true(expect("only", 1).truncated);
  expect(NULL, 0);
}

static void
test_malformed(void)
{
  add_data(1, ALL, 1, "good");
  add_be(0, 1);
  add_be(3, 1);
  add_be(2, 2);
  add_be(0, 4);
  send();
  add_data(2, ALL, 1, "good");
  packet_bytes->data[3] = 200;
  send();
  expect("good", 1);
  expect(NULL, 0);
  g_assert_cmpuint(lm_sctp_counters(sctp)->malformed, ==, 2);
}

/* Fragments that never end are held up to a limit. */
static void
test_flood(void)
{
  for (uint32_t i = 0; i < LM_LIMIT_SCTP_PIECES + 5000; i += 50) {
    for (uint32_t k = 0; k < 50; k++)
      add_data(2 * (i + k), BEGIN, 1, "x");
    send();
  }
  g_assert_cmpuint(lm_sctp_counters(sctp)->dropped, >=, 5000);
  add_data(2 * (LM_LIMIT_SCTP_PIECES + 4900) + 1, END, 1, "y");
  send();
  LmSctpMessage message;
  g_assert_true(lm_sctp_take(sctp, &message));
  g_assert_cmpmem(message.payload.data, message.payload.len, "xy", 2);
}

typedef struct {
  const char *path;
  void (*run)(void);
} Test;

static void
run(gconstpointer data)
{
  const Test *test = data;
  begin();
  test->run();
  end();
}

int
main(int argc, char **argv)
{
  static const Test tests[] = {
      {"/sctp/bundled", test_bundled},       {"/sctp/any-order", test_any_order},
      {"/sctp/sent-again", test_sent_again}, {"/sctp/apart", test_apart},
      {"/sctp/i-data", test_i_data},         {"/sctp/cut", test_cut},
      {"/sctp/finish", test_finish},         {"/sctp/malformed", test_malformed},
      {"/sctp/flood", test_flood},
  };
  g_test_init(&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add_data_func(tests[i].path, &tests[i], run);
  return g_test_run();
}
