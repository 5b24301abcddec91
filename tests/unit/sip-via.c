/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/sip/fields.h"
#include "proto/sip/quick.h"
#include "proto/sip/via.h"

#include <glib.h>

#define assert_text(slice, text)                                                                  \
  do {                                                                                            \
    g_autofree char *got = g_strndup((slice).len ? (const char *)(slice).data : "", (slice).len); \
    g_assert_cmpstr(got, ==, text);                                                               \
  } while (0)

static const struct {
  const char *value, *transport, *host, *port, *branch, *received, *rport;
  bool found, sound;
} vias[] = {
    {"SIP/2.0/UDP a:5060;branch=z9hG4bK1;received=192.0.2.1;rport=5062", "UDP", "a", "5060",
     "z9hG4bK1", "192.0.2.1", "5062", true, true},
    {"SIP/2.0/TLS a", "TLS", "a", "", "", "", "", true, true},
    {"SIP/2.0/UDP a;rport;branch=1;x=\"y;branch=2\"", "UDP", "a", "", "1", "", "", true, true},
    {"SIP / 2.0\r\n /UDP\r\n 192.0.2.2;BRANCH = 390", "UDP", "192.0.2.2", "", "390", "", "", true,
     true},
    {"sip/7.0/WSS [2001:db8::1]:443 ;branch=1", "WSS", "[2001:db8::1]", "443", "1", "", "", true,
     true},
    {"SIP/2.0/UDP [2001:db8::1]", "UDP", "[2001:db8::1]", "", "", "", "", true, true},
    {"SIP/2.0/UDP a : 5060 ; branch=1", "UDP", "a", "5060", "1", "", "", true, true},
    {"SIP/2.0/UDP a;branch=1;branch=2", "UDP", "a", "", "1", "", "", true, true},
    {"SIP/2.0/UDP a;received=[2001:db8::2]", "UDP", "a", "", "", "[2001:db8::2]", "", true, true},
    {"SIP/2.0/UDP a:;branch=1", "UDP", "a", "", "1", "", "", true, false},
    {"SIP/2.0/UDP a:50x;branch=1", "UDP", "a", "50", "1", "", "", true, false},
    {"SIP/2.0/UDP a b;branch=1", "UDP", "a", "", "1", "", "", true, false},
    {"SIP/2.0/UDP a;;branch=1", "UDP", "a", "", "1", "", "", true, false},
    {"SIP/2.0/UDP a;branch=1;", "UDP", "a", "", "1", "", "", true, false},
    {"SIP/2.0/UDP ;branch=1", "UDP", "", "", "1", "", "", false, false},
    {"SIP/2.0/UDP", "UDP", "", "", "", "", "", false, false},
    {"SIP/2.0/ a", "a", "", "", "", "", "", false, false},
    {"SIP/2.0", "", "SIP/2.0", "", "", "", "", false, false},
    {"/2.0/UDP a", "", "/2.0/UDP", "", "", "", "", false, false},
    {"SIP/2.0/UDP [2001:db8::1;branch=1", "UDP", "[2001:db8::1", "", "1", "", "", true, false},
    {"", "", "", "", "", "", "", false, false},
    {";", "", "", "", "", "", "", false, false},
};

static void
test_vias(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(vias); i++) {
    LmSlice value = lm_slice_str(vias[i].value);
    LmSipVia via;
    g_autofree char *shown = g_strescape(vias[i].value, NULL);
    g_test_message("%s", shown);
    g_assert_cmpint(lm_sip_via_parse(value, &via), ==, vias[i].found);
    assert_text(via.transport, vias[i].transport);
    assert_text(via.host, vias[i].host);
    assert_text(via.port, vias[i].port);
    assert_text(via.branch, vias[i].branch);
    assert_text(via.received, vias[i].received);
    assert_text(via.rport, vias[i].rport);
    g_assert_cmpint(lm_sip_via_scan(value, &via), ==, vias[i].sound);
    LmSlice branch;
    if (lm_sip_quick_via(value, 0, value.len, &branch)) {
      g_assert_true(vias[i].sound);
      assert_text(branch, vias[i].branch);
    }
  }
}

/* The forms that nearly all messages have must not take the long way. */
static void
test_quick(void)
{
  static const char *const texts[] = {
      "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport",
      "SIP/2.0/TCP host.example;rport=5060;received=192.0.2.9;branch=z9hG4bK-a.b~c",
      "SIP/2.0/TLS h;branch=z9hG4bK==",
  };
  static const char *const branches[] = {"z9hG4bK1", "z9hG4bK-a.b~c", "z9hG4bK=="};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    LmSlice value = lm_slice_str(texts[i]), branch;
    g_assert_true(lm_sip_quick_via(value, 0, value.len, &branch));
    assert_text(branch, branches[i]);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sip-via/vias", test_vias);
  g_test_add_func("/sip-via/quick", test_quick);
  return g_test_run();
}
