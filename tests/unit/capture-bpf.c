/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/bpf.h"

#include <glib.h>
#include <string.h>

static LmBpf bpf;

static void
assert_fault(const char *filter, const char *place)
{
  LmError error = {0};
  g_assert_false(lm_bpf_compile(filter, LM_BPF_ALL, 1, 262144, &bpf, &error));
  g_assert_cmpint(error.code, ==, LM_ERROR_USAGE);
  if (!strstr(error.message, place))
    g_error("%s: “%s” has no “%s”", filter, error.message, place);
}

static void
test_faults(void)
{
  LmError error = {0};
  if (!lm_bpf_compile("udp", LM_BPF_ALL, 1, 262144, &bpf, &error)) {
    g_test_skip(error.message);
    return;
  }
  assert_fault("udp prot 5060", "byte 4 ");
  assert_fault("udp and (port 5060 xor tcp)", "byte 19 ");
  assert_fault("host 192.0.2.1 or or tcp", "byte 18 ");
  assert_fault("udp and port", "too early");
  assert_fault("(udp", "too early");
  assert_fault("ip[6:3] = 1", "");
  assert_fault("udp and tcp", "contradict");
}

static void
test_only(void)
{
  LmError error = {0};
  for (uint32_t only = LM_BPF_SIP; only <= LM_BPF_HEADERS; only++)
    for (uint32_t i = 0; i < 4; i++) {
      static const uint32_t link_types[] = {1, 101, 113, 276};
      static const char *const filters[] = {NULL, "", "host 192.0.2.1", "udp or tcp"};
      bool ok = lm_bpf_compile(filters[i], only, link_types[i], 262144, &bpf, &error);
      if (!ok && error.code == LM_ERROR_UNSUPPORTED) {
        g_test_skip(error.message);
        return;
      }
      g_assert_cmpstr(error.message, ==, "");
      g_assert_true(ok);
      g_assert_cmpuint(bpf.n, >, 0);
    }
  g_assert_true(lm_bpf_compile("", LM_BPF_ALL, 1, 262144, &bpf, &error));
  g_assert_cmpuint(bpf.n, ==, 0);
}

/* A filter that is being typed asks the network for nothing. */
static void
test_names(void)
{
  static const struct {
    const char *filter, *name;
    size_t fault; /* SIZE_MAX: none */
  } rows[] = {
      {"host proxy.example and port sip", "proxy.example", SIZE_MAX},
      {"host h", "h", SIZE_MAX},
      {"hots 192.0.2.1", "hots", 0},
      {"src net lab or dst b", "lab", SIZE_MAX},
      {"gateway router", "router", SIZE_MAX},
      {"not host a.example and (tcp port 80 or host b)", "a.example", SIZE_MAX},
      {"host 192.0.2.1 and not net 2001:db8::/32 and tcp[tcpflags] & tcp-syn != 0", "", SIZE_MAX},
      {"ether host 02:00:00:00:00:01 and ip[6:2] & 0x1fff != 0 and len > 100", "", SIZE_MAX},
      {"port sip or https", "", SIZE_MAX},
      {"host a.example prot 5060", "a.example", 15},
      {"src host a and src net 10.0.0.0/8", "a", SIZE_MAX},
      {"host a c = 1", "a", 7},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    LmError error = {0};
    LmText name = LM_TEXT_INIT;
    bool ok = lm_bpf_check(rows[i].filter, LM_BPF_ALL, 1, 262144, &bpf, &name, &error);
    if (!ok && error.code == LM_ERROR_UNSUPPORTED) {
      g_test_skip(error.message);
      return;
    }
    if (ok != (rows[i].fault == SIZE_MAX) || (!ok && bpf.fault != rows[i].fault))
      g_error("%s: %d, byte %zu, %s", rows[i].filter, ok, bpf.fault, error.message);
    g_assert_cmpstr(name.len ? name.str : "", ==, rows[i].name);
    lm_text_clear(&name);
  }
  /* As long as it may be, of names as short as they can be. */
  GString *many = g_string_new("host a");
  while (many->len + 5 <= 4096)
    g_string_append(many, " or a");
  LmError error = {0};
  lm_bpf_check(many->str, LM_BPF_ALL, 1, 262144, &bpf, NULL, &error);
  g_string_free(many, TRUE);
}

static uint32_t
run(const uint8_t *packet, uint32_t len)
{
  return lm_bpf_run(bpf.instructions, bpf.n, packet, len, len);
}

/* A datagram from port 20000 to @port, of 400 bytes. */
static const uint8_t *
make_packet(uint16_t port)
{
  static uint8_t packet[442] = {
      [12] = 0x08, [14] = 0x45, [16] = 1,   [17] = 0xac, [22] = 64,   [23] = 17,
      [26] = 192,  [29] = 1,    [30] = 192, [33] = 2,    [34] = 0x4e, [35] = 0x20};
  packet[36] = (uint8_t)(port >> 8);
  packet[37] = (uint8_t)port;
  return packet;
}

static void
test_run(void)
{
  LmError error = {0};
  LmText text = LM_TEXT_INIT;
  if (!lm_bpf_compile("", LM_BPF_HEADERS, 1, 262144, &bpf, &error)) {
    g_test_skip(error.message);
    return;
  }
  g_assert_cmpuint(run(make_packet(5060), 442), >=, 442);
  g_assert_cmpuint(run(make_packet(30000), 442), ==, 160);
  g_assert_true(lm_bpf_compile("", LM_BPF_SIP, 1, 262144, &bpf, &error));
  g_assert_cmpuint(run(make_packet(30000), 442), ==, 0);
  /* As text it is the same program. */
  static LmBpf again;
  lm_bpf_text("host 192.0.2.1", LM_BPF_SIP_AND_RTP, 1, &text);
  g_assert_true(lm_bpf_compile("host 192.0.2.1", LM_BPF_SIP_AND_RTP, 1, 262144, &bpf, &error));
  g_assert_true(lm_bpf_compile(text.str, LM_BPF_ALL, 1, 262144, &again, &error));
  g_assert_cmpmem(bpf.instructions, bpf.n * 8, again.instructions, again.n * 8);
  lm_text_clear(&text);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture-bpf/faults", test_faults);
  g_test_add_func("/capture-bpf/only", test_only);
  g_test_add_func("/capture-bpf/names", test_names);
  g_test_add_func("/capture-bpf/run", test_run);
  return g_test_run();
}
