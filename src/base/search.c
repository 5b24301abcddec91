/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/search.h"

static inline uint8_t
fold(uint8_t byte)
{
  return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20) : byte;
}

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
    search->needle[i] = fold((uint8_t)text[i]);
  memset(search->skip, (int)search->len, sizeof search->skip);
  for (size_t i = 0; i + 1 < search->len; i++) {
    uint8_t skip = (uint8_t)(search->len - 1 - i);
    search->skip[search->needle[i]] = skip;
    search->skip[unfold(search->needle[i])] = skip;
  }
}

bool
lm_search_find(const LmSearch *search, LmSlice text)
{
  if (search->len == 0)
    return true;
  size_t last = search->len - 1;
  uint8_t tail = search->needle[last];
  for (size_t end = last; end < text.len;) {
    uint8_t byte = text.data[end];
    if (fold(byte) == tail) {
      size_t i = 0;
      while (i < last && fold(text.data[end - last + i]) == search->needle[i])
        i++;
      if (i == last)
        return true;
    }
    end += search->skip[byte];
  }
  return false;
}
