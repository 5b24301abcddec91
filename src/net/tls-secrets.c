/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the keys that were given to the keys of a connection, and why there are none. */

#include "base/i18n.h"
#include "base/limits.h"
#include "net/tls-schedule.h"
#include "net/tls-state.h"

static LmSlice
client_random(const LmTls *tls)
{
  return lm_slice(tls->info.client_random, sizeof tls->info.client_random);
}

static LmSlice
find_secret(const LmTls *tls, LmSecretKind kind, LmSlice name)
{
  if (!tls->keys)
    return LM_SLICE_EMPTY;
  return lm_key_log_find(tls->keys->log, kind, name);
}

static const char *
digest_of(const LmTls *tls, const LmTlsSuite *suite)
{
  if (tls->info.version < LM_TLS_1_2)
    return LM_TLS_DIGEST_OLD;
  return suite->hash == LM_TLS_HASH_SHA384 ? "SHA384" : "SHA256";
}

static bool
take_master(LmTls *tls, LmSlice master)
{
  if (master.len != LM_MASTER_SECRET_BYTES)
    return false;
  memcpy(tls->master, master.data, master.len);
  return true;
}

/* RFC 5246, 8.1; RFC 7627, 4. */
static bool
master_of_premaster(LmTls *tls, LmSlice premaster)
{
  const char *digest = digest_of(tls, tls->suite);
  LmSlice hash = lm_slice(tls->session_hash, tls->session_hash_len);
  if (premaster.len == 0)
    return false;
  if (tls->extended_master_secret)
    return hash.len && lm_tls_prf(digest, premaster, "extended master secret", hash, LM_SLICE_EMPTY,
                                  tls->master, sizeof tls->master);
  return lm_tls_prf(digest, premaster, "master secret", client_random(tls),
                    lm_slice(tls->server_random, sizeof tls->server_random), tls->master,
                    sizeof tls->master);
}

/* The premaster secret, from a key log or out of the client's message. */
static bool
find_premaster(LmTls *tls)
{
  if (!tls->key_exchange || !tls->keys)
    return false;
  if (master_of_premaster(tls, find_secret(tls, LM_SECRET_PREMASTER_OF_RANDOM, client_random(tls))))
    return true;
  if (tls->premaster.len == 0)
    return false;
  LmSlice logged = find_secret(tls, LM_SECRET_PREMASTER, lm_slice_sub(tls->premaster, 0, 8));
  uint8_t premaster[LM_MASTER_SECRET_BYTES];
  if (logged.len)
    return master_of_premaster(tls, logged);
  return lm_rsa_keys_open(tls->keys->rsa, tls->premaster, premaster) &&
         master_of_premaster(tls, lm_slice(premaster, sizeof premaster));
}

/* Without a key exchange it is the master secret of an earlier connection (RFC 5246, 7.3; RFC 5077,
 * 3.1). */
static bool
find_resumed(LmTls *tls)
{
  if (tls->key_exchange)
    return false;
  tls->info.resumed = true;
  return take_master(
             tls, find_secret(tls, LM_SECRET_SESSION, lm_slice(tls->session, tls->session_len))) ||
         take_master(tls,
                     find_secret(tls, LM_SECRET_SESSION, lm_slice(tls->ticket, tls->ticket_len)));
}

void
lm_tls_remember_session(LmTls *tls)
{
  LmSlice master = lm_slice(tls->master, sizeof tls->master);
  if (!tls->has_master)
    return;
  lm_key_log_add(tls->keys->log, LM_SECRET_SESSION, lm_slice(tls->session, tls->session_len),
                 master);
  lm_key_log_add(tls->keys->log, LM_SECRET_SESSION, lm_slice(tls->new_ticket, tls->new_ticket_len),
                 master);
}

static bool
find_master(LmTls *tls)
{
  if (tls->has_master)
    return true;
  if (!tls->keys || !tls->info.has_client_random)
    return false;
  tls->has_master = take_master(tls, find_secret(tls, LM_SECRET_MASTER, client_random(tls))) ||
                    find_premaster(tls) || find_resumed(tls);
  if (!tls->has_master)
    return false;
  tls->info.resumed = !tls->key_exchange;
  lm_tls_remember_session(tls);
  return true;
}

/* RFC 5246, 6.3. */
static bool
load_old(LmTls *tls, LmTlsRole role)
{
  if (!find_master(tls))
    return false;
  const LmTlsSuite *suite = tls->suite;
  LmTlsKeySizes sizes = lm_tls_key_sizes(suite, tls->info.version);
  uint8_t block[2 * (LM_TLS_MAX_MAC_BYTES + LM_TLS_MAX_KEY_BYTES + LM_TLS_MAX_IV_BYTES)];
  if (!lm_tls_prf(digest_of(tls, suite), lm_slice(tls->master, sizeof tls->master), "key expansion",
                  lm_slice(tls->server_random, sizeof tls->server_random), client_random(tls),
                  block, 2 * (sizes.mac + sizes.key + sizes.iv)))
    return false;
  const uint8_t *mac = block, *key = mac + 2 * sizes.mac, *iv = key + 2 * sizes.key;
  if (role == LM_TLS_SERVER) {
    mac += sizes.mac;
    key += sizes.key;
    iv += sizes.iv;
  }
  return lm_tls_protection_init(&tls->sides[role].protection, suite, tls->info.version,
                                tls->encrypt_then_mac, mac, key, iv);
}

/* RFC 8446, 7.3. */
static bool
use_secret(LmTls *tls, LmTlsRole role, const LmTlsSuite *suite, LmSlice secret)
{
  LmTlsSide *side = &tls->sides[role];
  const char *digest = suite->hash == LM_TLS_HASH_SHA384 ? "SHA384" : "SHA256";
  size_t hash_bytes = suite->hash == LM_TLS_HASH_SHA384 ? 48 : 32;
  uint8_t key[LM_TLS_MAX_KEY_BYTES], iv[LM_TLS_MAX_IV_BYTES];
  LmTlsKeySizes sizes = lm_tls_key_sizes(suite, LM_TLS_1_3);
  if (secret.len != hash_bytes || !lm_tls_expand(digest, secret, "key", key, sizes.key) ||
      !lm_tls_expand(digest, secret, "iv", iv, sizes.iv))
    return false;
  memmove(side->secret, secret.data, secret.len);
  return lm_tls_protection_init(&side->protection, suite, LM_TLS_1_3, false, NULL, key, iv);
}

static bool
load_modern(LmTls *tls, LmTlsRole role, LmTlsEpoch epoch)
{
  static const LmSecretKind kinds[][2] = {
      [LM_TLS_EPOCH_CLEAR] = {LM_SECRET_KINDS, LM_SECRET_KINDS},
      [LM_TLS_EPOCH_EARLY] = {LM_SECRET_CLIENT_EARLY, LM_SECRET_KINDS},
      [LM_TLS_EPOCH_HANDSHAKE] = {LM_SECRET_CLIENT_HANDSHAKE, LM_SECRET_SERVER_HANDSHAKE},
      [LM_TLS_EPOCH_APPLICATION] = {LM_SECRET_CLIENT_TRAFFIC, LM_SECRET_SERVER_TRAFFIC},
  };
  LmSlice secret = find_secret(tls, kinds[epoch][role], client_random(tls));
  return secret.len && use_secret(tls, role, tls->suite, secret);
}

bool
lm_tls_load_keys(LmTls *tls, LmTlsRole role, LmTlsEpoch epoch)
{
  if (!tls->suite || !tls->info.has_client_random || tls->compressed ||
      tls->info.version < LM_TLS_1_0)
    return false;
  if (tls->info.version >= LM_TLS_1_3)
    return load_modern(tls, role, epoch);
  return load_old(tls, role);
}

bool
lm_tls_load_early_keys(LmTls *tls, const LmTlsSuite *suite)
{
  LmSlice secret = find_secret(tls, LM_SECRET_CLIENT_EARLY, client_random(tls));
  return secret.len && use_secret(tls, LM_TLS_CLIENT, suite, secret);
}

bool
lm_tls_update_keys(LmTls *tls, LmTlsRole role, const LmTlsSuite *suite)
{
  uint8_t next[LM_SECRET_MAX_BYTES];
  bool long_hash = suite->hash == LM_TLS_HASH_SHA384;
  size_t len = long_hash ? 48 : 32;
  return lm_tls_expand(long_hash ? "SHA384" : "SHA256", lm_slice(tls->sides[role].secret, len),
                       "traffic upd", next, len) &&
         use_secret(tls, role, suite, lm_slice(next, len));
}

bool
lm_tls_has_secret(LmTls *tls, LmTlsRole role)
{
  if (tls->sides[role].protection.ready)
    return true;
  if (!tls->keys || !tls->info.has_client_random || !tls->has_server_hello)
    return false;
  if (tls->info.version < LM_TLS_1_3)
    return tls->suite && find_master(tls);
  bool client = role == LM_TLS_CLIENT;
  LmSlice random = client_random(tls);
  return find_secret(tls, client ? LM_SECRET_CLIENT_TRAFFIC : LM_SECRET_SERVER_TRAFFIC, random)
             .len ||
         find_secret(tls, client ? LM_SECRET_CLIENT_HANDSHAKE : LM_SECRET_SERVER_HANDSHAKE, random)
             .len;
}

/* Why */

static void
set_state(LmTls *tls, LmTlsState state, const char *missing)
{
  tls->info.state = state;
  tls->info.missing = missing;
}

static const char *
no_secret(LmTls *tls)
{
  LmText text = LM_TEXT_INIT;
  if (tls->keys && tls->suite && tls->suite->rsa && lm_rsa_keys_n(tls->keys->rsa))
    lm_text_add_str(&text, _("no private RSA key fits, and "));
  lm_keys_explain(tls->keys, client_random(tls), &text);
  const char *kept = lm_arena_string(tls->arena, lm_slice(text.str, text.len));
  lm_text_clear(&text);
  return kept;
}

void
lm_tls_explain(LmTls *tls)
{
  if (tls->info.state != LM_TLS_OPENING && tls->info.state != LM_TLS_NO_SECRET)
    return;
  if (tls->info.failed)
    set_state(tls, LM_TLS_WRONG_SECRET,
              _("the secret that was given for this connection does not fit it"));
  else if (tls->info.state == LM_TLS_NO_SECRET)
    return;
  else if (!tls->info.has_client_random)
    set_state(tls, LM_TLS_NO_HELLO,
              _("the capture does not hold its beginning, by which a secret is found"));
  else if (!tls->has_server_hello)
    set_state(tls, LM_TLS_NO_HELLO, _("the capture does not hold the answer that opened it"));
  else if (tls->info.version < LM_TLS_1_0)
    set_state(tls, LM_TLS_UNSUPPORTED, _("SSL 3.0 is not decrypted"));
  else if (tls->compressed)
    set_state(tls, LM_TLS_UNSUPPORTED, _("compressed TLS is not decrypted"));
  else if (!tls->suite)
    set_state(
        tls, LM_TLS_UNSUPPORTED,
        lm_arena_printf(tls->arena, _("cipher suite 0x%04x is not decrypted"), tls->info.suite));
  else
    set_state(tls, LM_TLS_NO_SECRET, no_secret(tls));
}
