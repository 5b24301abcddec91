/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The passwords of --password and --password-file, and what --certificates names. */

#include "cli/arguments.h"
#include "relate/certificates.h"
#include "relate/passwords.h"

/* Owned: lm_passwords_free(). False, with the exit status in @status and the cause on standard
 * error, if one is not understood. */
bool lm_secrets_read(const LmArguments *arguments, LmPasswords **passwords, int *status);
/* The same: lm_certificates_free(). */
bool lm_secrets_read_certificates(const LmArguments *arguments, LmCertificates **certificates,
                                  int *status);
