/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What kind of keys a file holds, by its first lines. */

#include "base/i18n.h"
#include "net/key-store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOKED_AT_BYTES 4096

static LmKeysKind
kind_of_line(LmSlice line)
{
  if (lm_slice_starts_with(line, LM_SLICE_LITERAL("-----BEGIN ")))
    return LM_KEYS_RSA;
  if (lm_slice_starts_with(line, LM_SLICE_LITERAL("\"IPv")))
    return LM_KEYS_ESP;
  if (lm_srtp_keys_is_line(line))
    return LM_KEYS_SRTP;
  LmKeyLog *log = lm_key_log_new();
  LmKeyLine kind = lm_key_log_add_line(log, line);
  lm_key_log_free(log);
  return kind == LM_KEY_LINE_BAD ? LM_KEYS_NONE : LM_KEYS_LOG;
}

LmKeysKind
lm_keys_kind_of(LmSlice first_bytes)
{
  /* Programs begin the log with a line about it, before the first secret. */
  LmKeysKind kind = LM_KEYS_NONE;
  LmSlice rest = first_bytes;
  while (rest.len) {
    LmSlice line = lm_slice_trim(lm_slice_split(rest, '\n', &rest));
    if (line.len && line.data[0] != '#')
      return kind_of_line(line);
    if (line.len && lm_slice_find_byte(line, 0, 0) < 0)
      kind = LM_KEYS_LOG;
  }
  return kind;
}

LmKeysKind
lm_keys_kind_of_file(const char *path)
{
  uint8_t bytes[LOOKED_AT_BYTES];
  struct stat status;
  /* Not a pipe, of which it would take something away. */
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return LM_KEYS_NONE;
  ssize_t n = -1;
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
    n = read(fd, bytes, sizeof bytes);
  close(fd);
  return n > 0 ? lm_keys_kind_of(lm_slice(bytes, (size_t)n)) : LM_KEYS_NONE;
}

bool
lm_keys_add_file(LmKeys *keys, const char *path, LmError *error)
{
  if (access(path, R_OK) != 0)
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("%s: the keys cannot be read: %s"), path,
                        strerror(errno));
  switch (lm_keys_kind_of_file(path)) {
  case LM_KEYS_LOG:
    return lm_keys_add_log(keys, path, error);
  case LM_KEYS_RSA:
    return lm_keys_add_rsa(keys, path, error);
  case LM_KEYS_ESP:
    return lm_keys_add_esp(keys, path, error);
  case LM_KEYS_SRTP:
    return lm_keys_add_srtp(keys, path, error);
  case LM_KEYS_NONE:
    break;
  }
  return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                      _("%s: no keys in it; it takes a key log (SSLKEYLOGFILE), a private RSA key "
                        "(PEM), keys of ESP (esp_sa) or keys of SRTP (a=crypto)"),
                      path);
}
