/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/hep_write.h"

#include "base/time.h"

#include <glib.h>

#define SIP "OPTIONS sip:a@example.org SIP/2.0\r\n\r\n"

static LmHep
make(const char *src, const char *dst)
{
  LmHep hep = {.src.port = 5060,
               .dst.port = 65535,
               .payload = LM_SLICE_LITERAL(SIP),
               .time_ns = 1577836800 * LM_NS_PER_S + 123456789,
               .agent = 0xfffffffe,
               .ip_protocol = 17,
               .type = LM_HEP_SIP};
  g_assert_true(lm_addr_parse(lm_slice_str(src), &hep.src.addr));
  g_assert_true(lm_addr_parse(lm_slice_str(dst), &hep.dst.addr));
  return hep;
}

static void
assert_read_back(const LmHep *hep, const uint8_t *out, size_t len)
{
  LmHep back;
  g_assert_cmpuint(lm_hep_length(lm_slice(out, len)), ==, len);
  g_assert_true(lm_hep_parse(lm_slice(out, len), &back));
  g_assert_cmpuint(back.bytes, ==, len);
  g_assert_cmpuint(back.version, ==, 3);
  g_assert_true(lm_endpoint_equal(&back.src, &hep->src));
  g_assert_true(lm_endpoint_equal(&back.dst, &hep->dst));
  g_assert_true(lm_slice_equal(back.payload, hep->payload));
  g_assert_true(lm_slice_equal(back.key, hep->key));
  g_assert_true(lm_slice_equal(back.correlation, hep->correlation));
  g_assert_true(lm_slice_equal(back.node, hep->node));
  g_assert_cmpuint(back.agent, ==, hep->agent);
  g_assert_cmpuint(back.ip_protocol, ==, hep->ip_protocol);
  g_assert_cmpuint(back.type, ==, hep->type);
  g_assert_true(back.compressed == hep->compressed);
}

static void
test_round(void)
{
  static const struct {
    const char *src, *dst;
  } ends[] = {
      {"192.0.2.1", "198.51.100.255"}, {"2001:db8::1", "fe80::ffff"}, {"192.0.2.1", "2001:db8::2"}};
  uint8_t out[1000];
  LmHep back;
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
    LmHep hep = make(ends[i].src, ends[i].dst);
    assert_read_back(&hep, out, lm_hep_write(&hep, out, sizeof out));
    hep.key = LM_SLICE_LITERAL("a secret");
    hep.node = LM_SLICE_LITERAL("edge-1");
    hep.correlation = LM_SLICE_LITERAL("call-id@example.org");
    hep.compressed = true;
    hep.ip_protocol = 22;
    hep.agent = 0;
    size_t len = lm_hep_write(&hep, out, sizeof out);
    assert_read_back(&hep, out, len);
    g_assert_true(lm_hep_parse(lm_slice(out, len), &back));
    g_assert_cmpint(back.time_ns, ==, 1577836800 * LM_NS_PER_S + 123456000);
  }
}

static void
test_times(void)
{
  static const int64_t none[] = {LM_TIME_NONE, -1, ((int64_t)UINT32_MAX + 1) * LM_NS_PER_S};
  static const int64_t good[] = {1000, (int64_t)UINT32_MAX * LM_NS_PER_S + 999999000};
  LmHep hep = make("192.0.2.1", "192.0.2.2"), back;
  uint8_t out[1000];
  for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
    hep.time_ns = none[i];
    g_assert_true(lm_hep_parse(lm_slice(out, lm_hep_write(&hep, out, sizeof out)), &back));
    g_assert_cmpint(back.time_ns, ==, LM_TIME_NONE);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
    hep.time_ns = good[i];
    g_assert_true(lm_hep_parse(lm_slice(out, lm_hep_write(&hep, out, sizeof out)), &back));
    g_assert_cmpint(back.time_ns, ==, good[i]);
  }
}

/* The largest that fits is written, and nothing behind the end ever is. */
static void
test_limits(void)
{
  g_autofree uint8_t *bytes = g_malloc0(70000), *out = g_malloc(70000);
  LmHep hep = make("192.0.2.1", "192.0.2.2");
  size_t around = lm_hep_write(&hep, out, 70000) - hep.payload.len;
  static const size_t sizes[] = {200, LM_HEP_MAX_DATAGRAM, LM_HEP_MAX_BYTES, 70000};
  for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
    size_t most = sizes[i] < LM_HEP_MAX_BYTES ? sizes[i] : LM_HEP_MAX_BYTES;
    hep.payload = lm_slice(bytes, most - around);
    memset(out, 0xee, 70000);
    size_t len = lm_hep_write(&hep, out, sizes[i]);
    g_assert_cmpuint(len, ==, most);
    assert_read_back(&hep, out, len);
    hep.payload.len++;
    g_assert_cmpuint(lm_hep_write(&hep, out, sizes[i]), ==, 0);
    for (size_t at = most; at < 70000; at++)
      g_assert_cmpuint(out[at], ==, 0xee);
  }
  hep.payload.len = 100;
  for (size_t size = 0; size < around + 100; size++)
    g_assert_cmpuint(lm_hep_write(&hep, out, size), ==, 0);
}

static void
test_incomplete(void)
{
  uint8_t out[1000];
  LmHep hep = make("192.0.2.1", "192.0.2.2"), other = hep;
  other.payload.len = 0;
  g_assert_cmpuint(lm_hep_write(&other, out, sizeof out), ==, 0);
  other = hep;
  other.src.addr.family = LM_ADDR_NONE;
  g_assert_cmpuint(lm_hep_write(&other, out, sizeof out), ==, 0);
  other = hep;
  other.dst.addr.family = LM_ADDR_NONE;
  g_assert_cmpuint(lm_hep_write(&other, out, sizeof out), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/hep-write/round", test_round);
  g_test_add_func("/hep-write/times", test_times);
  g_test_add_func("/hep-write/limits", test_limits);
  g_test_add_func("/hep-write/incomplete", test_incomplete);
  return g_test_run();
}
