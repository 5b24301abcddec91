/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who sends HEP: counted by address, bounded, and those who send something stay on the list. */

#include "capture/hep_senders.h"

#include <glib.h>

static LmAddr
address(uint32_t number)
{
  LmAddr addr = {.family = LM_ADDR_IPV4, .bytes = {10}};
  addr.bytes[1] = (uint8_t)(number >> 16);
  addr.bytes[2] = (uint8_t)(number >> 8);
  addr.bytes[3] = (uint8_t)number;
  return addr;
}

static void
count(LmHepSenders *senders, uint32_t number, LmHepVerdict verdict, unsigned times)
{
  LmAddr addr = address(number);
  for (unsigned i = 0; i < times; i++)
    lm_hep_senders_count(senders, &addr, verdict, "why");
}

static void
test_counts(void)
{
  LmHepSenders *senders = lm_hep_senders_new();
  LmHepSender list[8], others;
  g_assert_cmpuint(lm_hep_senders_list(senders, list, 8, &others), ==, 0);
  count(senders, 1, LM_HEP_WELCOME, 5);
  count(senders, 2, LM_HEP_WELCOME, 7);
  count(senders, 2, LM_HEP_WRONG_KEY, 3);
  count(senders, 3, LM_HEP_TLS_FAILED, 1);
  g_assert_cmpuint(lm_hep_senders_list(senders, list, 8, &others), ==, 3);
  for (size_t i = 0; i < 3; i++) {
    LmAddr wanted = address((const uint32_t[]){2, 1, 3}[i]);
    g_assert_true(lm_addr_equal(&list[i].addr, &wanted));
    g_assert_cmpint(list[i].last_ns, >, 1577836800000000000);
  }
  g_assert_cmpuint(list[0].n_messages, ==, 7);
  g_assert_cmpuint(list[0].refusals.of[LM_HEP_WRONG_KEY], ==, 3);
  g_assert_cmpstr(list[2].refusals.tls_words, ==, "why");
  g_assert_cmpint(others.last_ns, ==, 0);
  /* What the list has no room for is summed up. */
  g_assert_cmpuint(lm_hep_senders_list(senders, list, 1, &others), ==, 1);
  g_assert_cmpuint(others.n_messages, ==, 5);
  g_assert_cmpuint(others.refusals.of[LM_HEP_TLS_FAILED], ==, 1);
  LmText text = LM_TEXT_INIT;
  lm_hep_sender_text(&list[0], &text);
  g_assert_true(g_str_has_prefix(text.str, "10.0.0.2: 7 messages, the last at "));
  g_assert_true(g_str_has_suffix(text.str, "; not taken: 3 with a wrong key"));
  lm_text_clear(&text);
  lm_hep_sender_text(&others, &text);
  g_assert_true(g_str_has_prefix(text.str, "others: 5 messages, the last at "));
  lm_text_clear(&text);
  lm_hep_senders_free(senders);
}

/* Addresses that are made up fill a part of the list alone, and all is counted somewhere. */
static void
test_bounds(void)
{
  enum { N = 3000 };
  LmHepSenders *senders = lm_hep_senders_new();
  LmHepSender *list = g_new(LmHepSender, LM_HEP_MAX_SENDERS), others;
  for (uint32_t i = 0; i < N; i++)
    count(senders, 100000 + i, LM_HEP_STRANGER, 1);
  g_assert_cmpuint(lm_hep_senders_list(senders, list, LM_HEP_MAX_SENDERS, &others), ==,
                   LM_HEP_MAX_REFUSED_SENDERS);
  g_assert_cmpuint(others.refusals.of[LM_HEP_STRANGER], ==, N - LM_HEP_MAX_REFUSED_SENDERS);
  count(senders, 1, LM_HEP_WELCOME, 2);
  lm_hep_senders_list(senders, list, 1, &others);
  g_assert_cmpuint(list[0].n_messages, ==, 2);
  for (uint32_t i = 0; i < N; i++)
    count(senders, i, LM_HEP_WELCOME, 1);
  size_t n = lm_hep_senders_list(senders, list, LM_HEP_MAX_SENDERS, &others);
  g_assert_cmpuint(n, ==, LM_HEP_MAX_SENDERS);
  uint64_t sum = others.n_messages;
  for (size_t i = 0; i < n; i++)
    sum += list[i].n_messages;
  g_assert_cmpuint(sum, ==, N + 2);
  g_assert_cmpuint(list[0].n_messages, ==, 3);
  g_free(list);
  lm_hep_senders_free(senders);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/hep-senders/counts", test_counts);
  g_test_add_func("/hep-senders/bounds", test_bounds);
  return g_test_run();
}
