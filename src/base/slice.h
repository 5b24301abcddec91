/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A slice is a borrowed view of bytes: a pointer and a length, never owning what it shows.
 *
 * All code that looks at packet bytes does it through slices. A function that takes a part of a
 * slice checks the bounds and clamps; pointer arithmetic on packet bytes stays in this folder and
 * in the capture readers. Any thread may use a slice as long as the bytes behind it live. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
  const uint8_t *data; /* may be NULL when len is 0 */
  size_t len;          /* bytes */
} LmSlice;

#define LM_SLICE_EMPTY ((LmSlice){NULL, 0})
/* A slice over a string literal, without its terminating NUL. */
#define LM_SLICE_LITERAL(s) ((LmSlice){(const uint8_t *)("" s), sizeof(s) - 1})

static inline LmSlice
lm_slice(const void *data, size_t len)
{
  return (LmSlice){(const uint8_t *)data, len};
}

static inline LmSlice
lm_slice_str(const char *str)
{
  return (LmSlice){(const uint8_t *)str, str ? strlen(str) : 0};
}

static inline bool
lm_slice_is_empty(LmSlice slice)
{
  return slice.len == 0;
}

/* The part from @offset on, at most @len bytes; clamped to what is there. */
static inline LmSlice
lm_slice_sub(LmSlice slice, size_t offset, size_t len)
{
  if (offset >= slice.len)
    return (LmSlice){slice.data ? slice.data + slice.len : NULL, 0};
  if (len > slice.len - offset)
    len = slice.len - offset;
  return (LmSlice){slice.data + offset, len};
}

/* All bytes from @offset on. */
static inline LmSlice
lm_slice_from(LmSlice slice, size_t offset)
{
  return lm_slice_sub(slice, offset, SIZE_MAX);
}

/* Stores the exact part [@offset, @offset + @len) in @out; false, and @out untouched, if it is not
 * all there. This is the bounds check that binary parsers use. */
static inline bool
lm_slice_take(LmSlice slice, size_t offset, size_t len, LmSlice *out)
{
  if (offset > slice.len || len > slice.len - offset)
    return false;
  *out = (LmSlice){slice.data + offset, len};
  return true;
}

static inline bool
lm_slice_equal(LmSlice a, LmSlice b)
{
  return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* The byte at @offset, or -1 behind the end. */
static inline int
lm_slice_at(LmSlice slice, size_t offset)
{
  return offset < slice.len ? slice.data[offset] : -1;
}

/* @byte, a letter from A to Z in its small form. */
static inline int
lm_lower(int byte)
{
  return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

/* The value of a hexadecimal digit, -1 for another byte. */
static inline int
lm_hex_digit(int byte)
{
  if (byte >= '0' && byte <= '9')
    return byte - '0';
  byte = lm_lower(byte);
  return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* ASCII only; bytes above 0x7f compare as they are. */
bool lm_slice_equal_nocase(LmSlice a, LmSlice b);
bool lm_slice_starts_with(LmSlice slice, LmSlice prefix);
bool lm_slice_starts_with_nocase(LmSlice slice, LmSlice prefix);
/* -1, 0 or 1, bytewise, a prefix sorting first. */
int lm_slice_compare(LmSlice a, LmSlice b);
/* Offset of the first @byte at or behind @start, or -1. */
ptrdiff_t lm_slice_find_byte(LmSlice slice, uint8_t byte, size_t start);
/* Offset of the first occurrence of @needle, or -1. An empty needle is found at 0. */
ptrdiff_t lm_slice_find(LmSlice slice, LmSlice needle);
ptrdiff_t lm_slice_find_nocase(LmSlice slice, LmSlice needle);
/* Without SP, HTAB, CR and LF at both ends. */
LmSlice lm_slice_trim(LmSlice slice);
/* Splits at the first @byte: returns what is before it and makes @rest what is behind it. Without
 * the byte all of it is returned and @rest is empty. */
LmSlice lm_slice_split(LmSlice slice, uint8_t byte, LmSlice *rest);
/* A decimal number that is all of @slice: 1*DIGIT. False for anything else and above @max. */
bool lm_slice_parse_uint(LmSlice slice, uint64_t max, uint64_t *value);
