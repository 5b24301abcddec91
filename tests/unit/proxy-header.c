/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/proxy_header.h"

#include <glib.h>
#include <string.h>

#define LINE "PROXY TCP6 2001:db8::1 2001:db8::2 49152 5061\r\n"
#define BINARY                         \
  "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" \
  "0123456789ab"

/* The header is found once it is whole, and may become one before. */
static void
check(const char *header, size_t len)
{
  bool partial;
  g_autofree char *text = g_malloc(len + 7);
  memcpy(text, header, len);
  memcpy(text + len, "INVITE ", 7);
  for (size_t n = 1; n <= len + 7; n++) {
    g_autofree char *exact = g_memdup2(text, n);
    g_assert_cmpuint(lm_proxy_header_len(lm_slice(exact, n), &partial), ==, n < len ? 0 : len);
    g_assert_cmpint(partial, ==, n < len);
  }
}

static void
test_found(void)
{
  check(LINE, strlen(LINE));
  check("PROXY UNKNOWN\r\n", 15);
  check(BINARY, sizeof BINARY - 1);
}

static void
assert_none(const char *bytes, size_t len)
{
  bool partial;
  g_assert_cmpuint(lm_proxy_header_len(lm_slice(bytes, len), &partial), ==, 0);
  g_assert_false(partial);
}

static void
test_none(void)
{
  char line[200] = "PROXY ";
  memset(line + 6, 'x', sizeof line - 6);
  assert_none(line, sizeof line);
  assert_none("", 0);
  assert_none("PROXIES ", 8);
  assert_none("PROXY TCP4\n", 11);
  assert_none("\r\n\r\nINVITE ", 11);
  assert_none("\r\n\r\n\0\r\nQUIT\n\x11\x11\0\0", 16);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/proxy-header/found", test_found);
  g_test_add_func("/proxy-header/none", test_none);
  return g_test_run();
}
