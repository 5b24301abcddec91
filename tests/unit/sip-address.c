/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/sip/address.h"
#include "proto/sip/fields.h"
#include "proto/sip/quick.h"

#include <glib.h>

#define assert_text(slice, text)                                                                  \
  do {                                                                                            \
    g_autofree char *got = g_strndup((slice).len ? (const char *)(slice).data : "", (slice).len); \
    g_assert_cmpstr(got, ==, text);                                                               \
  } while (0)

/* What an address is taken apart into, and whether it is well formed. */
static const struct {
  const char *value, *display_name, *uri, *parameters;
  bool found, sound;
} addresses[] = {
    {"<sip:a@b>", "", "sip:a@b", "", true, true},
    {"Ann Lee <sip:a@b;lr>;tag=1", "Ann Lee", "sip:a@b;lr", "tag=1", true, true},
    {"Ann<sip:a@b>;tag=1", "Ann", "sip:a@b", "tag=1", true, true},
    {"\"<x>;y, \\\"z\\\"\" <sip:a@b>", "<x>;y, \\\"z\\\"", "sip:a@b", "", true, true},
    {"\"a\\\\\"<sip:a@b>", "a\\\\", "sip:a@b", "", true, true},
    {"sip:a@b;tag=1", "", "sip:a@b", "tag=1", true, true},
    {"sip:a@b", "", "sip:a@b", "", true, true},
    {"tel:+1-2", "", "tel:+1-2", "", true, true},
    {"<urn:service:sos>", "", "urn:service:sos", "", true, true},
    {"*", "", "", "", false, true},
    {"\"a\" < sip:a@b >", "a", "sip:a@b", "", true, false},
    {"\"a <sip:a@b>", "a ", "sip:a@b", "", true, false},
    {"\"a", "a", "", "", false, false},
    {"a, b <sip:a@b>", "a, b", "sip:a@b", "", true, false},
    {"a;b <sip:a@b>;tag=1", "a;b", "sip:a@b", "tag=1", true, false},
    {"a \"b\" <sip:a@b>", "a \"b\"", "sip:a@b", "", true, false},
    {"<sip:a@b", "", "sip:a@b", "", true, false},
    {"<sip:a@b>tag=1", "", "sip:a@b", "", true, false},
    {"<sip:a@b> x ;tag=1", "", "sip:a@b", "tag=1", true, false},
    {"<sip:a@b>;", "", "sip:a@b", "", true, false},
    {"<sip:a@b>;;a", "", "sip:a@b", ";a", true, false},
    {"sip:a@b?x=y", "", "sip:a@b?x=y", "", true, false},
    {"<sip:a@b:>", "", "sip:a@b:", "", true, false},
    {"<sip:2001:db8::1>", "", "sip:2001:db8::1", "", true, false},
    {"<sip:[2001:db8::1>", "", "sip:[2001:db8::1", "", true, false},
    {"<sip:a\xc3\xa9@b>", "", "sip:a\xc3\xa9@b", "", true, false},
    {"<sip:@b>", "", "sip:@b", "", true, true},
    {"<sip:a@>", "", "sip:a@", "", true, false},
    {"<>", "", "", "", false, false},
    {"", "", "", "", false, false},
    {";", "", "", "", false, false},
    {"<", "", "", "", false, false},
    {">", "", ">", "", true, false},
};

static void
test_addresses(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
    LmSlice value = lm_slice_str(addresses[i].value), tag = LM_SLICE_EMPTY;
    LmSipAddress address;
    g_autofree char *shown = g_strescape(addresses[i].value, NULL);
    g_test_message("%s", shown);
    g_assert_cmpint(lm_sip_address_parse(value, &address), ==, addresses[i].found);
    assert_text(address.display_name, addresses[i].display_name);
    assert_text(address.uri, addresses[i].uri);
    assert_text(address.parameters, addresses[i].parameters);
    g_assert_cmpint(lm_sip_address_scan(value, &address, &tag), ==, addresses[i].sound);
    assert_text(tag, strstr(addresses[i].parameters, "tag=1") ? "1" : "");
    tag = LM_SLICE_EMPTY;
    if (lm_sip_quick_address(value, 0, value.len, &tag)) {
      g_assert_true(addresses[i].sound);
      assert_text(tag, strstr(addresses[i].parameters, "tag=1") ? "1" : "");
    }
  }
}

/* The forms that nearly all messages have must not take the long way. */
static void
test_quick(void)
{
  static const char *const texts[] = {
      "\"Alice, A.\" <sip:alice@example.com>;tag=1",
      "<sip:+4989123@192.0.2.1:5060;user=phone?h=1>;x;tag=1",
      "<sip:example.com>;tag=1",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    LmSlice value = lm_slice_str(texts[i]), tag;
    g_assert_true(lm_sip_quick_address(value, 0, value.len, &tag));
    assert_text(tag, "1");
  }
  LmSlice uri = lm_slice_str("sip:alice@192.0.2.1:5060;transport=udp");
  g_assert_true(lm_sip_quick_uri(uri, 0, uri.len));
}

static const struct {
  const char *text, *scheme, *user, *host, *port, *parameters, *headers;
  bool found;
} uris[] = {
    {"sip:a:secret@b.example:5060;x=y;lr?h=1&i=2", "sip", "a", "b.example", "5060", "x=y;lr",
     "h=1&i=2", true},
    {"SIPS:[2001:db8::1]:5061", "SIPS", "", "[2001:db8::1]", "5061", "", "", true},
    {"sip:b", "sip", "", "b", "", "", "", true},
    {"sip:a;p=q%40c?d@b", "sip", "a;p=q%40c?d", "b", "", "", "", true},
    {"sip:b?h=1", "sip", "", "b", "", "", "h=1", true},
    {"sip:b;x?h=1", "sip", "", "b", "", "x", "h=1", true},
    {"tel:+49-30;phone-context=x", "tel", "+49-30", "", "", "phone-context=x", "", true},
    {"urn:service:sos", "urn", "", "", "", "", "", true},
    {" sip:a@b\r\n", "sip", "a", "b", "", "", "", true},
    {"sip:", "sip", "", "", "", "", "", false},
    {"sip:a@", "sip", "a", "", "", "", "", false},
    {"tel:", "tel", "", "", "", "", "", false},
    {":a", "", "", "", "", "", "", false},
    {"1x:a", "", "", "", "", "", "", false},
    {"a b:c", "", "", "", "", "", "", false},
    {"", "", "", "", "", "", "", false},
};

static void
test_uris(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(uris); i++) {
    LmSipUri uri;
    g_autofree char *shown = g_strescape(uris[i].text, NULL);
    g_test_message("%s", shown);
    g_assert_cmpint(lm_sip_uri_parse(lm_slice_str(uris[i].text), &uri), ==, uris[i].found);
    assert_text(uri.scheme, uris[i].scheme);
    assert_text(uri.user, uris[i].user);
    assert_text(uri.host, uris[i].host);
    assert_text(uri.port, uris[i].port);
    assert_text(uri.parameters, uris[i].parameters);
    assert_text(uri.headers, uris[i].headers);
  }
}

static void
test_parameters(void)
{
  LmSlice list = LM_SLICE_LITERAL("a=1; B = \"x;c=3\" ;flag;=v;;d=e=f;b=2"), value;
  g_assert_true(lm_sip_parameter(list, LM_SLICE_LITERAL("A"), &value));
  assert_text(value, "1");
  g_assert_true(lm_sip_parameter(list, LM_SLICE_LITERAL("b"), &value));
  assert_text(value, "\"x;c=3\"");
  g_assert_true(lm_sip_parameter(list, LM_SLICE_LITERAL("flag"), &value));
  assert_text(value, "");
  g_assert_true(lm_sip_parameter(list, LM_SLICE_LITERAL("d"), &value));
  assert_text(value, "e=f");
  g_assert_false(lm_sip_parameter(list, LM_SLICE_LITERAL("c"), &value));
  g_assert_false(lm_sip_parameter(list, LM_SLICE_EMPTY, &value));
  g_assert_false(lm_sip_parameter(LM_SLICE_LITERAL("x=\"open;a=1"), LM_SLICE_LITERAL("a"), &value));
  LmSlice rest = LM_SLICE_LITERAL("q=\"a,b\", r=2"), name;
  g_assert_true(lm_sip_next_parameter(&rest, ',', &name, &value));
  assert_text(value, "\"a,b\"");
  g_assert_true(lm_sip_next_parameter(&rest, ',', &name, &value));
  assert_text(name, "r");
  g_assert_false(lm_sip_next_parameter(&rest, ',', &name, &value));
}

static void
test_values(void)
{
  LmSlice rest = LM_SLICE_LITERAL("\"a,b\" <sip:a,b> , c,,d\\,<e"), value;
  static const char *const expected[] = {"\"a,b\" <sip:a,b>", "c", "", "d\\", "<e"};
  for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
    g_assert_true(lm_sip_next_value(&rest, &value));
    assert_text(value, expected[i]);
  }
  g_assert_false(lm_sip_next_value(&rest, &value));
}

static void
test_cseq(void)
{
  uint32_t number;
  LmSlice method;
  g_assert_true(lm_sip_cseq_parse(LM_SLICE_LITERAL("0 ACK"), &number, &method));
  g_assert_true(lm_sip_cseq_parse(LM_SLICE_LITERAL("00012\r\n ACK"), &number, &method));
  g_assert_cmpuint(number, ==, 12);
  assert_text(method, "ACK");
  g_assert_false(lm_sip_cseq_parse(LM_SLICE_LITERAL("1ACK"), &number, &method));
  assert_text(method, "ACK");
  g_assert_false(
      lm_sip_cseq_parse(LM_SLICE_LITERAL("99999999999999999999999 ACK"), &number, &method));
  g_assert_cmpuint(number, ==, 0);
  g_assert_false(lm_sip_cseq_parse(LM_SLICE_LITERAL("-1 ACK"), &number, &method));
  g_assert_false(lm_sip_cseq_parse(LM_SLICE_LITERAL(""), &number, &method));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sip-address/addresses", test_addresses);
  g_test_add_func("/sip-address/quick", test_quick);
  g_test_add_func("/sip-address/uris", test_uris);
  g_test_add_func("/sip-address/parameters", test_parameters);
  g_test_add_func("/sip-address/values", test_values);
  g_test_add_func("/sip-address/cseq", test_cseq);
  return g_test_run();
}
