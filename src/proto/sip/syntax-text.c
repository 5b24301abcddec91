/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/registry-options.h"
#include "proto/sip/syntax.h"

void
lm_sip_syntax_token(LmSipWalk *walk, LmSlice value)
{
  lm_sip_expect_token(walk, value);
}

void
lm_sip_syntax_text(LmSipWalk *walk, LmSlice value)
{
  lm_sip_expect_text(walk, value);
}

/* The offset behind the comment at @at: parentheses nest, and may be escaped. */
static size_t
skip_comment(LmSlice text, size_t at)
{
  unsigned depth = 0;
  for (; at < text.len; at++) {
    if (text.data[at] == '\\')
      at++;
    else if (text.data[at] == '(')
      depth++;
    else if (text.data[at] == ')' && --depth == 0)
      return at + 1;
  }
  return text.len;
}

/* Products and comments as RFC 3261, 20.35, has them. Many a name has a space or a bracket in it,
 * which harms nobody, so that only what is no text at all is stated. */
void
lm_sip_syntax_product(LmSipWalk *walk, LmSlice value)
{
  lm_sip_expect_text(walk, value);
  size_t at = 0;
  while (at < value.len && !walk->full) {
    size_t end = at;
    if (value.data[at] == '(') {
      end = skip_comment(value, at);
      lm_sip_field(walk, N_("Comment"), lm_slice_sub(value, at, end - at));
    } else {
      while (end < value.len && value.data[end] != '(' && !lm_sip_is_space(value.data[end]))
        end++;
      if (end > at && end - at < value.len)
        lm_sip_field(walk, N_("Product"), lm_slice_sub(value, at, end - at));
    }
    at = end + (end < value.len && value.data[end] != '(');
  }
}

/* warn-code SP warn-agent SP warn-text (RFC 3261, 20.43). */
void
lm_sip_syntax_warning(LmSipWalk *walk, LmSlice value)
{
  uint64_t number;
  LmSlice text = value, code = lm_sip_next_word(&text), agent = lm_sip_next_word(&text);
  lm_sip_enter(walk, N_("Code"), code);
  if (lm_slice_parse_uint(code, 999, &number) && *lm_sip_warning_text((uint32_t)number))
    lm_sip_note(walk, N_("Meaning"), "%s", lm_sip_warning_text((uint32_t)number));
  lm_sip_leave(walk);
  lm_sip_field_some(walk, N_("Agent"), agent);
  lm_sip_field_some(walk, N_("Text"), text);
  if (code.len != 3 || !lm_slice_parse_uint(code, 999, &number) || text.len == 0)
    lm_sip_fault(walk, LM_ANOMALY_SIP_WARNING, value);
  if (text.len)
    lm_sip_expect_quoted(walk, text);
}

void
lm_sip_syntax_content_id(LmSipWalk *walk, LmSlice value)
{
  lm_sip_expect_text(walk, value);
  if (value.len < 3 || value.data[0] != '<' || value.data[value.len - 1] != '>')
    lm_sip_fault(walk, LM_ANOMALY_SIP_BRACKETS, value);
  else
    lm_sip_field(walk, N_("Identifier"), lm_slice_sub(value, 1, value.len - 2));
}

void
lm_sip_syntax_resource_priority(LmSipWalk *walk, LmSlice value)
{
  LmSlice priority, space = lm_slice_split(value, '.', &priority);
  lm_sip_field_some(walk, N_("Namespace"), space);
  lm_sip_field_some(walk, N_("Priority"), priority);
  lm_sip_expect_token(walk, value);
  if (space.len == 0 || priority.len == 0 || lm_slice_find_byte(priority, '.', 0) >= 0)
    lm_sip_fault(walk, LM_ANOMALY_SIP_TOKEN, value);
}

void
lm_sip_syntax_loose(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail, head = lm_sip_split_tail(value, &tail), rest = lm_slice_from(tail, 1), name, text;
  lm_sip_expect_text(walk, value);
  if (tail.len)
    lm_sip_field_some(walk, N_("Value"), head);
  while (!walk->full && lm_sip_next_parameter(&rest, ';', &name, &text)) {
    if (name.len == 0)
      continue;
    lm_sip_enter_label(walk, name, text);
    lm_sip_leave(walk);
  }
}
