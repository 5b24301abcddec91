/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/q850.h"
#include "proto/sip/fields.h"
#include "proto/sip/message.h"
#include "proto/sip/parts.h"
#include "proto/sip/registry-options.h"
#include "proto/sip/syntax.h"

static void
note_word(LmSipWalk *walk, const LmSipWord *word)
{
  if (word && word->rfc)
    lm_sip_note(walk, N_("Meaning"), "%s (RFC %u)", _(word->meaning), word->rfc);
  else if (word)
    lm_sip_note(walk, N_("Meaning"), "%s", _(word->meaning));
}

void
lm_sip_syntax_option_tag(LmSipWalk *walk, LmSlice value)
{
  lm_sip_expect_token(walk, value);
  note_word(walk, lm_sip_option_find(value));
}

void
lm_sip_syntax_privacy(LmSipWalk *walk, LmSlice value)
{
  LmSlice rest = value;
  while (!walk->full && rest.len) {
    LmSlice word = lm_slice_trim(lm_slice_split(rest, ';', &rest));
    lm_sip_enter(walk, N_("Value"), word);
    lm_sip_expect_token(walk, word.len ? word : value);
    note_word(walk, lm_sip_privacy_find(word));
    lm_sip_leave(walk);
  }
}

/* What @cause means to @protocol (RFC 3326, 2; RFC 4411; RFC 8606). */
static const char *
cause_text(LmSlice protocol, uint64_t cause)
{
  static const char *const preemption[] = {
      "", N_("a user agent with a call of higher priority"),
      N_("reserved resources are wanted by a call of higher priority"), N_("generic"),
      N_("a network without Internet Protocol")};
  if (lm_slice_equal_nocase(protocol, LM_SLICE_LITERAL("Q.850")))
    return lm_q850_cause_text((uint32_t)cause);
  if (lm_slice_equal_nocase(protocol, LM_SLICE_LITERAL("SIP")) ||
      lm_slice_equal_nocase(protocol, LM_SLICE_LITERAL("STIR")))
    return lm_sip_status_reason((uint16_t)cause);
  if (lm_slice_equal_nocase(protocol, LM_SLICE_LITERAL("preemption")) && cause >= 1 && cause <= 4)
    return _(preemption[cause]);
  return "";
}

/* The number of "cause" means something else in each protocol, so it is read here and the rules
 * below see to the rest. */
static const LmSipParameterRule reason_rules[] = {
    {.name = "cause", .type = LM_SIP_VALUE_NUMBER, .max = UINT32_MAX},
    {.name = "text", .type = LM_SIP_VALUE_QUOTED},
    {0}};

void
lm_sip_syntax_reason(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail, protocol = lm_sip_split_tail(value, &tail), number;
  uint64_t cause;
  lm_sip_field_some(walk, N_("Protocol"), protocol);
  lm_sip_expect_token(walk, protocol.len ? protocol : value);
  lm_sip_walk_tail(walk, tail, reason_rules);
  if (lm_sip_parameter(lm_slice_from(tail, 1), LM_SLICE_LITERAL("cause"), &number) &&
      lm_slice_parse_uint(number, UINT16_MAX, &cause) && *cause_text(protocol, cause))
    lm_sip_note(walk, N_("Meaning"), "%s", cause_text(protocol, cause));
}

static bool
is_hex(LmSlice text)
{
  for (size_t i = 0; i < text.len; i++)
    if (lm_hex_digit(lm_slice_at(text, i)) < 0)
      return false;
  return text.len > 0;
}

/* Bytes written in hexadecimal that are text after all, behind the protocol discriminator of
 * ISDN (RFC 7434, 4; ITU-T Q.931, 4.5.30): 04 is IA5. */
static void
note_hex_text(LmSipWalk *walk, LmSlice hex)
{
  char text[256];
  size_t n = 0;
  bool discriminated = lm_slice_at(hex, 0) == '0' && lm_slice_at(hex, 1) == '4';
  for (size_t i = discriminated ? 2 : 0; i + 1 < hex.len && n + 1 < sizeof text; i += 2) {
    int byte = lm_hex_digit(lm_slice_at(hex, i)) << 4 | lm_hex_digit(lm_slice_at(hex, i + 1));
    if (byte < ' ' || byte > '~')
      return;
    text[n++] = (char)byte;
  }
  text[n] = '\0';
  if (n)
    lm_sip_note(walk, N_("Text"), "%s", text);
}

void
lm_sip_syntax_user_to_user(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail, data = lm_sip_split_tail(value, &tail), encoding;
  bool hex = !lm_sip_parameter(lm_slice_from(tail, 1), LM_SLICE_LITERAL("encoding"), &encoding) ||
             lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("hex"));
  lm_sip_enter(walk, N_("Data"), data);
  if (hex && is_hex(data) && data.len % 2 == 0)
    note_hex_text(walk, data);
  else if (lm_slice_at(data, 0) == '"')
    lm_sip_expect_quoted(walk, data);
  else
    lm_sip_expect_token(walk, data.len ? data : value);
  lm_sip_leave(walk);
  lm_sip_walk_tail(walk, tail, NULL);
}

void
lm_sip_syntax_session_id(LmSipWalk *walk, LmSlice value)
{
  enum { UUID_DIGITS = 32 };
  LmSlice tail, local = lm_sip_split_tail(value, &tail);
  lm_sip_enter(walk, N_("Local UUID"), local);
  if (local.len != UUID_DIGITS || !is_hex(local))
    lm_sip_fault(walk, LM_ANOMALY_SIP_SESSION_ID, local.len ? local : value);
  lm_sip_leave(walk);
  lm_sip_walk_tail(walk, tail, NULL);
}
