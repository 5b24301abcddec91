/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/cpim.h"
#include "relate/subscriptions.h"

/* How much of a body is looked through. */
#define MAX_LOOKED 65536

static LmSlice
first_line(LmSlice text)
{
  LmSlice rest;
  return lm_slice_trim(lm_slice_split(text, '\n', &rest));
}

/* "SIP/2.0 180 Ringing": from the code on (RFC 3420). */
static LmSlice
sipfrag(LmSlice body)
{
  LmSlice rest, line = first_line(body);
  if (!lm_slice_starts_with_nocase(line, LM_SLICE_LITERAL("SIP/")))
    return line;
  lm_slice_split(line, ' ', &rest);
  return lm_slice_trim(rest);
}

/* The line of the voice messages, else the first one, "Messages-Waiting: no". */
static LmSlice
message_summary(LmSlice body)
{
  ptrdiff_t voice = lm_slice_find_nocase(body, LM_SLICE_LITERAL("\nVoice-Message:"));
  return first_line(lm_slice_from(body, voice < 0 ? 0 : (size_t)voice + 1));
}

static bool
ends_name(int byte)
{
  return byte == '>' || byte == '/' || byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* The first element @name, whatever its prefix, from behind its name on. */
static LmSlice
element(LmSlice body, const char *name)
{
  LmSlice wanted = lm_slice_str(name);
  for (size_t at = 0;;) {
    ptrdiff_t hit = lm_slice_find(lm_slice_from(body, at), wanted);
    if (hit < 0)
      return LM_SLICE_EMPTY;
    size_t start = at + (size_t)hit, end = start + wanted.len;
    int before = start ? lm_slice_at(body, start - 1) : -1;
    if ((before == '<' || before == ':') && ends_name(lm_slice_at(body, end)))
      return lm_slice_from(body, end);
    at = end;
  }
}

static LmSlice
element_text(LmSlice body, const char *name)
{
  LmSlice rest, inside = element(body, name);
  lm_slice_split(inside, '>', &rest);
  return lm_slice_trim(lm_slice_split(rest, '<', &rest));
}

/* "name=" within the tag that @element begins in. */
static LmSlice
attribute(LmSlice from, const char *name)
{
  LmSlice rest, tag = lm_slice_split(from, '>', &rest);
  ptrdiff_t at = lm_slice_find(tag, lm_slice_str(name));
  if (at < 0)
    return LM_SLICE_EMPTY;
  LmSlice value = lm_slice_from(tag, (size_t)at + strlen(name));
  int quote = lm_slice_at(value, 0);
  if (quote != '"' && quote != '\'')
    return LM_SLICE_EMPTY;
  return lm_slice_split(lm_slice_from(value, 1), (uint8_t)quote, &rest);
}

LmSlice
lm_notification_says(LmSlice content_type, LmSlice body)
{
  LmSlice type = lm_cpim_media_type(content_type);
  body = lm_slice_sub(body, 0, MAX_LOOKED);
  if (lm_slice_starts_with_nocase(type, LM_SLICE_LITERAL("message/sipfrag")))
    return sipfrag(body);
  if (lm_slice_equal_nocase(type, LM_SLICE_LITERAL("application/simple-message-summary")))
    return message_summary(body);
  if (lm_slice_equal_nocase(type, LM_SLICE_LITERAL("application/pidf+xml")))
    return element_text(body, "basic");
  if (lm_slice_equal_nocase(type, LM_SLICE_LITERAL("application/dialog-info+xml")))
    return element_text(body, "state");
  if (lm_slice_equal_nocase(type, LM_SLICE_LITERAL("application/reginfo+xml")))
    return attribute(element(body, "registration"), "state=");
  if (lm_slice_equal_nocase(type, LM_SLICE_LITERAL("application/kpml-response+xml")))
    return attribute(element(body, "kpml-response"), "digits=");
  return LM_SLICE_EMPTY;
}
