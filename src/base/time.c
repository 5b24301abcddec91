/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/time.h"

#include <stdio.h>
#include <time.h>

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
