/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Handshake messages, put together over records (RFC 8446, 5.1), and what they say. */

#include "base/bytes.h"
#include "base/limits.h"
#include "net/tls-schedule.h"
#include "net/tls-state.h"

#include <stdlib.h>

enum { MESSAGE_HEADER_BYTES = 4, FIRST_BYTES = 1024 };

enum {
  CLIENT_HELLO = 1,
  SERVER_HELLO = 2,
  NEW_SESSION_TICKET = 4,
  END_OF_EARLY_DATA = 5,
  ENCRYPTED_EXTENSIONS = 8,
  CLIENT_KEY_EXCHANGE = 16,
  FINISHED = 20,
  KEY_UPDATE = 24,
};

void
lm_tls_handshake_clear(LmTlsSide *side)
{
  free(side->held);
  side->held = NULL;
  side->held_bytes = side->held_size = side->skip = 0;
}

/* Appends @bytes to a buffer that the caller bounds. */
static void
append(uint8_t **buffer, size_t *used, size_t *size, LmSlice bytes)
{
  if (bytes.len == 0)
    return;
  if (*used + bytes.len > *size) {
    *size = *used + bytes.len > FIRST_BYTES ? (*used + bytes.len) * 2 : FIRST_BYTES;
    *buffer = lm_realloc(*buffer, *size);
  }
  memcpy(*buffer + *used, bytes.data, bytes.len);
  *used += bytes.len;
}

/* Keeps the messages that the hash of the session covers (RFC 7627, 3), which is needed where the
 * premaster secret is known and not the master secret. */
static void
transcribe(LmTls *tls, LmSlice message)
{
  if (!tls->keys || tls->key_exchange)
    return;
  if (tls->transcript_bytes + message.len > LM_LIMIT_TLS_HANDSHAKE_BYTES)
    return;
  append(&tls->transcript, &tls->transcript_bytes, &tls->transcript_size, message);
}

static void
forget_transcript(LmTls *tls)
{
  free(tls->transcript);
  tls->transcript = NULL;
  tls->transcript_bytes = tls->transcript_size = 0;
}

static const char *
version_name(uint16_t version)
{
  static const char *const names[] = {"SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};
  unsigned minor = version & 0xff;
  return version >> 8 == 3 && minor < sizeof names / sizeof names[0] ? names[minor] : "TLS";
}

void
lm_tls_set_version(LmTls *tls, uint16_t version)
{
  tls->info.version = version;
  tls->info.version_name = version_name(version);
}

static void
take_client_hello(LmTls *tls, LmSlice body, LmSlice message)
{
  LmTlsHello hello;
  if (!lm_tls_hello_parse(body, false, &hello))
    return;
  bool again = tls->info.has_client_random && memcmp(tls->info.client_random, hello.random.data,
                                                     sizeof tls->info.client_random) == 0;
  if (!again)
    forget_transcript(tls);
  tls->key_exchange = tls->has_master = tls->has_server_hello = false;
  transcribe(tls, message);
  tls->info.has_client_random = true;
  memcpy(tls->info.client_random, hello.random.data, sizeof tls->info.client_random);
  tls->early_data = hello.early_data;
  tls->offered_suites = lm_arena_copy(tls->arena, hello.suites);
  if (hello.server_name.len)
    tls->info.server_name = lm_arena_copy(tls->arena, hello.server_name);
  if (hello.protocol.len)
    tls->info.protocol = lm_arena_copy(tls->arena, hello.protocol);
  tls->session_len = (uint8_t)hello.session.len;
  if (hello.session.len)
    memcpy(tls->session, hello.session.data, hello.session.len);
  tls->ticket_len =
      hello.ticket.len ? (uint8_t)lm_tls_digest("SHA256", hello.ticket, tls->ticket) : 0;
  tls->new_ticket_len = 0;
  tls->premaster = LM_SLICE_EMPTY;
  tls->session_hash_len = 0;
}

static void
take_server_hello(LmTls *tls, LmSlice body, LmSlice message)
{
  LmTlsHello hello;
  if (!lm_tls_hello_parse(body, true, &hello))
    return;
  transcribe(tls, message);
  lm_tls_set_version(tls, hello.version);
  tls->info.suite = hello.suite;
  if (hello.retry)
    return;
  tls->has_server_hello = true;
  tls->suite = lm_tls_suite(hello.suite);
  /* A suite of TLS 1.3 stands for nothing in TLS 1.2, and the other way round. */
  if (tls->suite && (hello.suite >> 8 == 0x13) != (hello.version >= LM_TLS_1_3))
    tls->suite = NULL;
  tls->compressed = hello.compression != 0;
  tls->encrypt_then_mac = hello.encrypt_then_mac;
  tls->extended_master_secret = hello.extended_master_secret;
  memcpy(tls->server_random, hello.random.data, sizeof tls->server_random);
  if (hello.protocol.len)
    tls->info.protocol = lm_arena_copy(tls->arena, hello.protocol);
  if (hello.version < LM_TLS_1_3) {
    tls->session_len = (uint8_t)hello.session.len;
    if (hello.session.len)
      memcpy(tls->session, hello.session.data, hello.session.len);
  }
}

static const char *
digest_of(const LmTls *tls)
{
  if (tls->info.version < LM_TLS_1_2)
    return LM_TLS_DIGEST_OLD;
  return tls->suite && tls->suite->hash == LM_TLS_HASH_SHA384 ? "SHA384" : "SHA256";
}

/* RFC 5246, 7.4.7.1: an RSA key exchange holds the encrypted premaster secret. */
static void
take_key_exchange(LmTls *tls, LmSlice body, LmSlice message)
{
  transcribe(tls, message);
  tls->key_exchange = true;
  LmSlice premaster;
  if (tls->suite && tls->suite->rsa && lm_slice_take(body, 2, lm_slice_be16(body, 0), &premaster))
    tls->premaster = lm_arena_copy(tls->arena, premaster);
  if (tls->extended_master_secret && tls->transcript)
    tls->session_hash_len = lm_tls_digest(
        digest_of(tls), lm_slice(tls->transcript, tls->transcript_bytes), tls->session_hash);
  forget_transcript(tls);
}

/* RFC 5077, 3.3: what a later connection is resumed by. */
static void
take_ticket(LmTls *tls, LmSlice body)
{
  LmSlice ticket;
  if (lm_slice_take(body, 6, lm_slice_be16(body, 4), &ticket) && ticket.len)
    tls->new_ticket_len = (uint8_t)lm_tls_digest("SHA256", ticket, tls->new_ticket);
  lm_tls_remember_session(tls);
}

/* What only protected records of TLS 1.3 say: that other keys follow. */
static void
take_modern(LmTls *tls, LmTlsRole role, uint8_t type, LmSlice body)
{
  LmTlsSide *side = &tls->sides[role];
  if (type == ENCRYPTED_EXTENSIONS && role == LM_TLS_SERVER) {
    LmTlsHello extensions = {0};
    lm_tls_hello_extensions(body, true, &extensions);
    if (extensions.protocol.len)
      tls->info.protocol = lm_arena_copy(tls->arena, extensions.protocol);
  } else if (type == END_OF_EARLY_DATA && side->epoch == LM_TLS_EPOCH_EARLY) {
    side->epoch = LM_TLS_EPOCH_HANDSHAKE;
    lm_tls_protection_clear(&side->protection);
  } else if (type == FINISHED && side->epoch == LM_TLS_EPOCH_HANDSHAKE) {
    side->epoch = LM_TLS_EPOCH_APPLICATION;
    lm_tls_protection_clear(&side->protection);
  } else if (type == KEY_UPDATE && side->epoch == LM_TLS_EPOCH_APPLICATION &&
             side->protection.ready) {
    lm_tls_update_keys(tls, role, side->protection.suite);
  }
}

static void
take_message(LmTls *tls, LmTlsRole role, LmSlice message, bool clear)
{
  uint8_t type = lm_slice_u8(message, 0);
  LmSlice body = lm_slice_from(message, MESSAGE_HEADER_BYTES);
  bool modern = tls->info.version >= LM_TLS_1_3 && !clear;
  if (modern)
    take_modern(tls, role, type, body);
  else if (type == CLIENT_HELLO && role == LM_TLS_CLIENT)
    take_client_hello(tls, body, message);
  else if (type == SERVER_HELLO && role == LM_TLS_SERVER)
    take_server_hello(tls, body, message);
  else if (type == CLIENT_KEY_EXCHANGE && role == LM_TLS_CLIENT)
    take_key_exchange(tls, body, message);
  else
    transcribe(tls, message);
  if (!modern && type == NEW_SESSION_TICKET && role == LM_TLS_SERVER)
    take_ticket(tls, body);
}

static size_t
message_bytes(LmSlice bytes)
{
  return MESSAGE_HEADER_BYTES + (lm_slice_be32(bytes, 0) & 0xffffff);
}

/* Takes whole messages off the front of @bytes and returns what is left. */
static LmSlice
take_messages(LmTls *tls, LmTlsRole role, LmSlice bytes, bool clear)
{
  LmTlsSide *side = &tls->sides[role];
  while (bytes.len >= MESSAGE_HEADER_BYTES) {
    size_t len = message_bytes(bytes);
    if (len > LM_LIMIT_TLS_HANDSHAKE_BYTES) {
      side->skip = len > bytes.len ? len - bytes.len : 0;
      bytes = lm_slice_from(bytes, len);
      continue;
    }
    if (len > bytes.len)
      break;
    take_message(tls, role, lm_slice_sub(bytes, 0, len), clear);
    bytes = lm_slice_from(bytes, len);
  }
  return bytes;
}

void
lm_tls_handshake(LmTls *tls, LmTlsRole role, LmSlice fragment, bool clear)
{
  LmTlsSide *side = &tls->sides[role];
  if (side->skip) {
    size_t skipped = side->skip < fragment.len ? side->skip : fragment.len;
    side->skip -= skipped;
    fragment = lm_slice_from(fragment, skipped);
  }
  if (side->held_bytes == 0) {
    LmSlice rest = take_messages(tls, role, fragment, clear);
    append(&side->held, &side->held_bytes, &side->held_size, rest);
    return;
  }
  append(&side->held, &side->held_bytes, &side->held_size, fragment);
  LmSlice held = lm_slice(side->held, side->held_bytes);
  /* Until the first one is whole there is nothing to do. */
  if (held.len < MESSAGE_HEADER_BYTES ||
      (message_bytes(held) > held.len && message_bytes(held) <= LM_LIMIT_TLS_HANDSHAKE_BYTES))
    return;
  LmSlice rest = take_messages(tls, role, held, clear);
  if (rest.len)
    memmove(side->held, rest.data, rest.len);
  side->held_bytes = rest.len;
  if (rest.len == 0) {
    size_t skip = side->skip;
    lm_tls_handshake_clear(side);
    side->skip = skip;
  }
}
