/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/date.h"

#include "proto/sip/fields.h"

#define DAYS_A_WEEK 7
#define SECONDS_A_DAY 86400

/* Which of the three-letter words in @words @text is, from 0; -1: none. */
static int
word_of(LmSlice text, const char *words)
{
  for (int i = 0; words[i]; i += 3)
    if (text.len == 3 && memcmp(text.data, words + i, 3) == 0)
      return i / 3;
  return -1;
}

static int
number_at(LmSlice text, size_t at, size_t len)
{
  uint64_t number = 0;
  lm_slice_parse_uint(lm_slice_sub(text, at, len), 9999, &number);
  return (int)number;
}

static bool
is_leap(int year)
{
  return year % 4 == 0 && (year % 100 || year % 400 == 0);
}

/* Days from 1970 to the first day of @year, which is from 0 to 9999. */
static int
days_before_year(int year)
{
  enum { DAYS_TO_1970 = 719528 };
  int past = year - 1;
  return year * 365 + (year ? past / 4 - past / 100 + past / 400 + 1 : 0) - DAYS_TO_1970;
}

/* False where there is no such day. */
static bool
days_of(int year, int month, int day, int *days)
{
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  *days = days_before_year(year) + day - 1;
  for (int i = 0; i < month; i++)
    *days += lengths[i] + (i == 1 && is_leap(year));
  return day >= 1 && day <= lengths[month] + (month == 1 && is_leap(year));
}

static bool
has_form(LmSlice text)
{
  static const char form[] = "aaa, 00 aaa 0000 00:00:00 GMT";
  if (text.len != sizeof form - 1)
    return false;
  for (size_t i = 0; i < text.len; i++)
    if (form[i] == '0' ? !lm_sip_is_digit(text.data[i])
                       : form[i] != 'a' && text.data[i] != (uint8_t)form[i])
      return false;
  return true;
}

bool
lm_sip_date_parse(LmSlice text, LmSipDate *date)
{
  *date = (LmSipDate){0};
  if (!has_form(text))
    return false;
  date->weekday = lm_slice_sub(text, 0, 3);
  date->day = lm_slice_sub(text, 5, 2);
  date->month = lm_slice_sub(text, 8, 3);
  date->year = lm_slice_sub(text, 12, 4);
  date->time = lm_slice_sub(text, 17, 8);
  date->zone = lm_slice_sub(text, 26, 3);
  int month = word_of(date->month, "JanFebMarAprMayJunJulAugSepOctNovDec");
  int weekday = word_of(date->weekday, "MonTueWedThuFriSatSun"), days;
  int hour = number_at(text, 17, 2), minute = number_at(text, 20, 2),
      second = number_at(text, 23, 2);
  /* A second of 60 is a leap second (RFC 5322, 3.3). */
  date->sound = weekday >= 0 && month >= 0 && hour <= 23 && minute <= 59 && second <= 60 &&
                days_of(number_at(text, 12, 4), month, number_at(text, 5, 2), &days);
  if (!date->sound)
    return true;
  date->seconds = (int64_t)days * SECONDS_A_DAY + hour * 3600 + minute * 60 + second;
  /* The first day of 1970 was a Thursday, the fourth from Monday on. */
  date->weekday_fits = ((days + 3) % DAYS_A_WEEK + DAYS_A_WEEK) % DAYS_A_WEEK == weekday;
  return true;
}
