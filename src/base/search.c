/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/search.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* In a longer text a long needle skips farther than 16 bytes. */
#define SHORT_TEXT 512

static inline uint8_t
unfold(uint8_t byte)
{
  return byte >= 'a' && byte <= 'z' ? (uint8_t)(byte & ~0x20) : byte;
}

void
lm_search_init(LmSearch *search, const char *text)
{
  size_t len = text ? strlen(text) : 0;
  search->len = len < sizeof search->needle ? len : sizeof search->needle;
  for (size_t i = 0; i < search->len; i++)
    search->needle[i] = (uint8_t)lm_lower((uint8_t)text[i]);
  memset(search->skip, (int)search->len, sizeof search->skip);
  for (size_t i = 0; i + 1 < search->len; i++) {
    uint8_t skip = (uint8_t)(search->len - 1 - i);
    search->skip[search->needle[i]] = skip;
    search->skip[unfold(search->needle[i])] = skip;
  }
}

/* Whether the needle stands at @at, but for its first and last byte, which are known to. */
static inline bool
stands_at(const LmSearch *search, LmSlice text, size_t at)
{
  size_t i = 1;
  while (i + 1 < search->len && lm_lower(text.data[at + i]) == search->needle[i])
    i++;
  return i + 1 >= search->len;
}

#ifdef __SSE2__
static inline __m128i
fold_16(const uint8_t *data)
{
  __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);
  /* Signed: what is not ASCII is below zero. */
  __m128i upper = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('A' - 1)),
                                _mm_cmplt_epi8(bytes, _mm_set1_epi8('Z' + 1)));
  return _mm_or_si128(bytes, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
}

/* Looks at the 16 places from @at on, whose texts must all be there. */
static inline bool
stands_in_16(const LmSearch *search, LmSlice text, size_t at)
{
  size_t last = search->len - 1;
  __m128i heads = _mm_cmpeq_epi8(fold_16(text.data + at), _mm_set1_epi8((char)search->needle[0]));
  __m128i tails =
      _mm_cmpeq_epi8(fold_16(text.data + at + last), _mm_set1_epi8((char)search->needle[last]));
  unsigned places = (unsigned)_mm_movemask_epi8(_mm_and_si128(heads, tails));
  for (; places; places &= places - 1)
    if (stands_at(search, text, at + (size_t)__builtin_ctz(places)))
      return true;
  return false;
}

/* The first and the last byte at 16 places at once: header values are too short to skip far in. */
static bool
find_by_16(const LmSearch *search, LmSlice text)
{
  size_t places = text.len - search->len + 1, at = 0;
  for (; at + 16 <= places; at += 16)
    if (stands_in_16(search, text, at))
      return true;
  /* The last 16 places, some of them once more. */
  return at < places && stands_in_16(search, text, places - 16);
}
#endif

bool
lm_search_find(const LmSearch *search, LmSlice text)
{
  if (search->len == 0)
    return true;
#ifdef __SSE2__
  if (text.len >= search->len + 15 && text.len <= SHORT_TEXT)
    return find_by_16(search, text);
#endif
  size_t last = search->len - 1;
  uint8_t tail = search->needle[last];
  for (size_t end = last; end < text.len;) {
    uint8_t byte = text.data[end];
    if (lm_lower(byte) == tail) {
      size_t i = 0;
      while (i < last && lm_lower(text.data[end - last + i]) == search->needle[i])
        i++;
      if (i == last)
        return true;
    }
    end += search->skip[byte];
  }
  return false;
}
