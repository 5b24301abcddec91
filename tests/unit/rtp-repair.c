/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What packets of error correction protect, and the elements of header extensions. */

#include "proto/fec.h"
#include "proto/rtp-extension.h"

#include <glib.h>

static LmSlice
exact_copy(const void *bytes, size_t len)
{
  return lm_slice(g_memdup2(len ? bytes : "", len ? len : 1), len);
}

/* "1000 1002", with the SSRC before where there is one. */
static char *
protects(const char *encoding, const void *bytes, size_t len)
{
  LmSlice payload = exact_copy(bytes, len);
  LmFec fec;
  GString *text = g_string_new("");
  if (lm_fec_read(lm_fec_kind(lm_slice_str(encoding)), payload, &fec)) {
    if (fec.has_ssrc)
      g_string_append_printf(text, "%x:", fec.ssrc);
    for (uint32_t i = 0; i < fec.n; i++)
      g_string_append_printf(text, "%s%u", i ? " " : "", fec.sequences[i]);
  }
  g_free((void *)(uintptr_t)payload.data);
  return g_string_free(text, FALSE);
}

#define assert_protects(encoding, bytes, text)                             \
  do {                                                                     \
    g_autofree char *found = protects(encoding, bytes, sizeof(bytes) - 1); \
    g_assert_cmpstr(found, ==, text);                                      \
  } while (0)

static void
test_ulpfec(void)
{
  assert_protects("ulpfec",
                  "\x00\x60\x03\xe8tttt\x00\x10\x00\x20\xa0\x01"
                  "data",
                  "1000 1002 1015");
  assert_protects("ULPFEC",
                  "\x40\x60\xff\xff"
                  "tttt\x00\x10\x00\x20\x40\x00\x00\x00\x00\x01"
                  "data",
                  "0 46");
  assert_protects("ulpfec",
                  "\x40\x60\xff\xff"
                  "tttt\x00\x10\x00\x20\x40\x00\x00\x00\x00",
                  "");
  assert_protects("ulpfec", "\x00\x60\x03\xe8tttt\x00\x10\x00\x20\x00\x00", "");
  assert_protects("ulpfec", "", "");
  assert_protects("VP8", "\x00\x60\x03\xe8tttt\x00\x10\x00\x20\xa0\x01", "");
}

static void
test_flexfec(void)
{
  /* Masks of 15, 46 and 110 bits. */
  assert_protects("flexfec", "\x00\x60\x00\x20tttt\x00\x0a\x40\x01", "10 24");
  assert_protects("flexfec", "\x00\x60\x00\x20tttt\x00\x0a\xc0\x00\x40\x00\x00\x01", "10 25 55");
  assert_protects("flexfec",
                  "\x00\x60\x00\x20tttt\x00\x0a\xc0\x00\x80\x00\x00\x01\x80\0\0\0\0\0\0\x01",
                  "10 55 56 119");
  assert_protects("flexfec", "\x00\x60\x00\x20tttt\x00\x0a\xc0\x00\x40\x00", "");
  /* A row, a column, none; a packet as it was. */
  assert_protects("flexfec", "\x40\x60\x00\x20tttt\x00\x0a\x03\x00", "10 11 12");
  assert_protects("flexfec", "\x40\x60\x00\x20tttt\xff\xff\x03\x02", "65535 2");
  assert_protects("flexfec", "\x40\x60\x00\x20tttt\x00\x0a\x00\x02", "");
  assert_protects("flexfec",
                  "\x80\x60\x01\x02tttt\x00\x00\x00\xab"
                  "data",
                  "ab:258");
  /* The draft: what is set says that no more follows. */
  assert_protects("flexfec-03", "\x00\x60\x00\x20tttt\x01\0\0\0\x00\x00\x00\xcd\x00\x0a\xc0\x01",
                  "cd:10 24");
  assert_protects("flexfec-03",
                  "\x00\x60\x00\x20tttt\x01\0\0\0\x00\x00\x00\xcd\x00\x0a\x40\x01\xc0\0\0\x01",
                  "cd:10 24 25 55");
  assert_protects("flexfec-03", "\x00\x60\x00\x20tttt\x01\0\0\0\x00\x00\x00\xcd\x00\x0a", "");
}

/* "1=0102 2=" and whether something is wrong. */
static char *
elements_of(const void *bytes, size_t len)
{
  LmSlice packet = exact_copy(bytes, len);
  LmRtpElements walk;
  LmRtpElement element;
  GString *text = g_string_new("");
  bool has = lm_rtp_elements(packet, &walk);
  while (has && lm_rtp_next_element(&walk, &element)) {
    g_string_append_printf(text, "%u=", element.id);
    for (size_t i = 0; i < element.value.len; i++)
      g_string_append_printf(text, "%02x", element.value.data[i]);
    g_string_append_c(text, ' ');
  }
  g_string_append(text, !has ? "none" : walk.fault ? "fault" : "end");
  g_free((void *)(uintptr_t)packet.data);
  return g_string_free(text, FALSE);
}

#define HEADER "\x90\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x03"
#define assert_elements(bytes, text)                                \
  do {                                                              \
    g_autofree char *found = elements_of(bytes, sizeof(bytes) - 1); \
    g_assert_cmpstr(found, ==, text);                               \
  } while (0)

static void
test_elements(void)
{
  assert_elements(HEADER "\xbe\xde\x00\x02\x10\xaa\x00\x21\x01\x02\x00\x00", "1=aa 2=0102 end");
  /* An ID of 15 ends the list; what is behind it is not looked at. */
  assert_elements(HEADER "\xbe\xde\x00\x02\x10\xaa\xf0\x21\x01\x02\x00\x00", "1=aa end");
  assert_elements(HEADER "\xbe\xde\x00\x01\x10\xaa\x23\x01", "1=aa fault");
  assert_elements(HEADER "\x10\x00\x00\x02\x01\x00\x00\xc8\x02\xaa\xbb\x00", "1= 200=aabb end");
  assert_elements(HEADER "\x10\x05\x00\x01\x01\x03\xaa\xbb", "fault");
  assert_elements(HEADER "\x10\x00\x00\x01\x00\x00\x00\x05", "fault");
  assert_elements(HEADER "\xab\xcd\x00\x01zzzz", "0=7a7a7a7a end");
  assert_elements(HEADER "\xbe\xde\x00\x00", "end");
  assert_elements(HEADER "\xbe\xde\x00\x02\x10\xaa\x00\x21", "none");
  assert_elements(
      "\x80\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x03\xbe\xde\x00\x01\x10\xaa\x00\x00", "none");
}

static void
test_values(void)
{
  static const struct {
    const char *uri, *name, *value;
    size_t len;
    int64_t number; /* INT64_MIN: none */
  } cases[] = {
      {"urn:ietf:params:rtp-hdrext:ssrc-audio-level", "audio-level", "\x9e", 1, -30},
      {"urn:ietf:params:rtp-hdrext:toffset", "toffset", "\xff\xff\xfe", 3, -2},
      {"urn:ietf:params:rtp-hdrext:toffset", "toffset", "\x01", 1, INT64_MIN},
      {"urn:3gpp:video-orientation", "video-orientation", "\x0b", 1, 270},
      {"http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01", "transport-cc",
       "\x01\x02", 2, 258},
      {"urn:ietf:params:rtp-hdrext:sdes:mid", "mid", "v0", 2, INT64_MIN},
      {"urn:else", NULL, "\x01", 1, INT64_MIN},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    LmRtpElementKind kind;
    int64_t number;
    g_assert_cmpstr(lm_rtp_extension_name(lm_slice_str(cases[i].uri), &kind), ==, cases[i].name);
    bool has = lm_rtp_element_number(kind, lm_slice(cases[i].value, cases[i].len), &number);
    g_assert_true(has == (cases[i].number != INT64_MIN));
    if (has)
      g_assert_cmpint(number, ==, cases[i].number);
    g_assert_false(lm_rtp_element_number(kind, LM_SLICE_EMPTY, &number));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/rtp-repair/ulpfec", test_ulpfec);
  g_test_add_func("/rtp-repair/flexfec", test_flexfec);
  g_test_add_func("/rtp-repair/elements", test_elements);
  g_test_add_func("/rtp-repair/values", test_values);
  return g_test_run();
}
