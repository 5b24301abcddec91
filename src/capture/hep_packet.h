/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Datagrams of IP made around bytes, for files. Private to this room. Pure functions. */

#include "base/addr.h"
#include "base/slice.h"

enum {
  LM_MADE_MAX_HEADERS = 48,
  /* IPv4 states how long a datagram with its header is in 16 bits (RFC 791, 3.1). */
  LM_MADE_MAX_PAYLOAD = 65535 - 28,
};

/* Writes an IP header and one of UDP for @payload to @out, which holds LM_MADE_MAX_HEADERS, and
 * returns how long they are. Both ends must be of one family; @protocol is what IP calls it, which
 * for others than UDP is only good to be filtered. */
size_t lm_make_headers(const LmEndpoint *src, const LmEndpoint *dst, uint8_t protocol,
                       LmSlice payload, uint8_t *out);
