/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/passwords.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  uint8_t *text; /* user, then password */
  size_t user_len, secret_len;
} Password;

struct LmPasswords {
  Password *rows;
  size_t n;
};

LmPasswords *
lm_passwords_new(void)
{
  return lm_alloc(sizeof(LmPasswords));
}

void
lm_passwords_free(LmPasswords *passwords)
{
  if (!passwords)
    return;
  for (size_t i = 0; i < passwords->n; i++) {
    Password *row = &passwords->rows[i];
    explicit_bzero(row->text, row->user_len + row->secret_len);
    free(row->text);
  }
  free(passwords->rows);
  free(passwords);
}

bool
lm_passwords_add(LmPasswords *passwords, LmSlice text)
{
  LmSlice secret, user = lm_slice_split(text, ':', &secret);
  if (user.len == 0 || user.len == text.len || passwords->n >= LM_LIMIT_PASSWORDS)
    return false;
  passwords->rows = lm_realloc(passwords->rows, (passwords->n + 1) * sizeof *passwords->rows);
  Password *row = &passwords->rows[passwords->n++];
  *row = (Password){lm_alloc(text.len), user.len, secret.len};
  memcpy(row->text, user.data, user.len);
  if (secret.len)
    memcpy(row->text + user.len, secret.data, secret.len);
  return true;
}

bool
lm_passwords_load(LmPasswords *passwords, const char *path, LmError *error)
{
  char line[1024];
  FILE *file = fopen(path, "re");
  if (!file)
    return lm_error_set(error, LM_ERROR_USAGE, "%s: %s", path, strerror(errno));
  bool ok = true;
  for (unsigned number = 1; ok && fgets(line, sizeof line, file); number++) {
    size_t len = strcspn(line, "\r\n");
    if (len && line[0] != '#' && !lm_passwords_add(passwords, lm_slice(line, len)))
      ok = lm_error_set(error, LM_ERROR_USAGE, _("%s: line %u is not USER:PASSWORD"), path, number);
  }
  explicit_bzero(line, sizeof line);
  fclose(file);
  return ok;
}

size_t
lm_passwords_n(const LmPasswords *passwords)
{
  return passwords ? passwords->n : 0;
}

LmSlice
lm_passwords_user(const LmPasswords *passwords, size_t index)
{
  return lm_slice(passwords->rows[index].text, passwords->rows[index].user_len);
}

LmSlice
lm_passwords_secret(const LmPasswords *passwords, size_t index)
{
  const Password *row = &passwords->rows[index];
  return lm_slice_from(lm_slice(row->text, row->user_len + row->secret_len), row->user_len);
}
