/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Authentication (RFC 3261, 22) as stories: a request, the challenge to it, the request with
 * credentials, and what came of those; also credentials that were sent without being asked for
 * again, with a nonce of before. Computed from a trace when somebody looks; linear in its messages.
 * What a proxy passes on is one request. The slices point into the capture. One thread. */

#include "relate/digest.h"
#include "track/trace.h"

typedef enum {
  LM_AUTHENTICATION_CHALLENGED, /* no request with credentials came after it */
  LM_AUTHENTICATION_ANSWERED,   /* one did, and nothing is known of what came of it */
  LM_AUTHENTICATION_ACCEPTED,
  LM_AUTHENTICATION_STALE, /* the nonce had gone; the credentials may be right (RFC 7616, 3.3) */
  LM_AUTHENTICATION_REFUSED,
  LM_N_AUTHENTICATION_RESULTS
} LmAuthenticationResult;

typedef struct {
  uint64_t hash;
  LmSlice realm, scheme, algorithm, qop, nonce, username, uri;
  LmSlice call_id;
  uint32_t request, challenge, answer, result; /* rows of messages; LM_NONE: not seen */
  uint32_t call;                               /* row */
  uint32_t client, server;                     /* endpoint rows */
  uint32_t nonce_count;                        /* LM_NONE: not said */
  uint32_t n_offered;      /* challenges of the realm to choose from (RFC 8760) */
  uint32_t next_of_answer; /* another one that the same request answers; LM_NONE: the last */
  uint16_t status;         /* what the credentials brought; 0: not seen */
  uint8_t method;          /* LmSipMethod */
  uint8_t outcome;         /* LmAuthenticationResult */
  uint8_t verdict;         /* LmDigestVerdict */
  bool proxy;              /* 407 and Proxy-Authorization */
} LmAuthentication;

typedef struct LmAuthentications LmAuthentications;

/* Owned: lm_authentications_free(). @trace must outlive it; @passwords, which may be NULL, need
 * not. */
LmAuthentications *lm_authentications_new(const LmTrace *trace, const LmPasswords *passwords);
void lm_authentications_free(LmAuthentications *authentications);
/* In the order in which they began. Borrowed. */
uint32_t lm_authentications_n(const LmAuthentications *authentications);
const LmAuthentication *
lm_authentications_at(const LmAuthentications *authentications, uint32_t index);
/* Rows beyond LM_LIMIT_RELATED_ROWS, which are not there. */
uint64_t lm_authentications_refused(const LmAuthentications *authentications);

/* The word of the JSON: "accepted". */
const char *lm_authentication_result_name(LmAuthenticationResult result);
