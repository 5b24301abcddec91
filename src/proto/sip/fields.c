/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/fields.h"

#include "base/scan.h"

#include <limits.h>

/* RFC 3261, 25.1: alphanum and - . ! % * _ + ` ' ~ */
const bool lm_sip_token_chars[256] = {
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1,  ['7'] = 1,
    ['8'] = 1, ['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1,  ['F'] = 1,
    ['G'] = 1, ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1,  ['N'] = 1,
    ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1,  ['V'] = 1,
    ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1,  ['d'] = 1,
    ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1,  ['l'] = 1,
    ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1,  ['t'] = 1,
    ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1, ['-'] = 1,  ['.'] = 1,
    ['!'] = 1, ['%'] = 1, ['*'] = 1, ['_'] = 1, ['+'] = 1, ['`'] = 1, ['\''] = 1, ['~'] = 1,
};

bool
lm_sip_is_token(LmSlice text)
{
  for (size_t i = 0; i < text.len; i++)
    if (!lm_sip_token_chars[text.data[i]])
      return false;
  return text.len > 0;
}

size_t
lm_sip_skip_quoted(LmSlice text, size_t quote)
{
  size_t at = quote + 1;
  while ((at = lm_scan_any(text, at, '"', '\\', '"', '"')) < text.len) {
    if (text.data[at] == '"')
      return at + 1;
    at += 2;
  }
  return text.len + 1;
}

bool
lm_sip_parameter_at(LmSlice text, uint8_t separator, size_t *at, LmSlice *name, LmSlice *value)
{
  if (*at >= text.len)
    return false;
  size_t from = *at, equals = lm_scan_any(text, from, separator, '"', '=', '='), end = equals;
  if (end < text.len && text.data[end] == '=')
    end = lm_scan_any(text, end + 1, separator, '"', separator, separator);
  while (end < text.len && text.data[end] == '"')
    end = lm_scan_any(text, lm_sip_skip_quoted(text, end), separator, '"', separator, separator);
  if (equals > end || (equals < text.len && text.data[equals] != '='))
    equals = end;
  *name = lm_sip_trim(lm_slice_sub(text, from, equals - from));
  *value =
      equals < end ? lm_sip_trim(lm_slice_sub(text, equals + 1, end - equals - 1)) : LM_SLICE_EMPTY;
  *at = end + 1;
  return true;
}

bool
lm_sip_next_parameter(LmSlice *rest, uint8_t separator, LmSlice *name, LmSlice *value)
{
  size_t at = 0;
  bool found = lm_sip_parameter_at(*rest, separator, &at, name, value);
  *rest = lm_slice_from(*rest, at);
  return found;
}

bool
lm_sip_parameter(LmSlice parameters, LmSlice name, LmSlice *value)
{
  LmSlice found, its_value;
  while (lm_sip_next_parameter(&parameters, ';', &found, &its_value))
    if (found.len && lm_slice_equal_nocase(found, name)) {
      *value = its_value;
      return true;
    }
  return false;
}

bool
lm_sip_next_value(LmSlice *rest, LmSlice *value)
{
  if (rest->len == 0)
    return false;
  size_t end = lm_scan_any(*rest, 0, ',', '"', '<', '<');
  while (end < rest->len && rest->data[end] != ',') {
    size_t next = rest->data[end] == '"' ? lm_sip_skip_quoted(*rest, end)
                                         : lm_scan_byte(*rest, end + 1, '>') + 1;
    end = lm_scan_any(*rest, next, ',', '"', '<', '<');
  }
  *value = lm_slice_trim(lm_slice_sub(*rest, 0, end));
  *rest = lm_slice_from(*rest, end + 1);
  return true;
}

bool
lm_sip_cseq_parse(LmSlice value, uint32_t *number, LmSlice *method)
{
  size_t digits = 0;
  uint64_t n = 0;
  while (digits < value.len && lm_sip_is_digit(value.data[digits])) {
    if (n <= UINT32_MAX)
      n = n * 10 + (uint64_t)(value.data[digits] - '0');
    digits++;
  }
  /* The number must be below 2^31 (RFC 3261, 8.1.1.5); a larger one says nothing. */
  bool sound = digits > 0 && n <= INT32_MAX;
  *number = sound ? (uint32_t)n : 0;
  if (digits < value.len && !lm_sip_is_space(value.data[digits]))
    sound = false;
  LmSlice rest = lm_slice_trim(lm_slice_from(value, digits));
  size_t end = 0;
  while (end < rest.len && lm_sip_token_chars[rest.data[end]])
    end++;
  *method = lm_slice_sub(rest, 0, end);
  return sound && end > 0 && end == rest.len;
}
