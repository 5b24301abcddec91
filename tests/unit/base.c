/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/addr.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/sparse.h"
#include "base/text.h"
#include "base/time.h"

#include <glib.h>
#include <math.h>

static void
test_slice(void)
{
  LmSlice s = LM_SLICE_LITERAL("Call-ID: abc"), rest;
  LmSlice name = lm_slice_split(s, ':', &rest);
  g_assert_true(lm_slice_equal_nocase(name, LM_SLICE_LITERAL("call-id")));
  g_assert_false(lm_slice_equal(name, LM_SLICE_LITERAL("call-id")));
  g_assert_true(lm_slice_equal(lm_slice_trim(rest), LM_SLICE_LITERAL("abc")));
  g_assert_cmpuint(lm_slice_sub(s, 10, 100).len, ==, 2);
  g_assert_cmpuint(lm_slice_sub(s, 100, 1).len, ==, 0);
  LmSlice out = LM_SLICE_EMPTY;
  g_assert_false(lm_slice_take(s, 10, 3, &out));
  g_assert_false(lm_slice_take(s, SIZE_MAX, 2, &out));
  g_assert_true(lm_slice_take(s, 9, 3, &out));
  g_assert_true(lm_slice_equal(out, LM_SLICE_LITERAL("abc")));
  g_assert_cmpint(lm_slice_find(s, LM_SLICE_LITERAL("abc")), ==, 9);
  g_assert_cmpint(lm_slice_find_nocase(s, LM_SLICE_LITERAL("ABC")), ==, 9);
  g_assert_cmpint(lm_slice_find(s, LM_SLICE_LITERAL("abcd")), ==, -1);
  g_assert_cmpint(lm_slice_compare(LM_SLICE_LITERAL("a"), LM_SLICE_LITERAL("ab")), ==, -1);
}

static void
test_parse_uint(void)
{
  uint64_t value = 7;
  g_assert_true(lm_slice_parse_uint(LM_SLICE_LITERAL("4294967295"), UINT32_MAX, &value));
  g_assert_cmpuint(value, ==, UINT32_MAX);
  g_assert_false(lm_slice_parse_uint(LM_SLICE_LITERAL("4294967296"), UINT32_MAX, &value));
  g_assert_false(lm_slice_parse_uint(LM_SLICE_LITERAL(""), UINT32_MAX, &value));
  /* A limit of one digit. */
  g_assert_true(lm_slice_parse_uint(LM_SLICE_LITERAL("3"), 3, &value));
  g_assert_false(lm_slice_parse_uint(LM_SLICE_LITERAL("4"), 3, &value));
  g_assert_false(lm_slice_parse_uint(LM_SLICE_LITERAL("13"), 3, &value));
  g_assert_false(lm_slice_parse_uint(LM_SLICE_LITERAL("-1"), UINT32_MAX, &value));
  g_assert_false(lm_slice_parse_uint(LM_SLICE_LITERAL("12a"), UINT32_MAX, &value));
  g_assert_true(lm_slice_parse_uint(LM_SLICE_LITERAL("18446744073709551615"), UINT64_MAX, &value));
  g_assert_cmpuint(value, ==, UINT64_MAX);
}

static void
test_addr(void)
{
  LmEndpoint endpoint = {.port = 5060};
  char text[LM_ENDPOINT_TEXT_SIZE];
  g_assert_true(lm_addr_parse(LM_SLICE_LITERAL("[2001:db8::1]"), &endpoint.addr));
  g_assert_cmpstr(lm_endpoint_format(&endpoint, text), ==, "[2001:db8::1]:5060");
  g_assert_true(lm_addr_parse(LM_SLICE_LITERAL("192.0.2.1"), &endpoint.addr));
  g_assert_cmpstr(lm_endpoint_format(&endpoint, text), ==, "192.0.2.1:5060");
  endpoint.port = 0;
  g_assert_cmpstr(lm_endpoint_format(&endpoint, text), ==, "192.0.2.1");
  g_assert_false(lm_addr_parse(LM_SLICE_LITERAL("example.net"), &endpoint.addr));
  g_assert_false(lm_addr_parse(LM_SLICE_LITERAL("192.0.2.256"), &endpoint.addr));
}

static void
test_hash(void)
{
  /* The reference vectors are for SipHash-2-4; for 1-3 the property that matters is checked: it
   * depends on every byte, on the length and on the key. */
  LmHashKey key = {1, 2}, other = {1, 3};
  uint8_t bytes[40] = {0};
  uint64_t plain = lm_hash(&key, bytes, 33);
  g_assert_cmpuint(plain, !=, lm_hash(&key, bytes, 34));
  g_assert_cmpuint(plain, !=, lm_hash(&other, bytes, 33));
  for (int i = 0; i < 33; i++) {
    bytes[i] = 1;
    g_assert_cmpuint(plain, !=, lm_hash(&key, bytes, 33));
    bytes[i] = 0;
  }
  g_assert_cmpuint(plain, ==, lm_hash(&key, bytes, 33));
}

static void
test_table(void)
{
  enum { N = 5000 };
  LmTable table = LM_TABLE_INIT;
  LmTableWalk walk;
  g_assert_cmpuint(lm_table_first(&table, 5, &walk), ==, LM_NONE);
  for (uint32_t i = 0; i < N; i++)
    lm_table_add(&table, lm_hash(lm_hash_key(), &(uint32_t){i / 2}, 4), i);
  for (uint32_t i = 0; i < N; i++) {
    bool found = false;
    uint64_t hash = lm_hash(lm_hash_key(), &(uint32_t){i / 2}, 4);
    for (uint32_t row = lm_table_first(&table, hash, &walk); row != LM_NONE;
         row = lm_table_next(&table, &walk))
      found |= row == i;
    g_assert_true(found);
  }
  lm_table_clear(&table);
}

/* What is handed out behind a reset is zeroed again, and one piece is enough for as much. */
static void
test_arena_reset(void)
{
  LmArena arena = LM_ARENA_INIT;
  lm_arena_reset(&arena);
  for (int round = 0; round < 20; round++) {
    for (int i = 0; i < 100; i++) {
      uint8_t *bytes = lm_arena_alloc(&arena, 333);
      for (int at = 0; at < 333; at++)
        g_assert_cmpuint(bytes[at], ==, 0);
      memset(bytes, 0xff, 333);
    }
    g_assert_cmpuint(arena.total_bytes, <, 200000);
    lm_arena_reset(&arena);
  }
  lm_arena_clear(&arena);
  g_assert_null(arena.chunk);
}

static void
test_vec(void)
{
  LmVec vec = LM_VEC_INIT(uint64_t);
  uint64_t *first = lm_vec_push(&vec);
  *first = 42;
  for (uint32_t i = 1; i < 10000; i++)
    *(uint64_t *)lm_vec_push(&vec) = i;
  g_assert_true(lm_vec_at(&vec, 0) == first);
  g_assert_cmpuint(*first, ==, 42);
  g_assert_cmpuint(*(uint64_t *)lm_vec_at(&vec, 9999), ==, 9999);
  lm_vec_clear(&vec);
}

/* Of rows that are far apart only their neighbourhoods take memory. */
static void
test_sparse(void)
{
  const uint32_t rows[] = {0, 255, 256, 70000, 100000000, 12};
  LmSparse sparse = {0};
  g_assert_cmpuint(lm_sparse_get(&sparse, 0), ==, LM_NONE);
  for (uint32_t i = 0; i < G_N_ELEMENTS(rows); i++)
    lm_sparse_set(&sparse, rows[i], i);
  for (uint32_t i = 0; i < G_N_ELEMENTS(rows); i++)
    g_assert_cmpuint(lm_sparse_get(&sparse, rows[i]), ==, i);
  lm_sparse_set(&sparse, 256, 99);
  g_assert_cmpuint(lm_sparse_get(&sparse, 256), ==, 99);
  const uint32_t others[] = {1, 257, 69999, 99999999, 100000001, 2000000000, LM_NONE};
  for (uint32_t i = 0; i < G_N_ELEMENTS(others); i++)
    g_assert_cmpuint(lm_sparse_get(&sparse, others[i]), ==, LM_NONE);
  g_assert_cmpuint(lm_sparse_bytes(&sparse), <, 4 << 20);
  lm_sparse_clear(&sparse);
}

static void
test_sparse_rows(void)
{
  LmSparseRows rows = LM_SPARSE_ROWS_INIT(uint64_t);
  g_assert_null(lm_sparse_rows_find(&rows, 5));
  uint64_t *first = lm_sparse_rows_make(&rows, 100000000);
  g_assert_cmpuint(*first, ==, 0);
  *first = 42;
  for (uint32_t i = 0; i < 1000; i++)
    *(uint64_t *)lm_sparse_rows_make(&rows, i * 2) = i;
  g_assert_true(lm_sparse_rows_make(&rows, 100000000) == first);
  g_assert_cmpuint(*first, ==, 42);
  for (uint32_t i = 0; i < 1000; i++) {
    g_assert_cmpuint(*(uint64_t *)lm_sparse_rows_find(&rows, i * 2), ==, i);
    g_assert_null(lm_sparse_rows_find(&rows, i * 2 + 1));
  }
  g_assert_null(lm_sparse_rows_find(&rows, LM_NONE));
  lm_sparse_rows_clear(&rows);
}

/* Large enough for slabs; rows of a size that fills none of them evenly. */
static void
test_large_vec(void)
{
  typedef struct {
    uint32_t words[25];
  } Row;
  enum { N = 150000 };
  LmVec vec = LM_VEC_INIT(Row);
  const Row *first = lm_vec_push(&vec), *middle = NULL;
  for (uint32_t i = 1; i < N; i++) {
    Row *row = lm_vec_push(&vec);
    if (row->words[0] || row->words[24])
      g_error("row %u is not zeroed", i);
    row->words[0] = row->words[24] = i;
    middle = i == N / 2 ? row : middle;
  }
  g_assert_true(lm_vec_at(&vec, 0) == first);
  g_assert_true(lm_vec_at(&vec, N / 2) == middle);
  for (uint32_t i = 0; i < N; i++) {
    const Row *row = lm_vec_at(&vec, i);
    if (row->words[0] != i || row->words[24] != i)
      g_error("row %u holds %u and %u", i, row->words[0], row->words[24]);
  }
  lm_vec_clear(&vec);
  g_assert_cmpuint(vec.len, ==, 0);
  g_assert_nonnull(lm_vec_push(&vec));
  lm_vec_clear(&vec);
}

static void
test_arena(void)
{
  LmArena arena = LM_ARENA_INIT;
  LmSlice copy = lm_arena_copy(&arena, LM_SLICE_LITERAL("hello"));
  char *text = lm_arena_printf(&arena, "%d %s", 7, "legs");
  void *large = lm_arena_alloc(&arena, 3 << 20);
  g_assert_nonnull(large);
  g_assert_true(lm_slice_equal(copy, LM_SLICE_LITERAL("hello")));
  g_assert_cmpstr(text, ==, "7 legs");
  lm_arena_clear(&arena);
}

static void
assert_text(LmText *text, const char *expected)
{
  g_assert_cmpstr(text->str, ==, expected);
  lm_text_reset(text);
}

static void
test_text(void)
{
  LmText text = LM_TEXT_INIT;
  lm_text_add_safe(&text, LM_SLICE_LITERAL("a\x1b[31m\xff\xe2\x80\xae\xc3\xa9\n"), false);
  assert_text(&text, "a\\x1b[31m\\xff\\xe2\\x80\\xae\xc3\xa9\\x0a");
  lm_text_add_safe(&text, LM_SLICE_LITERAL("a\r\nb\tc\rd"), true);
  assert_text(&text, "a\nb\tc\\x0dd");
  lm_text_add_json(&text, LM_SLICE_LITERAL("\"\\\n\x01\xff\xc3\xa9"));
  assert_text(&text, "\"\\\"\\\\\\n\\u0001\\u00ff\xc3\xa9\"");
  lm_text_add_json(&text, LM_SLICE_LITERAL("\xc2\x9b"
                                           "31m\xe2\x80\xae\x7f"));
  assert_text(&text, "\"\\u009b31m\\u202e\\u007f\"");
  lm_text_add_csv(&text, LM_SLICE_LITERAL("=1+1"));
  assert_text(&text, "'=1+1");
  lm_text_add_csv(&text, LM_SLICE_LITERAL("a \"b\", c"));
  assert_text(&text, "\"a \"\"b\"\", c\"");
  lm_text_add_csv(&text, LM_SLICE_LITERAL("-12.5"));
  assert_text(&text, "-12.5");
  lm_text_add_csv(&text, LM_SLICE_LITERAL("+44 20"));
  assert_text(&text, "'+44 20");
  lm_text_add_xml(&text, LM_SLICE_LITERAL("<a&\"b\">"));
  assert_text(&text, "&lt;a&amp;&quot;b&quot;&gt;");
  g_assert_cmpuint(lm_text_width(lm_slice_str("a\xe6\x97\xa5")), ==, 3);
  lm_text_clear(&text);
}

static int64_t
span(const char *text)
{
  int64_t ns = 42;
  bool ok = lm_time_parse_span(lm_slice_str(text), &ns);
  g_assert_true(ok || ns == 42);
  return ok ? ns : LM_TIME_NONE;
}

static void
test_time_span(void)
{
  g_assert_cmpint(span("1"), ==, LM_NS_PER_S);
  g_assert_cmpint(span("+0.25"), ==, 250 * LM_NS_PER_MS);
  g_assert_cmpint(span("-250ms"), ==, -250 * LM_NS_PER_MS);
  g_assert_cmpint(span("1.000000001 s"), ==, LM_NS_PER_S + 1);
  g_assert_cmpint(span("3us"), ==, 3000);
  g_assert_cmpint(span("-7 ns"), ==, -7);
  g_assert_cmpint(span("1.5m"), ==, 90 * LM_NS_PER_S);
  g_assert_cmpint(span("1.999999999h"), ==, 7199999996400);
  g_assert_cmpint(span("9223372036"), ==, 9223372036 * LM_NS_PER_S);
  const char *wrong[] = {
      "",  "+",       "ms",  "1.",         "1.0000000001", "1 min",
      "x", "0x10",    "--1", "9223372037", "3000000h",     "99999999999999999999",
      ".", "1.5.5ms", " 1",  "1.-5"};
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
    g_assert_cmpint(span(wrong[i]), ==, LM_TIME_NONE);
}

static void
test_time(void)
{
  char out[LM_TIME_TEXT_SIZE];
  g_assert_cmpint(lm_time_sub(INT64_MAX, -1), ==, INT64_MAX);
  g_assert_cmpint(lm_time_add(INT64_MAX, 1), ==, INT64_MAX);
  g_assert_cmpstr(lm_time_format_iso(1500000000123456789, out), ==,
                  "2017-07-14T02:40:00.123456789Z");
  g_assert_cmpstr(lm_time_format_iso(-1, out), ==, "1969-12-31T23:59:59.999999999Z");
  g_assert_cmpstr(lm_time_format_duration(728LL * LM_NS_PER_S, out), ==, "12:08");
  g_assert_cmpstr(lm_time_format_duration(3728LL * LM_NS_PER_S, out), ==, "1:02:08");
  g_assert_cmpstr(lm_time_format_delta(300000, out), ==, "+0.3 ms");
  g_assert_cmpstr(lm_time_format_delta(312 * LM_NS_PER_MS, out), ==, "+312 ms");
  g_assert_cmpstr(lm_time_format_delta(31400 * LM_NS_PER_MS, out), ==, "+31.4 s");
}

static void
assert_number(const char *expected, LmText *text)
{
  g_assert_cmpstr(text->str, ==, expected);
  lm_text_reset(text);
}

static void
assert_real(double value, unsigned decimals)
{
  LmText text = LM_TEXT_INIT;
  g_autofree char *expected = g_strdup_printf("%.*f", (int)decimals, value);
  lm_text_add_real(&text, value, decimals);
  assert_number(expected, &text);
  lm_text_clear(&text);
}

/* Digit for digit what printf() writes, ties, signs and what is no number among it. */
static void
test_numbers(void)
{
  static const double special[] = {0,     -0.0,   0.5,       1.5,       2.5,  0.125, 0.375,
                                   1.005, -0.001, 0.9999999, 999.9995,  1e11, 1e12,  1e15,
                                   1e300, -1e300, INFINITY,  -INFINITY, NAN,  5e-7,  -5e-7};
  LmText text = LM_TEXT_INIT;
  lm_text_add_uint(&text, 0);
  assert_number("0", &text);
  lm_text_add_uint(&text, UINT64_MAX);
  assert_number("18446744073709551615", &text);
  lm_text_add_int(&text, INT64_MIN);
  assert_number("-9223372036854775808", &text);
  lm_text_add_int(&text, 1234567);
  assert_number("1234567", &text);
  lm_text_clear(&text);
  for (unsigned decimals = 0; decimals < 9; decimals++) {
    for (gsize i = 0; i < G_N_ELEMENTS(special); i++)
      assert_real(special[i], decimals);
    for (unsigned i = 0; i < 5000; i++) {
      double value = g_test_rand_double_range(-1, 1);
      assert_real(value * 1e6, decimals);
      assert_real(round(value * 1e5) / 1e3 + 0.0005, decimals);
    }
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/base/slice", test_slice);
  g_test_add_func("/base/parse-uint", test_parse_uint);
  g_test_add_func("/base/addr", test_addr);
  g_test_add_func("/base/hash", test_hash);
  g_test_add_func("/base/table", test_table);
  g_test_add_func("/base/arena-reset", test_arena_reset);
  g_test_add_func("/base/vec", test_vec);
  g_test_add_func("/base/sparse", test_sparse);
  g_test_add_func("/base/sparse-rows", test_sparse_rows);
  g_test_add_func("/base/large-vec", test_large_vec);
  g_test_add_func("/base/arena", test_arena);
  g_test_add_func("/base/text", test_text);
  g_test_add_func("/base/numbers", test_numbers);
  g_test_add_func("/base/time", test_time);
  g_test_add_func("/base/time-span", test_time_span);
  return g_test_run();
}
