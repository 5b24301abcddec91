/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/capture.h"
#include "capture/follow.h"
#include "capture/writer.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <unistd.h>

#define N_FILES 5
#define PER_FILE 300

typedef struct {
  LmFollow *follow;
  int first; /* the file that is there already */
} Writing;

static int
make_file(void)
{
  char name[] = "/tmp/lm-follow-XXXXXX";
  int fd = g_mkstemp(name);
  g_assert_cmpint(fd, >=, 0);
  g_unlink(name);
  return fd;
}

static void
write_packets(int fd, uint32_t first)
{
  LmWriter *writer = lm_writer_new(fd, NULL, NULL);
  LmWriterInterface interface = {.name = "eth0", .link_type = LM_LINK_ETHERNET};
  uint32_t id;
  g_assert_true(lm_writer_add_interface(writer, &interface, &id));
  for (uint32_t i = first; i < first + PER_FILE; i++) {
    LmWriterPacket packet = {
        .interface = id, .time_ns = i, .data = lm_slice(&i, sizeof i), .original_bytes = sizeof i};
    g_assert_true(lm_writer_add_packet(writer, &packet));
    if (i % 16 == 0)
      g_assert_true(lm_writer_flush(writer));
  }
  g_assert_true(lm_writer_free(writer, NULL));
}

static void *
write_files(void *data)
{
  Writing *writing = data;
  int fd = writing->first;
  for (uint32_t i = 0; i < N_FILES; i++) {
    LmError error = {0};
    if (i > 0) {
      fd = make_file();
      g_assert_true(lm_follow_add(writing->follow, dup(fd), &error));
    }
    write_packets(fd, i * PER_FILE);
    close(fd);
  }
  lm_follow_finish(writing->follow);
  return NULL;
}

/* All packets of all files come, in their order, while the files are written. */
static void
test_files(void)
{
  LmError error = {0};
  Writing writing = {.follow = lm_follow_new(&error), .first = make_file()};
  pthread_t thread;
  g_assert_nonnull(writing.follow);
  g_assert_true(lm_follow_add(writing.follow, dup(writing.first), &error));
  pthread_create(&thread, NULL, write_files, &writing);
  LmCapture *capture = lm_capture_open_follow(writing.follow, "live", NULL, &error);
  g_assert_cmpstr(error.message, ==, "");
  LmFrame frames[64], first = {0};
  uint32_t n = 0;
  for (size_t got; (got = lm_capture_read(capture, frames, 64)) > 0;)
    for (size_t i = 0; i < got; i++, n++) {
      uint32_t value;
      g_assert_cmpuint(frames[i].captured_bytes, ==, sizeof value);
      memcpy(&value, frames[i].data, sizeof value);
      g_assert_cmpuint(value, ==, n);
      if (n == 0)
        first = frames[i];
    }
  pthread_join(thread, NULL);
  g_assert_cmpuint(n, ==, N_FILES * PER_FILE);
  g_assert_cmpstr(lm_capture_damage(capture)->message, ==, "");
  /* The first file is gone by its name and closed by its writer, and its bytes are where they were.
   */
  g_assert_cmpuint(first.data[0], ==, 0);
  lm_capture_close(capture);
  lm_follow_free(writing.follow);
}

static void *
cancel_soon(void *data)
{
  g_usleep(50000);
  lm_capture_cancel(data);
  return NULL;
}

static void
test_cancel(void)
{
  LmError error = {0};
  LmFollow *follow = lm_follow_new(&error);
  int fd = make_file();
  pthread_t thread;
  LmFrame frame;
  g_assert_true(lm_follow_add(follow, dup(fd), &error));
  write_packets(fd, 0);
  LmCapture *capture = lm_capture_open_follow(follow, "live", NULL, &error);
  for (uint32_t i = 0; i < PER_FILE; i++)
    g_assert_cmpuint(lm_capture_read(capture, &frame, 1), ==, 1);
  pthread_create(&thread, NULL, cancel_soon, capture);
  g_assert_cmpuint(lm_capture_read(capture, &frame, 1), ==, 0);
  pthread_join(thread, NULL);
  g_assert_cmpint(lm_capture_damage(capture)->code, ==, LM_ERROR_CANCELLED);
  lm_capture_close(capture);
  lm_follow_free(follow);
  close(fd);
}

/* A file that ends within a block, as when its writer was killed: what is whole is read. */
static void
test_cut(void)
{
  LmError error = {0};
  LmFollow *follow = lm_follow_new(&error);
  int fd = make_file();
  LmFrame frames[PER_FILE + 1];
  size_t n = 0;
  write_packets(fd, 0);
  g_assert_cmpint(ftruncate(fd, lseek(fd, 0, SEEK_END) - 6), ==, 0);
  g_assert_true(lm_follow_add(follow, fd, &error));
  lm_follow_finish(follow);
  LmCapture *capture = lm_capture_open_follow(follow, "live", NULL, &error);
  for (size_t got; (got = lm_capture_read(capture, frames + n, PER_FILE + 1 - n)) > 0;)
    n += got;
  g_assert_cmpuint(n, ==, PER_FILE - 1);
  g_assert_cmpint(lm_capture_damage(capture)->code, ==, LM_ERROR_DAMAGED);
  lm_capture_close(capture);
  lm_follow_free(follow);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture-follow/files", test_files);
  g_test_add_func("/capture-follow/cancel", test_cancel);
  g_test_add_func("/capture-follow/cut", test_cut);
  return g_test_run();
}
