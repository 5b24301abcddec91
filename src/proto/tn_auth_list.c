/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/tn_auth_list.h"

/* Tags of ASN.1 in DER (ITU-T X.690, 8.1.2): types, and the alternatives of TNEntry. */
enum {
  TAG_INTEGER = 0x02,
  TAG_IA5_STRING = 0x16,
  TAG_SEQUENCE = 0x30,
  TAG_PROVIDER = 0xa0,
  TAG_RANGE = 0xa1,
  TAG_ONE = 0xa2,
};

#define MOST_DIGITS 18

/* Takes a value with its tag and length (X.690, 8.1.3) off @rest; false where it is not all there.
 */
static bool
take(LmSlice *rest, int *tag, LmSlice *value)
{
  *tag = lm_slice_at(*rest, 0);
  int first = lm_slice_at(*rest, 1);
  size_t head = 2, len = first < 0 ? 0 : (size_t)first;
  if (*tag < 0 || first < 0)
    return false;
  if (first & 0x80) {
    size_t n = (size_t)first & 0x7f;
    if (n == 0 || n > 3 || rest->len < head + n)
      return false;
    len = 0;
    for (size_t i = 0; i < n; i++)
      len = len << 8 | (size_t)lm_slice_at(*rest, head + i);
    head += n;
  }
  if (!lm_slice_take(*rest, head, len, value))
    return false;
  *rest = lm_slice_from(*rest, head + len);
  return true;
}

static bool
take_tagged(LmSlice *rest, int wanted, LmSlice *value)
{
  int tag;
  return take(rest, &tag, value) && tag == wanted;
}

LmSlice
lm_tn_auth_open(LmSlice der)
{
  LmSlice list;
  return take_tagged(&der, TAG_SEQUENCE, &list) ? list : LM_SLICE_EMPTY;
}

static bool
read_range(LmSlice value, LmTnEntry *entry)
{
  LmSlice range, count;
  if (!take_tagged(&value, TAG_SEQUENCE, &range) ||
      !take_tagged(&range, TAG_IA5_STRING, &entry->text) ||
      !take_tagged(&range, TAG_INTEGER, &count) || count.len > sizeof entry->count)
    return false;
  entry->kind = LM_TN_RANGE;
  for (size_t i = 0; i < count.len; i++)
    entry->count = entry->count << 8 | count.data[i];
  return true;
}

bool
lm_tn_auth_next(LmSlice *rest, LmTnEntry *entry)
{
  int tag;
  LmSlice value;
  *entry = (LmTnEntry){0};
  if (!take(rest, &tag, &value))
    return false;
  if (tag == TAG_RANGE)
    return read_range(value, entry);
  entry->kind = tag == TAG_ONE ? LM_TN_ONE : LM_TN_PROVIDER;
  return (tag == TAG_ONE || tag == TAG_PROVIDER) &&
         take_tagged(&value, TAG_IA5_STRING, &entry->text);
}

bool
lm_tn_auth_has(const LmTnEntry *entry, LmSlice number)
{
  uint64_t first, wanted, most = 1;
  if (entry->kind == LM_TN_ONE)
    return lm_slice_equal(entry->text, number);
  for (int i = 0; i < MOST_DIGITS; i++)
    most *= 10;
  return entry->kind == LM_TN_RANGE && entry->text.len == number.len &&
         lm_slice_parse_uint(entry->text, most, &first) &&
         lm_slice_parse_uint(number, most, &wanted) && wanted >= first &&
         wanted - first < entry->count;
}
