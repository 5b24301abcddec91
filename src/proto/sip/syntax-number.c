/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/date.h"
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

static const LmSipParameterRule retry_rules[] = {
    {.name = "duration", .type = LM_SIP_VALUE_NUMBER, .max = UINT32_MAX}, {0}};

void
lm_sip_syntax_number(LmSipWalk *walk, LmSlice value)
{
  lm_sip_expect_number(walk, value, UINT32_MAX);
}

void
lm_sip_syntax_content_length(LmSipWalk *walk, LmSlice value)
{
  uint64_t length;
  if (!lm_slice_parse_uint(value, UINT32_MAX, &length))
    lm_sip_fault(walk, LM_ANOMALY_SIP_CONTENT_LENGTH, value);
}

void
lm_sip_syntax_hops(LmSipWalk *walk, LmSlice value)
{
  lm_sip_expect_number(walk, value, UINT8_MAX);
}

void
lm_sip_syntax_seconds(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail, seconds = lm_sip_split_tail(value, &tail);
  if (tail.len)
    lm_sip_field_some(walk, N_("Seconds"), seconds);
  lm_sip_expect_number(walk, seconds.len ? seconds : value, UINT32_MAX);
  lm_sip_walk_tail(walk, tail, NULL);
}

/* comment = LPAREN *(ctext / quoted-pair / comment) RPAREN, all of @text. */
static bool
is_comment(LmSlice text)
{
  unsigned depth = 0;
  for (size_t i = 0; i < text.len; i++) {
    uint8_t byte = text.data[i];
    if (byte == '\\')
      i++;
    else if (byte == '(')
      depth++;
    else if (byte == ')' && (depth == 0 || --depth == 0))
      return i + 1 == text.len;
  }
  return false;
}

void
lm_sip_syntax_retry_after(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail, head = lm_sip_split_tail(value, &tail);
  ptrdiff_t paren = lm_slice_find_byte(head, '(', 0);
  LmSlice seconds = lm_sip_trim(paren < 0 ? head : lm_slice_sub(head, 0, (size_t)paren));
  LmSlice comment = paren < 0 ? LM_SLICE_EMPTY : lm_slice_from(head, (size_t)paren);
  if (comment.len || tail.len)
    lm_sip_field_some(walk, N_("Seconds"), seconds);
  lm_sip_expect_number(walk, seconds.len ? seconds : value, UINT32_MAX);
  lm_sip_field_some(walk, N_("Comment"), comment);
  if (comment.len && !is_comment(comment))
    lm_sip_fault(walk, LM_ANOMALY_SIP_TEXT, comment);
  lm_sip_walk_tail(walk, tail, retry_rules);
}

/* Digits with a point among them; @leading: there has to be one before it. */
static bool
is_decimal(LmSlice text, bool leading)
{
  LmSlice fraction, whole = lm_slice_split(text, '.', &fraction);
  bool sound = whole.len || !leading;
  for (size_t i = 0; i < text.len && sound; i++)
    sound = i == whole.len || lm_sip_is_digit(text.data[i]);
  return sound;
}

void
lm_sip_syntax_timestamp(LmSipWalk *walk, LmSlice value)
{
  LmSlice delay = value, time = lm_sip_next_word(&delay);
  if (!is_decimal(time, true) || !is_decimal(delay, false))
    lm_sip_fault(walk, LM_ANOMALY_SIP_NUMBER, value);
  if (delay.len) {
    lm_sip_field(walk, N_("Time"), time);
    lm_sip_field(walk, N_("Delay"), delay);
  }
}

void
lm_sip_syntax_version(LmSipWalk *walk, LmSlice value)
{
  LmSlice minor, major = lm_slice_split(value, '.', &minor);
  if (!minor.len || !is_decimal(major, true) || !is_decimal(minor, true))
    lm_sip_fault(walk, LM_ANOMALY_SIP_NUMBER, value);
}

void
lm_sip_syntax_date(LmSipWalk *walk, LmSlice value)
{
  LmSipDate date;
  if (!lm_sip_date_parse(value, &date)) {
    lm_sip_fault(walk, LM_ANOMALY_SIP_DATE, value);
    return;
  }
  lm_sip_field(walk, N_("Weekday"), date.weekday);
  lm_sip_field(walk, N_("Day"), date.day);
  lm_sip_field(walk, N_("Month"), date.month);
  lm_sip_field(walk, N_("Year"), date.year);
  lm_sip_field(walk, N_("Time"), date.time);
  lm_sip_field(walk, N_("Time zone"), date.zone);
  if (!date.sound)
    lm_sip_fault(walk, LM_ANOMALY_SIP_DATE, value);
  else if (!date.weekday_fits)
    lm_sip_fault(walk, LM_ANOMALY_SIP_DATE_WEEKDAY, date.weekday);
}
