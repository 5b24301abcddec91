/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/diameter.h"

#include <glib.h>

static void
put32(GByteArray *out, uint32_t value)
{
  const uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                           (uint8_t)value};
  g_byte_array_append(out, bytes, 4);
}

static void
put_avp(GByteArray *out, uint32_t code, uint32_t vendor, const void *value, uint32_t len)
{
  put32(out, code);
  put32(out, (vendor ? 0xc0000000u : 0x40000000u) | (len + (vendor ? 12 : 8)));
  if (vendor)
    put32(out, vendor);
  g_byte_array_append(out, value, len);
  g_byte_array_append(out, (const uint8_t *)"\0\0\0", (4 - len % 4) % 4);
}

static void
put_text(GByteArray *out, uint32_t code, uint32_t vendor, const char *text)
{
  put_avp(out, code, vendor, text, (uint32_t)strlen(text));
}

static void
put_group(GByteArray *out, uint32_t code, uint32_t vendor, GByteArray *group)
{
  put_avp(out, code, vendor, group->data, group->len);
  g_byte_array_set_size(group, 0);
}

static void
begin(GByteArray *out, uint8_t flags, uint32_t command, uint32_t application)
{
  g_byte_array_set_size(out, 0);
  put32(out, 1u << 24);
  put32(out, (uint32_t)flags << 24 | command);
  put32(out, application);
  put32(out, 0x11111111);
  put32(out, 0x22222222);
}

static LmSlice
finish(GByteArray *out)
{
  out->data[1] = (uint8_t)(out->len >> 16);
  out->data[2] = (uint8_t)(out->len >> 8);
  out->data[3] = (uint8_t)out->len;
  static uint8_t *exact;
  g_free(exact);
  exact = g_memdup2(out->data, out->len);
  return lm_slice(exact, out->len);
}

#define assert_slice(slice, text) g_assert_true(lm_slice_equal(slice, LM_SLICE_LITERAL(text)))

static void
test_request(void)
{
  g_autoptr(GByteArray) out = g_byte_array_new(), group = g_byte_array_new();
  LmDiameter message;
  char name[16];
  begin(out, 0xc0, 300, 16777216);
  put_text(out, 263, 0, "scscf;1;2");
  put_text(out, 1, 0, "alice@ims.example");
  put_text(out, 601, LM_DIAMETER_VENDOR_3GPP, "sip:alice@ims.example");
  put_text(group, 601, LM_DIAMETER_VENDOR_3GPP, "tel:+491");
  put_group(out, 700, LM_DIAMETER_VENDOR_3GPP, group);
  put_text(group, 444, 0, "262019876543210");
  put_group(out, 443, 0, group);
  put_avp(out, 8, 0, "\x0a\x2d\0\x02", 4);
  g_autoptr(GByteArray) inner = g_byte_array_new();
  put_text(inner, 507, LM_DIAMETER_VENDOR_3GPP,
           "permit out 17 from 192.0.2.1 49170 to 192.0.2.2 50010");
  put_text(inner, 507, LM_DIAMETER_VENDOR_3GPP, "permit in 17 from any to 192.0.2.2 50010");
  put_group(group, 519, LM_DIAMETER_VENDOR_3GPP, inner);
  put_group(out, 517, LM_DIAMETER_VENDOR_3GPP, group);
  LmSlice bytes = finish(out);
  g_assert_true(lm_diameter_looks_like(bytes));
  g_assert_cmpuint(lm_diameter_len(bytes), ==, bytes.len);
  g_assert_true(lm_diameter_parse(bytes, &message));
  g_assert_true(message.request);
  g_assert_cmpuint(message.hop_by_hop, ==, 0x11111111);
  g_assert_cmpstr(lm_diameter_command_name(message.command, true, name), ==, "UAR");
  g_assert_cmpstr(lm_diameter_application_name(message.application), ==, "Cx");
  assert_slice(message.session_id, "scscf;1;2");
  assert_slice(message.user_name, "alice@ims.example");
  g_assert_cmpuint(message.n_identities, ==, 3);
  assert_slice(message.identities[0], "sip:alice@ims.example");
  assert_slice(message.identities[1], "tel:+491");
  assert_slice(message.identities[2], "262019876543210");
  g_assert_cmpint(message.framed_ip.family, ==, LM_ADDR_IPV4);
  g_assert_cmpuint(message.n_flows, ==, 2);
  g_assert_cmpuint(message.flows[0].port, ==, 49170);
  g_assert_cmpuint(message.flows[1].port, ==, 50010);
  g_assert_cmpint(message.anomaly.kind, ==, LM_ANOMALY_NONE);
}

static void
test_answer(void)
{
  g_autoptr(GByteArray) out = g_byte_array_new(), group = g_byte_array_new();
  LmDiameter message;
  char name[16];
  begin(out, 0x40, 300, 16777216);
  put_text(out, 263, 0, "scscf;1;2");
  put_avp(group, 266, 0, "\0\0\x28\xaf", 4);
  put_avp(group, 298, 0, "\0\0\x07\xd1", 4);
  put_group(out, 297, 0, group);
  g_assert_true(lm_diameter_parse(finish(out), &message));
  g_assert_false(message.request);
  g_assert_cmpuint(message.result, ==, 2001);
  g_assert_true(message.experimental);
  g_assert_cmpstr(lm_diameter_result_name(2001, true), ==, "DIAMETER_FIRST_REGISTRATION");
  g_assert_cmpstr(lm_diameter_result_name(2001, false), ==, "DIAMETER_SUCCESS");
  g_assert_null(lm_diameter_result_name(1, false));
  g_assert_cmpstr(lm_diameter_command_name(message.command, false, name), ==, "UAA");
  g_assert_cmpstr(lm_diameter_command_name(0xffffff, false, name), ==, "16777215 A");
  g_assert_cmpstr(lm_diameter_avp_name(601, LM_DIAMETER_VENDOR_3GPP)->name, ==, "Public-Identity");
  g_assert_cmpstr(lm_diameter_avp_name(1, 0)->name, ==, "User-Name");
  g_assert_cmpstr(lm_diameter_avp_name(1049, LM_DIAMETER_VENDOR_3GPP)->name, ==,
                  "Default-EPS-Bearer-QoS");
  g_assert_null(lm_diameter_avp_name(601, 0));
}

/* The /64 of a user in IPv6; a prefix of another length says less. */
static void
test_prefix(void)
{
  g_autoptr(GByteArray) out = g_byte_array_new();
  LmDiameter message;
  begin(out, 0xc0, 272, 16777238);
  put_avp(out, 97, 0, "\0\x40\x20\x01\x0d\xb8\0\x01\0\x02", 10);
  g_assert_true(lm_diameter_parse(finish(out), &message));
  g_assert_cmpint(message.framed_ip.family, ==, LM_ADDR_IPV6);
  g_assert_cmpmem(message.framed_ip.bytes, 9, "\x20\x01\x0d\xb8\0\x01\0\x02\0", 9);
  begin(out, 0xc0, 272, 16777238);
  put_avp(out, 97, 0, "\0\x30\x20\x01\x0d\xb8\0\x01", 8);
  g_assert_true(lm_diameter_parse(finish(out), &message));
  g_assert_cmpint(message.framed_ip.family, ==, LM_ADDR_NONE);
}

static void
test_bad(void)
{
  g_autoptr(GByteArray) out = g_byte_array_new();
  LmDiameter message;
  begin(out, 0x80, 257, 0);
  put_text(out, 264, 0, "host");
  LmSlice bytes = finish(out);
  g_autofree uint8_t *data = g_memdup2(bytes.data, bytes.len);
  bytes.data = data;
  /* An AVP that is longer than the message, and one shorter than its header. */
  data[20 + 7] = 13;
  g_assert_true(lm_diameter_parse(bytes, &message));
  g_assert_cmpint(message.anomaly.kind, ==, LM_ANOMALY_DIAMETER_AVP);
  g_assert_cmpuint(message.anomaly.offset, ==, 20);
  g_assert_false(lm_diameter_looks_like(bytes));
  data[20 + 7] = 7;
  g_assert_true(lm_diameter_parse(bytes, &message));
  g_assert_cmpint(message.anomaly.kind, ==, LM_ANOMALY_DIAMETER_AVP);
  data[20 + 7] = 12;
  g_assert_true(lm_diameter_looks_like(bytes));
  /* Version, length, reserved flags. */
  data[0] = 2;
  g_assert_false(lm_diameter_parse(bytes, &message));
  data[0] = 1;
  data[3]++;
  g_assert_cmpuint(lm_diameter_len(bytes), ==, 0);
  data[3]--;
  data[4] |= 1;
  g_assert_cmpuint(lm_diameter_len(bytes), ==, 0);
  g_assert_cmpuint(lm_diameter_len(lm_slice_sub(bytes, 0, 19)), ==, 0);
  data[4] &= 0xf0;
  data[1] = 0xff;
  g_assert_cmpuint(lm_diameter_len(bytes), ==, 0xff0020);
  g_assert_true(lm_diameter_parse(bytes, &message));
}

static void
test_nesting(void)
{
  g_autoptr(GByteArray) out = g_byte_array_new(), group = g_byte_array_new();
  LmDiameter message;
  for (int i = 0; i < 1000; i++) {
    g_autoptr(GByteArray) outer = g_byte_array_new();
    put_avp(outer, 443, 0, group->data, group->len);
    g_byte_array_set_size(group, 0);
    g_byte_array_append(group, outer->data, outer->len);
  }
  begin(out, 0x80, 272, 4);
  g_byte_array_append(out, group->data, group->len);
  g_assert_true(lm_diameter_parse(finish(out), &message));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/diameter/request", test_request);
  g_test_add_func("/diameter/answer", test_answer);
  g_test_add_func("/diameter/prefix", test_prefix);
  g_test_add_func("/diameter/bad", test_bad);
  g_test_add_func("/diameter/nesting", test_nesting);
  return g_test_run();
}
