/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/mrcp.h"

#include <glib.h>

#define CHANNEL "Channel-Identifier:32AECB23433802@speechsynth\r\n"
#define assert_slice(slice, text) g_assert_true(lm_slice_equal(slice, LM_SLICE_LITERAL(text)))

/* The message with its length in the place of "@@". */
static char *
with_length(const char *text)
{
  size_t len = strlen(text) + (strlen(text) > 98 ? 1 : 0);
  g_auto(GStrv) parts = g_strsplit(text, "@@", 2);
  return g_strdup_printf("%s%zu%s", parts[0], len, parts[1]);
}

static void
test_messages(void)
{
  LmMrcp message;
  g_autofree char *speak = with_length("MRCP/2.0 @@ SPEAK 543257\r\n" CHANNEL
                                       "Content-Type: application/ssml+xml\r\n\r\n<speak/>");
  g_assert_cmpuint(lm_mrcp_len(lm_slice_str(speak)), ==, strlen(speak));
  g_assert_true(lm_mrcp_parse(lm_slice_str(speak), &message));
  g_assert_cmpint(message.kind, ==, LM_MRCP_REQUEST);
  assert_slice(message.name, "SPEAK");
  assert_slice(message.request_id, "543257");
  assert_slice(message.channel, "32AECB23433802@speechsynth");
  assert_slice(message.content_type, "application/ssml+xml");
  assert_slice(message.body, "<speak/>");
  g_assert_cmpint(message.anomaly.kind, ==, LM_ANOMALY_NONE);

  g_autofree char *response = with_length("MRCP/2.0 @@ 543257 200 IN-PROGRESS\r\n" CHANNEL "\r\n");
  g_assert_true(lm_mrcp_parse(lm_slice_str(response), &message));
  g_assert_cmpint(message.kind, ==, LM_MRCP_RESPONSE);
  g_assert_cmpuint(message.status, ==, 200);
  assert_slice(message.state, "IN-PROGRESS");

  g_autofree char *event = with_length("MRCP/2.0 @@ SPEAK-COMPLETE 543257 COMPLETE\r\n" CHANNEL
                                       "Completion-Cause: 000 normal\r\n\r\n");
  g_assert_true(lm_mrcp_parse(lm_slice_str(event), &message));
  g_assert_cmpint(message.kind, ==, LM_MRCP_EVENT);
  assert_slice(message.name, "SPEAK-COMPLETE");
  assert_slice(message.state, "COMPLETE");
  assert_slice(message.completion, "000 normal");
}

static void
test_bad(void)
{
  static const char *const none[] = {"",
                                     "MRCP/2.0",
                                     "MRCP/2.0 12",
                                     "MRCP/1.0 100 X 1\r\n",
                                     "MRCP/2.0 -1 X 1\r\n",
                                     "MRCP/2.0 0 X 1\r\n",
                                     "MRCP/2.0 10 X 1\r\n",
                                     "MRCP/2.0 99999999999 X 1\r\n"};
  LmMrcp message;
  for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
    g_assert_false(lm_mrcp_looks_like(lm_slice_str(none[i])));
    g_assert_false(lm_mrcp_parse(lm_slice_str(none[i]), &message));
  }
  /* A length within the headers. */
  g_assert_true(lm_mrcp_parse(LM_SLICE_LITERAL("MRCP/2.0 30 STOP 1\r\n" CHANNEL "\r\n"), &message));
  g_assert_cmpint(message.anomaly.kind, ==, LM_ANOMALY_MRCP_LENGTH);
  g_assert_cmpuint(message.anomaly.offset, ==, 9);
  g_assert_cmpuint(message.anomaly.len, ==, 2);
  /* More than is there is what TCP has not brought yet. */
  g_assert_true(lm_mrcp_parse(LM_SLICE_LITERAL("MRCP/2.0 3000 STOP 1\r\n"), &message));
  g_assert_cmpint(message.anomaly.kind, ==, LM_ANOMALY_NONE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/mrcp/messages", test_messages);
  g_test_add_func("/mrcp/bad", test_bad);
  return g_test_run();
}
