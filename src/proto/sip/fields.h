/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The small grammar that header fields share: tokens, quoted strings, parameters, CSeq (RFC 3261,
 * 25.1); and the strict readings of an address and a Via that the message parser uses. All slices
 * point into the value that was read. Pure; linear in the length of the value. */

#include "proto/sip/address.h"
#include "proto/sip/via.h"

static inline bool
lm_sip_is_space(int byte)
{
  return byte <= ' ' && (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n');
}

static inline bool
lm_sip_is_digit(int byte)
{
  return byte >= '0' && byte <= '9';
}

extern const bool lm_sip_token_chars[256];

static inline bool
lm_sip_is_token_char(uint8_t byte)
{
  return lm_sip_token_chars[byte];
}

/* lm_slice_trim(), inline: most texts need none. */
static inline LmSlice
lm_sip_trim(LmSlice text)
{
  if (text.len && (text.data[0] <= ' ' || text.data[text.len - 1] <= ' '))
    return lm_slice_trim(text);
  return text;
}

/* Whether @text is @lower, a name of lower-case letters only, in any case. */
static inline bool
lm_sip_is_name(LmSlice text, const char *lower, size_t len)
{
  bool equal = text.len == len;
  for (size_t i = 0; equal && i < len; i++)
    equal = (text.data[i] | 0x20) == (uint8_t)lower[i];
  return equal;
}
/* 1*token-char. */
bool lm_sip_is_token(LmSlice text);
/* The offset behind the quoted string that begins at @quote, or text.len + 1 if it is not closed.
 */
size_t lm_sip_skip_quoted(LmSlice text, size_t quote);
/* Takes the next "name=value" or "name" off @rest, where items are split by @separator outside
 * quotes; false at the end. Both are trimmed; @name is empty for an empty item, @value if there is
 * none. A quoted value keeps its quotes. */
bool lm_sip_next_parameter(LmSlice *rest, uint8_t separator, LmSlice *name, LmSlice *value);
/* The same, walking over @text by an offset. */
bool
lm_sip_parameter_at(LmSlice text, uint8_t separator, size_t *at, LmSlice *name, LmSlice *value);
/* False, and as much as possible filled, unless it is a number below 2^31 and a method (RFC 3261,
 * 20.16). */
bool lm_sip_cseq_parse(LmSlice value, uint32_t *number, LmSlice *method);

/* As lm_sip_address_parse() and lm_sip_via_parse(), for a trimmed value; return whether it is well
 * formed and not only readable. The first also looks for parameter "tag" (RFC 3261, 19.3). A
 * Contact of "*" is well formed and has no URI. */
bool lm_sip_address_scan(LmSlice value, LmSipAddress *address, LmSlice *tag);
bool lm_sip_via_scan(LmSlice value, LmSipVia *via);
/* Whether @uri, in which lm_scan_not_uri() found nothing, can be a URI: a scheme, and for sip and
 * sips the look of host and port (RFC 3261, 19.1.1). The URI of a request has no headers, and one
 * in a header neither without angle brackets. */
bool lm_sip_uri_is_sound(LmSlice uri, bool may_have_headers);
