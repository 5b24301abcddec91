/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Clocks of captures lined up by the packets that are in several of them. */

#include "capture-files.h"

#include "base/time.h"
#include "engine/align.h"

/* A datagram with SIP message @number, at @at_us after the first second. */
typedef struct {
  unsigned number;
  int64_t at_us;
} Sent;

#define MS(n) ((int64_t)(n)*1000)
#define END \
  {         \
    0, 0    \
  }

static void
put_sent(Build *build, const Sent *sent)
{
  g_autofree char *sip =
      g_strdup_printf("OPTIONS sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n"
                      "Call-ID: %u\r\nCSeq: 1 OPTIONS\r\n\r\n",
                      sent->number);
  size_t len = strlen(sip);
  int64_t at_us = G_USEC_PER_SEC + sent->at_us;
  put_int(build, (uint64_t)(at_us / G_USEC_PER_SEC), 4);
  put_int(build, (uint64_t)(at_us % G_USEC_PER_SEC), 4);
  put_int(build, 28 + len, 4);
  put_int(build, 28 + len, 4);
  const uint8_t header[28] = {0x45,
                              0,
                              (28 + len) >> 8,
                              (28 + len) & 0xff,
                              0,
                              1,
                              0x40,
                              0,
                              64,
                              17,
                              0,
                              0,
                              192,
                              0,
                              2,
                              1,
                              192,
                              0,
                              2,
                              2,
                              0x13,
                              0xc4,
                              0x13,
                              0xc4,
                              (8 + len) >> 8,
                              (8 + len) & 0xff,
                              0,
                              0};
  put_bytes(build, header, sizeof header);
  put_bytes(build, sip, len);
}

static char *
write_sent(const char *folder, const char *name, const Sent *list)
{
  Build build = build_new(false);
  put_pcap_header(&build, 0xa1b2c3d4, 101);
  for (; list->number; list++)
    put_sent(&build, list);
  char *path = write_file(folder, name, build.bytes->data, build.bytes->len);
  build_free(&build);
  return path;
}

static void
assert_clock(const LmClock *clock, int64_t shift_us, uint32_t n_pairs, uint32_t with)
{
  g_assert_cmpint(clock->shift_ns, ==, shift_us * 1000);
  g_assert_cmpuint(clock->n_pairs, ==, n_pairs);
  g_assert_cmpuint(clock->with, ==, with);
}

/* The second file is 5 s fast and three packets of it are its own; the third shares packets with
 * the second alone, which takes a second round; the fourth shares none. */
static void
test_files(void)
{
  char *folder = make_folder();
  char *paths[] = {
      write_sent(folder, "a",
                 (const Sent[]){{1, 0}, {2, MS(100)}, {3, MS(200)}, {4, MS(300)}, END}),
      write_sent(folder, "b", (const Sent[]){{3, MS(2000)}, {8, MS(2100)}, END}),
      write_sent(folder, "c",
                 (const Sent[]){{1, MS(5001)}, {2, MS(5102)}, {3, MS(5200)}, {8, MS(6000)}, END}),
      write_sent(folder, "d", (const Sent[]){{20, 0}, END}),
      write_sent(folder, "e", (const Sent[]){{8, MS(1)}, {21, 0}, END}),
  };
  LmClock clocks[5] = {0};
  LmError error = {0};
  g_assert_true(lm_align((const char *const *)paths, 5, clocks, NULL, &error));
  assert_clock(&clocks[0], 0, 0, 0);
  assert_clock(&clocks[1], MS(-1800), 1, 0);
  assert_clock(&clocks[2], MS(-5001), 3, 0);
  g_assert_cmpint(clocks[2].spread_ns, ==, 2 * LM_NS_PER_MS);
  assert_clock(&clocks[3], 0, 0, 0);
  /* Message 8 as the second file has it, by that one's new clock. */
  assert_clock(&clocks[4], MS(2099 - 1800), 1, 1);
  for (size_t i = 0; i < 5; i++)
    g_free(paths[i]);
  remove_folder(folder);
}

/* A clock that is set by hand is right, and the others go by it. */
static void
test_by_hand(void)
{
  char *folder = make_folder();
  char *a = write_sent(folder, "a", (const Sent[]){{1, 0}, END});
  char *b = write_sent(folder, "b", (const Sent[]){{1, MS(10)}, END});
  LmClock clocks[2] = {{0}, {.set = true, .shift_ns = 3 * LM_NS_PER_S}};
  g_assert_true(lm_align((const char *const[]){a, b}, 2, clocks, NULL, NULL));
  assert_clock(&clocks[0], MS(3010), 1, 1);
  assert_clock(&clocks[1], MS(3000), 0, 0);
  g_free(a);
  g_free(b);
  remove_folder(folder);
}

/* A message that was sent again says nothing; one that was captured twice does. */
static void
test_again(void)
{
  char *folder = make_folder();
  char *a = write_sent(folder, "a",
                       (const Sent[]){{1, 0}, {1, MS(500)}, {2, MS(600)}, {2, MS(601)}, END});
  char *b = write_sent(folder, "b", (const Sent[]){{1, MS(500)}, {2, MS(700)}, END});
  LmClock clocks[2] = {0};
  g_assert_true(lm_align((const char *const[]){a, b}, 2, clocks, NULL, NULL));
  assert_clock(&clocks[1], MS(-100), 1, 0);
  g_free(a);
  g_free(b);
  remove_folder(folder);
}

static void
test_errors(void)
{
  char *folder = make_folder();
  char *a = write_sent(folder, "a", (const Sent[]){{1, 0}, END});
  LmClock clocks[2] = {0};
  LmError error = {0};
  g_assert_false(lm_align((const char *const[]){a, "-"}, 2, clocks, NULL, &error));
  g_assert_cmpint(error.code, ==, LM_ERROR_USAGE);
  error = (LmError){0};
  g_assert_false(lm_align((const char *const[]){a, folder}, 2, clocks, NULL, &error));
  g_assert_cmpint(error.code, ==, LM_ERROR_UNREADABLE);
  g_free(a);
  remove_folder(folder);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/engine/align/files", test_files);
  g_test_add_func("/engine/align/by-hand", test_by_hand);
  g_test_add_func("/engine/align/again", test_again);
  g_test_add_func("/engine/align/errors", test_errors);
  return g_test_run();
}
