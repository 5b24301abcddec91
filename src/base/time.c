/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/time.h"

#include <stdio.h>

int64_t
lm_time_now_ns(clockid_t clock)
{
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * LM_NS_PER_S + now.tv_nsec;
}

/* Whole seconds, rounded down, and the nanoseconds above them. */
static time_t
split_seconds(int64_t time_ns, long *nanoseconds)
{
  int64_t seconds = time_ns / LM_NS_PER_S;
  int64_t rest = time_ns % LM_NS_PER_S;
  if (rest < 0) {
    seconds--;
    rest += LM_NS_PER_S;
  }
  *nanoseconds = (long)rest;
  return (time_t)seconds;
}

char *
lm_time_format_clock(int64_t time_ns, char *out)
{
  long nanoseconds;
  struct tm parts = {0};
  time_t seconds = split_seconds(time_ns, &nanoseconds);
  localtime_r(&seconds, &parts);
  snprintf(out, LM_TIME_TEXT_SIZE, "%02d:%02d:%02d.%03ld", parts.tm_hour, parts.tm_min,
           parts.tm_sec, nanoseconds / 1000000);
  return out;
}

char *
lm_time_format_iso(int64_t time_ns, char *out)
{
  long nanoseconds;
  struct tm parts = {0};
  time_t seconds = split_seconds(time_ns, &nanoseconds);
  gmtime_r(&seconds, &parts);
  snprintf(out, LM_TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%09ldZ", parts.tm_year + 1900,
           parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, nanoseconds);
  return out;
}

char *
lm_time_format_duration(int64_t span_ns, char *out)
{
  const char *sign = span_ns < 0 ? "-" : "";
  uint64_t total = span_ns < 0 ? 0 - (uint64_t)span_ns : (uint64_t)span_ns;
  uint64_t seconds = (total + LM_NS_PER_S / 2) / LM_NS_PER_S;
  unsigned long hours = (unsigned long)(seconds / 3600);
  unsigned minutes = (unsigned)(seconds / 60 % 60);
  if (hours)
    snprintf(out, LM_TIME_TEXT_SIZE, "%s%lu:%02u:%02u", sign, hours, minutes,
             (unsigned)(seconds % 60));
  else
    snprintf(out, LM_TIME_TEXT_SIZE, "%s%u:%02u", sign, minutes, (unsigned)(seconds % 60));
  return out;
}

char *
lm_time_format_delta(int64_t span_ns, char *out)
{
  char sign = span_ns < 0 ? '-' : '+';
  double ms = (double)(span_ns < 0 ? 0 - (uint64_t)span_ns : (uint64_t)span_ns) / 1e6;
  if (ms > 0 && ms < 0.095)
    snprintf(out, LM_TIME_TEXT_SIZE, "%c%.2f ms", sign, ms);
  else if (ms < 9.95)
    snprintf(out, LM_TIME_TEXT_SIZE, "%c%.1f ms", sign, ms);
  else if (ms < 999.5)
    snprintf(out, LM_TIME_TEXT_SIZE, "%c%.0f ms", sign, ms);
  else if (ms < 99950)
    snprintf(out, LM_TIME_TEXT_SIZE, "%c%.1f s", sign, ms / 1000);
  else
    snprintf(out, LM_TIME_TEXT_SIZE, "%c%.0f s", sign, ms / 1000);
  return out;
}

static const struct {
  const char *name;
  uint64_t ns;
} units[] = {
    {"", LM_NS_PER_S}, {"s", LM_NS_PER_S},      {"ms", LM_NS_PER_MS},      {"us", 1000},
    {"ns", 1},         {"m", 60 * LM_NS_PER_S}, {"h", 3600 * LM_NS_PER_S},
};

static uint64_t
unit_ns(LmSlice name)
{
  while (name.len && name.data[0] == ' ')
    name = lm_slice_from(name, 1);
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    if (lm_slice_equal(name, lm_slice_str(units[i].name)))
      return units[i].ns;
  return 0;
}

/* The digits at the front of @text; false if there are none, or too many. */
static bool
take_digits(LmSlice *text, uint64_t max, uint64_t *value, size_t *n)
{
  for (*n = 0; *n < text->len && text->data[*n] >= '0' && text->data[*n] <= '9';)
    ++*n;
  bool ok = lm_slice_parse_uint(lm_slice_sub(*text, 0, *n), max, value);
  *text = lm_slice_from(*text, *n);
  return ok;
}

bool
lm_time_parse_span(LmSlice text, int64_t *span_ns)
{
  enum { MAX_DECIMALS = 9 };
  bool negative = text.len && text.data[0] == '-';
  if (negative || (text.len && text.data[0] == '+'))
    text = lm_slice_from(text, 1);
  uint64_t whole, part = 0, part_of = 1;
  size_t n;
  if (!take_digits(&text, INT64_MAX, &whole, &n))
    return false;
  if (text.len && text.data[0] == '.') {
    text = lm_slice_from(text, 1);
    if (!take_digits(&text, INT64_MAX, &part, &n) || n > MAX_DECIMALS)
      return false;
    while (n-- > 0)
      part_of *= 10;
  }
  /* Nine digits of an hour are more than a product of integers can hold; a double can. */
  uint64_t unit = unit_ns(text), result;
  uint64_t part_ns = (uint64_t)((double)part / (double)part_of * (double)unit + 0.5);
  if (unit == 0 || __builtin_mul_overflow(whole, unit, &result) ||
      __builtin_add_overflow(result, part_ns, &result) || result > INT64_MAX)
    return false;
  *span_ns = negative ? -(int64_t)result : (int64_t)result;
  return true;
}
