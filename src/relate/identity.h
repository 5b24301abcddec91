/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whether the signature of a PASSporT fits, by whose certificate, and whether that one was good for
 * it (RFC 8224, 6.2; RFC 8226). What needs no certificate is looked at by the check of the message
 * (proto/sip/check.h). For who looks at a message. */

#include "proto/passport.h"
#include "relate/certificates.h"

typedef enum {
  LM_SIGNATURE_NO_CERTIFICATES, /* the user gave none */
  LM_SIGNATURE_OF_NONE,         /* none of those given has its key; the right one may be missing */
  LM_SIGNATURE_FITS,
  LM_SIGNATURE_DOES_NOT_FIT, /* of the only certificate that it can be of */
  LM_SIGNATURE_NOT_REBUILT,  /* a compact form, and the message lacks what it is over */
  LM_SIGNATURE_OTHER,        /* an algorithm other than ES256 */
} LmSignature;

typedef enum {
  LM_AUTHORITY_NOT_TOLD, /* no list of numbers, or the caller is not a number */
  LM_AUTHORITY_PROVIDER, /* a provider's; which numbers it has is not told */
  LM_AUTHORITY_HAS,
  LM_AUTHORITY_HAS_NOT,
} LmAuthority;

typedef struct {
  LmSignature signature;
  size_t signer; /* row of the certificate; where the signature fits or does not */
  int chain;     /* of the signer: X509_V_OK, or why it does not hold */
  LmAuthority authority;
  LmSlice provider; /* its code; in the arena */
  bool has_issued;
  int64_t issued; /* seconds since 1970, of a compact form those of Date */
} LmIdentity;

/* @certificates may be NULL. */
void lm_identity_check(const LmSipMessage *message, const LmPassport *passport,
                       const LmCertificates *certificates, LmArena *arena, LmIdentity *identity);
