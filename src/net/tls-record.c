/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of one record: taking its protection off, by keys that are tried where it is not
 * sure which are due. */

#include "base/bytes.h"
#include "base/limits.h"
#include "net/tls-state.h"

/* After a gap the sequence number is looked for among as many as these, and in how many bytes of
 * records altogether. */
#define SEQUENCE_TRIES 256u
#define MAX_TRIED_BYTES (8u << 20)
/* Records of a direction that wait for a secret. */
#define MAX_WAITING 256u

enum { CLOSE_NOTIFY = 0, USER_CANCELED = 90, FATAL = 2 };

typedef enum { OPENED, CLOSED, NO_KEYS } Outcome;

typedef struct {
  LmSlice record;
  uint8_t *out; /* room for as many bytes */
  LmSlice plain;
  uint8_t type;
} Attempt;

/* Tries @n sequence numbers from the side's own on. */
static bool
try_numbers(LmTls *tls, LmTlsRole role, Attempt *attempt, uint64_t n)
{
  LmTlsProtection *protection = &tls->sides[role].protection;
  uint64_t first = protection->sequence;
  for (uint64_t i = 0; i < n; i++) {
    if (i && (tls->tried_bytes += attempt->record.len) > MAX_TRIED_BYTES)
      return false;
    if (!lm_tls_protection_open(protection, first + i, attempt->record, attempt->out,
                                &attempt->plain, &attempt->type))
      continue;
    lm_tls_protection_advance(protection, first + i, attempt->record);
    return true;
  }
  return false;
}

/* The first early data shows which of the suites that the client offers it is for: the one of the
 * session that it resumes. */
static bool
try_early(LmTls *tls, Attempt *attempt)
{
  for (LmSlice list = tls->offered_suites; list.len >= 2; list = lm_slice_from(list, 2)) {
    const LmTlsSuite *suite = lm_tls_suite(lm_slice_be16(list, 0));
    if (!suite || suite->number >> 8 != 0x13 || !lm_tls_load_early_keys(tls, suite) ||
        !try_numbers(tls, LM_TLS_CLIENT, attempt, 1))
      continue;
    lm_tls_set_version(tls, LM_TLS_1_3);
    tls->info.suite = suite->number;
    return true;
  }
  return false;
}

static bool
load(LmTls *tls, LmTlsRole role, LmTlsEpoch epoch, Attempt *attempt, bool *opened)
{
  LmTlsSide *side = &tls->sides[role];
  *opened = false;
  if (epoch == side->epoch && side->protection.ready)
    return true;
  if (epoch != LM_TLS_EPOCH_EARLY)
    return lm_tls_load_keys(tls, role, epoch);
  *opened = role == LM_TLS_CLIENT && tls->early_data && try_early(tls, attempt);
  return *opened;
}

/* TLS 1.3: a record is protected by the keys of the epoch, or, where the message that ends it could
 * not be read, of one that follows. */
static Outcome
open_modern(LmTls *tls, LmTlsRole role, Attempt *attempt)
{
  LmTlsSide *side = &tls->sides[role];
  LmTlsEpoch first = side->epoch;
  if (first == LM_TLS_EPOCH_CLEAR)
    first = role == LM_TLS_CLIENT && tls->early_data ? LM_TLS_EPOCH_EARLY : LM_TLS_EPOCH_HANDSHAKE;
  Outcome outcome = NO_KEYS;
  for (LmTlsEpoch epoch = first; epoch <= LM_TLS_EPOCH_APPLICATION; epoch++) {
    if (epoch > LM_TLS_EPOCH_EARLY && !tls->has_server_hello)
      break;
    LmTlsProtection before = side->protection;
    bool opened, fresh = epoch != side->epoch || !before.ready;
    if (fresh)
      side->protection = (LmTlsProtection){0};
    if (load(tls, role, epoch, attempt, &opened)) {
      uint64_t n = side->unsure || side->passed ? SEQUENCE_TRIES : 1;
      if (opened || try_numbers(tls, role, attempt, n)) {
        if (fresh)
          lm_tls_protection_clear(&before);
        side->epoch = epoch;
        side->unsure = false;
        side->passed = 0;
        return OPENED;
      }
      if (epoch == first || epoch == LM_TLS_EPOCH_HANDSHAKE)
        outcome = CLOSED;
    }
    if (fresh) {
      lm_tls_protection_clear(&side->protection);
      side->protection = before;
    }
  }
  return outcome;
}

/* A KeyUpdate may have been lost in a gap. */
static bool
open_updated(LmTls *tls, LmTlsRole role, Attempt *attempt)
{
  LmTlsSide *side = &tls->sides[role];
  if (side->epoch != LM_TLS_EPOCH_APPLICATION || !side->unsure || !side->protection.ready ||
      side->protection.version < LM_TLS_1_3 || tls->tried_bytes > MAX_TRIED_BYTES)
    return false;
  LmTlsProtection before = side->protection;
  uint8_t secret[LM_SECRET_MAX_BYTES];
  memcpy(secret, side->secret, sizeof secret);
  side->protection = (LmTlsProtection){0};
  if (lm_tls_update_keys(tls, role, before.suite) &&
      try_numbers(tls, role, attempt, SEQUENCE_TRIES)) {
    lm_tls_protection_clear(&before);
    side->unsure = false;
    return true;
  }
  lm_tls_protection_clear(&side->protection);
  side->protection = before;
  memcpy(side->secret, secret, sizeof secret);
  return false;
}

/* Up to TLS 1.2. */
static Outcome
open_old(LmTls *tls, LmTlsRole role, Attempt *attempt)
{
  LmTlsSide *side = &tls->sides[role];
  if (!side->protection.ready) {
    if (!lm_tls_load_keys(tls, role, LM_TLS_EPOCH_APPLICATION))
      return NO_KEYS;
    side->protection.sequence = side->passed;
    side->unsure |= side->passed > 0;
    side->passed = 0;
  }
  if (!try_numbers(tls, role, attempt, side->unsure ? SEQUENCE_TRIES : 1))
    return CLOSED;
  side->unsure = false;
  return OPENED;
}

void
lm_tls_wait_for_secret(LmTls *tls, LmTlsRole role, LmSlice record)
{
  LmTlsSide *side = &tls->sides[role];
  bool may_come = tls->keys && lm_key_log_may_grow(tls->keys->log) && side->passed == 0 &&
                  !lm_tls_has_secret(tls, role);
  if (may_come && side->waiting.len < MAX_WAITING) {
    *(LmSlice *)lm_vec_push(&side->waiting) = record;
    return;
  }
  side->passed += side->waiting.len + 1;
  lm_vec_clear(&side->waiting);
}

static void
note_alert(LmTls *tls, LmSlice content)
{
  if (content.len != 2)
    return;
  uint8_t description = lm_slice_u8(content, 1);
  bool modern = tls->info.version >= LM_TLS_1_3;
  if (modern ? description != CLOSE_NOTIFY && description != USER_CANCELED
             : lm_slice_u8(content, 0) == FATAL)
    tls->info.alert = (uint8_t)(description + 1);
}

static void
take_content(LmTls *tls, LmTlsRole role, const Attempt *attempt, LmSlice *plain)
{
  if (attempt->type == LM_TLS_HANDSHAKE)
    lm_tls_handshake(tls, role, attempt->plain, false);
  else if (attempt->type == LM_TLS_ALERT)
    note_alert(tls, attempt->plain);
  if (attempt->type != LM_TLS_APPLICATION_DATA)
    return;
  tls->info.decrypted++;
  tls->info.state = LM_TLS_DECRYPTED;
  tls->info.missing = NULL;
  /* It was decrypted right behind what is there. */
  plain->len += attempt->plain.len;
}

static void
take_protected(LmTls *tls, LmTlsRole role, LmSlice record, LmSlice *plain)
{
  LmTlsSide *side = &tls->sides[role];
  bool modern = tls->info.version >= LM_TLS_1_3 || tls->info.version == 0;
  Attempt attempt = {.record = record, .out = tls->room + plain->len};
  Outcome outcome = modern ? open_modern(tls, role, &attempt) : open_old(tls, role, &attempt);
  if (outcome == CLOSED && modern && open_updated(tls, role, &attempt))
    outcome = OPENED;
  if (outcome == OPENED) {
    take_content(tls, role, &attempt, plain);
    return;
  }
  if (outcome == NO_KEYS) {
    lm_tls_wait_for_secret(tls, role, record);
  } else {
    tls->info.failed++;
    side->unsure = true;
    if (side->protection.ready)
      lm_tls_protection_advance(&side->protection, side->protection.sequence, record);
  }
  if (tls->info.state != LM_TLS_DECRYPTED)
    lm_tls_explain(tls);
}

/* Up to TLS 1.2 all that follows is protected (RFC 5246, 7.1). */
static void
change_cipher(LmTls *tls, LmTlsSide *side)
{
  /* From TLS 1.3 on, and before anything was agreed on, it is there for middleboxes alone (RFC
   * 8446, D.4). */
  if (tls->info.version >= LM_TLS_1_3 || tls->info.version == 0)
    return;
  lm_tls_protection_clear(&side->protection);
  side->epoch = LM_TLS_EPOCH_APPLICATION;
  side->passed = 0;
  side->unsure = false;
}

void
lm_tls_record(LmTls *tls, LmTlsRole role, LmSlice record, LmSlice *plain)
{
  LmTlsSide *side = &tls->sides[role];
  uint8_t type = lm_slice_u8(record, 0);
  LmSlice fragment = lm_slice_from(record, LM_TLS_HEADER_BYTES);
  bool modern = tls->info.version >= LM_TLS_1_3;
  if (type == LM_TLS_CHANGE_CIPHER_SPEC && (modern || side->epoch == LM_TLS_EPOCH_CLEAR)) {
    change_cipher(tls, side);
  } else if (type == LM_TLS_APPLICATION_DATA || (!modern && side->epoch != LM_TLS_EPOCH_CLEAR)) {
    if (!modern && side->epoch == LM_TLS_EPOCH_CLEAR && tls->has_server_hello) {
      /* What changed the cipher was lost. */
      change_cipher(tls, side);
      side->unsure = true;
    }
    take_protected(tls, role, record, plain);
    if (type == LM_TLS_CHANGE_CIPHER_SPEC)
      change_cipher(tls, side);
  } else if (type == LM_TLS_HANDSHAKE && side->epoch == LM_TLS_EPOCH_CLEAR) {
    lm_tls_handshake(tls, role, fragment, true);
  } else if (type == LM_TLS_ALERT) {
    note_alert(tls, fragment);
  }
}
