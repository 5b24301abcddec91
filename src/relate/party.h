/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a From or To header value comes down to. Borrowed from the value. */

#include "proto/sip/address.h"

/* The URI: "sip:alice@example.net". All of @value where there is none to be found. */
static inline LmSlice
lm_party_uri(LmSlice value)
{
  LmSipAddress address = {0};
  return lm_sip_address_parse(value, &address) ? address.uri : value;
}

/* The shortest thing that a person would call it: the user part, else the host. */
static inline LmSlice
lm_party_name(LmSlice value)
{
  LmSipUri uri = {0};
  if (!lm_sip_uri_parse(lm_party_uri(value), &uri))
    return value;
  return lm_slice_is_empty(uri.user) ? uri.host : uri.user;
}
