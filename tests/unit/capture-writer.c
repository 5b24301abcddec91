/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture-files.h"

#include "base/limits.h"
#include "capture/writer.h"

#include <fcntl.h>
#include <unistd.h>

static void
write_sample(int fd)
{
  LmWriter *writer = lm_writer_new(fd, "linesman", "made by a test");
  uint32_t ethernet, raw;
  LmWriterInterface interface = {
      .name = "eth0", .filter = "udp", .link_type = LM_LINK_ETHERNET, .snap_bytes = 96};
  g_assert_true(lm_writer_add_interface(writer, &interface, &ethernet));
  interface = (LmWriterInterface){.description = "tunnel", .link_type = LM_LINK_RAW};
  g_assert_true(lm_writer_add_interface(writer, &interface, &raw));
  LmWriterPacket packet = {.interface = ethernet,
                           .time_ns = 1500000000123456789,
                           .data = lm_slice_str("hello"),
                           .original_bytes = 50};
  g_assert_true(lm_writer_add_packet(writer, &packet));
  packet = (LmWriterPacket){
      .interface = raw, .time_ns = -1, .comment = lm_slice_str("before the epoch")};
  g_assert_true(lm_writer_add_packet(writer, &packet));
  LmWriterStatistics statistics = {.interface = raw,
                                   .received = 2,
                                   .accepted = 9,
                                   .dropped_by_interface = UINT64_MAX,
                                   .dropped_by_system = 1,
                                   .delivered = 5};
  g_assert_true(lm_writer_add_statistics(writer, &statistics));
  g_assert_true(lm_writer_add_secrets(writer, 0x544c534b, lm_slice_str("CLIENT_RANDOM")));
  g_assert_true(lm_writer_free(writer, NULL));
}

static void
assert_sample(const char *path)
{
  LmError error = {0};
  LmCapture *capture = lm_capture_open(path, NULL, &error);
  g_assert_cmpstr(error.message, ==, "");
  LmFrame frames[4];
  g_assert_cmpuint(read_all(capture, frames, 4, 4), ==, 2);
  g_assert_cmpstr(lm_capture_damage(capture)->message, ==, "");
  assert_data(&frames[0], "hello");
  g_assert_cmpint(frames[0].time_ns, ==, 1500000000123456789);
  g_assert_cmpuint(frames[0].original_bytes, ==, 50);
  g_assert_cmpuint(frames[0].link_type, ==, LM_LINK_ETHERNET);
  g_assert_cmpint(frames[1].time_ns, ==, 0);
  g_assert_cmpuint(frames[1].captured_bytes, ==, 0);
  g_assert_cmpuint(frames[1].link_type, ==, LM_LINK_RAW);
  g_assert_cmpstr(lm_capture_interface(capture, 0)->name, ==, "eth0");
  g_assert_cmpstr(lm_capture_interface(capture, 0)->filter, ==, "udp");
  const LmCaptureInterface *raw = lm_capture_interface(capture, 1);
  g_assert_cmpstr(raw->description, ==, "tunnel");
  g_assert_cmpuint(raw->received, ==, 2);
  g_assert_cmpuint(raw->dropped_by_interface, ==, UINT64_MAX);
  g_assert_cmpuint(raw->dropped_by_system, ==, 1);
  g_assert_cmpuint(raw->dropped_by_program, ==, 3);
  g_assert_cmpuint(lm_capture_n_notes(capture), ==, 3);
  const LmCaptureNote *note = lm_capture_note(capture, 0);
  g_assert_cmpmem(note->bytes.data, note->bytes.len, "made by a test", 14);
  g_assert_cmpuint(lm_capture_note(capture, 1)->frame, ==, 2);
  note = lm_capture_note(capture, 2);
  g_assert_cmpmem(note->bytes.data, note->bytes.len, "CLIENT_RANDOM", 13);
  lm_capture_close(capture);
}

static void
test_read_back(void)
{
  char *folder = make_folder();
  char *path = write_file(folder, "file", "", 0);
  int fd = open(path, O_WRONLY);
  write_sample(fd);
  close(fd);
  assert_sample(path);
  g_free(path);
  remove_folder(folder);
}

/* More than the buffer holds, with the largest frames; one too long is cut. */
static void
test_large(void)
{
  char *folder = make_folder();
  char *path = write_file(folder, "file", "", 0);
  int fd = open(path, O_WRONLY);
  LmWriter *writer = lm_writer_new(fd, NULL, NULL);
  uint32_t id;
  LmWriterInterface interface = {.link_type = 1};
  lm_writer_add_interface(writer, &interface, &id);
  size_t len = LM_LIMIT_FRAME_BYTES + 1;
  char *data = g_strnfill(len, 'x');
  char *comment = g_strnfill(100000, 'c');
  for (int i = 0; i < 20; i++) {
    LmWriterPacket packet = {.interface = id,
                             .time_ns = i,
                             .data = lm_slice(data, len),
                             .original_bytes = (uint32_t)len,
                             .comment = lm_slice_str(comment)};
    g_assert_true(lm_writer_add_packet(writer, &packet));
  }
  g_assert_true(lm_writer_free(writer, NULL));
  close(fd);
  LmCapture *capture = lm_capture_open(path, NULL, NULL);
  LmFrame frames[32];
  g_assert_cmpuint(read_all(capture, frames, 32, 32), ==, 20);
  g_assert_cmpstr(lm_capture_damage(capture)->message, ==, "");
  for (int i = 0; i < 20; i++) {
    g_assert_cmpmem(frames[i].data, frames[i].captured_bytes, data, LM_LIMIT_FRAME_BYTES);
    g_assert_cmpuint(frames[i].original_bytes, ==, len);
  }
  g_assert_cmpuint(lm_capture_note(capture, 19)->bytes.len, ==, 4096);
  lm_capture_close(capture);
  g_free(comment);
  g_free(data);
  g_free(path);
  remove_folder(folder);
}

static void
test_errors(void)
{
  int fd = open("/dev/full", O_WRONLY);
  g_assert_cmpint(fd, >=, 0);
  LmWriter *writer = lm_writer_new(fd, NULL, NULL);
  g_assert_false(lm_writer_flush(writer));
  g_assert_cmpstr(lm_writer_error(writer)->message, ==,
                  "the capture cannot be written (No space left on device)");
  LmError error = {0};
  g_assert_false(lm_writer_free(writer, &error));
  g_assert_cmpint(error.code, ==, LM_ERROR_DAMAGED);
  close(fd);
  fd = open("/dev/null", O_WRONLY);
  writer = lm_writer_new(fd, NULL, NULL);
  LmWriterPacket packet = {.interface = 0};
  g_assert_false(lm_writer_add_packet(writer, &packet));
  g_assert_cmpint(lm_writer_error(writer)->code, ==, LM_ERROR_USAGE);
  lm_writer_free(writer, NULL);
  close(fd);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture/writer/read-back", test_read_back);
  g_test_add_func("/capture/writer/large", test_large);
  g_test_add_func("/capture/writer/errors", test_errors);
  return g_test_run();
}
