/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The secrets out of TLS key logs, found by the client random of a connection (or what else names
 * one), and the files that they come from. For this folder and its tests. One thread. */

#include "base/hash.h"
#include "net/keys.h"

typedef enum {
  LM_SECRET_MASTER,           /* CLIENT_RANDOM: the master secret, up to TLS 1.2 */
  LM_SECRET_CLIENT_EARLY,     /* TLS 1.3 from here on (RFC 8446, 7.1) */
  LM_SECRET_CLIENT_HANDSHAKE, /* each of the server's stands behind that of the client */
  LM_SECRET_SERVER_HANDSHAKE,
  LM_SECRET_CLIENT_TRAFFIC,
  LM_SECRET_SERVER_TRAFFIC,
  LM_SECRET_EXPORTER,
  LM_SECRET_PREMASTER_OF_RANDOM, /* PMS_CLIENT_RANDOM */
  LM_SECRET_PREMASTER, /* RSA: named by the first 8 bytes of the encrypted premaster secret */
  LM_SECRET_SESSION,   /* master secret named by a session's number, or the hash of its ticket */
  LM_SECRET_KINDS
} LmSecretKind;

#define LM_SECRET_MAX_BYTES 64
#define LM_SECRET_NAME_BYTES 32
#define LM_MASTER_SECRET_BYTES 48

typedef struct LmKeyLog LmKeyLog;

LmKeyLog *lm_key_log_new(void);
void lm_key_log_free(LmKeyLog *log);

/* Remembers @secret under @name, of at most 32 and 64 bytes; longer ones are not. The last one
 * given for a name counts. */
void lm_key_log_add(LmKeyLog *log, LmSecretKind kind, LmSlice name, LmSlice secret);
/* The secret of that name, looked for in what was appended to the files since, too. Borrowed;
 * stays. Empty if there is none. */
LmSlice lm_key_log_find(LmKeyLog *log, LmSecretKind kind, LmSlice name);
size_t lm_key_log_n_secrets(const LmKeyLog *log);
/* Whether any files are followed, so that a secret that is not there yet may come. */
bool lm_key_log_may_grow(const LmKeyLog *log);

typedef enum {
  LM_KEY_LINE_SECRET,
  LM_KEY_LINE_EMPTY,
  LM_KEY_LINE_OTHER,
  LM_KEY_LINE_BAD
} LmKeyLine;
/* Takes in one line, without its end. */
LmKeyLine lm_key_log_add_line(LmKeyLog *log, LmSlice line);

/* key-file.c: a file that is followed. */
bool lm_key_log_add_file(LmKeys *keys, const char *path, LmError *error);
void lm_key_log_add_text(LmKeys *keys, LmSlice text, const char *name);
