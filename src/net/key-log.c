/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/key-log.h"

#include "base/arena.h"
#include "base/limits.h"
#include "net/key-file.h"

#include <stdlib.h>

typedef struct {
  uint8_t kind, name_len, secret_len;
  uint8_t name[LM_SECRET_NAME_BYTES];
  uint8_t secret[LM_SECRET_MAX_BYTES];
} Secret;

struct LmKeyLog {
  LmVec secrets; /* Secret */
  LmTable by_name;
  LmKeyFiles files;
};

LmKeyLog *
lm_key_log_new(void)
{
  LmKeyLog *log = lm_alloc(sizeof *log);
  log->secrets = LM_VEC_INIT(Secret);
  lm_key_files_init(&log->files);
  return log;
}

void
lm_key_log_free(LmKeyLog *log)
{
  if (!log)
    return;
  lm_key_files_clear(&log->files);
  lm_table_clear(&log->by_name);
  lm_vec_clear(&log->secrets);
  free(log);
}

LmKeyFiles *
lm_key_log_files(LmKeyLog *log)
{
  return &log->files;
}

static uint64_t
hash_name(LmSecretKind kind, LmSlice name)
{
  uint8_t bytes[1 + LM_SECRET_NAME_BYTES] = {(uint8_t)kind};
  memcpy(bytes + 1, name.data, name.len);
  return lm_hash(lm_hash_key(), bytes, 1 + name.len);
}

static Secret *
find(const LmKeyLog *log, LmSecretKind kind, LmSlice name)
{
  LmTableWalk walk;
  for (uint32_t row = lm_table_first(&log->by_name, hash_name(kind, name), &walk); row != LM_NONE;
       row = lm_table_next(&log->by_name, &walk)) {
    Secret *secret = lm_vec_at(&log->secrets, row);
    if (secret->kind == kind && lm_slice_equal(lm_slice(secret->name, secret->name_len), name))
      return secret;
  }
  return NULL;
}

void
lm_key_log_add(LmKeyLog *log, LmSecretKind kind, LmSlice name, LmSlice bytes)
{
  if (name.len == 0 || name.len > LM_SECRET_NAME_BYTES || bytes.len == 0 ||
      bytes.len > LM_SECRET_MAX_BYTES)
    return;
  Secret *secret = find(log, kind, name);
  if (!secret) {
    if (log->secrets.len >= LM_LIMIT_KEY_SECRETS)
      return;
    lm_table_add(&log->by_name, hash_name(kind, name), log->secrets.len);
    secret = lm_vec_push(&log->secrets);
  }
  secret->kind = (uint8_t)kind;
  secret->name_len = (uint8_t)name.len;
  secret->secret_len = (uint8_t)bytes.len;
  memcpy(secret->name, name.data, name.len);
  memcpy(secret->secret, bytes.data, bytes.len);
}

LmSlice
lm_key_log_find(LmKeyLog *log, LmSecretKind kind, LmSlice name)
{
  if (name.len == 0 || name.len > LM_SECRET_NAME_BYTES)
    return LM_SLICE_EMPTY;
  const Secret *secret = find(log, kind, name);
  if (!secret && lm_key_files_read_on(log))
    secret = find(log, kind, name);
  return secret ? lm_slice(secret->secret, secret->secret_len) : LM_SLICE_EMPTY;
}

size_t
lm_key_log_n_secrets(const LmKeyLog *log)
{
  return log->secrets.len;
}

bool
lm_key_log_may_grow(const LmKeyLog *log)
{
  return lm_key_files_may_grow(&log->files);
}

/* Lines */

static const struct {
  const char *label;
  uint8_t kind, name_bytes;
  uint8_t min_bytes, max_bytes; /* of the secret */
} labels[] = {
    {"CLIENT_RANDOM", LM_SECRET_MASTER, 32, 48, 48},
    {"CLIENT_EARLY_TRAFFIC_SECRET", LM_SECRET_CLIENT_EARLY, 32, 32, 64},
    {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", LM_SECRET_CLIENT_HANDSHAKE, 32, 32, 64},
    {"SERVER_HANDSHAKE_TRAFFIC_SECRET", LM_SECRET_SERVER_HANDSHAKE, 32, 32, 64},
    {"CLIENT_TRAFFIC_SECRET_0", LM_SECRET_CLIENT_TRAFFIC, 32, 32, 64},
    {"SERVER_TRAFFIC_SECRET_0", LM_SECRET_SERVER_TRAFFIC, 32, 32, 64},
    {"EXPORTER_SECRET", LM_SECRET_EXPORTER, 32, 32, 64},
    {"PMS_CLIENT_RANDOM", LM_SECRET_PREMASTER_OF_RANDOM, 32, 1, 64},
    {"RSA", LM_SECRET_PREMASTER, 8, 48, 48},
};

#define N_LABELS (sizeof labels / sizeof labels[0])

/* All of @text as bytes in @out, which holds @size; -1 where it is anything else. */
static int
parse_hex(LmSlice text, uint8_t *out, size_t size)
{
  if (text.len == 0 || text.len % 2 != 0 || text.len / 2 > size)
    return -1;
  for (size_t i = 0; i < text.len; i += 2) {
    int high = lm_hex_digit(text.data[i]), low = lm_hex_digit(text.data[i + 1]);
    if (high < 0 || low < 0)
      return -1;
    out[i / 2] = (uint8_t)(high << 4 | low);
  }
  return (int)(text.len / 2);
}

/* "RSA Session-ID:0123 Master-Key:4567", which some programs write where others log a premaster
 * secret. True if the line is one. */
static bool
take_session(LmSlice *name, LmSlice *secret)
{
  LmSlice session = LM_SLICE_LITERAL("Session-ID:"), master = LM_SLICE_LITERAL("Master-Key:");
  if (!lm_slice_starts_with(*name, session) || !lm_slice_starts_with(*secret, master))
    return false;
  *name = lm_slice_from(*name, session.len);
  *secret = lm_slice_from(*secret, master.len);
  return true;
}

LmKeyLine
lm_key_log_add_line(LmKeyLog *log, LmSlice line)
{
  line = lm_slice_trim(line);
  if (line.len == 0 || line.data[0] == '#')
    return LM_KEY_LINE_EMPTY;
  LmSlice rest, secret_text;
  LmSlice label = lm_slice_split(line, ' ', &rest);
  LmSlice name_text = lm_slice_split(lm_slice_trim(rest), ' ', &secret_text);
  secret_text = lm_slice_trim(secret_text);
  bool session =
      lm_slice_equal(label, LM_SLICE_LITERAL("RSA")) && take_session(&name_text, &secret_text);
  uint8_t name[64], secret[128];
  int name_len = parse_hex(name_text, name, sizeof name);
  int secret_len = parse_hex(secret_text, secret, sizeof secret);
  if (name_len < 0 || secret_len < 0)
    return LM_KEY_LINE_BAD;
  if (session && (name_len > LM_SECRET_NAME_BYTES || secret_len != LM_MASTER_SECRET_BYTES))
    return LM_KEY_LINE_BAD;
  if (session) {
    lm_key_log_add(log, LM_SECRET_SESSION, lm_slice(name, (size_t)name_len),
                   lm_slice(secret, (size_t)secret_len));
    return LM_KEY_LINE_SECRET;
  }
  for (size_t i = 0; i < N_LABELS; i++) {
    if (!lm_slice_equal(label, lm_slice_str(labels[i].label)))
      continue;
    if (name_len != labels[i].name_bytes || secret_len < labels[i].min_bytes ||
        secret_len > labels[i].max_bytes)
      return LM_KEY_LINE_BAD;
    lm_key_log_add(log, labels[i].kind, lm_slice(name, (size_t)name_len),
                   lm_slice(secret, (size_t)secret_len));
    return LM_KEY_LINE_SECRET;
  }
  return LM_KEY_LINE_OTHER;
}
