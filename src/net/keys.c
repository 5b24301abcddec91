/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/keys.h"

#include "base/arena.h"
#include "base/bytes.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "net/key-file.h"
#include "net/key-store.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Of a client random: enough to find it in a file. */
#define RANDOM_SHOWN_BYTES 8

LmKeys *
lm_keys_new(void)
{
  LmKeys *keys = lm_alloc(sizeof *keys);
  keys->log = lm_key_log_new();
  keys->rsa = lm_rsa_keys_new();
  keys->esp = lm_esp_keys_new();
  keys->srtp = lm_srtp_keys_new();
  keys->warnings = LM_VEC_INIT(char *);
  return keys;
}

void
lm_keys_free(LmKeys *keys)
{
  if (!keys)
    return;
  lm_key_log_free(keys->log);
  lm_rsa_keys_free(keys->rsa);
  lm_esp_keys_free(keys->esp);
  lm_srtp_keys_free(keys->srtp);
  for (uint32_t i = 0; i < keys->warnings.len; i++)
    free(*(char **)lm_vec_at(&keys->warnings, i));
  lm_vec_clear(&keys->warnings);
  free(keys);
}

bool
lm_keys_add_log(LmKeys *keys, const char *path, LmError *error)
{
  return lm_key_log_add_file(keys, path, error);
}

void
lm_keys_add_log_text(LmKeys *keys, LmSlice text, const char *name)
{
  lm_key_log_add_text(keys, text, name);
}

bool
lm_keys_add_rsa(LmKeys *keys, const char *path, LmError *error)
{
  return lm_rsa_keys_add_file(keys->rsa, path, error);
}

bool
lm_keys_add_esp(LmKeys *keys, const char *path, LmError *error)
{
  return lm_esp_keys_add_file(keys->esp, path, keys, error);
}

bool
lm_keys_add_srtp(LmKeys *keys, const char *path, LmError *error)
{
  return lm_srtp_keys_add_file(keys->srtp, path, keys, error);
}

char *
lm_keys_read_file(const char *path, size_t most, size_t *len, LmError *error)
{
  FILE *file = fopen(path, "re");
  if (!file) {
    lm_error_set(error, LM_ERROR_UNREADABLE, _("%s: the file cannot be opened: %s"), path,
                 strerror(errno));
    return NULL;
  }
  char *text = lm_alloc(most);
  *len = fread(text, 1, most, file);
  bool failed = ferror(file) != 0, whole = feof(file) != 0;
  fclose(file);
  if (!failed && whole)
    return text;
  if (failed)
    lm_error_set(error, LM_ERROR_UNREADABLE, _("%s: the file cannot be read"), path);
  else
    lm_error_set(error, LM_ERROR_LIMIT, _("%s: too large for a file of keys"), path);
  free(text);
  return NULL;
}

void
lm_keys_warn(LmKeys *keys, const char *format, ...)
{
  if (keys->warnings.len >= LM_LIMIT_KEY_WARNINGS) {
    keys->n_unsaid++;
    return;
  }
  char *text = NULL;
  va_list args;
  va_start(args, format);
  int len = vasprintf(&text, format, args);
  va_end(args);
  if (len >= 0)
    *(char **)lm_vec_push(&keys->warnings) = text;
}

size_t
lm_keys_n_warnings(const LmKeys *keys)
{
  return keys->warnings.len;
}

const char *
lm_keys_warning(const LmKeys *keys, size_t index)
{
  return *(char **)lm_vec_at(&keys->warnings, (uint32_t)index);
}

uint64_t
lm_keys_n_warnings_left_out(const LmKeys *keys)
{
  return keys->n_unsaid;
}

void
lm_keys_explain(const LmKeys *keys, LmSlice client_random, LmText *out)
{
  char shown[2 * RANDOM_SHOWN_BYTES + 1] = "";
  for (size_t i = 0; i < RANDOM_SHOWN_BYTES; i++)
    snprintf(shown + 2 * i, 3, "%02x", lm_slice_u8(client_random, i));
  if (keys && lm_keys_n_secrets(keys))
    lm_text_printf(out, _("the key log has no secret for client random %s…"), shown);
  else
    lm_text_printf(out, _("no key log was given (client random %s…)"), shown);
}

void
lm_keys_read_on(LmKeys *keys)
{
  lm_key_files_read_on(keys->log);
}

size_t
lm_keys_n_secrets(const LmKeys *keys)
{
  return lm_key_log_n_secrets(keys->log);
}
