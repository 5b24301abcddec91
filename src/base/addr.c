/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/addr.h"

#include <arpa/inet.h>
#include <stdio.h>

bool
lm_addr_equal(const LmAddr *a, const LmAddr *b)
{
  return a->family == b->family && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool
lm_addr_is_unspecified(const LmAddr *addr)
{
  static const uint8_t zero[16];
  return memcmp(addr->bytes, zero, sizeof zero) == 0;
}

bool
lm_endpoint_equal(const LmEndpoint *a, const LmEndpoint *b)
{
  return a->port == b->port && lm_addr_equal(&a->addr, &b->addr);
}

int
lm_endpoint_compare(const LmEndpoint *a, const LmEndpoint *b)
{
  if (a->addr.family != b->addr.family)
    return a->addr.family < b->addr.family ? -1 : 1;
  int order = memcmp(a->addr.bytes, b->addr.bytes, sizeof a->addr.bytes);
  if (order == 0)
    order = (a->port > b->port) - (a->port < b->port);
  return order < 0 ? -1 : order > 0;
}

bool
lm_addr_parse(LmSlice text, LmAddr *addr)
{
  char buffer[LM_ADDR_TEXT_SIZE];
  if (text.len >= 2 && text.data[0] == '[' && text.data[text.len - 1] == ']')
    text = lm_slice_sub(text, 1, text.len - 2);
  if (text.len == 0 || text.len >= sizeof buffer || memchr(text.data, 0, text.len))
    return false;
  memcpy(buffer, text.data, text.len);
  buffer[text.len] = '\0';
  LmAddr parsed = {0};
  if (inet_pton(AF_INET, buffer, parsed.bytes) == 1)
    parsed.family = LM_ADDR_IPV4;
  else if (inet_pton(AF_INET6, buffer, parsed.bytes) == 1)
    parsed.family = LM_ADDR_IPV6;
  else
    return false;
  *addr = parsed;
  return true;
}

char *
lm_addr_format(const LmAddr *addr, char *out)
{
  int family = addr->family == LM_ADDR_IPV6 ? AF_INET6 : AF_INET;
  if (addr->family == LM_ADDR_NONE || !inet_ntop(family, addr->bytes, out, LM_ADDR_TEXT_SIZE))
    snprintf(out, LM_ADDR_TEXT_SIZE, "?");
  return out;
}

char *
lm_endpoint_format(const LmEndpoint *endpoint, char *out)
{
  char text[LM_ADDR_TEXT_SIZE];
  lm_addr_format(&endpoint->addr, text);
  if (endpoint->port == 0)
    snprintf(out, LM_ENDPOINT_TEXT_SIZE, "%s", text);
  else if (endpoint->addr.family == LM_ADDR_IPV6)
    snprintf(out, LM_ENDPOINT_TEXT_SIZE, "[%s]:%u", text, endpoint->port);
  else
    snprintf(out, LM_ENDPOINT_TEXT_SIZE, "%s:%u", text, endpoint->port);
  return out;
}
