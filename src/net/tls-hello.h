/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The hello messages of TLS (RFC 8446, 4.1; RFC 5246, 7.4.1). Pure; slices point into the message.
 * For this folder and its tests. */

#include "base/slice.h"

typedef struct {
  uint16_t version; /* that was agreed on, by a server; the highest that a client offers */
  LmSlice random;   /* 32 bytes */
  LmSlice session;  /* the session's number; may be empty */
  LmSlice suites;   /* of a client, two bytes each */
  uint16_t suite;   /* of a server */
  uint8_t compression;
  LmSlice server_name;
  LmSlice protocol; /* the one of ALPN, if there is just one */
  LmSlice ticket;   /* of the session to resume (RFC 5077) */
  bool encrypt_then_mac, extended_master_secret, early_data;
  bool retry; /* a HelloRetryRequest */
} LmTlsHello;

/* Takes the body of a client's or a server's hello apart. False if it is cut short before the
 * extensions; those that are broken are as if they were not there. */
bool lm_tls_hello_parse(LmSlice body, bool server, LmTlsHello *hello);
/* A list of extensions alone, with its length in front, into what is in @hello already. */
void lm_tls_hello_extensions(LmSlice list, bool server, LmTlsHello *hello);
