/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/node.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const struct {
  const char *name;
  int64_t ns;
} units[] = {
    {"ns", 1},
    {"us", 1000},
    {"µs", 1000},
    {"ms", LM_NS_PER_MS},
    {"s", LM_NS_PER_S},
    {"sec", LM_NS_PER_S},
    {"second", LM_NS_PER_S},
    {"seconds", LM_NS_PER_S},
    {"m", 60 * LM_NS_PER_S},
    {"min", 60 * LM_NS_PER_S},
    {"minute", 60 * LM_NS_PER_S},
    {"minutes", 60 * LM_NS_PER_S},
    {"h", 3600 * LM_NS_PER_S},
    {"hour", 3600 * LM_NS_PER_S},
    {"hours", 3600 * LM_NS_PER_S},
    {"d", 86400 * LM_NS_PER_S},
    {"day", 86400 * LM_NS_PER_S},
    {"days", 86400 * LM_NS_PER_S},
};

static int64_t
unit_ns(LmSlice word)
{
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    if (lm_slice_equal_nocase(word, lm_slice_str(units[i].name)))
      return units[i].ns;
  return 0;
}

bool
lm_query_is_unit(LmSlice word)
{
  return unit_ns(word) != 0;
}

/* The sign at the start of @text, which moves behind it. */
static double
take_sign(LmSlice *text)
{
  int sign = lm_slice_at(*text, 0);
  if (sign == '-' || sign == '+')
    *text = lm_slice_trim(lm_slice_from(*text, 1));
  return sign == '-' ? -1 : 1;
}

static bool
is_digit(int byte)
{
  return byte >= '0' && byte <= '9';
}

/* The decimal number at the start of @text, and its length; 0 where there is none. */
static size_t
decimal(LmSlice text, double *number)
{
  char digits[64];
  size_t len = 0;
  while (is_digit(lm_slice_at(text, len)))
    len++;
  if (len && lm_slice_at(text, len) == '.' && is_digit(lm_slice_at(text, len + 1)))
    for (len++; is_digit(lm_slice_at(text, len));)
      len++;
  if (len == 0 || len >= sizeof digits)
    return 0;
  memcpy(digits, text.data, len);
  digits[len] = '\0';
  *number = strtod(digits, NULL);
  return len;
}

static bool
hexadecimal(LmSlice text, double *number)
{
  *number = 0;
  if (text.len < 3 || text.len > 18 || !lm_slice_starts_with_nocase(text, LM_SLICE_LITERAL("0x")))
    return false;
  for (size_t i = 2; i < text.len; i++) {
    int digit = lm_hex_digit(lm_slice_at(text, i));
    if (digit < 0)
      return false;
    *number = *number * 16 + digit;
  }
  return true;
}

bool
lm_query_parse_number(LmSlice text, double *number)
{
  LmSlice rest = lm_slice_trim(text);
  double sign = take_sign(&rest);
  if (!hexadecimal(rest, number) && (rest.len == 0 || decimal(rest, number) != rest.len))
    return false;
  *number *= sign;
  return true;
}

bool
lm_query_parse_span(LmSlice text, int64_t plain_ns, int64_t *span_ns)
{
  LmSlice rest = lm_slice_trim(text);
  double sign = take_sign(&rest), number;
  size_t len = decimal(rest, &number);
  LmSlice unit = lm_slice_trim(lm_slice_from(rest, len));
  int64_t ns = unit.len ? unit_ns(unit) : plain_ns;
  if (len == 0 || ns == 0 || number * (double)ns > 9e18)
    return false;
  *span_ns = (int64_t)llround(sign * number * (double)ns);
  return true;
}

/* @n digits at *@at, which moves behind them and behind @separator where it follows. */
static bool
digits(LmSlice text, size_t *at, size_t n, int *value)
{
  uint64_t number;
  if (*at + n > text.len || !lm_slice_parse_uint(lm_slice_sub(text, *at, n), 9999, &number))
    return false;
  *value = (int)number;
  *at += n;
  return true;
}

static bool
skip(LmSlice text, size_t *at, int byte)
{
  if (lm_slice_at(text, *at) != byte)
    return false;
  ++*at;
  return true;
}

/* "Z", "+01:00": how far ahead of UTC; local time without. */
static bool
parse_zone(LmSlice text, size_t *at, bool *local, int *ahead_s)
{
  int hours, minutes = 0, sign = lm_slice_at(text, *at);
  *local = *at == text.len;
  *ahead_s = 0;
  if (*local || skip(text, at, 'Z') || skip(text, at, 'z'))
    return *at == text.len;
  if (sign != '+' && sign != '-')
    return false;
  ++*at;
  if (!digits(text, at, 2, &hours))
    return false;
  skip(text, at, ':');
  if (*at < text.len && !digits(text, at, 2, &minutes))
    return false;
  *ahead_s = (hours * 3600 + minutes * 60) * (sign == '-' ? -1 : 1);
  return *at == text.len;
}

/* "10:02", "10:02:11", "10:02:11.25" */
static bool
parse_clock(LmSlice text, size_t *at, struct tm *tm, int64_t *fraction_ns)
{
  int64_t scale = LM_NS_PER_S / 10;
  if (!digits(text, at, 2, &tm->tm_hour) || !skip(text, at, ':') ||
      !digits(text, at, 2, &tm->tm_min))
    return false;
  if (!skip(text, at, ':'))
    return true;
  if (!digits(text, at, 2, &tm->tm_sec))
    return false;
  if (skip(text, at, '.'))
    for (; is_digit(lm_slice_at(text, *at)); ++*at, scale /= 10)
      *fraction_ns += (lm_slice_at(text, *at) - '0') * scale;
  return true;
}

bool
lm_query_parse_time(LmSlice text, int64_t *time_ns)
{
  struct tm tm = {.tm_isdst = -1};
  size_t at = 0;
  int64_t fraction_ns = 0;
  bool local = true;
  int ahead_s = 0;
  double seconds;
  text = lm_slice_trim(text);
  if (!digits(text, &at, 4, &tm.tm_year) || !skip(text, &at, '-')) {
    bool ok = lm_query_parse_number(text, &seconds) && fabs(seconds) < 9e9;
    *time_ns = ok ? (int64_t)llround(seconds * 1e9) : 0;
    return ok;
  }
  if (!digits(text, &at, 2, &tm.tm_mon) || !skip(text, &at, '-') ||
      !digits(text, &at, 2, &tm.tm_mday))
    return false;
  if ((skip(text, &at, 'T') || skip(text, &at, 't') || skip(text, &at, ' ')) &&
      !parse_clock(text, &at, &tm, &fraction_ns))
    return false;
  skip(text, &at, ' ');
  if (!parse_zone(text, &at, &local, &ahead_s) || tm.tm_year < 1900 || tm.tm_year > 2200)
    return false;
  tm.tm_year -= 1900;
  tm.tm_mon -= 1;
  time_t time = local ? mktime(&tm) : timegm(&tm);
  *time_ns = lm_time_add(((int64_t)time - ahead_s) * LM_NS_PER_S, fraction_ns);
  return true;
}

/* "10.0.0.0/8" */
static bool
parse_address(LmSlice text, LmQueryValue *value)
{
  LmSlice rest;
  uint64_t prefix = 128;
  LmSlice address = lm_slice_split(lm_slice_trim(text), '/', &rest);
  if (!lm_addr_parse(address, &value->addr))
    return false;
  if (rest.len && (!lm_slice_parse_uint(rest, 128, &prefix) ||
                   (value->addr.family == LM_ADDR_IPV4 && prefix > 32)))
    return false;
  value->prefix = (uint8_t)prefix;
  return true;
}

static bool
parse_flag(LmSlice text, LmQueryValue *value)
{
  static const char *const words[] = {"false", "no", "0", "true", "yes", "1"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (lm_slice_equal_nocase(text, lm_slice_str(words[i]))) {
      value->yes = i >= 3;
      return true;
    }
  return false;
}

static bool
fail_enum(LmQueryReading *reading, const LmQueryOperand *literal, const LmQueryField *field)
{
  const char *closest = lm_query_closest_value(literal->text, field->values);
  LmText known = LM_TEXT_INIT;
  for (size_t i = 0; field->values[i]; i++)
    lm_text_printf(&known, "%s%s", i ? ", " : "", field->values[i]);
  lm_query_fail(reading, literal->place, _("%s is never “%.*s”; it is one of %s"), field->name,
                (int)(literal->text.len < 40 ? literal->text.len : 40),
                (const char *)literal->text.data, known.str);
  lm_text_clear(&known);
  return closest ? lm_query_hint(reading, "%s", closest) : false;
}

static bool
parse_enum(const LmQueryField *field, LmSlice text, LmQueryValue *value)
{
  value->names = field->values;
  for (size_t i = 0; field->values[i]; i++)
    if (lm_query_same_name(text, field->values[i], strlen(field->values[i]))) {
      value->number = (double)i;
      return true;
    }
  return false;
}

static bool
read_literal(const LmQueryOperand *literal, const LmQueryField *field, LmQueryValue *value)
{
  LmSlice text = literal->text;
  switch (value->type) {
  case LM_QUERY_NUMBER:
    return lm_query_parse_number(text, &value->number);
  case LM_QUERY_SPAN:
    return lm_query_parse_span(text, field && field->in_ms ? LM_NS_PER_MS : LM_NS_PER_S,
                               &value->ns);
  case LM_QUERY_TIME:
    return lm_query_parse_time(text, &value->ns);
  case LM_QUERY_ADDRESS:
    return parse_address(text, value);
  case LM_QUERY_FLAG:
    return parse_flag(text, value);
  case LM_QUERY_ENUM:
    return parse_enum(field, text, value);
  default:
    value->text = text;
    return true;
  }
}

bool
lm_query_literal(LmQueryReading *reading, LmQueryOperand *literal, LmQueryType type,
                 const LmQueryField *field)
{
  static const char *const examples[] = {
      [LM_QUERY_NUMBER] = "42",
      [LM_QUERY_SPAN] = "500 ms",
      [LM_QUERY_TIME] = "2026-11-21T10:02:11",
      [LM_QUERY_FLAG] = "true",
      [LM_QUERY_ADDRESS] = "192.0.2.0/24",
  };
  LmQueryValue value = {.type = (uint8_t)type, .prefix = 128};
  if (type == LM_QUERY_ENUM && !(field && field->values))
    value.type = LM_QUERY_TOKEN;
  if (!read_literal(literal, field, &value)) {
    if (type == LM_QUERY_ENUM)
      return fail_enum(reading, literal, field);
    lm_query_fail(reading, literal->place, _("“%.*s” is not of the kind that is needed here: %s"),
                  (int)(literal->text.len < 40 ? literal->text.len : 40),
                  (const char *)literal->text.data, _(lm_query_type_name(type)));
    return lm_query_hint(reading, "%s", examples[type]);
  }
  literal->value = value;
  literal->type = value.type;
  return true;
}
