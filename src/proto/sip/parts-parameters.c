/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"

/* So many names of parameters are compared with each other. */
#define MOST_NAMES 32

/* qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ) */
static void
expect_q(LmSipWalk *walk, LmSlice text)
{
  bool one = lm_slice_at(text, 0) == '1';
  bool sound = (one || lm_slice_at(text, 0) == '0') && text.len <= 5 &&
               (text.len == 1 || text.data[1] == '.');
  for (size_t i = 2; i < text.len && sound; i++)
    sound = one ? text.data[i] == '0' : lm_sip_is_digit(text.data[i]);
  if (!sound)
    lm_sip_fault(walk, LM_ANOMALY_SIP_NUMBER, text);
}

/* A token, a host or a quoted string (gen-value). */
static void
expect_generic(LmSipWalk *walk, LmSlice text)
{
  if (lm_slice_at(text, 0) == '"')
    lm_sip_expect_quoted(walk, text);
  else if (!lm_sip_is_token(text) && !lm_sip_is_host(text))
    lm_sip_fault(walk, LM_ANOMALY_SIP_PARAMETER, text);
}

static void
expect_value(LmSipWalk *walk, const LmSipParameterRule *rule, LmSlice value)
{
  switch (rule->type) {
  case LM_SIP_VALUE_GENERIC:
    expect_generic(walk, value);
    break;
  case LM_SIP_VALUE_EITHER:
    if (lm_slice_at(value, 0) == '"')
      lm_sip_expect_quoted(walk, value);
    else
      lm_sip_expect_token(walk, value);
    break;
  case LM_SIP_VALUE_TOKEN:
    lm_sip_expect_token(walk, value);
    break;
  case LM_SIP_VALUE_NUMBER:
  case LM_SIP_VALUE_MAYBE_NUMBER:
    lm_sip_expect_number(walk, value, rule->max);
    break;
  case LM_SIP_VALUE_Q:
    expect_q(walk, value);
    break;
  case LM_SIP_VALUE_HOST:
    lm_sip_expect_host_or_bare(walk, value);
    break;
  case LM_SIP_VALUE_QUOTED:
    lm_sip_expect_quoted(walk, value);
    break;
  case LM_SIP_VALUE_FLAG:
    lm_sip_fault(walk, LM_ANOMALY_SIP_PARAMETER, value);
    break;
  case LM_SIP_VALUE_ANY:
    break;
  }
}

static const LmSipParameterRule generic = {.name = "", .type = LM_SIP_VALUE_GENERIC};

static const LmSipParameterRule *
find_rule(const LmSipParameterRule *rules, LmSlice name)
{
  for (; rules && rules->name; rules++)
    if (lm_slice_equal_nocase(name, lm_slice_str(rules->name)))
      return rules;
  return &generic;
}

static void
walk_parameter(LmSipWalk *walk, const LmSipParameterRule *rule, LmSlice name, LmSlice value,
               bool equals)
{
  bool optional = rule->type == LM_SIP_VALUE_GENERIC || rule->type == LM_SIP_VALUE_FLAG ||
                  rule->type == LM_SIP_VALUE_ANY || rule->type == LM_SIP_VALUE_MAYBE_NUMBER;
  lm_sip_enter_label(walk, name, value);
  lm_sip_expect_token(walk, name);
  if (value.len) {
    expect_value(walk, rule, value);
    if (rule->syntax)
      rule->syntax(walk, lm_sip_unquote(value));
  } else if (equals ? rule->type != LM_SIP_VALUE_ANY : !optional) {
    lm_sip_fault(walk, LM_ANOMALY_SIP_PARAMETER, name);
  }
  lm_sip_leave(walk);
}

/* RFC 3261, 7.3.1: a parameter stands once. */
static void
expect_new(LmSipWalk *walk, LmSlice *names, size_t *n, LmSlice name)
{
  for (size_t i = 0; i < *n; i++)
    if (lm_slice_equal_nocase(names[i], name)) {
      lm_sip_fault(walk, LM_ANOMALY_SIP_PARAMETER_TWICE, name);
      return;
    }
  if (*n < MOST_NAMES)
    names[(*n)++] = name;
}

void
lm_sip_walk_parameters(LmSipWalk *walk, LmSlice rest, uint8_t separator,
                       const LmSipParameterRule *rules)
{
  LmSlice name, value, names[MOST_NAMES], all = rest;
  size_t n = 0;
  bool found = false, holes = all.len && lm_sip_trim(all).len == 0;
  while (!walk->full && rest.len) {
    LmSlice item = rest;
    lm_sip_next_parameter(&rest, separator, &name, &value);
    /* A separator at the very end has nothing behind it. */
    holes |= name.len == 0 || (rest.len == 0 && item.data[item.len - 1] == separator);
    if (name.len == 0)
      continue;
    found = true;
    LmSlice between = lm_slice_sub(item, 0, item.len - rest.len);
    bool equals = value.len || lm_slice_find_byte(between, '=', 0) >= 0;
    walk_parameter(walk, find_rule(rules, name), name, value, equals);
    expect_new(walk, names, &n, name);
  }
  if (holes)
    lm_sip_fault(walk, LM_ANOMALY_SIP_PARAMETER,
                 found || lm_sip_trim(all).len ? lm_sip_trim(all) : all);
}

void
lm_sip_walk_tail(LmSipWalk *walk, LmSlice tail, const LmSipParameterRule *rules)
{
  LmSlice rest = lm_slice_from(tail, 1);
  if (tail.len == 0)
    return;
  if (lm_slice_at(tail, 0) != ';' || rest.len == 0)
    lm_sip_fault(walk, LM_ANOMALY_SIP_PARAMETER, tail);
  lm_sip_walk_parameters(walk, rest, ';', rules);
}

LmSlice
lm_sip_split_tail(LmSlice value, LmSlice *tail)
{
  size_t at = 0;
  unsigned depth = 0;
  for (; at < value.len; at++) {
    uint8_t byte = value.data[at];
    if (byte == '"')
      at = lm_sip_skip_quoted(value, at) - 1;
    else if (byte == '<' || byte == '(')
      depth++;
    else if ((byte == '>' || byte == ')') && depth)
      depth--;
    else if (byte == ';' && depth == 0)
      break;
  }
  *tail = lm_slice_from(value, at);
  return lm_sip_trim(lm_slice_sub(value, 0, at));
}
