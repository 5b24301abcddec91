/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Payloads of telephone events. */
#include "proto/telephone_event.h"

#include <glib.h>

static void
test_events(void)
{
  static const uint8_t bytes[] = {11, 0x8a, 0x03, 0x20, 36, 0x40, 0xff, 0xff, 1, 0};
  LmSlice rest = lm_slice(bytes, sizeof bytes);
  LmTelephoneEvent event;
  g_assert_true(lm_telephone_event_next(&rest, &event));
  g_assert_cmpuint(event.event, ==, 11);
  g_assert_true(event.end);
  g_assert_false(event.reserved);
  g_assert_cmpuint(event.volume, ==, 10);
  g_assert_cmpuint(event.duration, ==, 800);
  g_assert_true(lm_telephone_event_next(&rest, &event));
  g_assert_false(event.end);
  g_assert_true(event.reserved);
  g_assert_cmpuint(event.duration, ==, 0xffff);
  g_assert_false(lm_telephone_event_next(&rest, &event));
  g_assert_cmpuint(rest.len, ==, 2);
}

static void
test_keys(void)
{
  static const char keys[] = "0123456789*#ABCD";
  for (int i = 0; i < 16; i++) {
    g_assert_cmpint(lm_telephone_event_key((uint8_t)i), ==, keys[i]);
    g_assert_cmpint(lm_telephone_event_of_key(keys[i]), ==, i);
    g_assert_cmpint(lm_telephone_event_name((uint8_t)i)[0], ==, keys[i]);
  }
  g_assert_cmpint(lm_telephone_event_of_key('c'), ==, 14);
  g_assert_cmpint(lm_telephone_event_of_key('e'), ==, -1);
  g_assert_cmpint(lm_telephone_event_of_key(0), ==, -1);
  g_assert_cmpint(lm_telephone_event_of_key(-1), ==, -1);
  g_assert_cmpint(lm_telephone_event_key(16), ==, 0);
  g_assert_cmpstr(lm_telephone_event_name(16), ==, "flash");
  g_assert_cmpstr(lm_telephone_event_name(36), ==, "CNG");
  g_assert_null(lm_telephone_event_name(17));
  g_assert_null(lm_telephone_event_name(255));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/telephone-event/events", test_events);
  g_test_add_func("/telephone-event/keys", test_keys);
  return g_test_run();
}
