/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Searching short texts for a byte, inline: lines and header values of text protocols are a few
 * dozen bytes long, where the call of a library function costs more than its search. All
 * functions return an offset into the slice, and its length where there is no hit. Pure. */

#include "base/slice.h"

#ifdef __SSE2__
#include <emmintrin.h>

/* A set bit for each of 16 bytes that equals one of four; give a byte again where fewer matter. */
static inline unsigned
lm_scan_mask(const uint8_t *data, uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
  __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);
  __m128i hits = _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)a));
  if (b != a)
    hits = _mm_or_si128(hits, _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)b)));
  if (c != a)
    hits = _mm_or_si128(hits, _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)c)));
  if (d != a)
    hits = _mm_or_si128(hits, _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)d)));
  return (unsigned)_mm_movemask_epi8(hits);
}
#endif

/* The first byte at or behind @start that is one of four. */
static inline __attribute__((always_inline)) size_t
lm_scan_any(LmSlice slice, size_t start, uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
#ifdef __SSE2__
  for (; start + 16 <= slice.len; start += 16) {
    unsigned mask = lm_scan_mask(slice.data + start, a, b, c, d);
    if (mask)
      return start + (size_t)__builtin_ctz(mask);
  }
  if (slice.len >= 16 && start < slice.len) {
    /* The last 16 bytes once more, without those that were looked at. */
    size_t last = slice.len - 16;
    unsigned mask = lm_scan_mask(slice.data + last, a, b, c, d) >> (start - last);
    return mask ? start + (size_t)__builtin_ctz(mask) : slice.len;
  }
#endif
  for (; start < slice.len; start++) {
    uint8_t byte = slice.data[start];
    if (byte == a || byte == b || byte == c || byte == d)
      return start;
  }
  return slice.len;
}

static inline __attribute__((always_inline)) size_t
lm_scan_byte(LmSlice slice, size_t start, uint8_t byte)
{
  return lm_scan_any(slice, start, byte, byte, byte, byte);
}

/* The first byte at or behind @start that cannot be in a URI: a control, a space, quotes, angle
 * brackets, or one that is not ASCII (RFC 3986, 2). */
static inline size_t
lm_scan_not_uri(LmSlice slice, size_t start)
{
  size_t at = start;
#ifdef __SSE2__
  while (at < slice.len && slice.len >= 16) {
    size_t from = at + 16 > slice.len ? slice.len - 16 : at;
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(slice.data + from));
    /* Signed: what is not ASCII is below zero. */
    __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x21));
    unsigned mask =
        (unsigned)_mm_movemask_epi8(low) | lm_scan_mask(slice.data + from, '"', '<', '>', 0x7f);
    mask >>= at - from;
    if (mask)
      return at + (size_t)__builtin_ctz(mask);
    at = from + 16;
  }
#endif
  for (; at < slice.len; at++) {
    uint8_t byte = slice.data[at];
    if (byte <= ' ' || byte >= 0x7f || byte == '"' || byte == '<' || byte == '>')
      break;
  }
  return at;
}

/* Whether the grammar of URIs and parameters turns on @byte: a control, a space, what is not ASCII,
 * and , " and : ; < = > ? @ */
static inline bool
lm_scan_is_mark(uint8_t byte)
{
  return byte <= ' ' || byte >= 0x7f || byte == '"' || byte == ',' || (byte >= ':' && byte <= '@');
}

/* The first such byte of @text at or behind @from; @end where there is none before it. */
static inline size_t
lm_scan_mark(LmSlice text, size_t from, size_t end)
{
#ifdef __SSE2__
  for (; from < end && from + 16 <= text.len; from += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text.data + from));
    /* ':' to '@' become the lowest signed numbers. */
    __m128i moved = _mm_add_epi8(bytes, _mm_set1_epi8((char)(0x80 - ':')));
    __m128i hits = _mm_or_si128(_mm_cmplt_epi8(moved, _mm_set1_epi8(-128 + '@' - ':' + 1)),
                                _mm_cmplt_epi8(bytes, _mm_set1_epi8('!')));
    hits = _mm_or_si128(hits, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
    hits = _mm_or_si128(hits, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')));
    hits = _mm_or_si128(hits, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
    unsigned mask = (unsigned)_mm_movemask_epi8(hits);
    if (mask) {
      from += (size_t)__builtin_ctz(mask);
      return from < end ? from : end;
    }
  }
#endif
  while (from < end && !lm_scan_is_mark(text.data[from]))
    from++;
  return from < end ? from : end;
}

/* Walks over the ends of lines. 64 bytes are looked at together, so that the cost of a line hardly
 * depends on its length. */
typedef struct {
  LmSlice slice;
  size_t block;  /* of the bytes in @mask */
  uint64_t mask; /* a bit for each LF in them that was not returned yet */
} LmScanLines;

#ifdef __SSE2__
static inline uint64_t
lm_scan_lf16(const uint8_t *data)
{
  return lm_scan_mask(data, '\n', '\n', '\n', '\n');
}
#endif

static inline uint64_t
lm_scan_lf_mask(LmSlice slice, size_t block)
{
#ifdef __SSE2__
  if (block + 64 <= slice.len) {
    const uint8_t *data = slice.data + block;
    return lm_scan_lf16(data) | lm_scan_lf16(data + 16) << 16 | lm_scan_lf16(data + 32) << 32 |
           lm_scan_lf16(data + 48) << 48;
  }
#endif
  uint64_t mask = 0;
  slice = lm_slice_sub(slice, 0, block + 64);
  for (size_t at = block; (at = lm_scan_byte(slice, at, '\n')) < slice.len && at < block + 64; at++)
    mask |= UINT64_C(1) << (at - block);
  return mask;
}

static inline LmScanLines
lm_scan_lines(LmSlice slice, size_t start)
{
  return (LmScanLines){slice, start, lm_scan_lf_mask(slice, start)};
}

/* The offset of the next LF, the slice's length where there is none. */
static inline size_t
lm_scan_lines_next(LmScanLines *lines)
{
  while (!lines->mask) {
    if (lines->block + 64 >= lines->slice.len)
      return lines->slice.len;
    lines->block += 64;
    lines->mask = lm_scan_lf_mask(lines->slice, lines->block);
  }
  size_t at = lines->block + (size_t)__builtin_ctzll(lines->mask);
  lines->mask &= lines->mask - 1;
  return at;
}

/* Whether the @len bytes at @offset are @lower, a text in lower case of that length in an array of
 * at least 16 bytes, but for the case of ASCII letters. */
static inline bool
lm_scan_equal_nocase(LmSlice slice, size_t offset, const char lower[16], size_t len)
{
  if (offset > slice.len || len > slice.len - offset)
    return false;
  size_t i = 0;
#ifdef __SSE2__
  if (offset + 16 <= slice.len) {
    const __m128i *wanted = (const __m128i *)(const void *)lower;
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(slice.data + offset));
    __m128i upper = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('A' - 1)),
                                  _mm_cmplt_epi8(bytes, _mm_set1_epi8('Z' + 1)));
    bytes = _mm_or_si128(bytes, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
    unsigned equal = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_loadu_si128(wanted)));
    unsigned all = len >= 16 ? 0xffff : (1u << len) - 1;
    if ((equal & all) != all)
      return false;
    i = 16;
  }
#endif
  for (; i < len; i++) {
    uint8_t byte = slice.data[offset + i];
    if (byte >= 'A' && byte <= 'Z')
      byte |= 0x20;
    if (byte != (uint8_t)lower[i])
      return false;
  }
  return true;
}

/* Where @part, a slice of @whole, begins in it; 0 for an empty slice that points nowhere. */
static inline size_t
lm_scan_offset(LmSlice whole, LmSlice part)
{
  return part.data ? (size_t)(part.data - whole.data) : 0;
}
