/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/user_index.h"

#include "base/limits.h"
#include "proto/sip/address.h"

/* A number of fewer digits is one of an extension, which many have. */
#define MIN_NUMBER_BYTES 5
#define MAX_KEY_BYTES 256

void
lm_user_index_clear(LmUserIndex *index)
{
  lm_vec_clear(&index->rows);
  lm_table_clear(&index->by_key);
}

/* Of texts in either case, of at most MAX_KEY_BYTES together. */
static uint64_t
hash_folded(LmSlice user, LmSlice host)
{
  uint8_t folded[MAX_KEY_BYTES];
  size_t n = 0;
  for (size_t i = 0; i < user.len + host.len && n < sizeof folded; i++) {
    uint8_t byte = i < user.len ? lm_slice_u8(user, i) : lm_slice_u8(host, i - user.len);
    folded[n++] = (uint8_t)lm_lower(byte);
  }
  /* Where the one ends and the other begins. */
  uint64_t parts[] = {lm_hash(lm_hash_key(), folded, n), user.len};
  return lm_hash(lm_hash_key(), parts, sizeof parts);
}

/* A telephone number, an IMSI or the like: the same user whatever host stands behind it. */
static bool
is_number(LmSlice user)
{
  size_t i = lm_slice_at(user, 0) == '+';
  for (; i < user.len; i++)
    if (user.data[i] < '0' || user.data[i] > '9')
      return false;
  return user.len >= MIN_NUMBER_BYTES;
}

static bool
key_of_uri(LmSlice text, uint64_t *key)
{
  LmSipUri uri;
  LmSlice rest;
  if (!lm_sip_uri_parse(text, &uri))
    return false;
  /* A number may have parameters of its own (RFC 3261, 19.1.6), or stand alone as in "sip:+4930",
   * which some policy functions write. */
  LmSlice user = lm_slice_split(uri.user, ';', &rest);
  if (user.len == 0 && is_number(uri.host))
    user = uri.host;
  *key = hash_folded(user, is_number(user) ? LM_SLICE_EMPTY : uri.host);
  return user.len > 0;
}

/* A user has all of a /64 in IPv6. */
static uint64_t
key_of_address(const LmAddr *addr)
{
  size_t len = addr->family == LM_ADDR_IPV6 ? 8 : 4;
  return hash_folded(lm_slice(addr->bytes, len), LM_SLICE_LITERAL("@"));
}

static LmUserRow *
find(const LmUserIndex *index, uint64_t key)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&index->by_key, key, &walk);
  for (; row != LM_NONE; row = lm_table_next(&index->by_key, &walk)) {
    LmUserRow *user = lm_vec_at(&index->rows, row);
    if (user->key == key)
      return user;
  }
  return NULL;
}

static void
add(LmUserIndex *index, uint64_t key, uint32_t call, bool registration)
{
  LmUserRow *user = find(index, key);
  if (!user) {
    if (index->rows.len >= LM_LIMIT_USERS)
      return;
    lm_table_add(&index->by_key, key, index->rows.len);
    user = lm_vec_push(&index->rows);
    *user = (LmUserRow){key, LM_NONE, LM_NONE};
  }
  if (registration)
    user->registration = call;
  else
    user->call = call;
}

static void
add_header(LmUserIndex *index, LmSlice header, uint32_t call, bool registration)
{
  LmSipAddress address;
  uint64_t key;
  if (lm_sip_address_parse(header, &address) && key_of_uri(address.uri, &key))
    add(index, key, call, registration);
}

void
lm_user_index_update(LmUserIndex *index, const LmTrace *trace)
{
  for (;; index->n_calls++) {
    uint32_t row = lm_trace_next_call(trace, index->n_calls);
    index->n_calls = row;
    if (row >= lm_trace_n_calls(trace))
      return;
    const LmCall *call = lm_trace_call(trace, row);
    bool registration = call->method == LM_SIP_METHOD_REGISTER;
    add_header(index, call->from, row, registration);
    add_header(index, call->to, row, registration);
    add(index, key_of_address(&lm_trace_endpoint(trace, call->caller)->addr), row, registration);
    add(index, key_of_address(&lm_trace_endpoint(trace, call->callee)->addr), row, registration);
  }
}

/* Identities have a scheme or, as user names, none (3GPP TS 23.003, 13.3). */
const LmUserRow *
lm_user_index_identity(const LmUserIndex *index, LmSlice identity)
{
  LmSlice rest;
  uint64_t key;
  if (is_number(identity))
    return find(index, hash_folded(identity, LM_SLICE_EMPTY));
  if (key_of_uri(identity, &key))
    return find(index, key);
  LmSlice user = lm_slice_split(identity, '@', &rest);
  if (user.len == 0 || rest.len == 0)
    return NULL;
  return find(index, hash_folded(user, is_number(user) ? LM_SLICE_EMPTY : rest));
}

const LmUserRow *
lm_user_index_address(const LmUserIndex *index, const LmAddr *addr)
{
  return find(index, key_of_address(addr));
}
