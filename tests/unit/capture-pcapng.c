/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture-files.h"

#include "base/limits.h"
#include "base/time.h"
#include "capture/clock.h"

/* Two sections in different byte orders; three interfaces with links and clocks of their own. */
static void
test_sections(void)
{
  Build build = build_new(false);
  put_section(&build);
  put_interface(&build, LM_LINK_ETHERNET, 0, -1, 0);
  put_interface(&build, LM_LINK_LINUX_SLL2, 96, 9, 0);
  put_packet(&build, 0, 1500000000123456, "one", NULL);
  put_packet(&build, 1, 1500000000123456789, "two", "a comment");
  build.big = true;
  put_section(&build);
  put_interface(&build, LM_LINK_RAW, 0, 3, -7200);
  put_packet(&build, 0, 1500000000123, "three", NULL);
  LmCapture *capture = assert_opens(&build);
  LmFrame frames[4];
  g_assert_cmpuint(read_all(capture, frames, 4, 4), ==, 3);
  g_assert_cmpstr(lm_capture_damage(capture)->message, ==, "");
  g_assert_cmpstr(lm_capture_format(capture), ==, "pcapng");
  assert_data(&frames[0], "one");
  g_assert_cmpint(frames[0].time_ns, ==, 1500000000123456000);
  g_assert_cmpuint(frames[0].link_type, ==, LM_LINK_ETHERNET);
  g_assert_cmpint(frames[1].time_ns, ==, 1500000000123456789);
  g_assert_cmpuint(frames[1].link_type, ==, LM_LINK_LINUX_SLL2);
  g_assert_cmpuint(frames[1].interface, ==, 1);
  g_assert_cmpint(frames[2].time_ns, ==, 1500000000123000000 - 7200 * LM_NS_PER_S);
  g_assert_cmpuint(frames[2].interface, ==, 2);
  g_assert_cmpuint(frames[2].number, ==, 3);
  g_assert_cmpuint(lm_capture_n_interfaces(capture), ==, 3);
  g_assert_cmpuint(lm_capture_interface(capture, 1)->snap_bytes, ==, 96);
  g_assert_cmpuint(lm_capture_interface(capture, 2)->packets, ==, 1);
  g_assert_cmpuint(lm_capture_n_notes(capture), ==, 1);
  const LmCaptureNote *note = lm_capture_note(capture, 0);
  g_assert_cmpint(note->kind, ==, LM_CAPTURE_COMMENT);
  g_assert_cmpuint(note->frame, ==, 2);
  g_assert_cmpmem(note->bytes.data, note->bytes.len, "a comment", 9);
  lm_capture_close(capture);
  build_free(&build);
}

static void
test_clock(void)
{
  LmClock clock = lm_clock(6, 0);
  g_assert_cmpint(lm_clock_ns(&clock, 1), ==, 1000);
  g_assert_cmpint(lm_clock_ns(&clock, UINT64_MAX), ==, INT64_MAX);
  clock = lm_clock(0, 0);
  g_assert_cmpint(lm_clock_ns(&clock, 7), ==, 7 * LM_NS_PER_S);
  clock = lm_clock(12, 5);
  g_assert_cmpint(lm_clock_ns(&clock, 1999), ==, 5 * LM_NS_PER_S + 1);
  clock = lm_clock(28, 0);
  g_assert_cmpint(lm_clock_ns(&clock, UINT64_MAX), ==, 1);
  clock = lm_clock(127, 3);
  g_assert_cmpint(lm_clock_ns(&clock, UINT64_MAX), ==, 3 * LM_NS_PER_S);
  clock = lm_clock(0x80 | 32, 0);
  g_assert_cmpint(lm_clock_ns(&clock, (5ULL << 32) + (1ULL << 31)), ==, 5500000000);
  clock = lm_clock(0x80 | 0, 0);
  g_assert_cmpint(lm_clock_ns(&clock, 2), ==, 2 * LM_NS_PER_S);
  clock = lm_clock(0xff, 0);
  g_assert_cmpint(lm_clock_ns(&clock, UINT64_MAX), ==, 0);
  clock = lm_clock(9, INT64_MIN);
  g_assert_cmpint(lm_clock_ns(&clock, 1), ==, INT64_MIN + 1);
  clock = lm_clock(9, INT64_MAX);
  g_assert_cmpint(lm_clock_ns(&clock, 1), ==, INT64_MAX);
}

static void
test_other_packet_blocks(void)
{
  for (int big = 0; big < 2; big++) {
    Build build = build_new(big);
    put_section(&build);
    put_interface(&build, LM_LINK_ETHERNET, 5, -1, 0);
    put_packet(&build, 0, 77, "full", NULL);
    Build simple = build_new(big);
    put_int(&simple, 9, 4); /* nine bytes on the wire, of which the snap length left five */
    put_padded(&simple, "short", 5);
    put_block(&build, 3, &simple);
    Build obsolete = build_new(big);
    put_int(&obsolete, 0, 2);
    put_int(&obsolete, 3, 2);
    put_int(&obsolete, 0, 4);
    put_int(&obsolete, 99, 4);
    put_int(&obsolete, 3, 4);
    put_int(&obsolete, 30, 4);
    put_padded(&obsolete, "old", 3);
    put_block(&build, 2, &obsolete);
    Build unknown = build_new(big);
    put_int(&unknown, 0x12345678, 4);
    put_block(&build, 0x0bad, &unknown);
    LmCapture *capture = assert_opens(&build);
    LmFrame frames[4];
    g_assert_cmpuint(read_all(capture, frames, 4, 4), ==, 3);
    assert_data(&frames[1], "short");
    g_assert_cmpuint(frames[1].original_bytes, ==, 9);
    /* A simple packet block has no time of its own. */
    g_assert_cmpint(frames[1].time_ns, ==, 77000);
    assert_data(&frames[2], "old");
    g_assert_cmpuint(frames[2].original_bytes, ==, 30);
    g_assert_cmpint(frames[2].time_ns, ==, 99000);
    g_assert_cmpstr(lm_capture_damage(capture)->message, ==, "");
    lm_capture_close(capture);
    build_free(&build);
  }
}

static void
put_interface_with_texts(Build *build)
{
  Build body = build_new(build->big);
  put_int(&body, LM_LINK_ETHERNET, 2);
  put_int(&body, 0, 2);
  put_int(&body, 1500, 4);
  put_option(&body, 2, "eth0\0\0", 6);
  put_option(&body, 3, "a\xff\x1b z", 5);
  put_option(&body, 11, "\0port 5060", 10);
  put_option(&body, 1, "on the wire", 11);
  put_option(&body, 0, NULL, 0);
  put_block(build, 1, &body);
}

static void
test_info(void)
{
  for (int big = 0; big < 2; big++) {
    Build build = build_new(big);
    put_section(&build);
    put_interface_with_texts(&build);
    Build names = build_new(big);
    put_int(&names, 0, 4);
    put_block(&build, 4, &names);
    Build secrets = build_new(big);
    put_int(&secrets, 0x544c534b, 4);
    put_int(&secrets, 6, 4);
    put_padded(&secrets, "CLIENT", 6);
    put_block(&build, 10, &secrets);
    Build statistics = build_new(big);
    put_int(&statistics, 0, 12);
    for (uint16_t code = 4; code <= 7; code++) {
      put_int(&statistics, code, 2);
      put_int(&statistics, 8, 2);
      put_int(&statistics, code * 1000000000000ULL, 8);
    }
    put_block(&build, 5, &statistics);
    LmCapture *capture = assert_opens(&build);
    LmFrame frame;
    g_assert_cmpuint(lm_capture_read(capture, &frame, 1), ==, 0);
    g_assert_cmpstr(lm_capture_damage(capture)->message, ==, "");
    const LmCaptureInterface *interface = lm_capture_interface(capture, 0);
    g_assert_cmpstr(interface->name, ==, "eth0");
    g_assert_cmpstr(interface->description, ==, "a\\xff\\x1b z");
    g_assert_cmpstr(interface->filter, ==, "port 5060");
    g_assert_cmpuint(interface->received, ==, 4000000000000);
    g_assert_cmpuint(interface->dropped_by_interface, ==, 5000000000000);
    g_assert_cmpuint(interface->dropped_by_system, ==, 7000000000000);
    g_assert_cmpuint(lm_capture_n_notes(capture), ==, 3);
    g_assert_cmpint(lm_capture_note(capture, 1)->kind, ==, LM_CAPTURE_NAMES);
    g_assert_cmpint(lm_capture_note(capture, 1)->big_endian, ==, big);
    const LmCaptureNote *note = lm_capture_note(capture, 2);
    g_assert_cmpint(note->kind, ==, LM_CAPTURE_SECRETS);
    g_assert_cmpuint(note->type, ==, 0x544c534b);
    g_assert_cmpmem(note->bytes.data, note->bytes.len, "CLIENT", 6);
    lm_capture_close(capture);
    build_free(&build);
  }
}

/* A name of two-byte characters that does not fit is cut between two of them. */
static void
test_long_name(void)
{
  Build build = build_new(false);
  put_section(&build);
  Build body = build_new(false);
  put_int(&body, 1, 4);
  put_int(&body, 0, 4);
  GString *name = g_string_new("x");
  for (int i = 0; i < 100; i++)
    g_string_append(name, "\xc3\xa9");
  put_option(&body, 2, name->str, name->len);
  put_block(&build, 1, &body);
  LmCapture *capture = assert_opens(&build);
  LmFrame frame;
  lm_capture_read(capture, &frame, 1);
  const char *read = lm_capture_interface(capture, 0)->name;
  g_assert_true(g_utf8_validate(read, -1, NULL));
  g_assert_cmpuint(strlen(read), ==, 63);
  lm_capture_close(capture);
  g_string_free(name, TRUE);
  build_free(&build);
}

/* What comes before a bad block, and 40 bytes of space to write the bad block into. */
static Build
sound_start(void)
{
  Build build = build_new(false);
  put_section(&build);
  put_interface(&build, 1, 0, -1, 0);
  put_packet(&build, 0, 1, "a", NULL);
  put_packet(&build, 0, 2, "b", NULL);
  return build;
}

static void
assert_read(Build *build, size_t n, LmErrorCode code, const char *message)
{
  LmCapture *capture = assert_opens(build);
  LmFrame frames[8];
  g_assert_cmpuint(read_all(capture, frames, 8, 8), ==, n);
  g_assert_cmpstr(lm_capture_damage(capture)->message, ==, message);
  g_assert_cmpint(lm_capture_damage(capture)->code, ==, code);
  g_assert_cmpuint(lm_capture_read(capture, frames, 8), ==, 0);
  lm_capture_close(capture);
  build_free(build);
}

static void
test_bad_lengths(void)
{
  static const struct {
    uint32_t len;
    LmErrorCode code;
    const char *cause;
  } cases[] = {
      {0, LM_ERROR_DAMAGED, "length 0 is less than the 12 of an empty block"},
      {8, LM_ERROR_DAMAGED, "length 8 is less than the 12 of an empty block"},
      {3, LM_ERROR_DAMAGED, "length 3 is less than the 12 of an empty block"},
      {33, LM_ERROR_DAMAGED, "length 33 is not a multiple of 4"},
      {0xfffffffc, LM_ERROR_LIMIT, "length 4294967292 is more than the limit of 17039360"},
      {4096, LM_ERROR_DAMAGED, "the file ends after 40 of 4096 bytes"},
      {36, LM_ERROR_DAMAGED, "length 36 at its start, but 0 at its end"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    Build build = sound_start();
    put_int(&build, 6, 4);
    put_int(&build, cases[i].len, 4);
    put_int(&build, 0, 8);
    put_int(&build, 0, 8);
    put_int(&build, 0, 8);
    put_int(&build, 0, 8);
    char *message = g_strdup_printf("test.cap: block 5 at byte 124: %s; the 2 packets before it "
                                    "were read",
                                    cases[i].cause);
    assert_read(&build, 2, cases[i].code, message);
    g_free(message);
  }
}

static void
test_cut_in_block_header(void)
{
  Build build = sound_start();
  put_int(&build, 6, 4);
  assert_read(&build, 2, LM_ERROR_DAMAGED,
              "test.cap: block 5 at byte 124: the file ends after 4 of 12 bytes; the 2 packets "
              "before it were read");
}

static void
test_bad_section(void)
{
  Build build = sound_start();
  guint at = build.bytes->len + 8;
  put_section(&build);
  build.bytes->data[at] = 0;
  assert_read(&build, 2, LM_ERROR_DAMAGED,
              "test.cap: block 5 at byte 124: a section header with a byte-order magic of "
              "0x003c2b1a, not 0x1a2b3c4d; the 2 packets before it were read");
  build = sound_start();
  put_section(&build);
  build.bytes->data[at + 4] = 9;
  assert_read(&build, 2, LM_ERROR_UNSUPPORTED,
              "test.cap: block 5 at byte 124: version 9.0 of the pcapng format is not known; 1.0 "
              "is; the 2 packets before it were read");
}

/* Said once, and the packets behind it are read. The interfaces of the first section are not those
 * of the second. */
static void
test_missing_interface(void)
{
  Build build = sound_start();
  put_packet(&build, 7, 3, "lost", NULL);
  put_packet(&build, 9, 3, "lost", NULL);
  put_packet(&build, 0, 4, "c", NULL);
  put_section(&build);
  put_packet(&build, 0, 5, "lost", NULL);
  assert_read(&build, 3, LM_ERROR_DAMAGED,
              "test.cap: block 5 at byte 124: interface 7 does not exist in this section; the "
              "packet was left out");
}

static void
test_captured_beyond_block(void)
{
  Build build = sound_start();
  guint at = build.bytes->len + 20;
  put_packet(&build, 0, 3, "lost", NULL);
  build.bytes->data[at] = 200;
  put_packet(&build, 0, 4, "c", NULL);
  assert_read(&build, 3, LM_ERROR_DAMAGED,
              "test.cap: block 5 at byte 124: a captured length of 200 bytes does not fit the "
              "block; it was left out");
}

static void
test_option_beyond_block(void)
{
  Build build = sound_start();
  guint at = build.bytes->len + 34;
  put_packet(&build, 0, 3, "last", "cut");
  build.bytes->data[at] = 77;
  assert_read(&build, 3, LM_ERROR_DAMAGED,
              "test.cap: block 5 at byte 124: option 1 is longer than its block; the options from "
              "it on were left out");
}

static void
test_too_many_interfaces(void)
{
  Build build = build_new(false);
  put_section(&build);
  for (guint i = 0; i <= LM_LIMIT_INTERFACES; i++)
    put_interface(&build, 1, 0, -1, 0);
  put_packet(&build, 0, 1, "never read", NULL);
  assert_read(&build, 0, LM_ERROR_LIMIT,
              "test.cap: block 65538 at byte 1572892: more than 65536 interfaces; no packet came "
              "before it");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture/pcapng/sections", test_sections);
  g_test_add_func("/capture/pcapng/clock", test_clock);
  g_test_add_func("/capture/pcapng/other-packet-blocks", test_other_packet_blocks);
  g_test_add_func("/capture/pcapng/info", test_info);
  g_test_add_func("/capture/pcapng/long-name", test_long_name);
  g_test_add_func("/capture/pcapng/bad-lengths", test_bad_lengths);
  g_test_add_func("/capture/pcapng/cut-in-block-header", test_cut_in_block_header);
  g_test_add_func("/capture/pcapng/bad-section", test_bad_section);
  g_test_add_func("/capture/pcapng/missing-interface", test_missing_interface);
  g_test_add_func("/capture/pcapng/captured-beyond-block", test_captured_beyond_block);
  g_test_add_func("/capture/pcapng/option-beyond-block", test_option_beyond_block);
  g_test_add_func("/capture/pcapng/too-many-interfaces", test_too_many_interfaces);
  return g_test_run();
}
