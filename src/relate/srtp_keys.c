/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/srtp_keys.h"

#include "base/hash.h"
#include "base/sparse.h"
#include "relate/description.h"
#include "track/dtls_srtp.h"

#include <stdlib.h>

/* Of a call, so many are looked at: those of its last messages stand first. */
#define MOST_OF_A_CALL 4096

typedef struct {
  LmSrtpCrypto crypto;
  uint8_t source;
  bool any_ssrc;     /* of a file */
  uint32_t ssrc;     /* of a file, if it is for one */
  uint32_t call;     /* of SDES; LM_NONE */
  uint32_t src, dst; /* endpoint rows: of DTLS the ends; of SDES where its message came from */
  uint32_t frame;    /* of SDES */
  uint32_t next;     /* the key of the call before; LM_NONE */
} Key;

struct LmSrtpKeyring {
  const LmTrace *trace;
  LmVec keys;              /* Key: of files, then of DTLS, then of SDES */
  uint32_t n_file, n_dtls; /* where these end */
  LmSparse newest;         /* by row of the call: its newest key */
  LmVec missing;           /* LmDtlsSrtp without keys */
  uint64_t refused;
};

static Key *
add_key(LmSrtpKeyring *ring, const LmSrtpCrypto *crypto, LmSrtpSource source)
{
  if (ring->keys.len >= LM_LIMIT_SRTP_KEYS) {
    ring->refused++;
    return NULL;
  }
  Key *key = lm_vec_push(&ring->keys);
  key->crypto = *crypto;
  key->source = (uint8_t)source;
  key->call = key->next = key->src = key->dst = LM_NONE;
  return key;
}

static void
add_files(LmSrtpKeyring *ring)
{
  const LmKeys *keys = lm_trace_keys(ring->trace);
  for (size_t i = 0; i < lm_keys_n_srtp(keys); i++) {
    LmSrtpCrypto crypto;
    uint32_t ssrc;
    bool any_ssrc;
    if (!lm_srtp_crypto_parse(lm_keys_srtp(keys, i, &ssrc, &any_ssrc), &crypto))
      continue;
    Key *key = add_key(ring, &crypto, LM_SRTP_BY_FILE);
    if (!key)
      continue;
    key->ssrc = ssrc;
    key->any_ssrc = any_ssrc;
  }
}

static void
add_side(LmSrtpKeyring *ring, const LmDtlsSrtp *dtls, bool client)
{
  LmSrtpCrypto crypto = {.suite = (uint8_t)lm_srtp_suite_of_profile(dtls->profile), .n_keys = 1};
  const LmDtlsSrtpKeys *keys = dtls->keys;
  memcpy(crypto.keys[0].key, client ? keys->client_key : keys->server_key, keys->key_bytes);
  memcpy(crypto.keys[0].salt, client ? keys->client_salt : keys->server_salt, keys->salt_bytes);
  Key *key = add_key(ring, &crypto, LM_SRTP_BY_DTLS);
  if (!key)
    return;
  key->src = client ? dtls->client : dtls->server;
  key->dst = client ? dtls->server : dtls->client;
}

static void
add_handshakes(LmSrtpKeyring *ring)
{
  LmDtlsSrtp dtls;
  for (uint32_t at = 0; lm_trace_next_dtls_srtp(ring->trace, &at, &dtls);) {
    if (dtls.missing) {
      *(LmDtlsSrtp *)lm_vec_push(&ring->missing) = dtls;
      continue;
    }
    add_side(ring, &dtls, true);
    add_side(ring, &dtls, false);
  }
}

static bool
is_same(const LmSrtpCrypto *a, const LmSrtpCrypto *b)
{
  return a->suite == b->suite && a->n_keys == b->n_keys &&
         memcmp(a->keys, b->keys, sizeof a->keys) == 0;
}

/* A key is stated again and again, by retransmissions and by offers that keep it. */
static bool
is_known(const LmSrtpKeyring *ring, uint32_t call, const LmSrtpCrypto *crypto)
{
  uint32_t row = lm_sparse_get(&ring->newest, call);
  for (unsigned i = 0; i < MOST_OF_A_CALL && row != LM_NONE; i++) {
    const Key *key = lm_vec_at(&ring->keys, row);
    if (is_same(&key->crypto, crypto))
      return true;
    row = key->next;
  }
  return row != LM_NONE;
}

static void
add_attributes(LmSrtpKeyring *ring, const LmMessage *message, const LmSlice *attributes, uint32_t n)
{
  const LmSlice name = LM_SLICE_LITERAL("crypto:");
  for (uint32_t i = 0; i < n; i++) {
    LmSrtpCrypto crypto;
    if (!lm_slice_starts_with_nocase(attributes[i], name) ||
        !lm_srtp_crypto_parse(lm_slice_from(attributes[i], name.len), &crypto) ||
        is_known(ring, message->call, &crypto))
      continue;
    Key *key = add_key(ring, &crypto, LM_SRTP_BY_SDES);
    if (!key)
      return;
    key->call = message->call;
    key->src = message->src;
    key->dst = message->dst;
    key->frame = message->frame;
    key->next = lm_sparse_get(&ring->newest, message->call);
    lm_sparse_set(&ring->newest, message->call, ring->keys.len - 1);
  }
}

static void
add_descriptions(LmSrtpKeyring *ring)
{
  LmArena arena = LM_ARENA_INIT;
  LmSipMessage *sip = lm_alloc(sizeof *sip);
  LmDescription description;
  for (uint32_t i = lm_trace_next_message(ring->trace, 0); i < lm_trace_n_messages(ring->trace);
       i = lm_trace_next_message(ring->trace, i + 1)) {
    const LmMessage *message = lm_trace_message(ring->trace, i);
    lm_trace_tell_read(ring->trace);
    /* A body that is encoded has no such line, and is looked into. */
    if (!(message->flags & LM_MESSAGE_HAS_SDP) || message->call == LM_NONE ||
        lm_slice_find_nocase(lm_message_bytes(message), LM_SLICE_LITERAL("a=crypto:")) < 0 ||
        !lm_description_read(ring->trace, i, &arena, sip, &description))
      continue;
    const LmSdp *sdp = &description.sdp;
    for (uint32_t m = 0; m < sdp->n_media; m++)
      add_attributes(ring, message, sdp->media[m].attributes, sdp->media[m].n_attributes);
    add_attributes(ring, message, sdp->attributes, sdp->n_attributes);
    lm_arena_reset(&arena);
  }
  lm_arena_clear(&arena);
  free(sip);
}

LmSrtpKeyring *
lm_srtp_keyring_new(const LmTrace *trace)
{
  LmSrtpKeyring *ring = lm_alloc(sizeof *ring);
  ring->trace = trace;
  ring->keys = LM_VEC_INIT(Key);
  ring->missing = LM_VEC_INIT(LmDtlsSrtp);
  add_files(ring);
  ring->n_file = ring->keys.len;
  add_handshakes(ring);
  ring->n_dtls = ring->keys.len;
  add_descriptions(ring);
  return ring;
}

void
lm_srtp_keyring_free(LmSrtpKeyring *ring)
{
  if (!ring)
    return;
  lm_vec_clear(&ring->keys);
  lm_vec_clear(&ring->missing);
  lm_sparse_clear(&ring->newest);
  free(ring);
}

uint64_t
lm_srtp_keyring_refused(const LmSrtpKeyring *ring)
{
  return ring->refused;
}

static void
put(LmSrtpCandidates *out, const Key *key)
{
  if (out->n >= LM_LIMIT_SRTP_CANDIDATES)
    return;
  for (size_t i = 0; i < out->n; i++)
    if (out->cryptos[i] == &key->crypto || is_same(out->cryptos[i], &key->crypto))
      return;
  out->cryptos[out->n] = &key->crypto;
  out->frames[out->n] = key->frame;
  out->sources[out->n++] = key->source;
  out->n_usable += lm_srtp_can(&key->crypto);
}

/* What the sender stated is for what it sends (RFC 4568, 5.1.1, 5.1.2), so the keys of its host
 * come before those of the other end. */
static void
put_call(const LmSrtpKeyring *ring, const LmSrtpWanted *wanted, LmSrtpCandidates *out)
{
  const LmAddr *host = &lm_trace_endpoint(ring->trace, wanted->src)->addr;
  for (int own = 1; own >= 0 && wanted->call != LM_NONE; own--) {
    uint32_t row = lm_sparse_get(&ring->newest, wanted->call);
    for (unsigned i = 0; i < MOST_OF_A_CALL && row != LM_NONE; i++) {
      const Key *key = lm_vec_at(&ring->keys, row);
      if (lm_addr_equal(host, &lm_trace_endpoint(ring->trace, key->src)->addr) == (own == 1))
        put(out, key);
      row = key->next;
    }
  }
}

/* Keys of rows @from to @to, the newest first. */
static void
put_others(const LmSrtpKeyring *ring, uint32_t from, uint32_t to, LmSrtpCandidates *out)
{
  while (to > from && out->n < LM_LIMIT_SRTP_CANDIDATES)
    put(out, lm_vec_at(&ring->keys, --to));
}

void
lm_srtp_keyring_find(const LmSrtpKeyring *ring, const LmSrtpWanted *wanted, LmSrtpCandidates *out)
{
  out->n = out->n_usable = 0;
  out->no_secret = false;
  out->missing_suite = LM_SRTP_UNKNOWN;
  for (uint32_t i = 0; i < ring->n_file; i++) {
    const Key *key = lm_vec_at(&ring->keys, i);
    if (!key->any_ssrc && key->ssrc == wanted->ssrc)
      put(out, key);
  }
  for (uint32_t i = ring->n_file; i < ring->n_dtls; i++) {
    const Key *key = lm_vec_at(&ring->keys, i);
    if (key->src == wanted->src && key->dst == wanted->dst)
      put(out, key);
  }
  put_call(ring, wanted, out);
  for (uint32_t i = 0; i < ring->n_file; i++) {
    const Key *key = lm_vec_at(&ring->keys, i);
    if (key->any_ssrc)
      put(out, key);
  }
  for (uint32_t i = 0; i < ring->missing.len; i++) {
    const LmDtlsSrtp *dtls = lm_vec_at(&ring->missing, i);
    if ((dtls->client != wanted->src || dtls->server != wanted->dst) &&
        (dtls->server != wanted->src || dtls->client != wanted->dst))
      continue;
    out->no_secret = true;
    out->missing_suite = (uint8_t)lm_srtp_suite_of_profile(dtls->profile);
  }
  /* Media may take another way than the handshake, and may be of a call that is not known. */
  put_others(ring, ring->n_file, ring->n_dtls, out);
  if (wanted->call == LM_NONE)
    put_others(ring, ring->n_dtls, ring->keys.len, out);
}
