/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* X.509 certificates (RFC 5280) as trees. Whether one is to be trusted is not looked at. */

#include "proto/detail-build.h"

#include <openssl/x509.h>

/* Subject, issuer, names, validity, serial number and key, below a node of its own, whose value is
 * the subject. */
void lm_certificate_add(LmDetailBuilder *builder, LmDetail *parent, X509 *certificate);
/* "CN=Alice,O=Example" in the arena (RFC 4514). */
LmSlice lm_certificate_name(LmArena *arena, const X509_NAME *name);
/* A serial number as hexadecimal digits, in the arena. */
LmSlice lm_certificate_serial(LmArena *arena, const ASN1_INTEGER *serial);
