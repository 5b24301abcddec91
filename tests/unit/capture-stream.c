/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pipes and compressed files, which a thread of their own writes to a file that can be mapped. */

#include "capture-files.h"

#include "base/limits.h"
#include "capture/decompress.h"

#include <fcntl.h>
#include <lz4frame.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

static GByteArray *
compress_gzip(const guint8 *bytes, size_t len)
{
  z_stream stream = {0};
  g_assert_cmpint(deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  GByteArray *out = g_byte_array_new();
  g_byte_array_set_size(out, (guint)deflateBound(&stream, len));
  stream.next_in = (Bytef *)(uintptr_t)bytes;
  stream.avail_in = (uInt)len;
  stream.next_out = out->data;
  stream.avail_out = out->len;
  g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size(out, (guint)stream.total_out);
  deflateEnd(&stream);
  return out;
}

static GByteArray *
compress_with(LmCompression compression, const guint8 *bytes, size_t len)
{
  if (compression == LM_COMPRESSION_GZIP)
    return compress_gzip(bytes, len);
  bool zstd = compression == LM_COMPRESSION_ZSTD;
  GByteArray *out = g_byte_array_new();
  g_byte_array_set_size(
      out, (guint)(zstd ? ZSTD_compressBound(len) : LZ4F_compressFrameBound(len, NULL)));
  size_t used = zstd ? ZSTD_compress(out->data, out->len, bytes, len, 1)
                     : LZ4F_compressFrame(out->data, out->len, bytes, len, NULL);
  g_byte_array_set_size(out, (guint)used);
  return out;
}

static void
append_and_free(GByteArray *to, GByteArray *from)
{
  g_byte_array_append(to, from->data, from->len);
  g_byte_array_unref(from);
}

/* Two members or frames in a row, cut in the middle of a record, with padding behind gzip. @second,
 * unless it is NULL, becomes the offset of the second. */
static GByteArray *
compress_in_two(LmCompression compression, const Build *build, guint *second)
{
  guint half = build->bytes->len / 2 + 1;
  GByteArray *all = compress_with(compression, build->bytes->data, half);
  if (second)
    *second = all->len;
  append_and_free(all,
                  compress_with(compression, build->bytes->data + half, build->bytes->len - half));
  if (compression == LM_COMPRESSION_GZIP)
    g_byte_array_append(all, (const guint8 *)"\0\0\0\0\0", 5);
  return all;
}

static void
test_compressed(void)
{
  static const char *const formats[] = {"", "pcap in gzip", "pcap in zstd", "pcap in lz4"};
  Build build = make_capture();
  char *folder = make_folder();
  for (LmCompression c = LM_COMPRESSION_GZIP; c <= LM_COMPRESSION_LZ4; c++) {
    GByteArray *bytes = compress_in_two(c, &build, NULL);
    char *path = write_file(folder, "any-name.txt", bytes->data, bytes->len);
    LmCapture *capture = open_file(path);
    g_assert_cmpstr(lm_capture_format(capture), ==, formats[c]);
    g_assert_cmpuint(check_frames(capture), ==, N_FRAMES);
    g_assert_cmpstr(lm_capture_damage(capture)->message, ==, "");
    LmCaptureProgress progress;
    lm_capture_progress(capture, &progress);
    g_assert_cmpuint(progress.bytes_total, ==, bytes->len);
    g_assert_cmpuint(progress.bytes_read, ==, bytes->len);
    lm_capture_close(capture);
    g_byte_array_unref(bytes);
    g_free(path);
  }
  build_free(&build);
  remove_folder(folder);
}

/* What was decompressed before the damage is read, and the message says where it is. */
static void
test_damaged(void)
{
  Build build = make_capture();
  char *folder = make_folder();
  for (LmCompression c = LM_COMPRESSION_GZIP; c <= LM_COMPRESSION_LZ4; c++) {
    for (int cut = 0; cut < 2; cut++) {
      guint second;
      GByteArray *bytes = compress_in_two(c, &build, &second);
      if (cut)
        g_byte_array_set_size(bytes, bytes->len * 3 / 4);
      else
        memset(bytes->data + second, 0xff, 4);
      char *path = write_file(folder, "file", bytes->data, bytes->len);
      LmCapture *capture = open_file(path);
      guint n = check_frames(capture);
      g_assert_cmpuint(n, >, N_FRAMES / 3);
      g_assert_cmpuint(n, <, N_FRAMES);
      const LmError *damage = lm_capture_damage(capture);
      g_assert_cmpint(damage->code, ==, LM_ERROR_DAMAGED);
      char *expected =
          g_strdup_printf("*file: the %s data is %s byte *; the *,* packets before it "
                          "were read",
                          lm_compression_name(c), cut ? "cut short after" : "damaged at");
      if (!g_pattern_match_simple(expected, damage->message))
        g_error("%s is not like %s", damage->message, expected);
      g_free(expected);
      lm_capture_close(capture);
      g_byte_array_unref(bytes);
      g_free(path);
    }
  }
  build_free(&build);
  remove_folder(folder);
}

static void
assert_unreadable(const char *folder, const void *bytes, size_t len, const char *cause)
{
  char *path = write_file(folder, "file", bytes, len);
  LmError error = {0};
  g_assert_null(lm_capture_open(path, NULL, &error));
  char *expected = g_strdup_printf("%s: %s", path, cause);
  g_assert_cmpstr(error.message, ==, expected);
  g_assert_cmpint(error.code, ==, LM_ERROR_UNREADABLE);
  g_free(expected);
  g_free(path);
}

static void
test_nothing_inside(void)
{
  char *folder = make_folder();
  assert_unreadable(folder, "\x1f\x8b\x08\x00", 4, "the gzip data is cut short after byte 4");
  assert_unreadable(folder, "\x1f\x8b\x08\x00\0\0\0\0\0\x03\xff\xff", 12,
                    "the gzip data is damaged at byte 11 (invalid block type)");
  GByteArray *empty = compress_gzip((const guint8 *)"", 0);
  assert_unreadable(folder, empty->data, empty->len,
                    "there is nothing in it once it is decompressed");
  g_byte_array_unref(empty);
  GByteArray *text = compress_gzip((const guint8 *)"hello there\n", 12);
  assert_unreadable(folder, text->data, text->len,
                    "this is a text file, not a capture file; pcap and pcapng are read, plain or "
                    "compressed with gzip, zstd or lz4");
  g_byte_array_unref(text);
  remove_folder(folder);
}

typedef struct {
  guint64 bytes;
} Sink;

static bool
count_bytes(void *user, const uint8_t *bytes, size_t len)
{
  ((Sink *)user)->bytes += len;
  return true;
}

/* 64 MiB of zeros grow by more than the limit in zstd. */
static void
test_bomb(void)
{
  size_t len = 64 << 20;
  guint8 *zeros = g_malloc0(len);
  GByteArray *bytes = compress_with(LM_COMPRESSION_ZSTD, zeros, len);
  g_free(zeros);
  Sink sink = {0};
  LmError error = {0};
  LmDecompressor *d = lm_decompressor_new(LM_COMPRESSION_ZSTD, count_bytes, &sink);
  g_assert_false(lm_decompressor_feed(d, lm_slice(bytes->data, bytes->len), &error));
  g_assert_cmpint(error.code, ==, LM_ERROR_LIMIT);
  g_assert_cmpuint(sink.bytes, >, LM_DECOMPRESS_FREE_BYTES - (1 << 20));
  g_assert_cmpuint(sink.bytes, <, len / 2);
  lm_decompressor_free(d);
  g_byte_array_unref(bytes);
}

typedef struct {
  const Build *build;
  int fd;
  guint step;
  gulong pause_us;
} Feeder;

static gpointer
feed(gpointer user)
{
  const Feeder *feeder = user;
  GByteArray *bytes = feeder->build->bytes;
  for (guint done = 0; done < bytes->len;) {
    guint n = MIN(feeder->step, bytes->len - done);
    ssize_t written = write(feeder->fd, bytes->data + done, n);
    g_assert_cmpint(written, >, 0);
    done += (guint)written;
    if (feeder->pause_us)
      g_usleep(feeder->pause_us);
  }
  close(feeder->fd);
  return NULL;
}

/* A named pipe and a thread that writes @build to it. */
static char *
make_pipe(const char *folder)
{
  char *path = g_build_filename(folder, "pipe", NULL);
  g_assert_cmpint(mkfifo(path, 0600), ==, 0);
  return path;
}

static int
open_writer(const char *path)
{
  int fd = open(path, O_RDWR); /* does not wait for a reader */
  g_assert_cmpint(fd, >=, 0);
  int writer = open(path, O_WRONLY);
  g_assert_cmpint(writer, >=, 0);
  close(fd);
  return writer;
}

static void
read_through_pipe(const Build *build, guint n_frames, guint step, gulong pause_us)
{
  char *folder = make_folder();
  char *path = make_pipe(folder);
  int reader = open(path, O_RDONLY | O_NONBLOCK); /* so that the writer can open it */
  Feeder feeder = {build, open_writer(path), step, pause_us};
  GThread *thread = g_thread_new("feeder", feed, &feeder);
  LmCapture *capture = open_file(path);
  close(reader);
  g_assert_cmpuint(check_frames(capture), ==, n_frames);
  g_assert_cmpstr(lm_capture_damage(capture)->message, ==, "");
  LmCaptureProgress progress;
  lm_capture_progress(capture, &progress);
  g_assert_cmpuint(progress.bytes_read, ==, build->bytes->len);
  g_assert_cmpuint(progress.bytes_total, ==, 0);
  lm_capture_close(capture);
  g_thread_join(thread);
  g_free(path);
  remove_folder(folder);
}

static void
test_pipe(void)
{
  Build build = make_capture();
  read_through_pipe(&build, N_FRAMES, 65536, 0);
  Build packed = {compress_in_two(LM_COMPRESSION_GZIP, &build, NULL), false};
  read_through_pipe(&packed, N_FRAMES, 10007, 0);
  build_free(&packed);
  build_free(&build);
}

/* Three bytes at a time: every header and every record comes in pieces. */
static void
test_slow_pipe(void)
{
  Build build = build_new(true);
  put_pcap_header(&build, 0xa1b2c3d4, 1);
  put_record(&build, 1, 0, "frame 0 ");
  put_record(&build, 2, 0, "frame 1 and more");
  read_through_pipe(&build, 2, 3, 2000);
  build_free(&build);
}

/* A frame that is there is given out although the pipe stays open and silent. */
static void
test_frames_are_not_held_back(void)
{
  Build build = build_new(false);
  put_section(&build);
  put_interface(&build, 1, 0, -1, 0);
  put_packet(&build, 0, 1, "frame", NULL);
  int fds[2];
  g_assert_cmpint(pipe(fds), ==, 0);
  g_assert_cmpint(write(fds[1], build.bytes->data, build.bytes->len), ==, build.bytes->len);
  char *path = g_strdup_printf("/proc/self/fd/%d", fds[0]);
  LmCapture *capture = open_file(path);
  LmFrame frames[8];
  g_assert_cmpuint(lm_capture_read(capture, frames, 8), ==, 1);
  close(fds[1]);
  g_assert_cmpuint(lm_capture_read(capture, frames, 8), ==, 0);
  g_assert_cmpstr(lm_capture_damage(capture)->message, ==, "");
  lm_capture_close(capture);
  close(fds[0]);
  g_free(path);
  build_free(&build);
}

static void
test_empty_pipe(void)
{
  int fds[2];
  g_assert_cmpint(pipe(fds), ==, 0);
  close(fds[1]);
  char *path = g_strdup_printf("/proc/self/fd/%d", fds[0]);
  LmError error = {0};
  g_assert_null(lm_capture_open(path, NULL, &error));
  char *expected = g_strdup_printf("%s: the input is empty: it ended before the first byte", path);
  g_assert_cmpstr(error.message, ==, expected);
  g_assert_cmpint(error.code, ==, LM_ERROR_UNREADABLE);
  g_free(expected);
  g_free(path);
  close(fds[0]);
}

/* Standard input is a pipe, or a file of which only the part from its position on is meant. */
static void
test_standard_input(void)
{
  if (!g_test_subprocess()) {
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed();
    return;
  }
  Build build = build_new(false);
  put_bytes(&build, "skip", 4);
  put_pcap_header(&build, 0xa1b2c3d4, 1);
  put_record(&build, 1, 0, "frame 0 ");
  char *folder = make_folder();
  char *path = write_file(folder, "file", build.bytes->data, build.bytes->len);
  int fd = open(path, O_RDONLY);
  g_assert_cmpint(dup2(fd, STDIN_FILENO), ==, STDIN_FILENO);
  g_assert_cmpint(lseek(STDIN_FILENO, 4, SEEK_SET), ==, 4);
  LmCapture *capture = open_file("-");
  g_assert_cmpstr(lm_capture_path(capture), ==, "-");
  g_assert_cmpuint(check_frames(capture), ==, 1);
  lm_capture_close(capture);
  close(fd);
  g_free(path);
  remove_folder(folder);
  build_free(&build);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture/stream/compressed", test_compressed);
  g_test_add_func("/capture/stream/damaged", test_damaged);
  g_test_add_func("/capture/stream/nothing-inside", test_nothing_inside);
  g_test_add_func("/capture/stream/bomb", test_bomb);
  g_test_add_func("/capture/stream/pipe", test_pipe);
  g_test_add_func("/capture/stream/slow-pipe", test_slow_pipe);
  g_test_add_func("/capture/stream/frames-are-not-held-back", test_frames_are_not_held_back);
  g_test_add_func("/capture/stream/empty-pipe", test_empty_pipe);
  g_test_add_func("/capture/stream/standard-input", test_standard_input);
  return g_test_run();
}
