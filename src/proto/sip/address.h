/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* name-addr and addr-spec, as in From, To and Contact, and the URI in them (RFC
 * 3261, 19.1, 20.10, 25.1; RFC 3966 for tel). All slices point into the value that was parsed;
 * display names keep their escapes. */

#include "base/arena.h"
#include "base/slice.h"

typedef struct {
  LmSlice scheme; /* "sip", "sips", "tel", "urn", ... */
  LmSlice user;   /* without password; a tel URI's number; empty if there is none */
  LmSlice host;   /* without brackets' removal: "[2001:db8::1]" stays as it is */
  LmSlice port;
  LmSlice parameters; /* behind the first ';' */
  LmSlice headers;    /* behind '?' */
} LmSipUri;

typedef struct {
  LmSlice display_name; /* without its quotes */
  LmSlice uri;          /* the whole addr-spec */
  LmSlice parameters;   /* of the header: tag, expires, ... */
} LmSipAddress;

/* False when there is no URI to be found; @address is filled as far as possible. */
bool lm_sip_address_parse(LmSlice value, LmSipAddress *address);
bool lm_sip_uri_parse(LmSlice text, LmSipUri *uri);
/* The value of ";name=value" or "name" in a list of parameters; false if it is not there. Names
 * compare without case. A quoted value keeps its quotes. */
bool lm_sip_parameter(LmSlice parameters, LmSlice name, LmSlice *value);
/* Splits the next value off a comma-separated header value (RFC 3261, 7.3.1), heeding quotes and
 * angle brackets; false when @rest is empty. */
bool lm_sip_next_value(LmSlice *rest, LmSlice *value);
