/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What an LmTls remembers of its connection. For the files of TLS in this folder alone. */

#include "base/vec.h"
#include "net/key-store.h"
#include "net/tls-hello.h"
#include "net/tls-protection.h"
#include "net/tls.h"

enum { LM_TLS_1_0 = 0x0301, LM_TLS_1_2 = 0x0303, LM_TLS_1_3 = 0x0304 };

/* Content types (RFC 8446, 5.1). */
enum {
  LM_TLS_CHANGE_CIPHER_SPEC = 20,
  LM_TLS_ALERT = 21,
  LM_TLS_HANDSHAKE = 22,
  LM_TLS_APPLICATION_DATA = 23,
};

typedef enum { LM_TLS_CLIENT, LM_TLS_SERVER } LmTlsRole;

/* By which keys the records of a direction are protected. Up to TLS 1.2 there is but one kind, the
 * last. */
typedef enum {
  LM_TLS_EPOCH_CLEAR,
  LM_TLS_EPOCH_EARLY,
  LM_TLS_EPOCH_HANDSHAKE,
  LM_TLS_EPOCH_APPLICATION
} LmTlsEpoch;

/* What one of the two sends. */
typedef struct {
  LmTlsProtection protection;
  LmTlsEpoch epoch;
  bool lost;       /* bytes are missing: the start of a record must be looked for */
  bool unsure;     /* records may be missing: the sequence number must be looked for */
  uint64_t passed; /* protected records that were let go since the epoch began */
  uint8_t secret[LM_SECRET_MAX_BYTES]; /* of TLS 1.3: that the keys were made of */
  uint8_t *held; /* owned: the start of a handshake message that is not whole */
  size_t held_bytes, held_size;
  size_t skip;   /* bytes of a handshake message that is too long */
  LmVec waiting; /* LmSlice: records that wait for a secret to be logged */
} LmTlsSide;

struct LmTls {
  const LmKeys *keys; /* may be NULL */
  LmArena *arena;
  LmTlsInfo info;
  LmTlsSide sides[2]; /* by LmTlsRole */
  bool roles_known;
  bool swapped; /* direction 1 is the client */

  /* The newest handshake. */
  bool has_server_hello;
  const LmTlsSuite *suite; /* NULL: not known, or not supported */
  bool encrypt_then_mac, extended_master_secret, compressed, early_data;
  LmSlice offered_suites;
  uint8_t server_random[32];
  uint8_t session[32], ticket[32]; /* the number of the session; the hash of the client's ticket */
  uint8_t session_len, ticket_len; /* 0: none, or not one to resume by */
  uint8_t new_ticket[32];          /* the hash of one that the server gave */
  uint8_t new_ticket_len;
  bool key_exchange;        /* the client sent one: it is no resumption */
  LmSlice premaster;        /* encrypted for the server's RSA key */
  uint8_t session_hash[64]; /* RFC 7627, 3 */
  size_t session_hash_len;
  bool has_master;
  uint8_t master[LM_MASTER_SECRET_BYTES];
  uint8_t *transcript; /* owned: handshake messages up to the client's key exchange */
  size_t transcript_bytes, transcript_size;

  uint8_t *room; /* what is left of the last piece of the arena */
  size_t room_bytes;
  uint64_t tried_bytes; /* decrypted in search of a sequence number */
};

/* tls-handshake.c: takes in what a handshake record of @role holds; @clear if it came in no
 * protection. */
void lm_tls_handshake(LmTls *tls, LmTlsRole role, LmSlice fragment, bool clear);
void lm_tls_handshake_clear(LmTlsSide *side);
void lm_tls_set_version(LmTls *tls, uint16_t version);

/* tls-secrets.c: makes the protection of @role ready for @epoch, with sequence number 0. False if
 * there is no secret for it, or it is not supported. */
bool lm_tls_load_keys(LmTls *tls, LmTlsRole role, LmTlsEpoch epoch);
/* The same for the early data of a client, whose suite is not known yet: with @suite. */
bool lm_tls_load_early_keys(LmTls *tls, const LmTlsSuite *suite);
/* Puts the next keys of a KeyUpdate in place (RFC 8446, 7.2). */
bool lm_tls_update_keys(LmTls *tls, LmTlsRole role, const LmTlsSuite *suite);
/* Whether there is any secret for what @role sends. */
bool lm_tls_has_secret(LmTls *tls, LmTlsRole role);
/* Lets a later connection that resumes this session find its master secret, if it is known. */
void lm_tls_remember_session(LmTls *tls);
/* Finds out why there is no secret, and notes it in the info. */
void lm_tls_explain(LmTls *tls);

/* tls-record.c: takes in @record of @role, whole and with its header. Application data in it is
 * put behind *@plain, which lies at the start of the room. */
void lm_tls_record(LmTls *tls, LmTlsRole role, LmSlice record, LmSlice *plain);
/* Keeps @record until a secret is logged for it, if that may be. */
void lm_tls_wait_for_secret(LmTls *tls, LmTlsRole role, LmSlice record);
