/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/quick.h"

#include "proto/sip/fields.h"

static inline uint32_t
load_32(LmSlice message, size_t at)
{
  uint32_t word;
  memcpy(&word, &message.data[at], sizeof word);
  return word;
}

/* The same word of four letters, for comparing with load_32(). */
static inline uint32_t
word_of(const char letters[4])
{
  uint32_t word;
  memcpy(&word, letters, sizeof word);
  return word;
}

static inline LmSlice
range(LmSlice message, size_t from, size_t to)
{
  return (LmSlice){&message.data[from], to - from};
}

/* Reads ";name=value" or ";name" with its ';' at @at, and moves on to the next or to @end. */
static inline bool
next_parameter(LmSlice message, size_t *at, size_t end, LmSlice *name, LmSlice *value)
{
  const uint8_t *data = message.data;
  size_t from = *at + 1, stop = lm_scan_mark(message, from, end);
  *name = range(message, from, stop);
  *value = LM_SLICE_EMPTY;
  if (stop < end && data[stop] == '=') {
    size_t start = stop + 1;
    stop = lm_scan_mark(message, start, end);
    /* What may stand in a value beside letters and digits. */
    while (stop < end && (data[stop] == '=' || data[stop] == ':' || data[stop] == '@'))
      stop = lm_scan_mark(message, stop + 1, end);
    *value = range(message, start, stop);
  }
  *at = stop;
  return name->len > 0 && (stop == end || data[stop] == ';');
}

/* Behind the ':' at @colon: where the digits end, or @end + 1 if there are none. */
static inline size_t
skip_port(LmSlice message, size_t colon, size_t end)
{
  size_t at = colon + 1;
  while (at < end && lm_sip_is_digit(message.data[at]))
    at++;
  return at > colon + 1 ? at : end + 1;
}

bool
lm_sip_quick_via(LmSlice message, size_t from, size_t end, LmSlice *branch)
{
  LmSlice name, value;
  if (end - from < 13 || memcmp(&message.data[from], "SIP/2.0/", 8) != 0)
    return false;
  uint32_t transport = load_32(message, from + 8);
  if (transport != word_of("UDP ") && transport != word_of("TCP ") && transport != word_of("TLS "))
    return false;
  size_t host = from + 12, at = lm_scan_mark(message, host, end);
  if (at == host || message.data[host] == '[')
    return false;
  if (at < end && message.data[at] == ':')
    at = skip_port(message, at, end);
  if (at > end || (at < end && message.data[at] != ';'))
    return false;
  *branch = LM_SLICE_EMPTY;
  while (at < end) {
    if (!next_parameter(message, &at, end, &name, &value))
      return false;
    if (branch->len == 0 && lm_sip_is_name(name, "branch", 6))
      *branch = value;
  }
  return true;
}

/* Reads "sip:user@host:port;parameters?headers" from @from on up to the first byte that cannot be
 * in a URI, or to @end; returns its offset, and 0 if it is not so. */
static inline size_t
scan_uri(LmSlice message, size_t from, size_t end, bool may_have_headers)
{
  const uint8_t *data = message.data;
  if (end - from < 5 || (load_32(message, from) | word_of("   \0")) != word_of("sip:"))
    return 0;
  size_t host = from + 4, delimiter = 0;
  bool has_user = false, has_headers = false;
  size_t at = lm_scan_mark(message, host, end);
  for (; at < end; at = lm_scan_mark(message, at + 1, end)) {
    uint8_t byte = data[at];
    if (byte == '@' && !has_user) {
      host = at + 1;
      has_user = true;
      delimiter = 0;
      has_headers = false;
    } else if (byte == ':' || byte == ';' || byte == '?') {
      has_headers |= byte == '?';
      delimiter = delimiter ? delimiter : at;
    } else if (byte != '=' && byte != '@' && byte != ',') {
      break;
    }
  }
  size_t host_end = delimiter ? delimiter : at;
  if (host_end == host || data[host] == '[' || (has_headers && !may_have_headers))
    return 0;
  if (delimiter && data[delimiter] == ':') {
    size_t port_end = skip_port(message, delimiter, at);
    if (port_end > at || (port_end < at && data[port_end] != ';' && data[port_end] != '?'))
      return 0;
  }
  return at;
}

bool
lm_sip_quick_uri(LmSlice message, size_t from, size_t end)
{
  return from < end && scan_uri(message, from, end, false) == end;
}

/* Where '<' is, behind a display name in quotes; @end if it is not so. */
static inline size_t
skip_display_name(LmSlice message, size_t from, size_t end)
{
  const uint8_t *data = message.data;
  size_t quote = lm_scan_any(lm_slice_sub(message, 0, end), from + 1, '"', '\\', '"', '"');
  if (quote + 2 >= end || data[quote] != '"')
    return end;
  return data[quote + 1] == ' ' ? quote + 2 : quote + 1;
}

bool
lm_sip_quick_address(LmSlice message, size_t from, size_t end, LmSlice *tag)
{
  const uint8_t *data = message.data;
  LmSlice name, value, found = LM_SLICE_EMPTY;
  bool tagged = false;
  size_t less = from < end && data[from] == '"' ? skip_display_name(message, from, end) : from;
  if (less >= end || data[less] != '<')
    return false;
  size_t at = scan_uri(message, less + 1, end, true);
  if (at == 0 || at == end || data[at] != '>')
    return false;
  at++;
  if (at < end && data[at] != ';')
    return false;
  while (at < end) {
    if (!next_parameter(message, &at, end, &name, &value))
      return false;
    if (!tagged && lm_sip_is_name(name, "tag", 3)) {
      found = value;
      tagged = true;
    }
  }
  if (tagged)
    *tag = found;
  return true;
}
