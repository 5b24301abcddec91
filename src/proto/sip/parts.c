/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/parts.h"

#include "base/text.h"
#include "proto/sip/fields.h"

static bool
is_alnum(uint8_t byte)
{
  return lm_sip_is_digit(byte) || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

static bool
is_one_of(uint8_t byte, const char *bytes)
{
  return byte && strchr(bytes, byte) != NULL;
}

void
lm_sip_expect_token(LmSipWalk *walk, LmSlice text)
{
  if (!lm_sip_is_token(text))
    lm_sip_fault(walk, LM_ANOMALY_SIP_TOKEN, text);
}

/* callid = word [ "@" word ] */
void
lm_sip_expect_call_id(LmSipWalk *walk, LmSlice text)
{
  LmSlice behind;
  LmSlice word = lm_slice_split(text, '@', &behind);
  bool two = word.len < text.len, sound = word.len && (!two || behind.len);
  for (size_t i = 0; i < text.len && sound; i++)
    sound = i == word.len || lm_sip_is_token_char(text.data[i]) ||
            is_one_of(text.data[i], "()<>:\\\"/[]?{}");
  if (!sound)
    lm_sip_fault(walk, LM_ANOMALY_SIP_CALL_ID, text);
}

void
lm_sip_expect_quoted(LmSipWalk *walk, LmSlice text)
{
  bool sound = text.len >= 2 && text.data[0] == '"' && lm_sip_skip_quoted(text, 0) == text.len;
  for (size_t i = 1; sound && i + 1 < text.len; i++) {
    uint8_t byte = text.data[i];
    size_t len = byte < 0x80 ? 1 : lm_text_utf8_len(lm_slice_from(text, i));
    if (byte == '\\')
      sound = text.data[++i] < 0x80 && text.data[i] != '\r' && text.data[i] != '\n';
    else
      sound = byte >= 0x20 ? byte != 0x7f : lm_sip_is_space(byte);
    if (len == 0) {
      lm_sip_fault(walk, LM_ANOMALY_SIP_TEXT, text);
      return;
    }
    i += byte < 0x80 ? 0 : len - 1;
  }
  if (!sound)
    lm_sip_fault(walk, LM_ANOMALY_SIP_QUOTED, text);
}

void
lm_sip_expect_number(LmSipWalk *walk, LmSlice text, uint64_t max)
{
  uint64_t number;
  if (!lm_slice_parse_uint(text, max, &number))
    lm_sip_fault(walk, LM_ANOMALY_SIP_NUMBER, text);
}

void
lm_sip_expect_port(LmSipWalk *walk, LmSlice text)
{
  uint64_t port;
  if (!lm_slice_parse_uint(text, UINT16_MAX, &port))
    lm_sip_fault(walk, LM_ANOMALY_SIP_PORT, text);
}

void
lm_sip_expect_chars(LmSipWalk *walk, LmSlice text, const char *others, LmAnomalyKind kind)
{
  for (size_t i = 0; i < text.len; i++) {
    uint8_t byte = text.data[i];
    if (byte == '%') {
      if (lm_hex_digit(lm_slice_at(text, i + 1)) < 0 ||
          lm_hex_digit(lm_slice_at(text, i + 2)) < 0) {
        lm_sip_fault(walk, LM_ANOMALY_SIP_ESCAPE, lm_slice_sub(text, i, 3));
        return;
      }
      i += 2;
    } else if (!is_alnum(byte) && !is_one_of(byte, others)) {
      lm_sip_fault(walk, kind, text);
      return;
    }
  }
}

void
lm_sip_expect_text(LmSipWalk *walk, LmSlice text)
{
  for (size_t i = 0; i < text.len;) {
    uint8_t byte = text.data[i];
    size_t len = byte < 0x80 ? (byte >= 0x20 && byte != 0x7f) || lm_sip_is_space(byte)
                             : lm_text_utf8_len(lm_slice_from(text, i));
    if (len == 0) {
      lm_sip_fault(walk, LM_ANOMALY_SIP_TEXT, lm_slice_sub(text, i, 1));
      return;
    }
    i += len;
  }
}

void
lm_sip_walk_token(LmSipWalk *walk, const char *name, LmSlice text)
{
  lm_sip_field_some(walk, name, text);
  lm_sip_expect_token(walk, text);
}

void
lm_sip_walk_number(LmSipWalk *walk, const char *name, LmSlice text, uint64_t max)
{
  lm_sip_field_some(walk, name, text);
  lm_sip_expect_number(walk, text, max);
}

LmSlice
lm_sip_next_word(LmSlice *rest)
{
  LmSlice text = lm_sip_trim(*rest);
  size_t end = 0;
  while (end < text.len && !lm_sip_is_space(text.data[end]))
    end++;
  *rest = lm_sip_trim(lm_slice_from(text, end));
  return lm_slice_sub(text, 0, end);
}

LmSlice
lm_sip_unquote(LmSlice text)
{
  bool quoted = text.len >= 2 && text.data[0] == '"' && text.data[text.len - 1] == '"';
  return quoted ? lm_slice_sub(text, 1, text.len - 2) : text;
}
