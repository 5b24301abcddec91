/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pages.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)
#define FILE_BYTES (64 * MIB)
#define SPARE_BYTES (16 * MIB) /* may come back before it goes again */

typedef struct {
  LmFollow *follow;
  LmPages *pages;
  const uint8_t *data;
} Capture;

static Capture
open_capture(void)
{
  LmError error = {0};
  char name[] = "/tmp/lm-pages-XXXXXX";
  int fd = g_mkstemp(name);
  g_assert_cmpint(fd, >=, 0);
  g_unlink(name);
  g_autofree char *zeros = g_malloc0(MIB);
  for (size_t i = 0; i < FILE_BYTES / MIB; i++)
    g_assert_cmpint(write(fd, zeros, MIB), ==, (ssize_t)MIB);
  Capture capture = {.follow = lm_follow_new(&error)};
  g_assert_true(lm_follow_add(capture.follow, fd, &error));
  capture.data = lm_follow_data(capture.follow);
  capture.pages = lm_pages_new(capture.follow);
  return capture;
}

static void
close_capture(Capture *capture)
{
  lm_pages_free(capture->pages);
  lm_follow_free(capture->follow);
}

/* As somebody who searches all of it. */
static void
look_at_all(const Capture *capture)
{
  for (size_t i = 0; i < FILE_BYTES; i += 4096)
    g_assert_cmpuint(*(volatile const uint8_t *)(capture->data + i), ==, 0);
}

/* However often somebody goes through all that was captured, it does not stay in memory. */
static void
test_given_back(void)
{
  Capture capture = open_capture();
  uint64_t before = lm_pages_in_use(capture.pages);
  g_assert_cmpuint(before, >, 0);
  lm_pages_reached(capture.pages, capture.data + FILE_BYTES);
  for (int i = 0; i < 3; i++) {
    look_at_all(&capture);
    g_assert_cmpuint(lm_pages_in_use(capture.pages), <, before + SPARE_BYTES);
  }
  close_capture(&capture);
}

/* What the reader has not reached is needed soon, and stays. */
static void
test_ahead(void)
{
  Capture capture = open_capture();
  uint64_t before = lm_pages_in_use(capture.pages);
  lm_pages_reached(capture.pages, capture.data + MIB);
  look_at_all(&capture);
  g_assert_cmpuint(lm_pages_in_use(capture.pages), >, before + FILE_BYTES - SPARE_BYTES);
  close_capture(&capture);
}

/* A capture from files that nobody writes any more has none to give back. */
static void
test_none(void)
{
  LmPages *pages = lm_pages_new(NULL);
  lm_pages_reached(pages, NULL);
  g_assert_cmpuint(lm_pages_in_use(pages), >, MIB);
  lm_pages_free(pages);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/engine/pages/given-back", test_given_back);
  g_test_add_func("/engine/pages/ahead", test_ahead);
  g_test_add_func("/engine/pages/none", test_none);
  return g_test_run();
}
