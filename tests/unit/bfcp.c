/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/bfcp.h"

#include <glib.h>

/* FloorRequestStatus: FLOOR-REQUEST-INFORMATION of request 9 with OVERALL-REQUEST-STATUS granted
 * and FLOOR-REQUEST-STATUS of floor 2. */
static const uint8_t status[] = {
    0x20,       4,  0, 5, 0,         0, 0,   7,   0, 3, 0, 5, /* header */
    15 * 2 + 1, 20, 0, 9,                                     /* information of request 9 */
    18 * 2 + 1, 8,  0, 9, 5 * 2 + 1, 4, 3,   0,               /* overall status: granted */
    17 * 2 + 1, 8,  0, 2, 9 * 2,     4, 'o', 'k',             /* floor 2, status info */
};

static LmSlice
exact(const uint8_t *bytes, size_t len)
{
  static uint8_t *copy;
  g_free(copy);
  copy = g_memdup2(bytes, MAX(len, 1));
  return lm_slice(copy, len);
}

static void
test_message(void)
{
  LmBfcp message;
  LmSlice bytes = exact(status, sizeof status);
  g_assert_cmpuint(lm_bfcp_len(bytes), ==, sizeof status);
  g_assert_true(lm_bfcp_looks_like(bytes));
  g_assert_true(lm_bfcp_parse(bytes, &message));
  g_assert_cmpstr(lm_bfcp_primitive_name(message.primitive), ==, "FloorRequestStatus");
  g_assert_cmpuint(message.version, ==, 1);
  g_assert_cmpuint(message.conference, ==, 7);
  g_assert_cmpuint(message.transaction, ==, 3);
  g_assert_cmpuint(message.user, ==, 5);
  g_assert_cmpuint(message.request, ==, 9);
  g_assert_cmpuint(message.floor, ==, 2);
  g_assert_cmpstr(lm_bfcp_status_name(message.status), ==, "Granted");
  g_assert_true(lm_slice_equal(message.status_info, LM_SLICE_LITERAL("ok")));
  g_assert_cmpint(message.anomaly.kind, ==, LM_ANOMALY_NONE);
}

static void
test_error(void)
{
  static const uint8_t error[] = {0x50, 13, 0,         2, 0, 0, 0,     1, 0,   1,
                                  0,    1,  6 * 2 + 1, 3, 6, 0, 7 * 2, 4, 'n', 'o'};
  LmBfcp message;
  g_assert_true(lm_bfcp_parse(exact(error, sizeof error), &message));
  g_assert_true(message.response);
  g_assert_cmpuint(message.version, ==, 2);
  g_assert_cmpstr(lm_bfcp_error_name(message.error), ==, "Invalid Floor ID");
  g_assert_true(lm_slice_equal(message.error_info, LM_SLICE_LITERAL("no")));
}

static void
test_bad(void)
{
  uint8_t bytes[sizeof status];
  LmBfcp message;
  g_assert_cmpuint(lm_bfcp_len(exact(status, 11)), ==, 0);
  static const struct {
    size_t at;
    uint8_t value;
  } headers[] = {{0, 0x60}, {0, 0x00}, {0, 0x21}, {0, 0x28}, {1, 0}, {1, 18}};
  for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
    memcpy(bytes, status, sizeof status);
    bytes[headers[i].at] = headers[i].value;
    g_assert_cmpuint(lm_bfcp_len(exact(bytes, sizeof bytes)), ==, 0);
  }
  memcpy(bytes, status, sizeof status);
  bytes[13] = 21;
  g_assert_false(lm_bfcp_looks_like(exact(bytes, sizeof bytes)));
  g_assert_true(lm_bfcp_parse(exact(bytes, sizeof bytes), &message));
  g_assert_cmpint(message.anomaly.kind, ==, LM_ANOMALY_BFCP_ATTRIBUTE);
  g_assert_cmpuint(message.anomaly.offset, ==, 12);
  bytes[13] = 1;
  g_assert_false(lm_bfcp_looks_like(exact(bytes, sizeof bytes)));
  /* Cut short. */
  g_assert_false(lm_bfcp_looks_like(exact(status, sizeof status - 4)));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/bfcp/message", test_message);
  g_test_add_func("/bfcp/error", test_error);
  g_test_add_func("/bfcp/bad", test_bad);
  return g_test_run();
}
