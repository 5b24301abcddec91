/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Capture files made in the test: bytes put together in either byte order, and a folder of their
 * own for those that have to be files. */

#include "capture/capture.h"
#include "capture/memory.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  GByteArray *bytes;
  bool big; /* network byte order */
} Build;

static inline Build
build_new(bool big)
{
  return (Build){g_byte_array_new(), big};
}

static inline void
put_int(Build *build, uint64_t value, guint n)
{
  for (guint i = 0; i < n; i++) {
    guint shift = 8 * (build->big ? n - 1 - i : i);
    guint8 byte = shift < 64 ? (guint8)(value >> shift) : 0;
    g_byte_array_append(build->bytes, &byte, 1);
  }
}

static inline void
put_bytes(Build *build, const void *bytes, size_t len)
{
  if (len)
    g_byte_array_append(build->bytes, bytes, (guint)len);
}

static inline void
put_padded(Build *build, const void *bytes, size_t len)
{
  put_bytes(build, bytes, len);
  put_bytes(build, "\0\0\0", -len % 4);
}

static inline void
put_pcap_header(Build *build, uint32_t magic, uint32_t link_type)
{
  put_int(build, magic, 4);
  put_int(build, 2, 2);
  put_int(build, 4, 2);
  put_int(build, 0, 8);
  put_int(build, 262144, 4);
  put_int(build, link_type, 4);
}

static inline void
put_record(Build *build, uint32_t seconds, uint32_t fraction, const char *data)
{
  put_int(build, seconds, 4);
  put_int(build, fraction, 4);
  put_int(build, strlen(data), 4);
  put_int(build, strlen(data) + 10, 4);
  put_bytes(build, data, strlen(data));
}

/* A block whose body is what @body was filled with; frees @body. */
static inline void
put_block(Build *build, uint32_t type, Build *body)
{
  put_int(build, type, 4);
  put_int(build, body->bytes->len + 12, 4);
  put_bytes(build, body->bytes->data, body->bytes->len);
  put_int(build, body->bytes->len + 12, 4);
  g_byte_array_unref(body->bytes);
}

static inline void
put_option(Build *build, uint16_t code, const void *value, size_t len)
{
  put_int(build, code, 2);
  put_int(build, len, 2);
  put_padded(build, value, len);
}

static inline void
put_section(Build *build)
{
  Build body = build_new(build->big);
  put_int(&body, 0x1a2b3c4d, 4);
  put_int(&body, 1, 2);
  put_int(&body, 0, 2);
  put_int(&body, UINT64_MAX, 8);
  put_block(build, 0x0a0d0d0a, &body);
}

/* @resolution below 0: none is stated. */
static inline void
put_interface(Build *build, uint16_t link_type, uint32_t snap_bytes, int resolution,
              int64_t offset_s)
{
  Build body = build_new(build->big);
  put_int(&body, link_type, 2);
  put_int(&body, 0, 2);
  put_int(&body, snap_bytes, 4);
  if (resolution >= 0) {
    guint8 byte = (guint8)resolution;
    put_option(&body, 9, &byte, 1);
  }
  if (offset_s) {
    put_int(&body, 14, 2);
    put_int(&body, 8, 2);
    put_int(&body, (uint64_t)offset_s, 8);
  }
  put_option(&body, 0, NULL, 0);
  put_block(build, 1, &body);
}

static inline void
put_packet(Build *build, uint32_t interface, uint64_t ticks, const char *data, const char *comment)
{
  Build body = build_new(build->big);
  put_int(&body, interface, 4);
  put_int(&body, ticks >> 32, 4);
  put_int(&body, ticks & UINT32_MAX, 4);
  put_int(&body, strlen(data), 4);
  put_int(&body, strlen(data), 4);
  put_padded(&body, data, strlen(data));
  if (comment) {
    put_option(&body, 1, comment, strlen(comment));
    put_option(&body, 0, NULL, 0);
  }
  put_block(build, 6, &body);
}

static inline LmCapture *
open_build(const Build *build, LmError *error)
{
  return lm_capture_open_memory(lm_slice(build->bytes->data, build->bytes->len), "test.cap", error);
}

static inline void
build_free(Build *build)
{
  g_byte_array_unref(build->bytes);
}

static inline void
assert_data(const LmFrame *frame, const char *expected)
{
  g_assert_cmpmem(frame->data, frame->captured_bytes, expected, strlen(expected));
}

static inline LmCapture *
assert_opens(const Build *build)
{
  LmError error = {0};
  LmCapture *capture = open_build(build, &error);
  g_assert_cmpstr(error.message, ==, "");
  g_assert_nonnull(capture);
  return capture;
}

/* Reads to the end, in batches of @batch; returns how many frames there were. */
static inline size_t
read_all(LmCapture *capture, LmFrame *frames, size_t max, size_t batch)
{
  size_t total = 0, n;
  while (total < max && (n = lm_capture_read(capture, frames + total, MIN(batch, max - total))) > 0)
    total += n;
  return total;
}

/* A path in a folder that make_folder() made; owned. */
static inline char *
make_folder(void)
{
  GError *error = NULL;
  char *folder = g_dir_make_tmp("capture-XXXXXX", &error);
  g_assert_no_error(error);
  return folder;
}

static inline char *
write_file(const char *folder, const char *name, const void *bytes, size_t len)
{
  char *path = g_build_filename(folder, name, NULL);
  GError *error = NULL;
  g_file_set_contents(path, bytes, (gssize)len, &error);
  g_assert_no_error(error);
  return path;
}

/* Removes the folder and the files in it; frees @folder. */
static inline void
remove_folder(char *folder)
{
  GDir *dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name(dir))) {
    char *path = g_build_filename(folder, name, NULL);
    g_remove(path);
    g_free(path);
  }
  if (dir)
    g_dir_close(dir);
  g_assert_cmpint(g_rmdir(folder), ==, 0);
  g_free(folder);
}

enum { N_FRAMES = 40000 };

/* About 4 MB that do not compress to nothing. */
static inline Build
make_capture(void)
{
  Build build = build_new(false);
  put_pcap_header(&build, 0xa1b2c3d4, 1);
  GRand *random = g_rand_new_with_seed(7);
  for (guint i = 0; i < N_FRAMES; i++) {
    char data[100];
    g_snprintf(data, sizeof data, "frame %u %u %u %u %u", i, g_rand_int(random), g_rand_int(random),
               g_rand_int(random), g_rand_int(random));
    put_record(&build, i, 0, data);
  }
  g_rand_free(random);
  return build;
}

static inline LmCapture *
open_file(const char *path)
{
  LmError error = {0};
  LmCapture *capture = lm_capture_open(path, NULL, &error);
  g_assert_cmpstr(error.message, ==, "");
  g_assert_nonnull(capture);
  return capture;
}

/* Reads to the end, looking at every frame, and keeps the first to see that it did not move. */
static inline guint
check_frames(LmCapture *capture)
{
  static LmFrame frames[512];
  LmFrame first = {0};
  guint total = 0;
  for (size_t n; (n = lm_capture_read(capture, frames, G_N_ELEMENTS(frames))) > 0;) {
    if (total == 0)
      first = frames[0];
    for (size_t i = 0; i < n; i++, total++) {
      char expected[32];
      int len = g_snprintf(expected, sizeof expected, "frame %u ", total);
      g_assert_cmpuint(frames[i].number, ==, total + 1);
      g_assert_cmpuint(frames[i].captured_bytes, >=, len);
      g_assert_cmpint(memcmp(frames[i].data, expected, (size_t)len), ==, 0);
    }
  }
  if (total)
    g_assert_cmpint(memcmp(first.data, "frame 0 ", 8), ==, 0);
  return total;
}
