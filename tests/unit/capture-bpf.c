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

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture-bpf/faults", test_faults);
  g_test_add_func("/capture-bpf/only", test_only);
  return g_test_run();
}
