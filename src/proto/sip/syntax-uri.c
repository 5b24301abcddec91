/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/scan.h"
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/registry-headers.h"
#include "proto/sip/syntax.h"

/* RFC 3261, 25.1, besides letters, digits and escapes: mark, and what each part may have more. */
#define MARK "-_.!~*'()"
#define USER MARK "&=+$,;?/"
#define PASSWORD MARK "&=+$,"
#define PARAMETER MARK "[]/:&+$"
#define HEADER MARK "[]/?:+$"

/* Longer texts with escapes are not looked into, nor URIs in headers of URIs beyond a depth. */
#define MOST_PLAIN 1024
#define MOST_DEPTH 3

/* @text with its escapes replaced, in @plain; NUL bytes are left out. False where there are none,
 * or where it is too long. */
static bool
unescape(LmSlice text, char plain[MOST_PLAIN], size_t *len)
{
  size_t n = 0;
  if (text.len >= MOST_PLAIN || lm_slice_find_byte(text, '%', 0) < 0)
    return false;
  for (size_t i = 0; i < text.len; i++) {
    int byte = text.data[i], high = lm_hex_digit(lm_slice_at(text, i + 1)),
        low = lm_hex_digit(lm_slice_at(text, i + 2));
    if (byte == '%' && high >= 0 && low >= 0) {
      byte = high * 16 + low;
      i += 2;
    }
    if (byte)
      plain[n++] = (char)byte;
  }
  plain[n] = '\0';
  *len = n;
  return true;
}

static void
note_unescaped(LmSipWalk *walk, LmSlice text)
{
  char plain[MOST_PLAIN];
  size_t len;
  if (unescape(text, plain, &len))
    lm_sip_note(walk, N_("Unescaped"), "%s", plain);
}

/* What a header of a URI says, such as Replaces in Refer-To (RFC 3891, 7.1): its value is that of a
 * header of the request that the URI makes (RFC 3261, 19.1.5). */
static void
walk_header(LmSipWalk *walk, LmSlice name, LmSlice value)
{
  char plain[MOST_PLAIN];
  size_t len;
  const LmSipHeaderField *field = lm_sip_header_field_find(name);
  if (!field || value.len == 0 || walk->depth >= MOST_DEPTH)
    return;
  walk->depth++;
  if (!unescape(value, plain, &len)) {
    lm_sip_walk_header(walk, field, value);
  } else if (walk->sink->open) {
    LmSlice decoded = walk->sink->open(walk, value, lm_slice(plain, len));
    lm_sip_walk_header(walk, field, lm_slice_trim(decoded));
    walk->sink->close(walk);
  }
  walk->depth--;
}

typedef enum { URI_PARAMETERS, URI_HEADERS } ItemKind;

static void
walk_item(LmSipWalk *walk, ItemKind kind, LmSlice name, LmSlice value)
{
  const char *chars = kind == URI_HEADERS ? HEADER : PARAMETER;
  lm_sip_enter_label(walk, name, value);
  lm_sip_expect_chars(walk, name, chars, LM_ANOMALY_SIP_URI);
  lm_sip_expect_chars(walk, value, chars, LM_ANOMALY_SIP_URI);
  if (value.len)
    note_unescaped(walk, value);
  if (kind == URI_HEADERS)
    walk_header(walk, name, value);
  else if (lm_sip_is_name(name, "maddr", 5))
    lm_sip_expect_host(walk, value);
  else if (lm_sip_is_name(name, "ttl", 3))
    lm_sip_expect_number(walk, value, UINT8_MAX);
  lm_sip_leave(walk);
}

/* "name=value" behind a separator each. */
static void
walk_items(LmSipWalk *walk, LmSlice rest, ItemKind kind)
{
  bool needs_value = kind == URI_HEADERS;
  uint8_t separator = kind == URI_HEADERS ? '&' : ';';
  LmSlice all = rest;
  while (rest.len && !walk->full) {
    LmSlice item = lm_slice_split(rest, separator, &rest), value;
    LmSlice name = lm_slice_split(item, '=', &value);
    bool equals = name.len < item.len;
    if (name.len == 0 || (equals && value.len == 0 && !needs_value) || (needs_value && !equals))
      lm_sip_fault(walk, LM_ANOMALY_SIP_URI, item.len ? item : all);
    walk_item(walk, kind, name, value);
  }
  if (all.len && all.data[all.len - 1] == separator)
    lm_sip_fault(walk, LM_ANOMALY_SIP_URI, all);
}

static void
walk_user(LmSipWalk *walk, LmSlice userinfo)
{
  LmSlice password, user = lm_slice_split(userinfo, ':', &password);
  lm_sip_enter(walk, N_("User"), user);
  note_unescaped(walk, user);
  lm_sip_expect_chars(walk, user, USER, LM_ANOMALY_SIP_URI);
  lm_sip_leave(walk);
  lm_sip_field_some(walk, N_("Password"), password);
  lm_sip_expect_chars(walk, password, PASSWORD, LM_ANOMALY_SIP_URI);
}

/* [ userinfo ] hostport uri-parameters [ headers ] */
static void
walk_sip(LmSipWalk *walk, LmSlice value, LmSlice rest)
{
  size_t at = lm_scan_byte(rest, 0, '@');
  if (at < rest.len) {
    if (at)
      walk_user(walk, lm_slice_sub(rest, 0, at));
    else
      lm_sip_fault(walk, LM_ANOMALY_SIP_URI, value);
    rest = lm_slice_from(rest, at + 1);
  }
  size_t end = lm_scan_any(rest, 0, ';', '?', ';', ';');
  size_t question = lm_scan_byte(rest, end, '?');
  LmSlice host = lm_slice_sub(rest, 0, end);
  LmSlice parameters = lm_slice_sub(rest, end, question - end);
  LmSlice headers = lm_slice_from(rest, question);
  if (host.len)
    lm_sip_walk_host_port(walk, host);
  else
    lm_sip_fault(walk, LM_ANOMALY_SIP_HOST, value);
  if (parameters.len == 1 || headers.len == 1)
    lm_sip_fault(walk, LM_ANOMALY_SIP_URI, value);
  walk_items(walk, lm_slice_from(parameters, 1), URI_PARAMETERS);
  walk_items(walk, lm_slice_from(headers, 1), URI_HEADERS);
}

/* global-number-digits, or local ones with a context (RFC 3966, 3, 5.1.5). */
static void
walk_tel(LmSipWalk *walk, LmSlice value, LmSlice rest)
{
  LmSlice parameters, number = lm_slice_split(rest, ';', &parameters), context;
  bool global = lm_slice_at(number, 0) == '+';
  /* As the scheme "sip" has it, so that one word stands for one thing. */
  lm_sip_field_some(walk, N_("User"), number);
  size_t digits = 0;
  for (size_t i = global; i < number.len; i++) {
    uint8_t byte = number.data[i];
    bool digit = lm_sip_is_digit(byte) ||
                 (!global && ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')) ||
                 (!global && (byte == '*' || byte == '#'));
    digits += digit;
    if (!digit && (byte == 0 || !strchr("-.()", byte))) {
      lm_sip_fault(walk, LM_ANOMALY_SIP_TEL, number);
      break;
    }
  }
  if (digits == 0)
    lm_sip_fault(walk, LM_ANOMALY_SIP_TEL, value);
  else if (!global && !lm_sip_parameter(parameters, LM_SLICE_LITERAL("phone-context"), &context))
    lm_sip_fault(walk, LM_ANOMALY_SIP_TEL_CONTEXT, value);
  walk_items(walk, parameters, URI_PARAMETERS);
}

/* "urn:service:sos": namespace and name (RFC 8141, 2). */
static void
walk_urn(LmSipWalk *walk, LmSlice value, LmSlice rest)
{
  LmSlice name, space = lm_slice_split(rest, ':', &name);
  lm_sip_field_some(walk, N_("Namespace"), space);
  lm_sip_field_some(walk, N_("Name"), name);
  if (space.len < 2 || name.len == 0)
    lm_sip_fault(walk, LM_ANOMALY_SIP_URI, value);
}

static bool
is_scheme(LmSlice text)
{
  for (size_t i = 0; i < text.len; i++) {
    uint8_t byte = text.data[i];
    bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
    if (!letter &&
        (i == 0 || (!lm_sip_is_digit(byte) && byte != '+' && byte != '-' && byte != '.')))
      return false;
  }
  return text.len > 0;
}

void
lm_sip_syntax_uri(LmSipWalk *walk, LmSlice value)
{
  LmSlice rest, text = lm_sip_trim(value);
  LmSlice scheme = lm_slice_split(text, ':', &rest);
  if (text.len < value.len || scheme.len == text.len || !is_scheme(scheme) || rest.len == 0 ||
      lm_scan_not_uri(text, 0) < text.len)
    lm_sip_fault(walk, LM_ANOMALY_SIP_URI, value);
  if (scheme.len == text.len)
    return;
  lm_sip_field_some(walk, N_("Scheme"), scheme);
  if (lm_sip_is_name(scheme, "sip", 3) || lm_sip_is_name(scheme, "sips", 4))
    walk_sip(walk, text, rest);
  else if (lm_sip_is_name(scheme, "tel", 3))
    walk_tel(walk, text, rest);
  else if (lm_sip_is_name(scheme, "urn", 3))
    walk_urn(walk, text, rest);
}
