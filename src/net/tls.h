/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* TLS 1.0 to 1.3 over the bytes of a connection: takes records off both directions and gives out
 * the application data, decrypted where a key fits (RFC 2246, 4346, 5246, 8446).
 *
 * Both directions are handed over as they come, in the capture's order. Direction 0 is the one that
 * the connection's opener sends; where that is not known, the hello messages tell, and a wrong
 * guess is harmless. Wrong, cut or hostile bytes yield counts and no data. One thread at a time. */

#include "base/arena.h"
#include "base/keep.h"
#include "net/keys.h"

typedef struct LmTls LmTls;

typedef enum {
  LM_TLS_OPENING,      /* no encrypted application data was seen yet */
  LM_TLS_DECRYPTED,    /* application data was decrypted */
  LM_TLS_NO_SECRET,    /* no key fits */
  LM_TLS_NO_HELLO,     /* the capture lacks the beginning, so that no key can be found */
  LM_TLS_UNSUPPORTED,  /* a version, cipher suite or compression that is not decrypted */
  LM_TLS_WRONG_SECRET, /* there is a secret, but nothing is authentic under it */
} LmTlsState;

/* What is known of a connection. Strings and slices live as long as the LmTls and its arena. */
typedef struct {
  LmTlsState state;
  uint16_t version;         /* 0x0303 for TLS 1.2; 0: not known */
  const char *version_name; /* "TLS 1.2" or "TLS"; static */
  uint16_t suite;           /* cipher suite, as IANA numbers it; 0: not known */
  LmSlice server_name;      /* that the client asked for (RFC 6066, 3); may be empty */
  LmSlice protocol; /* agreed on by ALPN (RFC 7301), or the only one offered; may be empty */
  bool has_client_random;
  uint8_t client_random[32];
  bool resumed;        /* with the secret of an earlier connection, where that shows */
  const char *missing; /* why nothing is decrypted, as a sentence for a person; NULL: nothing */
  uint64_t records;    /* of application data */
  uint64_t decrypted;
  uint64_t failed; /* for which there was a key, and which were not authentic under it */
  uint8_t alert;   /* description of a fatal alert (RFC 8446, 6.2) seen in the clear or decrypted,
                      plus 1; 0: none */
} LmTlsInfo;

/* @keys may be NULL; they and @arena are borrowed and outlive it. What is decrypted lies in @arena.
 * Owned: lm_tls_free(). */
LmTls *lm_tls_new(const LmKeys *keys, LmArena *arena);
void lm_tls_free(LmTls *tls);

/* Whether the first bytes of a connection's direction are a TLS record: a hello, an alert, or
 * encrypted data of a connection that began before the capture. False while fewer than 6 bytes are
 * there. */
bool lm_tls_looks_like(LmSlice first_bytes);

/* Takes one record, or bytes that are none, off the front of @bytes, which @direction (0 or 1) has
 * in order, and returns how many bytes that is; 0: more must come first. *@plain becomes the
 * application data in it, contiguous, in the arena, where it never moves; empty for anything else.
 * Call until it returns 0. Bytes handed over stay where they are as long as the LmTls: a record
 * whose secret may yet be logged is kept, and comes out with a later one. */
size_t lm_tls_take(LmTls *tls, unsigned direction, LmSlice bytes, LmSlice *plain);
/* Says that bytes of @direction are missing in front of what comes next. What comes then may begin
 * within a record: lm_tls_take() skips to the next one. */
void lm_tls_gap(LmTls *tls, unsigned direction);
/* What waits for a secret, if that was logged by now. *@plain as above. */
void lm_tls_flush(LmTls *tls, unsigned direction, LmSlice *plain);
const LmTlsInfo *lm_tls_info(const LmTls *tls);
/* Marks what it needs of its arena. */
void lm_tls_mark(const LmTls *tls, LmKeep *keep);
