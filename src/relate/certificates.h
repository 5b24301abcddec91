/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Certificates that the user gave (X.509, RFC 5280), to check signatures of PASSporTs with. Those
 * that certify themselves are what the user trusts. One thread. */

#include "base/error.h"
#include "base/slice.h"

#include <openssl/x509.h>
#include <stdbool.h>

typedef struct LmCertificates LmCertificates;

/* Owned: lm_certificates_free(). */
LmCertificates *lm_certificates_new(void);
void lm_certificates_free(LmCertificates *certificates);
/* Reads what is in the file @path (PEM, any number, or one in DER), or in each file of the folder
 * @path, where other files do not matter. False with @error if there is none, and beyond
 * LM_LIMIT_CERTIFICATES. */
bool lm_certificates_load(LmCertificates *certificates, const char *path, LmError *error);
/* Borrowed. */
size_t lm_certificates_n(const LmCertificates *certificates);
X509 *lm_certificates_at(const LmCertificates *certificates, size_t index);
/* Whether it came from a file that is called as the last part of @url. */
bool lm_certificates_is_of(const LmCertificates *certificates, size_t index, LmSlice url);
/* Whether it may have signed something itself: it is not an authority's. */
bool lm_certificates_is_leaf(const LmCertificates *certificates, size_t index);
/* X509_V_OK if a chain leads from the one at @index to one that certifies itself, all of it good at
 * @seconds since 1970; else X509_V_ERR_... */
int lm_certificates_verify(const LmCertificates *certificates, size_t index, int64_t seconds);
