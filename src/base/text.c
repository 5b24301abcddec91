/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include "base/arena.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Bytes that a formatted piece seldom exceeds. */
#define USUAL_PRINT 63
#define UINT_DIGITS 20

/* Up to these, a product with a power of ten is exact to a thousandth. */
#define MOST_QUICK_DECIMALS 6
#define MOST_QUICK_SCALED 1e12
#define TIE_BAND 1e-3

void
lm_text_clear(LmText *text)
{
  free(text->str);
  *text = LM_TEXT_INIT;
}

void
lm_text_reset(LmText *text)
{
  text->len = 0;
  if (text->str)
    text->str[0] = '\0';
}

static void
reserve(LmText *text, size_t more)
{
  if (text->str && more < text->capacity - text->len)
    return;
  size_t capacity = text->capacity ? text->capacity * 2 : 64;
  while (capacity - text->len <= more)
    capacity *= 2;
  text->str = lm_realloc(text->str, capacity);
  text->capacity = capacity;
}

void
lm_text_add(LmText *text, LmSlice slice)
{
  reserve(text, slice.len);
  if (slice.len)
    memcpy(text->str + text->len, slice.data, slice.len);
  text->len += slice.len;
  text->str[text->len] = '\0';
}

void
lm_text_add_str(LmText *text, const char *str)
{
  lm_text_add(text, lm_slice_str(str));
}

void
lm_text_add_char(LmText *text, char c)
{
  lm_text_add(text, lm_slice(&c, 1));
}

void
lm_text_printf(LmText *text, const char *format, ...)
{
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  /* Mostly there is room, and then formatting once is enough. */
  reserve(text, USUAL_PRINT);
  size_t room = text->capacity - text->len;
  int len = vsnprintf(text->str + text->len, room, format, args);
  va_end(args);
  if (len > 0 && (size_t)len >= room) {
    reserve(text, (size_t)len);
    vsnprintf(text->str + text->len, (size_t)len + 1, format, again);
  }
  va_end(again);
  text->len += len > 0 ? (size_t)len : 0;
  text->str[text->len] = '\0';
}

/* The digits of @value, at least @least of them, at the end of @digits. */
static LmSlice
digits_of(uint64_t value, unsigned least, char digits[UINT_DIGITS])
{
  unsigned n = 0;
  for (; value > 0 || n < least; value /= 10)
    digits[UINT_DIGITS - ++n] = (char)('0' + value % 10);
  return lm_slice(digits + UINT_DIGITS - n, n);
}

void
lm_text_add_uint(LmText *text, uint64_t value)
{
  char digits[UINT_DIGITS];
  lm_text_add(text, digits_of(value, 1, digits));
}

void
lm_text_add_int(LmText *text, int64_t value)
{
  if (value < 0)
    lm_text_add_char(text, '-');
  lm_text_add_uint(text, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void
lm_text_add_real(LmText *text, double value, unsigned decimals)
{
  static const double powers[MOST_QUICK_DECIMALS + 1] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
  char digits[UINT_DIGITS];
  double scaled = decimals <= MOST_QUICK_DECIMALS ? fabs(value) * powers[decimals] : INFINITY;
  double rest = scaled < MOST_QUICK_SCALED ? scaled - floor(scaled) : 0.5;
  /* Near a tie, the exact value of the double decides. */
  if (fabs(rest - 0.5) < TIE_BAND) {
    lm_text_printf(text, "%.*f", (int)decimals, value);
    return;
  }
  LmSlice all = digits_of((uint64_t)(scaled + 0.5), decimals + 1, digits);
  if (signbit(value))
    lm_text_add_char(text, '-');
  lm_text_add(text, lm_slice_sub(all, 0, all.len - decimals));
  if (decimals) {
    lm_text_add_char(text, '.');
    lm_text_add(text, lm_slice_from(all, all.len - decimals));
  }
}

size_t
lm_text_utf8_len(LmSlice bytes)
{
  if (bytes.len == 0)
    return 0;
  uint8_t lead = bytes.data[0];
  size_t len = lead < 0x80   ? 1
               : lead < 0xc2 ? 0
               : lead < 0xe0 ? 2
               : lead < 0xf0 ? 3
               : lead < 0xf5 ? 4
                             : 0;
  if (len > bytes.len)
    return 0;
  for (size_t i = 1; i < len; i++)
    if ((bytes.data[i] & 0xc0) != 0x80)
      return 0;
  /* No overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629, section 4). */
  if (len > 2) {
    uint8_t second = bytes.data[1];
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
        (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f))
      return 0;
  }
  return len;
}

static uint32_t
utf8_char(LmSlice bytes, size_t len)
{
  uint32_t c = bytes.data[0];
  if (len == 1)
    return c;
  c &= 0x7fu >> len;
  for (size_t i = 1; i < len; i++)
    c = c << 6 | (bytes.data[i] & 0x3f);
  return c;
}

/* Characters that would move the cursor, end a line or turn the direction of the text around them.
 */
static bool
is_unsafe(uint32_t c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f ||
         c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfffe || c == 0xffff;
}

static void
add_hex(LmText *text, LmSlice bytes)
{
  for (size_t i = 0; i < bytes.len; i++)
    lm_text_printf(text, "\\x%02x", bytes.data[i]);
}

/* How many of the first bytes are printable ASCII. */
static size_t
plain_len(LmSlice bytes)
{
  size_t len = 0;
  while (len < bytes.len && bytes.data[len] >= 0x20 && bytes.data[len] < 0x7f)
    len++;
  return len;
}

void
lm_text_add_safe(LmText *text, LmSlice bytes, bool keep_lines)
{
  reserve(text, bytes.len);
  text->str[text->len] = '\0';
  while (bytes.len) {
    size_t plain = plain_len(bytes);
    if (plain) {
      lm_text_add(text, lm_slice_sub(bytes, 0, plain));
      bytes = lm_slice_from(bytes, plain);
      continue;
    }
    size_t len = lm_text_utf8_len(bytes);
    uint32_t c = len ? utf8_char(bytes, len) : 0;
    bool cr_lf = c == '\r' && len && lm_slice_at(bytes, 1) == '\n';
    if (keep_lines && cr_lf)
      len = 1;
    else if (len && (!is_unsafe(c) || (keep_lines && (c == '\n' || c == '\t'))))
      lm_text_add(text, lm_slice_sub(bytes, 0, len));
    else
      add_hex(text, lm_slice_sub(bytes, 0, len ? len : 1));
    bytes = lm_slice_from(bytes, len ? len : 1);
  }
}

/* How many of the first bytes stand in JSON as they are. */
static size_t
plain_json_len(LmSlice bytes)
{
  size_t len = 0, plain = plain_len(bytes);
  while (len < plain && bytes.data[len] != '"' && bytes.data[len] != '\\')
    len++;
  return len;
}

void
lm_text_add_json(LmText *text, LmSlice bytes)
{
  lm_text_add_char(text, '"');
  while (bytes.len) {
    size_t plain = plain_json_len(bytes);
    if (plain) {
      lm_text_add(text, lm_slice_sub(bytes, 0, plain));
      bytes = lm_slice_from(bytes, plain);
      continue;
    }
    size_t len = lm_text_utf8_len(bytes);
    uint8_t byte = bytes.data[0];
    if (len == 0)
      lm_text_printf(text, "\\u%04x", byte);
    else if (byte == '"' || byte == '\\')
      lm_text_printf(text, "\\%c", byte);
    else if (byte == '\n')
      lm_text_add_str(text, "\\n");
    else if (byte == '\r')
      lm_text_add_str(text, "\\r");
    else if (byte == '\t')
      lm_text_add_str(text, "\\t");
    else if (is_unsafe(utf8_char(bytes, len)))
      lm_text_printf(text, "\\u%04x", utf8_char(bytes, len));
    else
      lm_text_add(text, lm_slice_sub(bytes, 0, len));
    bytes = lm_slice_from(bytes, len ? len : 1);
  }
  lm_text_add_char(text, '"');
}

/* "-12.5": a sign, digits and at most one point, which no spreadsheet takes for a formula. */
static bool
is_plain_number(LmSlice bytes)
{
  size_t digits = 0, points = 0;
  for (size_t i = 0; i < bytes.len; i++) {
    uint8_t byte = bytes.data[i];
    if (byte >= '0' && byte <= '9')
      digits++;
    else if (byte == '.')
      points++;
    else if (i > 0 || (byte != '-' && byte != '+'))
      return false;
  }
  return digits > 0 && points <= 1;
}

void
lm_text_add_csv(LmText *text, LmSlice bytes)
{
  static const char needs_quotes[] = ",\"\r\n";
  int first = lm_slice_at(bytes, 0);
  bool formula = first == '=' || first == '@' || first == '\t' || first == '\r' ||
                 ((first == '+' || first == '-') && !is_plain_number(bytes));
  bool quote = false;
  for (size_t i = 0; i < bytes.len && !quote; i++)
    quote = strchr(needs_quotes, bytes.data[i]) && bytes.data[i];
  if (quote)
    lm_text_add_char(text, '"');
  if (formula)
    lm_text_add_char(text, '\'');
  for (size_t i = 0; i < bytes.len; i++) {
    if (bytes.data[i] == '"')
      lm_text_add_char(text, '"');
    lm_text_add_char(text, (char)bytes.data[i]);
  }
  if (quote)
    lm_text_add_char(text, '"');
}

void
lm_text_add_xml(LmText *text, LmSlice bytes)
{
  LmText safe = LM_TEXT_INIT;
  lm_text_add_safe(&safe, bytes, false);
  for (size_t i = 0; i < safe.len; i++) {
    size_t plain = strcspn(safe.str + i, "&<>\"");
    lm_text_add(text, lm_slice(safe.str + i, plain));
    i += plain;
    switch (safe.str[i]) {
    case '&':
      lm_text_add_str(text, "&amp;");
      break;
    case '<':
      lm_text_add_str(text, "&lt;");
      break;
    case '>':
      lm_text_add_str(text, "&gt;");
      break;
    case '"':
      lm_text_add_str(text, "&quot;");
      break;
    default:
      break;
    }
  }
  lm_text_clear(&safe);
}

/* The wide ranges of Unicode's EastAsianWidth.txt, in outline. */
static bool
is_wide(uint32_t c)
{
  return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
         (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
         (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
}

size_t
lm_text_width(LmSlice bytes)
{
  size_t width = 0;
  while (bytes.len) {
    size_t len = lm_text_utf8_len(bytes);
    uint32_t c = len ? utf8_char(bytes, len) : '?';
    bool combining = (c >= 0x300 && c <= 0x36f) || c == 0x200b || c == 0x200d;
    width += combining ? 0 : is_wide(c) ? 2 : 1;
    bytes = lm_slice_from(bytes, len ? len : 1);
  }
  return width;
}
