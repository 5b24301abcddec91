/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/slice.h"

bool
lm_slice_equal_nocase(LmSlice a, LmSlice b)
{
  return a.len == b.len && lm_slice_starts_with_nocase(a, b);
}

bool
lm_slice_starts_with(LmSlice slice, LmSlice prefix)
{
  return slice.len >= prefix.len &&
         (prefix.len == 0 || memcmp(slice.data, prefix.data, prefix.len) == 0);
}

bool
lm_slice_starts_with_nocase(LmSlice slice, LmSlice prefix)
{
  if (slice.len < prefix.len)
    return false;
  for (size_t i = 0; i < prefix.len; i++)
    if (lm_lower(slice.data[i]) != lm_lower(prefix.data[i]))
      return false;
  return true;
}

int
lm_slice_compare(LmSlice a, LmSlice b)
{
  size_t n = a.len < b.len ? a.len : b.len;
  int order = n ? memcmp(a.data, b.data, n) : 0;
  if (order == 0)
    order = a.len < b.len ? -1 : a.len > b.len;
  return order < 0 ? -1 : order > 0;
}

ptrdiff_t
lm_slice_find_byte(LmSlice slice, uint8_t byte, size_t start)
{
  if (start >= slice.len)
    return -1;
  const uint8_t *hit = memchr(slice.data + start, byte, slice.len - start);
  return hit ? hit - slice.data : -1;
}

ptrdiff_t
lm_slice_find(LmSlice slice, LmSlice needle)
{
  if (needle.len == 0)
    return 0;
  if (slice.len < needle.len)
    return -1;
  const uint8_t *hit = memmem(slice.data, slice.len, needle.data, needle.len);
  return hit ? hit - slice.data : -1;
}

ptrdiff_t
lm_slice_find_nocase(LmSlice slice, LmSlice needle)
{
  for (size_t i = 0; i + needle.len <= slice.len; i++)
    if (lm_slice_starts_with_nocase(lm_slice_from(slice, i), needle))
      return (ptrdiff_t)i;
  return -1;
}

static bool
is_space(uint8_t byte)
{
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

LmSlice
lm_slice_trim(LmSlice slice)
{
  while (slice.len && is_space(slice.data[0]))
    slice = lm_slice_from(slice, 1);
  while (slice.len && is_space(slice.data[slice.len - 1]))
    slice.len--;
  return slice;
}

LmSlice
lm_slice_split(LmSlice slice, uint8_t byte, LmSlice *rest)
{
  ptrdiff_t at = lm_slice_find_byte(slice, byte, 0);
  if (at < 0) {
    *rest = LM_SLICE_EMPTY;
    return slice;
  }
  *rest = lm_slice_from(slice, (size_t)at + 1);
  return lm_slice_sub(slice, 0, (size_t)at);
}

bool
lm_slice_parse_uint(LmSlice slice, uint64_t max, uint64_t *value)
{
  uint64_t number = 0;
  if (slice.len == 0)
    return false;
  for (size_t i = 0; i < slice.len; i++) {
    uint8_t digit = (uint8_t)(slice.data[i] - '0');
    if (digit > 9 || digit > max || number > (max - digit) / 10)
      return false;
    number = number * 10 + digit;
  }
  *value = number;
  return true;
}
