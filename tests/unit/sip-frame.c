/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/limits.h"
#include "linear.h"
#include "proto/sip/message.h"

#include <glib.h>

#define ACK "ACK sip:a SIP/2.0\r\n"
#define BYE "BYE sip:a SIP/2.0\r\nl:3\r\n\r\n"

static const struct {
  const char *text;
  LmSipFrame frame;
  size_t len;
} frames[] = {
    {"", LM_SIP_FRAME_PARTIAL, 0},
    {"A", LM_SIP_FRAME_PARTIAL, 0},
    {"ACK sip", LM_SIP_FRAME_PARTIAL, 0},
    {"SI", LM_SIP_FRAME_PARTIAL, 0},
    {"SIP/2.", LM_SIP_FRAME_PARTIAL, 0},
    {"SIP/2.0 200 OK", LM_SIP_FRAME_PARTIAL, 0},
    {ACK, LM_SIP_FRAME_PARTIAL, 0},
    {ACK "To: a\r\n", LM_SIP_FRAME_PARTIAL, 0},
    {ACK "To: a\r\n\r", LM_SIP_FRAME_PARTIAL, 0},
    {ACK "\r\n", LM_SIP_FRAME_WHOLE, sizeof ACK + 1},
    {"ACK sip:a SIP/2.0\n\nrest", LM_SIP_FRAME_WHOLE, 19},
    {BYE, LM_SIP_FRAME_PARTIAL, 3},
    {BYE "ab", LM_SIP_FRAME_PARTIAL, 1},
    {BYE "abc", LM_SIP_FRAME_WHOLE, sizeof BYE + 2},
    {BYE "abcACK", LM_SIP_FRAME_WHOLE, sizeof BYE + 2},
    {ACK "CONTENT-LENGTH  :\r\n 2\r\n\r\nabc", LM_SIP_FRAME_WHOLE, sizeof ACK + 26},
    {ACK "l: 2\r\nl: 9\r\n\r\nab", LM_SIP_FRAME_WHOLE, sizeof ACK + 15},
    {ACK "l: x\r\n\r\nab", LM_SIP_FRAME_WHOLE, sizeof ACK + 7},
    {ACK "l: 4294967295\r\n\r\nab", LM_SIP_FRAME_WHOLE, sizeof ACK + 16},
    {ACK "Subject: l: 5\r\n\r\nab", LM_SIP_FRAME_WHOLE, sizeof ACK + 16},
    {ACK "X: y\r\n" ACK "\r\n", LM_SIP_FRAME_WHOLE, sizeof ACK + 5},
    {"\r\n\r\n" ACK, LM_SIP_FRAME_NOT_SIP, 4},
    {"\r\n", LM_SIP_FRAME_NOT_SIP, 2},
    {"\x16\3\1", LM_SIP_FRAME_NOT_SIP, 3},
    {"GET / HTTP/1.1\r\n\r\n", LM_SIP_FRAME_NOT_SIP, 18},
    {"v=0\r\n" ACK, LM_SIP_FRAME_NOT_SIP, 5},
    {"v=0\r\nm=a b c\r\nSIP/2", LM_SIP_FRAME_NOT_SIP, 14},
    {"v=0\r\nACK si", LM_SIP_FRAME_NOT_SIP, 5},
    {"v=0\r\n\x80\x80", LM_SIP_FRAME_NOT_SIP, 7},
};

static LmSipFrame
frame_of(const char *text, size_t n, size_t *len)
{
  g_autofree char *exact = g_memdup2(text, n ? n : 1);
  *len = 12345;
  return lm_sip_frame(lm_slice(exact, n), len);
}

static void
test_frames(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(frames); i++) {
    size_t len;
    g_autofree char *shown = g_strescape(frames[i].text, NULL);
    g_test_message("%s", shown);
    g_assert_cmpint(frame_of(frames[i].text, strlen(frames[i].text), &len), ==, frames[i].frame);
    g_assert_cmpuint(len, ==, frames[i].len);
  }
}

/* However a stream is cut, it holds the same messages. */
static void
test_cuts(void)
{
  static const char stream[] = BYE "abc" ACK "\r\n\r\n" BYE "a\r\nSIP/2.0 200 OK\r\nl: 1\r\n\r\nx";
  for (size_t step = 1; step < sizeof stream; step++) {
    size_t from = 0, n_messages = 0;
    for (size_t to = 0; to < strlen(stream);) {
      to = MIN(to + step, strlen(stream));
      while (from < to) {
        size_t len;
        LmSipFrame frame = frame_of(stream + from, to - from, &len);
        if (frame == LM_SIP_FRAME_PARTIAL)
          break;
        g_assert_cmpuint(len, >, 0);
        g_assert_cmpuint(len, <=, to - from);
        n_messages += frame == LM_SIP_FRAME_WHOLE;
        from += len;
      }
    }
    g_assert_cmpuint(from, ==, strlen(stream));
    g_assert_cmpuint(n_messages, ==, 4);
  }
}

static void
test_limits(void)
{
  g_autoptr(GString) text = g_string_new(ACK);
  while (text->len <= LM_LIMIT_SIP_HEADER_BLOCK_BYTES)
    g_string_append(text, "X: y\r\n");
  size_t len, all = text->len;
  g_assert_cmpint(frame_of(text->str, text->len, &len), ==, LM_SIP_FRAME_NOT_SIP);
  g_assert_cmpuint(len, ==, all);
  g_string_append(text, ACK);
  g_assert_cmpint(frame_of(text->str, text->len, &len), ==, LM_SIP_FRAME_NOT_SIP);
  g_assert_cmpuint(len, ==, all);
  g_string_assign(text, "ACK ");
  while (text->len <= LM_LIMIT_SIP_HEADER_BLOCK_BYTES)
    g_string_append(text, "sip:aaaa");
  g_assert_cmpint(frame_of(text->str, text->len, &len), ==, LM_SIP_FRAME_NOT_SIP);
  g_assert_cmpuint(len, ==, text->len);
}

/* All of a stream that does not get anywhere is worked off in time that grows with its length. */
static void
drain(const char *text, size_t n)
{
  for (size_t from = 0, len; from < n; from += len)
    if (lm_sip_frame(lm_slice(text + from, n - from), &len) == LM_SIP_FRAME_PARTIAL)
      break;
}

static void
test_linear(void)
{
  static const char *const parts[] = {ACK,
                                      "x\r\n",
                                      ACK "\r\n",
                                      "ACK a",
                                      "SIP/2.0 2\r\n",
                                      "ACK sip:a\r\n",
                                      ACK "X: y\r\n",
                                      ACK " x\r\n",
                                      "\r\n",
                                      "SIP/2.0 2 ",
                                      "A A SIP/2.0\n:"};
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    assert_linear(drain, "", parts[i], "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sip-frame/frames", test_frames);
  g_test_add_func("/sip-frame/cuts", test_cuts);
  g_test_add_func("/sip-frame/limits", test_limits);
  g_test_add_func("/sip-frame/linear", test_linear);
  return g_test_run();
}
