/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/sort-keys.h"

#define DIGITS 8
#define DIGIT_VALUES 256

/* Below this many keys an insertion sort is faster than counting. */
#define SMALL_RUN 24

guint64
lmu_sort_key_time(gint64 time_ns)
{
  if (time_ns == LM_TIME_NONE)
    return LMU_SORT_KEY_NONE;
  /* Moves the signed range to the unsigned one; the last value stays free for "not known". */
  guint64 key = (guint64)time_ns ^ (G_GUINT64_CONSTANT(1) << 63);
  return MIN(key, LMU_SORT_KEY_NONE - 1);
}

static void
sort_small(LmuSortKey *keys, gsize n)
{
  for (gsize i = 1; i < n; i++) {
    LmuSortKey key = keys[i];
    gsize at = i;
    for (; at > 0 && keys[at - 1].key > key.key; at--)
      keys[at] = keys[at - 1];
    keys[at] = key;
  }
}

/* Sorts ascending; @spare has room for @n. */
static void
sort_run(LmuSortKey *keys, gsize n, LmuSortKey *spare)
{
  if (n <= SMALL_RUN) {
    sort_small(keys, n);
    return;
  }
  guint64 differ = 0;
  for (gsize i = 1; i < n; i++)
    differ |= keys[i].key ^ keys[0].key;
  LmuSortKey *from = keys, *to = spare;
  for (guint digit = 0; digit < DIGITS; digit++) {
    guint shift = digit * 8;
    if (!(differ >> shift & 0xff))
      continue;
    gsize starts[DIGIT_VALUES] = {0};
    gsize sum = 0;
    for (gsize i = 0; i < n; i++)
      starts[from[i].key >> shift & 0xff]++;
    for (guint value = 0; value < DIGIT_VALUES; value++) {
      gsize count = starts[value];
      starts[value] = sum;
      sum += count;
    }
    for (gsize i = 0; i < n; i++)
      to[starts[from[i].key >> shift & 0xff]++] = from[i];
    LmuSortKey *swap = from;
    from = to;
    to = swap;
  }
  if (from != keys)
    memcpy(keys, from, n * sizeof *keys);
}

/* Descending keys are mirrored rather than the result, so that equal rows keep their order. */
static guint64
directed(guint64 key, gboolean descending)
{
  return descending && key != LMU_SORT_KEY_NONE ? LMU_SORT_KEY_NONE - 1 - key : key;
}

void
lmu_sort_keys_by_number(LmuSortKey *keys, gsize n, gboolean descending)
{
  g_autofree LmuSortKey *spare = g_new(LmuSortKey, MAX(n, 1u));
  for (gsize i = 0; i < n; i++)
    keys[i].key = directed(keys[i].key, descending);
  sort_run(keys, n, spare);
}

/* The eight bytes of @text at @offset, folded; zeros behind its end. */
static guint64
text_key(LmSlice text, gsize offset, gboolean descending)
{
  guint64 key = 0;
  if (text.len == 0)
    return LMU_SORT_KEY_NONE;
  for (gsize i = offset; i < offset + sizeof key; i++) {
    guint8 byte = i < text.len ? text.data[i] : 0;
    key = key << 8 | (byte >= 'A' && byte <= 'Z' ? byte | 0x20u : byte);
  }
  return directed(MIN(key, LMU_SORT_KEY_NONE - 1), descending);
}

/* Whether all of a text was in the keys so far: then those with an equal key are equal. */
static gboolean
text_ended(guint64 key, gboolean descending)
{
  return key == LMU_SORT_KEY_NONE || (directed(key, descending) & 0xff) == 0;
}

/* Bytes that all texts begin with, such as a country's prefix: they need no pass. */
static gsize
common_prefix(const LmuSortKey *keys, gsize n, LmuSortText text, gconstpointer data)
{
  LmSlice first = n ? text(keys[0].row, data) : LM_SLICE_EMPTY;
  gsize len = MIN(first.len, LMU_SORT_TEXT_BYTES);
  for (gsize i = 1; i < n && len; i++) {
    LmSlice other = text(keys[i].row, data);
    len = MIN(len, other.len);
    while (len && memcmp(first.data, other.data, len) != 0)
      len--;
  }
  return len;
}

void
lmu_sort_keys_by_text(LmuSortKey *keys, gsize n, LmuSortText text, gconstpointer data,
                      gboolean descending)
{
  g_autofree LmuSortKey *spare = g_new(LmuSortKey, MAX(n, 1u));
  /* Where a run of rows begins that are equal so far; marks are bits, so that a pass needs no
   * list. */
  g_autofree guint8 *starts = g_new0(guint8, n / 8 + 1);
  if (n)
    starts[0] = 1;
  gsize skipped = common_prefix(keys, n, text, data);
  for (gsize offset = skipped; offset < skipped + LMU_SORT_TEXT_BYTES; offset += sizeof(guint64)) {
    gboolean again = FALSE;
    for (gsize begin = 0, end; begin < n; begin = end) {
      for (end = begin + 1; end < n && !(starts[end / 8] >> (end % 8) & 1); end++)
        ;
      if (end - begin == 1 || (offset > skipped && text_ended(keys[begin].key, descending)))
        continue;
      for (gsize i = begin; i < end; i++)
        keys[i].key = text_key(text(keys[i].row, data), offset, descending);
      sort_run(keys + begin, end - begin, spare);
      for (gsize i = begin + 1; i < end; i++)
        if (keys[i].key != keys[i - 1].key)
          starts[i / 8] |= (guint8)(1u << (i % 8));
        else if (!text_ended(keys[i].key, descending))
          again = TRUE;
    }
    if (!again)
      break;
  }
}
