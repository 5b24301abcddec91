/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/sort-keys.h"

#include "ui/model/halves.h"

#define DIGITS 8
#define DIGIT_VALUES 256

/* Below this many keys an insertion sort is faster than counting. */
#define SMALL_RUN 24
/* Fewer are not worth a second thread. */
#define LEAST_SHARED 8192u

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

typedef struct {
  LmuSortKey *keys, *spare;
  guint8 *starts; /* by place: whether a text begins there that is not equal to the one before */
  gsize n;
  LmuSortText text;
  gconstpointer data;
  gboolean descending, again[2];
  gsize middle;    /* where the second half begins */
  gsize offset;    /* of the bytes that the keys are of */
  gsize prefix[2]; /* bytes that all texts of a half begin with */
} Texts;

/* Bytes that all texts begin with, such as a country's prefix: they need no pass. */
static void
prefix_half(gpointer data, gsize begin, gsize end)
{
  Texts *texts = data;
  LmSlice first = texts->text(texts->keys[0].row, texts->data);
  gsize len = MIN(first.len, LMU_SORT_TEXT_BYTES);
  for (gsize i = begin; i < end && len; i++) {
    LmSlice other = texts->text(texts->keys[i].row, texts->data);
    len = MIN(len, other.len);
    while (len && memcmp(first.data, other.data, len) != 0)
      len--;
  }
  texts->prefix[begin ? 1 : 0] = len;
}

static gsize
common_prefix(Texts *texts)
{
  gsize second = lmu_in_halves(prefix_half, texts, texts->n, LEAST_SHARED);
  return second ? MIN(texts->prefix[0], texts->prefix[1]) : texts->prefix[0];
}

static void
keys_half(gpointer data, gsize begin, gsize end)
{
  const Texts *texts = data;
  for (gsize i = begin; i < end; i++)
    texts->keys[i].key =
        text_key(texts->text(texts->keys[i].row, texts->data), texts->offset, texts->descending);
}

/* Sorts the keys from @begin to @end, and marks where those begin that are equal. */
static void
sort_equal(const Texts *texts, gsize begin, gsize end)
{
  LmuSortKey *keys = texts->keys + begin;
  sort_run(keys, end - begin, texts->spare + begin);
  for (gsize i = 1; i < end - begin; i++)
    texts->starts[begin + i] = keys[i].key != keys[i - 1].key;
}

static gsize
end_of_equal(const Texts *texts, gsize begin)
{
  const guint8 *found = memchr(texts->starts + begin + 1, 1, texts->n - begin - 1);
  return found ? (gsize)(found - texts->starts) : texts->n;
}

/* Whether the texts from @begin to @end are one and the same, as those of a column with few values
 * are: then nothing is left to sort. */
static gboolean
are_same(const Texts *texts, gsize begin, gsize end)
{
  LmSlice first = texts->text(texts->keys[begin].row, texts->data);
  for (gsize i = begin + 1; i < end; i++)
    if (!lm_slice_equal(texts->text(texts->keys[i].row, texts->data), first))
      return FALSE;
  return TRUE;
}

/* Sorts what is equal so far by the bytes at the offset. */
static void
again_half(gpointer data, gsize begin, gsize end)
{
  Texts *texts = data;
  gsize at = begin ? texts->middle : 0, last = end < texts->n ? texts->middle : texts->n, next;
  gboolean again = FALSE;
  for (; at < last; at = next) {
    next = end_of_equal(texts, at);
    if (next - at == 1 || text_ended(texts->keys[at].key, texts->descending) ||
        are_same(texts, at, next))
      continue;
    keys_half(texts, at, next);
    sort_equal(texts, at, next);
    again = TRUE;
  }
  texts->again[begin ? 1 : 0] = again;
}

static gboolean
sort_again(Texts *texts)
{
  gsize middle = texts->n / 2;
  /* What is equal is not parted. */
  texts->middle = texts->starts[middle] ? middle : end_of_equal(texts, middle);
  texts->again[0] = texts->again[1] = FALSE;
  texts->offset += sizeof(guint64);
  lmu_in_halves(again_half, texts, texts->n, LEAST_SHARED);
  return texts->again[0] || texts->again[1];
}

void
lmu_sort_keys_by_text(LmuSortKey *keys, gsize n, LmuSortText text, gconstpointer data,
                      gboolean descending)
{
  if (n == 0)
    return;
  g_autofree LmuSortKey *spare = g_new(LmuSortKey, n);
  g_autofree guint8 *starts = g_new0(guint8, n);
  Texts texts = {.keys = keys,
                 .spare = spare,
                 .starts = starts,
                 .n = n,
                 .text = text,
                 .data = data,
                 .descending = descending};
  gsize skipped = common_prefix(&texts);
  texts.offset = skipped;
  lmu_in_halves(keys_half, &texts, n, LEAST_SHARED);
  sort_equal(&texts, 0, n);
  while (texts.offset + sizeof(guint64) < skipped + LMU_SORT_TEXT_BYTES && sort_again(&texts))
    ;
}
