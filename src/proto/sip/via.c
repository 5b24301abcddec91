/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/via.h"

#include "base/scan.h"
#include "proto/sip/fields.h"

static size_t
skip_space(LmSlice text, size_t at)
{
  while (at < text.len && lm_sip_is_space(text.data[at]))
    at++;
  return at;
}

static size_t
skip_token(LmSlice text, size_t at)
{
  while (at < text.len && lm_sip_is_token_char(text.data[at]))
    at++;
  return at;
}

/* sent-protocol: "SIP/2.0/UDP", with white space allowed around the slashes. Returns the offset
 * behind it, and 0 if it is not one. */
static size_t
scan_protocol(LmSlice value, LmSlice *transport)
{
  size_t at = 8;
  if (value.len < 8 || memcmp(value.data, "SIP/2.0/", 8) != 0) {
    at = 0;
    for (int i = 0; i < 2; i++) {
      size_t end = skip_token(value, at);
      size_t slash = skip_space(value, end);
      if (end == at || lm_slice_at(value, slash) != '/')
        return 0;
      at = slash + 1;
      at = skip_space(value, at);
    }
  }
  at = skip_space(value, at);
  size_t end = skip_token(value, at);
  *transport = lm_slice_sub(value, at, end - at);
  return end > at ? end : 0;
}

/* sent-by: host [ COLON port ] from @at on, with white space allowed around the colon. Returns the
 * offset of the ';' behind it, or of the end. */
static size_t
scan_sent_by(LmSlice value, size_t at, LmSipVia *via, bool *sound)
{
  at = skip_space(value, at);
  size_t colon = at;
  if (lm_slice_at(value, at) == '[') {
    colon = lm_scan_any(value, at, ']', ';', ']', ']');
    *sound &= lm_slice_at(value, colon) == ']';
  }
  colon = lm_scan_any(value, colon, ':', ';', ' ', '\t');
  via->host = lm_sip_trim(lm_slice_sub(value, at, colon - at));
  size_t end = colon = skip_space(value, colon);
  if (lm_slice_at(value, colon) == ':') {
    size_t port = end = skip_space(value, colon + 1);
    while (lm_sip_is_digit(lm_slice_at(value, end)))
      end++;
    via->port = lm_slice_sub(value, port, end - port);
    *sound &= end > port;
    end = skip_space(value, end);
  }
  *sound &= via->host.len > 0 && (end >= value.len || value.data[end] == ';');
  return lm_scan_byte(value, end, ';');
}

static void
take_parameter(LmSlice name, LmSlice value, LmSipVia *via)
{
  if (!via->branch.len && lm_sip_is_name(name, "branch", 6))
    via->branch = value;
  else if (lm_sip_is_name(name, "received", 8))
    via->received = value;
  else if (lm_sip_is_name(name, "rport", 5))
    via->rport = value;
}

bool
lm_sip_via_scan(LmSlice value, LmSipVia *via)
{
  *via = (LmSipVia){0};
  size_t at = scan_protocol(value, &via->transport);
  bool sound = at > 0 && lm_sip_is_space(lm_slice_at(value, at));
  size_t semicolon = scan_sent_by(value, at, via, &sound);
  if (semicolon == value.len)
    return sound;
  LmSlice name, its_value;
  at = semicolon + 1;
  while (lm_sip_parameter_at(value, ';', &at, &name, &its_value)) {
    take_parameter(name, its_value, via);
    sound &= name.len > 0;
  }
  return sound && value.data[value.len - 1] != ';';
}

bool
lm_sip_via_parse(LmSlice value, LmSipVia *via)
{
  lm_sip_via_scan(lm_sip_trim(value), via);
  return via->transport.len > 0 && via->host.len > 0;
}
