/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A capture that comes in pieces is what it is as a file, however it is cut. */

#include "capture/memory.h"
#include "capture/pieces.h"

#include <glib.h>
#include <string.h>
#include <zlib.h>

#define N_RECORDS 3000

typedef struct {
  guint n, n_bytes, stop_after; /* 0: never */
  gint64 last_ns;
} Taken;

static void
add_u32(GByteArray *bytes, guint32 value)
{
  value = GUINT32_TO_BE(value);
  g_byte_array_append(bytes, (const guint8 *)&value, sizeof value);
}

/* In network byte order, with nanoseconds; some MiB, so that what was read goes many times. */
static GByteArray *
make_capture(void)
{
  static const guint32 head[] = {0xa1b23c4d, 0x00020004, 0, 0, 262144, 1};
  static const guint8 packet[1400];
  GByteArray *bytes = g_byte_array_new();
  for (gsize i = 0; i < G_N_ELEMENTS(head); i++)
    add_u32(bytes, head[i]);
  for (guint i = 0; i < N_RECORDS; i++) {
    guint len = i % sizeof packet;
    add_u32(bytes, 1700000000), add_u32(bytes, i), add_u32(bytes, len), add_u32(bytes, len);
    g_byte_array_append(bytes, packet, len);
  }
  return bytes;
}

static bool
take(void *user, LmPieces *pieces, const LmFrame *frames, size_t n)
{
  Taken *taken = user;
  g_assert_cmpuint(lm_pieces_n_interfaces(pieces), ==, 1);
  g_assert_cmpuint(lm_pieces_interface(pieces, 0)->link_type, ==, 1);
  for (size_t i = 0; i < n; i++) {
    g_assert_cmpuint(frames[i].captured_bytes, ==, taken->n++ % 1400);
    taken->n_bytes += frames[i].captured_bytes;
    taken->last_ns = frames[i].time_ns;
  }
  return !taken->stop_after || taken->n < taken->stop_after;
}

/* What is said of the end. */
static char *
read_pieces(const guint8 *data, gsize len, gsize piece, Taken *taken)
{
  LmPieces *pieces = lm_pieces_new("it", take, taken);
  for (gsize at = 0; at < len && lm_pieces_add(pieces, lm_slice(data + at, MIN(piece, len - at)));)
    at += piece;
  lm_pieces_end(pieces);
  char *said = g_strdup(lm_pieces_damage(pieces)->message);
  lm_pieces_free(pieces);
  return said;
}

static void
test_sizes(void)
{
  static const gsize sizes[] = {1, 3, 16, 1000, 65536, 1 << 30};
  g_autoptr(GByteArray) bytes = make_capture();
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    Taken taken = {0};
    g_autofree char *said = read_pieces(bytes->data, bytes->len, sizes[i], &taken);
    g_assert_cmpstr(said, ==, "");
    g_assert_cmpuint(taken.n, ==, N_RECORDS);
    g_assert_cmpint(taken.last_ns, ==, G_GINT64_CONSTANT(1700000000) * 1000000000 + N_RECORDS - 1);
  }
}

/* The place is that in the whole of it, though what came before is gone. */
static void
test_damage(void)
{
  g_autoptr(GByteArray) bytes = make_capture();
  gsize whole = bytes->len;
  Taken taken = {0};
  g_autofree char *cut = read_pieces(bytes->data, whole - 1, 5000, &taken);
  g_autofree char *place = g_strdup_printf("it: record %u at byte %zu: the stream has ended after",
                                           N_RECORDS, whole - 16 - (N_RECORDS - 1) % 1400);
  g_assert_cmpuint(taken.n, ==, N_RECORDS - 1);
  g_assert_true(g_str_has_prefix(cut, place));
  add_u32(bytes, 0), add_u32(bytes, 0), add_u32(bytes, G_MAXUINT32), add_u32(bytes, 0);
  taken = (Taken){0};
  g_autofree char *wrong = read_pieces(bytes->data, bytes->len, 5000, &taken);
  g_autofree char *there = g_strdup_printf("it: record %u at byte %zu: ", N_RECORDS + 1, whole);
  g_assert_cmpuint(taken.n, ==, N_RECORDS);
  g_assert_true(g_str_has_prefix(wrong, there));
  taken = (Taken){0};
  g_autofree char *text = read_pieces((const guint8 *)"Welcome to chatty\n", 18, 1, &taken);
  g_assert_nonnull(strstr(text, "a text file"));
  g_autofree char *nothing = read_pieces((const guint8 *)"", 0, 1, &taken);
  g_assert_nonnull(strstr(nothing, "it ended before the first byte"));
  g_autofree char *little = read_pieces(bytes->data, 2, 1, &taken);
  g_assert_nonnull(strstr(little, "2 bytes only"));
}

static GByteArray *
compress_gzip(const GByteArray *bytes)
{
  GByteArray *packed = g_byte_array_new();
  z_stream stream = {.next_in = bytes->data, .avail_in = bytes->len};
  g_byte_array_set_size(packed, bytes->len + 1000);
  g_assert_cmpint(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  stream.next_out = packed->data;
  stream.avail_out = packed->len;
  g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size(packed, (guint)stream.total_out);
  deflateEnd(&stream);
  return packed;
}

static void
test_gzip(void)
{
  static const gsize sizes[] = {1, 100, 1 << 30};
  g_autoptr(GByteArray) bytes = make_capture(), packed = compress_gzip(bytes);
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    Taken taken = {0};
    g_autofree char *said = read_pieces(packed->data, packed->len, sizes[i], &taken);
    g_assert_cmpstr(said, ==, "");
    g_assert_cmpuint(taken.n, ==, N_RECORDS);
    taken = (Taken){0};
    g_autofree char *cut = read_pieces(packed->data, packed->len - 4, sizes[i], &taken);
    g_assert_nonnull(strstr(cut, "the gzip data is cut short"));
    g_assert_cmpuint(taken.n, ==, N_RECORDS);
  }
}

static void
test_stop(void)
{
  g_autoptr(GByteArray) bytes = make_capture();
  Taken taken = {.stop_after = 1000};
  g_autofree char *said = read_pieces(bytes->data, bytes->len, 100, &taken);
  g_assert_cmpstr(said, ==, "");
  g_assert_cmpuint(taken.n, ==, 1000);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture-pieces/sizes", test_sizes);
  g_test_add_func("/capture-pieces/damage", test_damage);
  g_test_add_func("/capture-pieces/gzip", test_gzip);
  g_test_add_func("/capture-pieces/stop", test_stop);
  return g_test_run();
}
