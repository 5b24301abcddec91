/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Internet addresses and transport endpoints, as values. */

#include "base/bytes.h"

typedef enum { LM_ADDR_NONE = 0, LM_ADDR_IPV4 = 4, LM_ADDR_IPV6 = 6 } LmAddrFamily;

/* An IPv4 address is in the first four bytes and the others are zero. */
typedef struct {
  uint8_t bytes[16];
  uint8_t family; /* LmAddrFamily */
} LmAddr;

typedef struct {
  LmAddr addr;
  uint16_t port; /* 0 where the protocol has none */
} LmEndpoint;

#define LM_ADDR_TEXT_SIZE 48     /* bytes, with the NUL */
#define LM_ENDPOINT_TEXT_SIZE 56 /* "[addr]:port", with the NUL */

bool lm_addr_equal(const LmAddr *a, const LmAddr *b);
/* Unspecified: 0.0.0.0 or ::, or no address at all. */
bool lm_addr_is_unspecified(const LmAddr *addr);
bool lm_endpoint_equal(const LmEndpoint *a, const LmEndpoint *b);
/* IPv4 before IPv6, then by number, then by port. */
int lm_endpoint_compare(const LmEndpoint *a, const LmEndpoint *b);
/* Reads "192.0.2.1", "2001:db8::1" or "[2001:db8::1]"; false for anything else, host names among
 * it. */
bool lm_addr_parse(LmSlice text, LmAddr *addr);
/* RFC 5952 text. @out holds LM_ADDR_TEXT_SIZE bytes and is returned. */
char *lm_addr_format(const LmAddr *addr, char *out);
/* "addr:port", an IPv6 address in brackets; without ":port" where the port is 0. @out holds
 * LM_ENDPOINT_TEXT_SIZE bytes and is returned. */
char *lm_endpoint_format(const LmEndpoint *endpoint, char *out);
