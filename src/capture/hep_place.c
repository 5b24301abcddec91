/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_place.h"

#include "base/i18n.h"
#include "base/slice.h"

#include <stdio.h>

static const char *const carriers[] = {"udp", "tcp", "tls"};

const char *
lm_hep_carrier_name(LmHepCarrier carrier)
{
  return carriers[carrier];
}

static LmSlice
take_carrier(LmSlice text, LmHepPlace *place)
{
  LmSlice rest, word = lm_slice_split(text, ':', &rest);
  place->carrier = LM_HEP_UDP;
  for (size_t i = 0; rest.len && i < sizeof carriers / sizeof *carriers; i++)
    if (lm_slice_equal_nocase(word, lm_slice_str(carriers[i]))) {
      place->carrier = (LmHepCarrier)i;
      return rest;
    }
  return text;
}

/* An IPv6 address stands in brackets, because it has colons itself. */
static bool
split(LmSlice text, LmSlice *host, LmSlice *port)
{
  if (lm_slice_at(text, 0) == '[') {
    ptrdiff_t end = lm_slice_find_byte(text, ']', 1);
    if (end < 0 || lm_slice_at(text, (size_t)end + 1) != ':')
      return false;
    *host = lm_slice_sub(text, 1, (size_t)end - 1);
    *port = lm_slice_from(text, (size_t)end + 2);
    return host->len > 0;
  }
  *host = lm_slice_split(text, ':', port);
  if (lm_slice_find_byte(text, ':', 0) < 0) {
    *port = *host;
    host->len = 0;
  }
  return true;
}

bool
lm_hep_place_parse(const char *text, LmHepPlace *place, LmError *error)
{
  LmSlice host, port;
  uint64_t number;
  if (!split(take_carrier(lm_slice_str(text), place), &host, &port) ||
      !lm_slice_parse_uint(port, 65535, &number) || number == 0 || host.len >= sizeof place->host)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("“%.200s” is no place for HEP; one is written as udp:9060, "
                          "tcp:192.0.2.1:9060 or tls:[::]:9061"),
                        text);
  snprintf(place->host, sizeof place->host, "%.*s", (int)host.len, (const char *)host.data);
  snprintf(place->port, sizeof place->port, "%u", (unsigned)number);
  return true;
}
