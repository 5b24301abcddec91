/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/value.h"

#include "query/node.h"

#include <stdio.h>

_Static_assert(LM_QUERY_VALUE_TEXT_SIZE >= LM_TIME_TEXT_SIZE, "a time fits");

static bool
is_text(const LmQueryValue *value)
{
  return value->type <= LM_QUERY_HOST;
}

bool
lm_query_ignores_case(const LmQueryValue *value)
{
  return value->type == LM_QUERY_TOKEN || value->type == LM_QUERY_HOST ||
         value->type == LM_QUERY_ENUM;
}

static int
sign_of(double difference)
{
  return (difference > 0) - (difference < 0);
}

/* Whether the first @bits of two addresses of a family are equal. */
static bool
same_network(const LmAddr *a, const LmAddr *b, unsigned bits)
{
  unsigned most = a->family == LM_ADDR_IPV4 ? 32 : 128;
  bits = bits < most ? bits : most;
  unsigned bytes = bits / 8, rest = bits % 8;
  if (memcmp(a->bytes, b->bytes, bytes) != 0)
    return false;
  return rest == 0 || ((a->bytes[bytes] ^ b->bytes[bytes]) >> (8 - rest)) == 0;
}

static int
compare_addresses(const LmQueryValue *a, const LmQueryValue *b)
{
  unsigned bits = a->prefix < b->prefix ? a->prefix : b->prefix;
  if (a->addr.family != b->addr.family)
    return LM_QUERY_UNLIKE;
  if (same_network(&a->addr, &b->addr, bits))
    return 0;
  return sign_of(memcmp(a->addr.bytes, b->addr.bytes, sizeof a->addr.bytes));
}

static int
compare_without_case(LmSlice a, LmSlice b)
{
  size_t len = a.len < b.len ? a.len : b.len;
  for (size_t i = 0; i < len; i++) {
    int difference = lm_lower(lm_slice_at(a, i)) - lm_lower(lm_slice_at(b, i));
    if (difference)
      return difference < 0 ? -1 : 1;
  }
  return (a.len > b.len) - (a.len < b.len);
}

/* The address, with or without a network, that a HOST's text is; false where it is a name. */
static bool
address_of(const LmQueryValue *value, LmQueryValue *address)
{
  LmSlice rest;
  uint64_t prefix = 128;
  if (value->type == LM_QUERY_ADDRESS) {
    *address = *value;
    return true;
  }
  LmSlice text = lm_slice_split(value->text, '/', &rest);
  *address = (LmQueryValue){.type = LM_QUERY_ADDRESS};
  if (!lm_addr_parse(text, &address->addr) ||
      (rest.len && !lm_slice_parse_uint(rest, 128, &prefix)))
    return false;
  address->prefix = (uint8_t)prefix;
  return true;
}

static int
compare_hosts(const LmQueryValue *a, const LmQueryValue *b)
{
  LmQueryValue left, right;
  if (address_of(b, &right))
    return address_of(a, &left) ? compare_addresses(&left, &right) : LM_QUERY_UNLIKE;
  if (!is_text(a) || !is_text(b))
    return LM_QUERY_UNLIKE;
  return compare_without_case(a->text, b->text);
}

/* A text beside a number is put in order by the number that it is. */
static int
compare_by_number(const LmQueryValue *a, const LmQueryValue *b)
{
  double left = a->number, right = b->number;
  if ((is_text(a) && !lm_query_parse_number(a->text, &left)) ||
      (is_text(b) && !lm_query_parse_number(b->text, &right)))
    return LM_QUERY_UNLIKE;
  return sign_of(left - right);
}

static int
compare_texts(const LmQueryValue *a, const LmQueryValue *b)
{
  char left[LM_QUERY_VALUE_TEXT_SIZE], right[LM_QUERY_VALUE_TEXT_SIZE];
  LmSlice x = lm_query_value_text(a, left), y = lm_query_value_text(b, right);
  if (lm_query_ignores_case(a) || lm_query_ignores_case(b))
    return compare_without_case(x, y);
  return lm_slice_compare(x, y);
}

int
lm_query_compare(const LmQueryValue *a, const LmQueryValue *b)
{
  bool host = a->type == LM_QUERY_HOST || b->type == LM_QUERY_HOST;
  if (a->type == LM_QUERY_NUMBER || b->type == LM_QUERY_NUMBER)
    return compare_by_number(a, b);
  if (host)
    return compare_hosts(a, b);
  if (a->type == LM_QUERY_ENUM && b->type == LM_QUERY_ENUM && a->names == b->names)
    return sign_of(a->number - b->number);
  switch (a->type) {
  case LM_QUERY_SPAN:
  case LM_QUERY_TIME:
    return (a->ns > b->ns) - (a->ns < b->ns);
  case LM_QUERY_ADDRESS:
    return compare_addresses(a, b);
  case LM_QUERY_FLAG:
    return a->yes - b->yes;
  default:
    return compare_texts(a, b);
  }
}

LmSlice
lm_query_value_text(const LmQueryValue *value, char *scratch)
{
  static const char *const flags[] = {"false", "true"};
  int len = 0;
  switch (value->type) {
  case LM_QUERY_ENUM:
    return lm_slice_str(value->names[(size_t)value->number]);
  case LM_QUERY_NUMBER:
    len = snprintf(scratch, LM_QUERY_VALUE_TEXT_SIZE, "%.15g", value->number);
    break;
  case LM_QUERY_SPAN:
    len = snprintf(scratch, LM_QUERY_VALUE_TEXT_SIZE, "%.9g s", (double)value->ns / 1e9);
    break;
  case LM_QUERY_TIME:
    return lm_slice_str(lm_time_format_iso(value->ns, scratch));
  case LM_QUERY_ADDRESS:
    return lm_slice_str(lm_addr_format(&value->addr, scratch));
  case LM_QUERY_FLAG:
    return lm_slice_str(flags[value->yes]);
  default:
    return value->text;
  }
  return lm_slice(scratch, (size_t)len);
}
