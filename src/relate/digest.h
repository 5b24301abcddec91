/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Digest authentication (RFC 7616, RFC 8760 for SIP, RFC 2617 of old): challenges and credentials
 * taken apart, and a response laid beside what a password gives. Pure; the slices point into the
 * value. */

#include "relate/passwords.h"

typedef struct {
  LmSlice scheme; /* "Digest" */
  LmSlice realm, nonce, opaque, algorithm, qop;
  LmSlice username, uri, response, cnonce, nc; /* of credentials */
  LmSlice extended_username;                   /* "UTF-8''J%C3%A4son" (RFC 7616, 3.4; RFC 8187) */
  bool stale, userhash;
} LmDigest;

/* Takes a challenge or credentials apart; quotes are taken off, escapes stay. False if there is not
 * even a scheme. */
bool lm_digest_parse(LmSlice value, LmDigest *digest);

typedef enum {
  LM_DIGEST_NO_PASSWORD, /* none was given for this user */
  LM_DIGEST_FITS,
  LM_DIGEST_DOES_NOT_FIT,
  LM_DIGEST_NOT_TOLD, /* another scheme or algorithm, or no response */
  LM_N_DIGEST_VERDICTS
} LmDigestVerdict;

/* Whether the response in the credentials @digest of a request @method with @body is what one of
 * @passwords gives for its user. */
LmDigestVerdict
lm_digest_check(const LmDigest *digest, LmSlice method, LmSlice body, const LmPasswords *passwords);
/* "fits", "does-not-fit"; NULL where no password was given. And for people (translated). */
const char *lm_digest_verdict_name(LmDigestVerdict verdict);
const char *lm_digest_verdict_text(LmDigestVerdict verdict);
