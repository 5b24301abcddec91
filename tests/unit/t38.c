/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/t38.h"
#include "proto/udptl.h"

#include <glib.h>

#define BYTES(...) lm_slice((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static LmSlice
exact(LmSlice bytes)
{
  static uint8_t *copy;
  g_free(copy);
  copy = g_memdup2(bytes.data, MAX(bytes.len, 1));
  return lm_slice(copy, bytes.len);
}

static void
test_indicators(void)
{
  LmT38Ifp ifp;
  g_assert_true(lm_t38_parse(exact(BYTES(0x04)), true, &ifp));
  g_assert_false(ifp.is_data);
  g_assert_cmpstr(lm_t38_indicator_name(ifp.number), ==, "CED");
  g_assert_true(lm_t38_parse(exact(BYTES(0x06)), true, &ifp));
  g_assert_cmpstr(lm_t38_indicator_name(ifp.number), ==, "V.21 preamble");
  g_assert_true(lm_t38_parse(exact(BYTES(0x1e)), true, &ifp));
  g_assert_cmpstr(lm_t38_indicator_name(ifp.number), ==, "V.17 14400 long training");
  /* Extension 5: 00 1 0000101, and six bits of padding. */
  g_assert_true(lm_t38_parse(exact(BYTES(0x21, 0x40)), true, &ifp));
  g_assert_cmpuint(ifp.number, ==, 21);
  g_assert_cmpstr(lm_t38_indicator_name(ifp.number), ==, "V.33 12000 training");
  g_assert_cmpstr(lm_t38_indicator_name(200), ==, "indicator");
}

static void
test_fields(void)
{
  LmT38Ifp ifp;
  LmT38Field field;
  /* A frame of V.21 and its end, as version 0 has them. */
  g_assert_true(lm_t38_parse(exact(BYTES(0xc0, 2, 0x80, 0, 2, 0xff, 0xc8, 1, 0x40)), true, &ifp));
  g_assert_true(ifp.is_data);
  g_assert_cmpstr(lm_t38_data_name(ifp.number), ==, "V.21");
  g_assert_cmpuint(ifp.n_fields, ==, 2);
  g_assert_true(ifp.old);
  size_t bit = ifp.fields_bit;
  g_assert_true(lm_t38_next_field(&ifp, &bit, &field));
  g_assert_cmpint(field.type, ==, LM_T38_HDLC_DATA);
  g_assert_cmpmem(field.data.data, field.data.len, "\xff\xc8\x01", 3);
  g_assert_true(lm_t38_next_field(&ifp, &bit, &field));
  g_assert_cmpint(field.type, ==, LM_T38_HDLC_FCS_OK_SIG_END);
  g_assert_cmpuint(field.data.len, ==, 0);
  /* The same as later versions have it, told by what fits. */
  g_assert_true(lm_t38_parse(exact(BYTES(0xce, 1, 0xb0, 0, 1, 0xaa, 0xbb)), false, &ifp));
  g_assert_false(ifp.old);
  bit = ifp.fields_bit;
  g_assert_true(lm_t38_next_field(&ifp, &bit, &field));
  g_assert_cmpint(field.type, ==, LM_T38_NON_ECM_DATA);
  g_assert_true(lm_t38_parse(exact(BYTES(0xce, 1, 0xb8, 0, 1, 0xaa, 0xbb)), true, &ifp));
  g_assert_false(ifp.old);
  g_assert_cmpstr(lm_t38_data_name(ifp.number), ==, "V.17 12000");
  /* Two fields without data share a byte in version 0. */
  g_assert_true(lm_t38_parse(exact(BYTES(0xc0, 2, 0x21)), true, &ifp));
  bit = ifp.fields_bit;
  g_assert_true(lm_t38_next_field(&ifp, &bit, &field));
  g_assert_cmpint(field.type, ==, LM_T38_HDLC_FCS_OK);
  g_assert_true(lm_t38_next_field(&ifp, &bit, &field));
  g_assert_cmpint(field.type, ==, LM_T38_HDLC_SIG_END);
}

static void
test_bad_ifp(void)
{
  const LmSlice bad[] = {
      LM_SLICE_EMPTY,
      BYTES(0x05),                         /* padding that is not zero */
      BYTES(0x04, 0),                      /* more bytes than fields */
      BYTES(0xc0),                         /* fields, but no count */
      BYTES(0xc0, 1, 0x80, 0, 2, 1, 2),    /* a field of three bytes, two of them there */
      BYTES(0xc0, 1, 0x80, 0xff, 0xff, 1), /* a field of 64 KiB */
      BYTES(0xc0, 0xff, 0x20),             /* more fields than bytes */
      BYTES(0xc0, 9, 0x20, 0x20),
      BYTES(0x20),
  };
  LmT38Ifp ifp;
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
    g_assert_false(lm_t38_parse(exact(bad[i]), true, &ifp));
}

static void
test_names(void)
{
  g_assert_cmpstr(lm_t38_fcf_name(0x01), ==, "DIS");
  g_assert_cmpstr(lm_t38_fcf_name(0xc1), ==, "DCS");
  g_assert_cmpstr(lm_t38_fcf_name(0x41), ==, "DCS");
  g_assert_cmpstr(lm_t38_fcf_name(0x81), ==, "DTC");
  g_assert_cmpstr(lm_t38_fcf_name(0xfa), ==, "PRI-MPS");
  g_assert_cmpstr(lm_t38_fcf_name(0x5f), ==, "DCN");
  g_assert_null(lm_t38_fcf_name(0x00));
  g_assert_cmpstr(lm_t38_dcs_rate(0x20), ==, "9600 bit/s V.29");
  g_assert_cmpstr(lm_t38_dcs_rate(0xc7), ==, "14400 bit/s V.17");
  g_assert_null(lm_t38_dcs_rate(0x08));
  char text[8];
  /* "  +49 1 ", last character first, bits reversed. */
  lm_t38_station(BYTES(0x04, 0x8c, 0x04, 0x9c, 0x2c, 0xd4, 0x04, 0x04), text, sizeof text);
  g_assert_cmpstr(text, ==, "+49 1");
  lm_t38_station(BYTES(0x8c, 0x8c, 0x8c, 0x8c, 0x8c, 0x8c, 0x8c, 0x8c, 0x8c), text, sizeof text);
  g_assert_cmpstr(text, ==, "1111111");
  lm_t38_station(LM_SLICE_EMPTY, text, sizeof text);
  g_assert_cmpstr(text, ==, "");
}

static void
test_udptl(void)
{
  LmUdptl udptl;
  LmSlice rest, ifp;
  LmSlice copies = exact(BYTES(0x12, 0x34, 1, 0x04, 0, 2, 1, 0x06, 2, 0x21, 0x40));
  g_assert_true(lm_udptl_looks_like(copies));
  g_assert_true(lm_udptl_parse(copies, &udptl));
  g_assert_cmpuint(udptl.sequence, ==, 0x1234);
  g_assert_cmpmem(udptl.ifp.data, udptl.ifp.len, "\x04", 1);
  g_assert_false(udptl.fec);
  g_assert_cmpuint(udptl.n_secondary, ==, 2);
  rest = udptl.secondary;
  g_assert_true(lm_udptl_next_ifp(&rest, &ifp));
  g_assert_cmpmem(ifp.data, ifp.len, "\x06", 1);
  g_assert_true(lm_udptl_next_ifp(&rest, &ifp));
  g_assert_cmpuint(ifp.len, ==, 2);
  g_assert_false(lm_udptl_next_ifp(&rest, &ifp));
  g_assert_true(lm_udptl_parse(exact(BYTES(0, 1, 1, 0x04, 0x80, 1, 3, 2, 1, 9, 1, 8)), &udptl));
  g_assert_true(udptl.fec);
  g_assert_cmpuint(udptl.fec_span, ==, 3);
  g_assert_cmpuint(udptl.n_secondary, ==, 2);
  g_assert_cmpint(udptl.anomaly.kind, ==, LM_ANOMALY_NONE);
}

static void
test_bad_udptl(void)
{
  LmUdptl udptl;
  const LmSlice none[] = {LM_SLICE_EMPTY,    BYTES(0, 1),          BYTES(0, 1, 0),
                          BYTES(0, 1, 2, 4), BYTES(0, 1, 0xc1, 4), BYTES(0, 1, 0x81, 0, 4)};
  for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
    g_assert_false(lm_udptl_parse(exact(none[i]), &udptl));
  const LmSlice odd[] = {BYTES(0, 1, 1, 4), BYTES(0, 1, 1, 4, 0), BYTES(0, 1, 1, 4, 0, 0x7f, 1, 4),
                         BYTES(0, 1, 1, 4, 0, 0, 7), BYTES(0, 1, 1, 4, 0x80, 0, 0)};
  for (size_t i = 0; i < G_N_ELEMENTS(odd); i++) {
    g_assert_true(lm_udptl_parse(exact(odd[i]), &udptl));
    g_assert_cmpint(udptl.anomaly.kind, ==, LM_ANOMALY_UDPTL);
    g_assert_cmpuint(udptl.anomaly.offset + udptl.anomaly.len, ==, odd[i].len);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/t38/indicators", test_indicators);
  g_test_add_func("/t38/fields", test_fields);
  g_test_add_func("/t38/bad-ifp", test_bad_ifp);
  g_test_add_func("/t38/names", test_names);
  g_test_add_func("/t38/udptl", test_udptl);
  g_test_add_func("/t38/bad-udptl", test_bad_udptl);
  return g_test_run();
}
