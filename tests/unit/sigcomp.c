/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sigcomp.h"

#include <glib.h>

/* Whether the first @n bytes are SigComp, and with how long a header. */
static void
check(size_t n, const uint8_t *start, size_t n_start, size_t header_bytes)
{
  g_autofree uint8_t *bytes = g_malloc0(n);
  LmSigcomp found;
  for (size_t i = 0; i < n && i < n_start; i++)
    bytes[i] = start[i];
  g_assert_cmpint(lm_sigcomp_parse(lm_slice(bytes, n), &found), ==, header_bytes > 0);
  if (header_bytes)
    g_assert_cmpuint(found.header_bytes, ==, header_bytes);
}

#define CHECK(n, header_bytes, ...)                                                    \
  check((n), ((const uint8_t[]){__VA_ARGS__}), sizeof((const uint8_t[]){__VA_ARGS__}), \
        (header_bytes))

static void
test_state(void)
{
  CHECK(20, 7, 0xf9);
  CHECK(20, 10, 0xfa);
  CHECK(20, 13, 0xfb);
  CHECK(13, 0, 0xfb);
  /* Feedback of one byte, and of three that it announces. */
  CHECK(20, 8, 0xfd, 0x05);
  CHECK(20, 11, 0xfd, 0x83);
  CHECK(20, 0, 0xfd, 0xff);
}

static void
test_bytecode(void)
{
  CHECK(20, 13, 0xf8, 0x00, 0xa1);
  CHECK(20, 14, 0xfc, 0x01, 0x00, 0xa1);
  CHECK(13, 0, 0xf8, 0x00, 0xa1);
  CHECK(20, 0, 0xf8, 0x00, 0xa0);
  CHECK(20, 0, 0xf8, 0x00, 0x01);
}

static void
test_none(void)
{
  CHECK(20, 0, 0xf0);
  CHECK(20, 0, 'I');
  CHECK(0, 0, 0xf9);
  CHECK(1, 0, 0xf8);
  CHECK(1, 0, 0xfd);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sigcomp/state", test_state);
  g_test_add_func("/sigcomp/bytecode", test_bytecode);
  g_test_add_func("/sigcomp/none", test_none);
  return g_test_run();
}
