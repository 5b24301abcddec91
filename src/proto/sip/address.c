/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/address.h"

#include "base/scan.h"
#include "proto/sip/fields.h"

/* Parameters of @value from @at on: none may be without a name (RFC 3261, 25.1, contact-params). */
static bool
scan_parameters(LmSlice value, size_t at, LmSlice *tag)
{
  bool sound = at < value.len && value.data[value.len - 1] != ';', tagged = false;
  LmSlice name, its_value;
  while (lm_sip_parameter_at(value, ';', &at, &name, &its_value)) {
    sound &= name.len > 0;
    if (!tagged && lm_sip_is_name(name, "tag", 3)) {
      *tag = its_value;
      tagged = true;
    }
  }
  return sound;
}

/* What may stand before '<' without quotes: tokens and white space. */
static bool
is_plain_display_name(LmSlice text)
{
  for (size_t i = 0; i < text.len; i++)
    if (!lm_sip_is_token_char(text.data[i]) && !lm_sip_is_space(text.data[i]))
      return false;
  return true;
}

/* Behind the display name: "<uri>" and parameters. @at is the offset of '<'. */
static bool
scan_name_addr(LmSlice value, size_t at, LmSipAddress *address, LmSlice *tag)
{
  size_t end = lm_scan_not_uri(value, at + 1);
  bool sound = lm_slice_at(value, end) == '>';
  if (!sound)
    end = lm_scan_byte(value, end, '>');
  LmSlice uri = lm_slice_sub(value, at + 1, end - at - 1);
  sound = sound && lm_sip_uri_is_sound(uri, true);
  address->uri = lm_sip_trim(uri);
  if (end + 1 >= value.len)
    return sound;
  size_t semicolon = lm_scan_byte(value, end + 1, ';');
  if (lm_sip_trim(lm_slice_sub(value, end + 1, semicolon - end - 1)).len)
    sound = false;
  if (semicolon == value.len)
    return sound;
  address->parameters = lm_slice_from(value, semicolon + 1);
  return scan_parameters(value, semicolon + 1, tag) && sound;
}

/* Without angle brackets all parameters belong to the header, and a URI with a comma or a question
 * mark is not allowed (RFC 3261, 20). */
static bool
scan_addr_spec(LmSlice value, LmSipAddress *address, LmSlice *tag)
{
  size_t semicolon = lm_scan_byte(value, 0, ';');
  LmSlice uri = lm_sip_trim(lm_slice_sub(value, 0, semicolon));
  if (uri.len == 1 && uri.data[0] == '*')
    return value.len == 1;
  address->uri = uri;
  bool sound = lm_scan_byte(uri, 0, ',') == uri.len && lm_scan_not_uri(uri, 0) == uri.len &&
               lm_sip_uri_is_sound(uri, false);
  if (semicolon == value.len)
    return sound;
  address->parameters = lm_slice_from(value, semicolon + 1);
  return scan_parameters(value, semicolon + 1, tag) && sound;
}

bool
lm_sip_address_scan(LmSlice value, LmSipAddress *address, LmSlice *tag)
{
  *address = (LmSipAddress){0};
  bool sound = true;
  size_t at = 0;
  if (lm_slice_at(value, 0) == '"') {
    at = lm_sip_skip_quoted(value, 0);
    if (at > value.len) {
      /* The quote is not closed: whatever stands before '<' was meant as the name. */
      at = lm_scan_byte(value, 1, '<');
      sound = false;
    }
    size_t less = lm_scan_byte(value, at, '<');
    address->display_name = lm_slice_sub(value, 1, sound ? at - 2 : less - 1);
    if (less == value.len || lm_slice_trim(lm_slice_sub(value, at, less - at)).len)
      sound = false;
    return scan_name_addr(value, less, address, tag) && sound;
  }
  at = lm_scan_any(value, 0, '<', ';', '"', '"');
  if (at == value.len || value.data[at] == ';') {
    /* A semicolon before the scheme's colon is in a display name that needed quotes. */
    size_t less = lm_scan_byte(value, at, '<');
    if (less == value.len || lm_scan_byte(lm_slice_sub(value, 0, at), 0, ':') < at)
      return scan_addr_spec(value, address, tag);
    at = less;
    sound = false;
  } else if (value.data[at] == '"') {
    size_t behind = lm_sip_skip_quoted(value, at);
    at = lm_scan_byte(value, behind <= value.len ? behind : at, '<');
    sound = false;
  }
  address->display_name = lm_sip_trim(lm_slice_sub(value, 0, at));
  sound = sound && is_plain_display_name(address->display_name);
  return scan_name_addr(value, at, address, tag) && sound;
}

bool
lm_sip_address_parse(LmSlice value, LmSipAddress *address)
{
  LmSlice tag = LM_SLICE_EMPTY;
  lm_sip_address_scan(lm_slice_trim(value), address, &tag);
  return address->uri.len > 0;
}

/* "user@host:port;..." of a sip or sips URI behind the scheme. */
static void
split_sip(LmSlice rest, LmSipUri *uri)
{
  /* A user part may hold ';' and '?' (RFC 3261, 25.1, user-unreserved), so '@' is looked for
   * first; behind it, and in the parameters, '@' has to be escaped. */
  size_t at = lm_scan_byte(rest, 0, '@');
  if (at < rest.len) {
    LmSlice user = lm_slice_sub(rest, 0, at);
    uri->user = lm_slice_sub(user, 0, lm_scan_byte(user, 0, ':'));
    rest = lm_slice_from(rest, at + 1);
  }
  size_t end = lm_scan_any(rest, 0, ';', '?', ';', ';');
  LmSlice host = lm_slice_sub(rest, 0, end);
  size_t colon = lm_slice_at(host, 0) == '[' ? lm_scan_byte(host, 0, ']') + 1 : 0;
  colon = lm_scan_byte(host, colon, ':');
  uri->host = lm_slice_sub(host, 0, colon);
  uri->port = lm_slice_from(host, colon + 1);
  rest = lm_slice_from(rest, end);
  size_t question = lm_scan_byte(rest, 0, '?');
  uri->parameters = lm_slice_sub(rest, 1, question ? question - 1 : 0);
  uri->headers = lm_slice_from(rest, question + 1);
}

static bool
is_sip_scheme(LmSlice scheme)
{
  return lm_slice_equal_nocase(scheme, LM_SLICE_LITERAL("sip")) ||
         lm_slice_equal_nocase(scheme, LM_SLICE_LITERAL("sips"));
}

/* ALPHA *(ALPHA / DIGIT / "+" / "-" / "."), RFC 3986, 3.1. */
static bool
is_scheme(LmSlice text)
{
  for (size_t i = 0; i < text.len; i++) {
    uint8_t byte = text.data[i], lower = byte | 0x20;
    bool letter = lower >= 'a' && lower <= 'z' && byte >= 'A';
    bool other = lm_sip_is_digit(byte) || byte == '+' || byte == '-' || byte == '.';
    if (!letter && (i == 0 || !other))
      return false;
  }
  return text.len > 0;
}

bool
lm_sip_uri_parse(LmSlice text, LmSipUri *uri)
{
  *uri = (LmSipUri){0};
  text = lm_slice_trim(text);
  size_t colon = lm_scan_byte(text, 0, ':');
  LmSlice scheme = lm_slice_sub(text, 0, colon);
  if (colon == text.len || !is_scheme(scheme))
    return false;
  uri->scheme = scheme;
  LmSlice rest = lm_slice_from(text, colon + 1);
  if (is_sip_scheme(scheme)) {
    split_sip(rest, uri);
    return uri->host.len > 0;
  }
  if (lm_slice_equal_nocase(scheme, LM_SLICE_LITERAL("tel"))) {
    uri->user = lm_slice_sub(rest, 0, lm_scan_byte(rest, 0, ';'));
    uri->parameters = lm_slice_from(rest, uri->user.len + 1);
    return uri->user.len > 0;
  }
  return rest.len > 0;
}

/* hostport of a sip URI from @host on: "sip:host:" has no digits, "sip:2001:db8::1" too many colons
 * (RFC 5118, 4.2). */
static bool
is_hostport_sound(LmSlice uri, size_t host, bool may_have_headers)
{
  size_t user_end = lm_scan_byte(uri, host, '@');
  if (user_end < uri.len)
    host = user_end + 1;
  size_t end = lm_scan_any(uri, host, ':', ';', '?', '?');
  if (lm_slice_at(uri, host) == '[')
    end = lm_scan_byte(uri, host, ']') + 1;
  if (end == host)
    return false;
  if (lm_slice_at(uri, end) == ':') {
    size_t port = ++end;
    while (lm_sip_is_digit(lm_slice_at(uri, end)))
      end++;
    if (end == port)
      return false;
  }
  if (end >= uri.len)
    return end == uri.len;
  return (uri.data[end] == ';' || uri.data[end] == '?') &&
         (may_have_headers || lm_scan_byte(uri, end, '?') == uri.len);
}

bool
lm_sip_uri_is_sound(LmSlice uri, bool may_have_headers)
{
  if (uri.len > 4 && lm_sip_is_name(lm_slice_sub(uri, 0, 3), "sip", 3)) {
    if (uri.data[3] == ':')
      return is_hostport_sound(uri, 4, may_have_headers);
    if ((uri.data[3] | 0x20) == 's' && uri.data[4] == ':')
      return is_hostport_sound(uri, 5, may_have_headers);
  }
  LmSipUri parts;
  return lm_sip_uri_parse(uri, &parts);
}
