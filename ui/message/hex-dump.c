/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/message/hex-dump.h"

/* "00000  " */
#define OFFSET_DIGITS 5
#define OFFSET_CHARS (OFFSET_DIGITS + 2)
/* A wider gap stands behind every group of bytes. */
#define GROUP_BYTES 8

guint
lmu_hex_column(guint index)
{
  return OFFSET_CHARS + index * 3 + index / GROUP_BYTES;
}

guint
lmu_hex_ascii_column(guint row_bytes, guint index)
{
  return lmu_hex_column(row_bytes - 1) + 4 + index;
}

guint
lmu_hex_line_chars(guint row_bytes)
{
  return lmu_hex_ascii_column(row_bytes, row_bytes);
}

void
lmu_hex_dump_line(LmSlice bytes, guint row_bytes, gsize row, LmText *out)
{
  static const char digits[] = "0123456789abcdef";
  char line[96];
  LmSlice part;

  g_return_if_fail(row_bytes == LMU_HEX_WIDE || row_bytes == LMU_HEX_NARROW);

  if (row > LMU_HEX_MAX_BYTES / row_bytes)
    return;
  part = lm_slice_sub(bytes, row * row_bytes, row_bytes);
  if (part.len == 0)
    return;
  memset(line, ' ', sizeof line);
  for (guint i = 0; i < OFFSET_DIGITS; i++)
    line[i] = digits[(row * row_bytes) >> (4 * (OFFSET_DIGITS - 1 - i)) & 15];
  for (guint i = 0; i < part.len; i++) {
    int byte = lm_slice_at(part, i);

    line[lmu_hex_column(i)] = digits[byte >> 4];
    line[lmu_hex_column(i) + 1] = digits[byte & 15];
    line[lmu_hex_ascii_column(row_bytes, i)] = g_ascii_isprint((char)byte) ? (char)byte : '.';
  }
  lm_text_add(out, lm_slice(line, lmu_hex_ascii_column(row_bytes, (guint)part.len)));
}

void
lmu_hex_dump(LmSlice bytes, guint row_bytes, LmText *out)
{
  bytes = lm_slice_sub(bytes, 0, LMU_HEX_MAX_BYTES);
  for (gsize row = 0; row * row_bytes < bytes.len; row++) {
    if (row > 0)
      lm_text_add_char(out, '\n');
    lmu_hex_dump_line(bytes, row_bytes, row, out);
  }
}
