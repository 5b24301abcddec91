/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All keys of SRTP that a trace has, and which of them a source may have sent with. For
 * relate/srtp.c alone. */

#include "base/limits.h"
#include "proto/srtp.h"
#include "relate/srtp.h"

typedef struct LmSrtpKeyring LmSrtpKeyring;

/* Whose keys are asked for. */
typedef struct {
  uint32_t src, dst, ssrc; /* endpoint rows */
  uint32_t call;           /* row, or LM_NONE */
} LmSrtpWanted;

/* The likely ones first. */
typedef struct {
  const LmSrtpCrypto *cryptos[LM_LIMIT_SRTP_CANDIDATES]; /* of the keyring */
  uint32_t frames[LM_LIMIT_SRTP_CANDIDATES];             /* of SDES: where it was stated */
  uint8_t sources[LM_LIMIT_SRTP_CANDIDATES];             /* LmSrtpSource */
  size_t n, n_usable;
  bool no_secret;        /* of a handshake between the ends */
  uint8_t missing_suite; /* that it chose */
} LmSrtpCandidates;

/* Reads the session descriptions of @trace. Owned: lm_srtp_keyring_free(). */
LmSrtpKeyring *lm_srtp_keyring_new(const LmTrace *trace);
void lm_srtp_keyring_free(LmSrtpKeyring *ring);
uint64_t lm_srtp_keyring_refused(const LmSrtpKeyring *ring);
void
lm_srtp_keyring_find(const LmSrtpKeyring *ring, const LmSrtpWanted *wanted, LmSrtpCandidates *out);
