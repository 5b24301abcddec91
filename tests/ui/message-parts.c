/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the message view shows of bytes that nobody vouches for: text, hex dump, tree. */

#include "ui/message/detail-item.h"
#include "ui/message/hex-dump.h"
#include "ui/message/message-text.h"

static void
check_dump(LmSlice bytes, guint row_bytes, const char *expected)
{
  LmText text = LM_TEXT_INIT;

  lmu_hex_dump(bytes, row_bytes, &text);
  g_assert_cmpstr(text.str ? text.str : "", ==, expected);
  lm_text_clear(&text);
}

static void
test_hex(void)
{
  check_dump(LM_SLICE_EMPTY, LMU_HEX_WIDE, "");
  check_dump(LM_SLICE_LITERAL("SIP\r\n"), LMU_HEX_NARROW, "00000  53 49 50 0d 0a           SIP..");
  check_dump(LM_SLICE_LITERAL("INVITE \xff*"), LMU_HEX_NARROW,
             "00000  49 4e 56 49 54 45 20 ff  INVITE .\n"
             "00008  2a                       *");
  check_dump(LM_SLICE_LITERAL("0123456789abcdefg"), LMU_HEX_WIDE,
             "00000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef\n"
             "00010  67                                                g");
}

static void
test_hex_columns(void)
{
  LmText line = LM_TEXT_INIT;
  static const guint rows[] = {LMU_HEX_NARROW, LMU_HEX_WIDE};

  for (gsize r = 0; r < G_N_ELEMENTS(rows); r++)
    for (guint i = 0; i < rows[r]; i++) {
      char bytes[LMU_HEX_WIDE];

      memset(bytes, 'a', sizeof bytes);
      bytes[i] = 'Z';
      lm_text_reset(&line);
      lmu_hex_dump_line(lm_slice(bytes, rows[r]), rows[r], 0, &line);
      g_assert_cmpuint(line.len, ==, lmu_hex_line_chars(rows[r]));
      g_assert_true(strncmp(line.str + lmu_hex_column(i), "5a", 2) == 0);
      g_assert_cmpint(line.str[lmu_hex_ascii_column(rows[r], i)], ==, 'Z');
    }
  lm_text_clear(&line);
}

static void
test_hex_is_capped(void)
{
  g_autofree char *bytes = g_malloc0(LMU_HEX_MAX_BYTES + 100);
  LmText text = LM_TEXT_INIT;
  gsize lines = 1;

  lmu_hex_dump(lm_slice(bytes, LMU_HEX_MAX_BYTES + 100), LMU_HEX_WIDE, &text);
  /* strchr() would have a sanitizer look at all that is left for each line. */
  for (gsize i = 0; i < text.len; i++)
    lines += text.str[i] == '\n';
  g_assert_cmpuint(lines, ==, LMU_HEX_MAX_BYTES / LMU_HEX_WIDE);
  lm_text_reset(&text);
  lmu_hex_dump_line(lm_slice(bytes, 16), LMU_HEX_WIDE, G_MAXSIZE, &text);
  g_assert_cmpuint(text.len, ==, 0);
  lm_text_clear(&text);
}

/* The place of every byte is where the text of what comes before it ends. */
static void
test_text_places(void)
{
  static const char bytes[] = "A\r\nB\xff\xc3\xa9\x01"
                              "C\nD\r";
  LmuMessageText text = {0};

  lmu_message_text_init(&text, lm_slice(bytes, sizeof bytes - 1));
  g_assert_cmpstr(text.text.str, ==, "A\nB\\xffé\\x01C\nD\\x0d");
  g_assert_cmpuint(lmu_message_text_place(&text, 0), ==, 0);
  g_assert_cmpuint(lmu_message_text_place(&text, 1), ==, 1);
  /* Within CR LF, which is one character. */
  g_assert_cmpuint(lmu_message_text_place(&text, 2), ==, 1);
  g_assert_cmpuint(lmu_message_text_place(&text, 3), ==, 2);
  g_assert_cmpuint(lmu_message_text_place(&text, 5), ==, 7);
  /* Within a character of two bytes. */
  g_assert_cmpuint(lmu_message_text_place(&text, 6), ==, 7);
  g_assert_cmpuint(lmu_message_text_place(&text, 7), ==, 8);
  g_assert_cmpuint(lmu_message_text_place(&text, G_MAXSIZE), ==, g_utf8_strlen(text.text.str, -1));
  lmu_message_text_clear(&text);
}

static void
test_text_is_safe(void)
{
  guint8 bytes[512];
  LmuMessageText text = {0};

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)(i * 37 + i / 256);
  lmu_message_text_init(&text, lm_slice(bytes, sizeof bytes));
  g_assert_true(g_utf8_validate(text.text.str, (gssize)text.text.len, NULL));
  for (gsize i = 0; i < sizeof bytes; i++)
    g_assert_cmpuint(lmu_message_text_place(&text, i), <=, lmu_message_text_place(&text, i + 1));
  lmu_message_text_clear(&text);
  lmu_message_text_init(&text, LM_SLICE_EMPTY);
  g_assert_cmpstr(text.text.str, ==, "");
  lmu_message_text_clear(&text);
}

static void
test_tree(void)
{
  LmSlice bytes = LM_SLICE_LITERAL("OPTIONS sip:b@example.net SIP/2.0\r\n"
                                   "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                                   "X-\xff: <i>&\r\n"
                                   "CSeq: 1 INVITE\r\n\r\n");
  g_autoptr(LmuDetailItem) root = lmu_detail_item_new(bytes, FALSE);
  g_autoptr(GListModel) children = NULL;
  gboolean odd = FALSE;

  g_assert_nonnull(root);
  children = lmu_detail_item_children(root);
  g_assert_cmpuint(g_list_model_get_n_items(children), >=, 4);
  for (guint i = 0; i < g_list_model_get_n_items(children); i++) {
    g_autoptr(LmuDetailItem) item = g_list_model_get_item(children, i);
    g_autofree char *name = lmu_detail_item_name(item);
    g_autofree char *value = lmu_detail_item_value(item);

    g_assert_true(g_utf8_validate(name, -1, NULL));
    g_assert_true(g_utf8_validate(value, -1, NULL));
    g_assert_cmpuint(lmu_detail_item_get(item)->offset, <=, bytes.len);
    odd |= lmu_detail_item_is_odd(item);
  }
  g_assert_true(odd);
  g_assert_null(lmu_detail_item_new(LM_SLICE_LITERAL("not a message"), FALSE));
  g_assert_null(lmu_detail_item_new(LM_SLICE_EMPTY, FALSE));
}

/* Items outlive the one that they were made from. */
static void
test_tree_outlives_root(void)
{
  LmuDetailItem *root = lmu_detail_item_new(
      LM_SLICE_LITERAL("SIP/2.0 200 OK\r\nTo: <sip:b@example.net>;tag=1\r\n\r\n"), TRUE);
  g_autoptr(GListModel) children = lmu_detail_item_children(root);
  g_autoptr(LmuDetailItem) first = g_list_model_get_item(children, 0);
  g_autofree char *value = NULL;

  g_assert_finalize_object(root);
  value = lmu_detail_item_value(first);
  g_assert_cmpstr(value, ==, "SIP/2.0 200 OK");
}

/* What does not fit in a line can be read whole: here XML, decoded from base64 and indented. */
static void
test_long_value(void)
{
  LmSlice bytes = LM_SLICE_LITERAL("MESSAGE sip:b@example.net SIP/2.0\r\n"
                                   "Content-Type: text/xml\r\n"
                                   "Content-Transfer-Encoding: base64\r\n\r\n"
                                   "PGE+PGIvPjwvYT4=");
  g_autoptr(LmuDetailItem) root = lmu_detail_item_new(bytes, FALSE);
  g_autoptr(GListModel) children = lmu_detail_item_children(root);
  g_autoptr(LmuDetailItem) line = g_list_model_get_item(children, 0);
  g_autoptr(LmuDetailItem) body =
      g_list_model_get_item(children, g_list_model_get_n_items(children) - 1);
  g_autoptr(GListModel) within = lmu_detail_item_children(body);
  g_autoptr(LmuDetailItem) decoded = g_list_model_get_item(within, 0);
  g_autofree char *value = lmu_detail_item_value(decoded);
  g_autofree char *whole = lmu_detail_item_long_value(decoded);

  g_assert_null(lmu_detail_item_long_value(line));
  g_assert_cmpstr(value, ==, "<a> …");
  g_assert_cmpstr(whole, ==, "<a>\n  <b/>\n</a>");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ui/message/hex", test_hex);
  g_test_add_func("/ui/message/hex-columns", test_hex_columns);
  g_test_add_func("/ui/message/hex-is-capped", test_hex_is_capped);
  g_test_add_func("/ui/message/text-places", test_text_places);
  g_test_add_func("/ui/message/text-is-safe", test_text_is_safe);
  g_test_add_func("/ui/message/tree", test_tree);
  g_test_add_func("/ui/message/tree-outlives-root", test_tree_outlives_root);
  g_test_add_func("/ui/message/long-value", test_long_value);
  return g_test_run();
}
