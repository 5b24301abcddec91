/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a DCS says of pages, and what is said between Linesman and the program that reads faxes. */

#include "base/limits.h"
#include "fax/wire.h"

#include <glib.h>

/* Sets bits of a DCS, numbered from 1. */
static LmFaxForm
form_of(const unsigned *bits)
{
  uint8_t fif[16] = {0};
  LmFaxForm form;
  for (; *bits; bits++)
    fif[(*bits - 1) / 8] |= (uint8_t)(1 << (*bits - 1) % 8);
  g_assert_true(lm_fax_form_read(lm_slice(fif, sizeof fif), &form));
  return form;
}
#define FORM(...) form_of((const unsigned[]){__VA_ARGS__, 0})

static void
test_command(void)
{
  LmFaxForm form = FORM(14); /* V.17 14400 */
  g_assert_cmpuint(form.bit_rate, ==, 14400);
  g_assert_cmpuint(form.width, ==, 1728);
  g_assert_cmpuint(form.y_per_m, ==, 3850);
  g_assert_cmpuint(form.compression, ==, LM_FAX_MH);
  g_assert_false(form.ecm);
  form = FORM(11, 15, 16, 18, 27);
  g_assert_cmpuint(form.bit_rate, ==, 9600);
  g_assert_cmpuint(form.modulation, ==, 4);
  g_assert_cmpuint(form.width, ==, 2432);
  g_assert_cmpuint(form.y_per_m, ==, 7700);
  g_assert_cmpuint(form.compression, ==, LM_FAX_MR);
  g_assert_true(form.ecm);
  form = FORM(12, 17, 31, 43);
  g_assert_cmpuint(form.bit_rate, ==, 4800);
  g_assert_cmpuint(form.width, ==, 4096);
  g_assert_cmpuint(form.compression, ==, LM_FAX_MMR);
  g_assert_cmpuint(FORM(14, 27, 78).compression, ==, LM_FAX_JBIG);
  g_assert_cmpuint(FORM(14, 27, 68).compression, ==, LM_FAX_OTHER);
  g_assert_cmpuint(FORM(14, 106).width, ==, 10368);
}

static void
test_bad_command(void)
{
  LmFaxForm form;
  g_assert_false(lm_fax_form_read(LM_SLICE_EMPTY, &form));
  g_assert_false(lm_fax_form_read(LM_SLICE_LITERAL("\0\x20"), &form));
  /* No modulation has these bits. */
  g_assert_false(lm_fax_form_read(LM_SLICE_LITERAL("\0\x3c\0"), &form));
  g_assert_cmpstr(lm_fax_compression_name((LmFaxCompression)99), ==, "other");
  g_assert_cmpuint(lm_fax_bit_rate(200), ==, 0);
  g_assert_cmpuint(lm_fax_reverse(0x13), ==, 0xc8);
}

static void
test_talk(void)
{
  LmText out = LM_TEXT_INIT;
  LmFaxWire wire = {LM_FAX_WIRE_IFP, 3, 70000, LM_SLICE_LITERAL("abc")}, again;
  LmWireFrame frame;
  bool broken;
  lm_fax_wire_add(&out, &wire);
  g_assert_cmpuint(lm_wire_take(lm_slice(out.str, out.len), &frame, &broken), ==, out.len);
  g_assert_true(lm_fax_wire_read(&frame, &again));
  g_assert_cmpuint(again.direction, ==, 3);
  g_assert_cmpuint(again.number, ==, 70000);
  g_assert_true(lm_slice_equal(again.rest, wire.rest));
  frame.body.len = 4;
  g_assert_false(lm_fax_wire_read(&frame, &again));
  frame.body = LM_SLICE_LITERAL("\0\0\0\0\x10x");
  g_assert_false(lm_fax_wire_read(&frame, &again));
  lm_text_clear(&out);
}

static bool
is_good(LmFaxPage page)
{
  LmText rest = LM_TEXT_INIT;
  LmFaxPage again;
  lm_fax_wire_add_page(&rest, &page);
  bool good = lm_fax_wire_read_page(lm_slice(rest.str, rest.len), &again);
  g_assert_false(lm_fax_wire_read_page(lm_slice(rest.str, rest.len - 1), &again));
  lm_text_clear(&rest);
  return good && again.rows == page.rows && again.form.ecm == page.form.ecm &&
         again.cut == page.cut && again.form.width == page.form.width;
}

static void
test_page(void)
{
  LmFaxPage page = {
      .form = lm_fax_form_usual(8), .rows = 100, .bad_rows = 5, .longest_bad_run = 2, .cut = true};
  g_assert_true(is_good(page));
  page.bad_rows = 101;
  g_assert_false(is_good(page));
  page.bad_rows = 0;
  page.rows = LM_LIMIT_FAX_ROWS + 1;
  g_assert_false(is_good(page));
  page.rows = 1;
  page.longest_bad_run = 0;
  page.form.width = 0;
  g_assert_false(is_good(page));
  page.form.width = LM_FAX_MOST_WIDTH + 1;
  g_assert_false(is_good(page));
  page.form = lm_fax_form_usual(8);
  page.form.compression = LM_N_FAX_COMPRESSIONS;
  g_assert_false(is_good(page));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/fax-form/command", test_command);
  g_test_add_func("/fax-form/bad-command", test_bad_command);
  g_test_add_func("/fax-form/talk", test_talk);
  g_test_add_func("/fax-form/page", test_page);
  return g_test_run();
}
