/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* ZRTP packets (RFC 6189, 5). Pure; slices point into the bytes that were parsed. */

#include "base/bytes.h"
#include "proto/anomaly.h"

typedef enum {
  LM_ZRTP_HASHES,
  LM_ZRTP_CIPHERS,
  LM_ZRTP_AUTH_TAGS,
  LM_ZRTP_KEY_AGREEMENTS,
  LM_ZRTP_SAS_TYPES,
  LM_N_ZRTP_LISTS
} LmZrtpList;

typedef struct {
  LmSlice bytes;
  LmSlice message; /* from its preamble on, without the CRC */
  LmSlice type;    /* "Hello", without the spaces behind it; any bytes */
  LmSlice body;    /* behind the type */
  uint32_t ssrc;
  uint32_t crc;
  uint32_t error; /* of an Error message; 0: none */
  uint16_t sequence;
  bool crc_good;
  uint16_t anomaly; /* LmAnomalyKind, the first */

  /* Of a Hello, RFC 6189, 5.2. */
  bool is_hello;
  bool signature_capable, mitm, passive; /* S, M, P */
  LmSlice version, client;               /* "1.10" and the name of the program, trimmed */
  LmSlice zid;                           /* 12 bytes */
  LmSlice lists[LM_N_ZRTP_LISTS];        /* four characters each */
} LmZrtp;

/* False where there is no header with its cookie and no message behind it. */
bool lm_zrtp_parse(LmSlice datagram, LmZrtp *zrtp);
/* What error @code means (RFC 6189, 5.9); "" for one without a name. */
const char *lm_zrtp_error_name(uint32_t code);
