/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture-files.h"

#include "base/limits.h"
#include "base/time.h"

typedef struct {
  bool big;
  uint32_t magic;
  uint32_t unit_ns;
  const char *format;
} Kind;

static const Kind kinds[] = {
    {false, 0xa1b2c3d4, 1000, "pcap"},
    {true, 0xa1b2c3d4, 1000, "pcap"},
    {false, 0xa1b23c4d, 1, "pcap (nanoseconds)"},
    {true, 0xa1b23c4d, 1, "pcap (nanoseconds)"},
};

static void
test_kinds(void)
{
  for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
    Build build = build_new(kinds[k].big);
    put_pcap_header(&build, kinds[k].magic, LM_LINK_LINUX_SLL);
    put_record(&build, 1500000000, 123456, "first");
    put_record(&build, 4294967295u, 999999, "");
    put_record(&build, 3, 4, "third");
    for (size_t batch = 1; batch <= 4; batch++) {
      LmCapture *capture = assert_opens(&build);
      LmFrame frames[4];
      g_assert_cmpstr(lm_capture_format(capture), ==, kinds[k].format);
      g_assert_cmpuint(read_all(capture, frames, 4, batch), ==, 3);
      assert_data(&frames[0], "first");
      assert_data(&frames[1], "");
      assert_data(&frames[2], "third");
      g_assert_cmpuint(frames[0].original_bytes, ==, 15);
      g_assert_cmpint(frames[0].time_ns, ==,
                      1500000000 * LM_NS_PER_S + 123456LL * kinds[k].unit_ns);
      g_assert_cmpint(frames[1].time_ns, ==,
                      4294967295LL * LM_NS_PER_S + 999999LL * kinds[k].unit_ns);
      g_assert_cmpuint(frames[2].number, ==, 3);
      g_assert_cmpuint(frames[2].link_type, ==, LM_LINK_LINUX_SLL);
      g_assert_cmpint(lm_capture_damage(capture)->code, ==, LM_ERROR_NONE);
      g_assert_cmpuint(lm_capture_n_interfaces(capture), ==, 1);
      g_assert_cmpuint(lm_capture_interface(capture, 0)->packets, ==, 3);
      g_assert_cmpuint(lm_capture_interface(capture, 0)->received, ==, UINT64_MAX);
      g_assert_null(lm_capture_interface(capture, 1));
      lm_capture_close(capture);
    }
    build_free(&build);
  }
}

static void
test_link_type_with_fcs(void)
{
  Build build = build_new(false);
  put_pcap_header(&build, 0xa1b2c3d4, 0x44000000u | LM_LINK_ETHERNET);
  LmCapture *capture = assert_opens(&build);
  g_assert_cmpuint(lm_capture_interface(capture, 0)->link_type, ==, LM_LINK_ETHERNET);
  LmFrame frame;
  g_assert_cmpuint(lm_capture_read(capture, &frame, 1), ==, 0);
  /* Nothing but a header is a sound, empty capture. */
  g_assert_cmpint(lm_capture_damage(capture)->code, ==, LM_ERROR_NONE);
  lm_capture_close(capture);
  build_free(&build);
}

static void
assert_damage(const Build *build, size_t n, LmErrorCode code, const char *message)
{
  for (size_t batch = 1; batch <= 8; batch += 7) {
    LmCapture *capture = assert_opens(build);
    LmFrame frames[8];
    g_assert_cmpuint(read_all(capture, frames, 8, batch), ==, n);
    g_assert_cmpuint(lm_capture_read(capture, frames, 8), ==, 0);
    g_assert_cmpstr(lm_capture_damage(capture)->message, ==, message);
    g_assert_cmpint(lm_capture_damage(capture)->code, ==, code);
    lm_capture_close(capture);
  }
}

static void
test_damage(void)
{
  Build build = build_new(false);
  put_pcap_header(&build, 0xa1b2c3d4, 1);
  put_record(&build, 1, 2, "0123456789");
  put_record(&build, 1, 2, "abcdef");
  guint whole = build.bytes->len;
  g_byte_array_set_size(build.bytes, whole - 1);
  assert_damage(&build, 1, LM_ERROR_DAMAGED,
                "test.cap: record 2 at byte 50: the file ends after 21 of 22 bytes; the packet "
                "before it was read");
  g_byte_array_set_size(build.bytes, whole - 7);
  assert_damage(&build, 1, LM_ERROR_DAMAGED,
                "test.cap: record 2 at byte 50: the file ends after 15 of 16 bytes; the packet "
                "before it was read");
  g_byte_array_set_size(build.bytes, 30);
  assert_damage(&build, 0, LM_ERROR_DAMAGED,
                "test.cap: record 1 at byte 24: the file ends after 6 of 16 bytes; no packet came "
                "before it");
  build_free(&build);
}

static void
test_absurd_length(void)
{
  Build build = build_new(true);
  put_pcap_header(&build, 0xa1b23c4d, 1);
  put_record(&build, 1, 2, "a");
  put_record(&build, 1, 2, "b");
  put_int(&build, 0, 8);
  put_int(&build, LM_LIMIT_FRAME_BYTES + 1, 4);
  put_int(&build, 64, 4);
  put_record(&build, 1, 2, "c");
  assert_damage(&build, 2, LM_ERROR_LIMIT,
                "test.cap: record 3 at byte 58: its length of 262145 bytes is more than the limit "
                "of 262144; the 2 packets before it were read");
  build_free(&build);
}

static void
test_largest_length(void)
{
  Build build = build_new(false);
  put_pcap_header(&build, 0xa1b2c3d4, 1);
  char *data = g_strnfill(LM_LIMIT_FRAME_BYTES, 'x');
  put_record(&build, 1, 2, data);
  LmCapture *capture = assert_opens(&build);
  LmFrame frame;
  g_assert_cmpuint(lm_capture_read(capture, &frame, 1), ==, 1);
  assert_data(&frame, data);
  lm_capture_close(capture);
  build_free(&build);
  g_free(data);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture/pcap/kinds", test_kinds);
  g_test_add_func("/capture/pcap/link-type-with-fcs", test_link_type_with_fcs);
  g_test_add_func("/capture/pcap/damage", test_damage);
  g_test_add_func("/capture/pcap/absurd-length", test_absurd_length);
  g_test_add_func("/capture/pcap/largest-length", test_largest_length);
  return g_test_run();
}
