/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/secrets.h"

#include "base/i18n.h"
#include "cli/input.h"

bool
lm_secrets_read(const LmArguments *arguments, LmPasswords **passwords, int *status)
{
  LmError error = {0};
  bool ok = true;
  *passwords = lm_passwords_new();
  for (size_t i = 0; ok && i < arguments->n_passwords; i++) {
    const LmPasswordArgument *given = &arguments->passwords[i];
    if (given->is_file)
      ok = lm_passwords_load(*passwords, given->text, &error);
    else if (!lm_passwords_add(*passwords, lm_slice_str(given->text)))
      ok = lm_error_set(&error, LM_ERROR_USAGE, _("--password takes USER:PASSWORD"));
  }
  if (ok)
    return true;
  lm_passwords_free(*passwords);
  *passwords = NULL;
  *status = lm_input_fail(&error);
  return false;
}

bool
lm_secrets_read_certificates(const LmArguments *arguments, LmCertificates **certificates,
                             int *status)
{
  LmError error = {0};
  bool ok = true;
  *certificates = lm_certificates_new();
  for (size_t i = 0; ok && i < arguments->n_certificates; i++)
    ok = lm_certificates_load(*certificates, arguments->certificates[i], &error);
  if (ok)
    return true;
  lm_certificates_free(*certificates);
  *certificates = NULL;
  *status = lm_input_fail(&error);
  return false;
}
