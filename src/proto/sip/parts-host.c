/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/addr.h"
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"

static bool
is_letter(uint8_t byte)
{
  return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* domainlabel: letters and digits, with hyphens between them. */
static bool
is_label(LmSlice label)
{
  for (size_t i = 0; i < label.len; i++) {
    uint8_t byte = label.data[i];
    bool inside = i > 0 && i + 1 < label.len;
    if (!is_letter(byte) && !lm_sip_is_digit(byte) && !(byte == '-' && inside))
      return false;
  }
  return label.len > 0;
}

/* hostname = *( domainlabel "." ) toplabel [ "." ], where a toplabel begins with a letter. */
static bool
is_host_name(LmSlice text)
{
  LmSlice label = LM_SLICE_EMPTY, rest = text;
  if (rest.len > 1 && rest.data[rest.len - 1] == '.')
    rest.len--;
  while (rest.len) {
    size_t len = rest.len;
    label = lm_slice_split(rest, '.', &rest);
    if (!is_label(label) || (label.len + 1 == len))
      return false;
  }
  return label.len && is_letter(label.data[0]);
}

/* Four numbers of one to three digits. */
static bool
is_ipv4(LmSlice text)
{
  unsigned n = 0;
  for (LmSlice rest = text; rest.len; n++) {
    uint64_t number;
    LmSlice part = lm_slice_split(rest, '.', &rest);
    if (part.len > 3 || !lm_slice_parse_uint(part, 255, &number))
      return false;
  }
  return n == 4 && text.data[text.len - 1] != '.';
}

static bool
is_ipv6(LmSlice text)
{
  LmAddr addr;
  return lm_slice_find_byte(text, ':', 0) >= 0 && lm_addr_parse(text, &addr);
}

/* @bare: an IPv6 address needs no brackets. */
static bool
is_host(LmSlice text, bool bare)
{
  if (lm_slice_at(text, 0) == '[')
    return text.data[text.len - 1] == ']' && is_ipv6(lm_slice_sub(text, 1, text.len - 2));
  return is_host_name(text) || is_ipv4(text) || (bare && is_ipv6(text));
}

void
lm_sip_expect_host(LmSipWalk *walk, LmSlice text)
{
  if (!is_host(text, false))
    lm_sip_fault(walk, LM_ANOMALY_SIP_HOST, text);
}

void
lm_sip_expect_host_or_bare(LmSipWalk *walk, LmSlice text)
{
  if (!is_host(text, true))
    lm_sip_fault(walk, LM_ANOMALY_SIP_HOST, text);
}

bool
lm_sip_is_host(LmSlice text)
{
  return is_host(text, false);
}

void
lm_sip_walk_host_port(LmSipWalk *walk, LmSlice text)
{
  ptrdiff_t bracket = lm_slice_at(text, 0) == '[' ? lm_slice_find_byte(text, ']', 0) : 0;
  ptrdiff_t colon = lm_slice_find_byte(text, ':', bracket > 0 ? (size_t)bracket : 0);
  LmSlice host = lm_sip_trim(colon < 0 ? text : lm_slice_sub(text, 0, (size_t)colon));
  lm_sip_field_some(walk, N_("Host"), host);
  lm_sip_expect_host(walk, host.len ? host : text);
  if (colon < 0)
    return;
  LmSlice port = lm_sip_trim(lm_slice_from(text, (size_t)colon + 1));
  lm_sip_field_some(walk, N_("Port"), port);
  lm_sip_expect_port(walk, port.len ? port : text);
}
