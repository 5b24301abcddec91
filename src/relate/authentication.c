/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/authentication.h"

#include "base/hash.h"
#include "base/limits.h"
#include "relate/look.h"

#include <stdlib.h>

/* Credentials of one request and challenges of one response that are looked at. */
#define MAX_REALMS 16

/* A request, on however many hops. */
typedef struct {
  uint64_t hash;
  uint32_t message;
  uint32_t first_answered; /* story; LM_NONE: it has no credentials */
  bool answered;           /* by a final response */
} Request;

/* A story by Call-ID, realm and nonce. */
typedef struct {
  uint64_t hash;
  uint32_t row;
} Key;

struct LmAuthentications {
  const LmTrace *trace;
  const LmPasswords *passwords;
  LmLook *look;
  LmVec rows, requests, keys;
  LmTable by_request, by_key;
  uint64_t refused;
};

static const struct {
  LmSipHeaderKind challenge, credentials;
  bool proxy;
} sides[] = {
    {LM_SIP_HEADER_WWW_AUTHENTICATE, LM_SIP_HEADER_AUTHORIZATION, false},
    {LM_SIP_HEADER_PROXY_AUTHENTICATE, LM_SIP_HEADER_PROXY_AUTHORIZATION, true},
};

#define N_SIDES (sizeof sides / sizeof sides[0])

static LmAuthentication *
row_at(const LmAuthentications *a, uint32_t index)
{
  return lm_vec_at(&a->rows, index);
}

static uint64_t
request_hash(const LmMessage *own, const LmSipMessage *message)
{
  uint64_t number = (uint64_t)own->call << 32 | own->cseq;
  uint64_t tag = lm_hash(lm_hash_key(), message->from_tag.data, message->from_tag.len);
  return lm_hash_pair(lm_hash_key(), number, tag ^ own->cseq_method);
}

static Request *
find_request(const LmAuthentications *a, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t index = lm_table_first(&a->by_request, hash, &walk);
  for (; index != LM_NONE; index = lm_table_next(&a->by_request, &walk)) {
    Request *request = lm_vec_at(&a->requests, index);
    if (request->hash == hash)
      return request;
  }
  return NULL;
}

static uint64_t
nonce_hash(uint32_t call, LmSlice realm, LmSlice nonce)
{
  uint64_t names = lm_hash_pair(lm_hash_key(), lm_hash(lm_hash_key(), realm.data, realm.len),
                                lm_hash(lm_hash_key(), nonce.data, nonce.len));
  return lm_hash_pair(lm_hash_key(), names, call);
}

static Key *
find_key(const LmAuthentications *a, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t index = lm_table_first(&a->by_key, hash, &walk);
  for (; index != LM_NONE; index = lm_table_next(&a->by_key, &walk)) {
    Key *key = lm_vec_at(&a->keys, index);
    if (key->hash == hash)
      return key;
  }
  return NULL;
}

static void
set_key(LmAuthentications *a, uint64_t hash, uint32_t row)
{
  Key *known = find_key(a, hash);
  if (known) {
    known->row = row;
    return;
  }
  lm_table_add(&a->by_key, hash, a->keys.len);
  *(Key *)lm_vec_push(&a->keys) = (Key){.hash = hash, .row = row};
}

static uint32_t
add_row(LmAuthentications *a, const LmMessage *own, const LmSipMessage *message,
        const LmDigest *digest, bool proxy)
{
  if (a->rows.len >= LM_LIMIT_RELATED_ROWS) {
    a->refused++;
    return LM_NONE;
  }
  bool asked = own->status != 0;
  *(LmAuthentication *)lm_vec_push(&a->rows) = (LmAuthentication){
      .hash = nonce_hash(own->call, digest->realm, digest->nonce),
      .realm = digest->realm,
      .scheme = digest->scheme,
      .algorithm = digest->algorithm,
      .qop = digest->qop,
      .nonce = digest->nonce,
      .call_id = message->call_id,
      .call = own->call,
      .request = LM_NONE,
      .challenge = LM_NONE,
      .answer = LM_NONE,
      .result = LM_NONE,
      .client = asked ? own->dst : own->src,
      .server = asked ? own->src : own->dst,
      .nonce_count = LM_NONE,
      .next_of_answer = LM_NONE,
      .method = own->cseq_method,
      .proxy = proxy,
  };
  return a->rows.len - 1;
}

static void
take_challenge(LmAuthentications *a, const Request *request, uint32_t message_row,
               const LmSipMessage *message, const LmDigest *digest, bool proxy, uint32_t *last)
{
  const LmMessage *own = lm_trace_message(a->trace, message_row);
  /* A realm may offer several algorithms, the best first (RFC 8760, 2.4). */
  bool other_choice = *last != LM_NONE && row_at(a, *last)->proxy == proxy &&
                      lm_slice_equal(row_at(a, *last)->realm, digest->realm);
  if (!other_choice)
    *last = add_row(a, own, message, digest, proxy);
  if (*last == LM_NONE)
    return;
  LmAuthentication *row = row_at(a, *last);
  row->n_offered++;
  row->challenge = message_row;
  row->request = request->message;
  if (request->message != LM_NONE)
    row->client = lm_trace_message(a->trace, request->message)->src;
  set_key(a, nonce_hash(own->call, digest->realm, digest->nonce), *last);
}

static uint32_t
hexadecimal(LmSlice text)
{
  uint32_t value = 0;
  for (size_t i = 0; i < text.len; i++) {
    int digit = lm_hex_digit(text.data[i]);
    if (digit < 0 || text.len > 8)
      return LM_NONE;
    value = value << 4 | (uint32_t)digit;
  }
  return text.len ? value : LM_NONE;
}

static void
take_credentials(LmAuthentications *a, Request *request, const LmSipMessage *message,
                 const LmDigest *digest, bool proxy)
{
  const LmMessage *own = lm_trace_message(a->trace, request->message);
  const Key *known = find_key(a, nonce_hash(own->call, digest->realm, digest->nonce));
  uint32_t index = known ? known->row : LM_NONE;
  if (index == LM_NONE || row_at(a, index)->answer != LM_NONE)
    index = add_row(a, own, message, digest, proxy);
  if (index == LM_NONE)
    return;
  LmAuthentication *row = row_at(a, index);
  row->answer = request->message;
  row->outcome = LM_AUTHENTICATION_ANSWERED;
  row->scheme = digest->scheme;
  row->algorithm = digest->algorithm;
  row->qop = digest->qop;
  row->username = digest->username.len ? digest->username : digest->extended_username;
  row->uri = digest->uri;
  row->nonce_count = hexadecimal(digest->nc);
  row->verdict =
      (uint8_t)lm_digest_check(digest, message->method_name, message->body, a->passwords);
  row->next_of_answer = request->first_answered;
  request->first_answered = index;
}

static void
take_request(LmAuthentications *a, uint32_t message_row, const LmSipMessage *message)
{
  const LmMessage *own = lm_trace_message(a->trace, message_row);
  uint64_t hash = request_hash(own, message);
  if (find_request(a, hash))
    return; /* the same on its next hop */
  lm_table_add(&a->by_request, hash, a->requests.len);
  Request *request = lm_vec_push(&a->requests);
  *request = (Request){.hash = hash, .message = message_row, .first_answered = LM_NONE};
  unsigned n = 0;
  for (uint32_t i = 0; i < message->n_headers; i++)
    for (size_t side = 0; side < N_SIDES; side++) {
      LmDigest digest;
      /* What names the user alone is no answer (3GPP TS 24.229, 5.1.1.2). */
      if (message->headers[i].kind == sides[side].credentials &&
          lm_digest_parse(lm_sip_header_value(message, &message->headers[i]), &digest) &&
          digest.response.len && n++ < MAX_REALMS)
        take_credentials(a, request, message, &digest, sides[side].proxy);
    }
}

/* Whether the response asks for credentials of @row's realm again; and if so, whether only for a
 * fresh nonce. */
static bool
asks_again(const LmAuthentication *row, const LmSipMessage *message, bool *stale)
{
  for (uint32_t i = 0; i < message->n_headers; i++) {
    LmDigest digest;
    if (message->headers[i].kind != sides[row->proxy].challenge ||
        !lm_digest_parse(lm_sip_header_value(message, &message->headers[i]), &digest) ||
        !lm_slice_equal(digest.realm, row->realm))
      continue;
    *stale = digest.stale;
    return true;
  }
  return false;
}

static void
settle(LmAuthentications *a, const Request *request, uint32_t message_row,
       const LmSipMessage *message)
{
  uint16_t status = lm_trace_message(a->trace, message_row)->status;
  for (uint32_t i = request->first_answered; i != LM_NONE;) {
    LmAuthentication *row = row_at(a, i);
    bool stale = false;
    row->result = message_row;
    row->status = status;
    if ((status == 401 || status == 407) && asks_again(row, message, &stale))
      row->outcome = stale ? LM_AUTHENTICATION_STALE : LM_AUTHENTICATION_REFUSED;
    else if (status == 403)
      row->outcome = LM_AUTHENTICATION_REFUSED;
    else
      row->outcome = LM_AUTHENTICATION_ACCEPTED;
    i = row->next_of_answer;
  }
}

static void
take_response(LmAuthentications *a, uint32_t message_row, const LmSipMessage *message)
{
  const LmMessage *own = lm_trace_message(a->trace, message_row);
  Request *request = find_request(a, request_hash(own, message));
  if (request && request->answered)
    return;
  if (!request) {
    /* So that the copy of the next hop is known for one. */
    uint64_t hash = request_hash(own, message);
    lm_table_add(&a->by_request, hash, a->requests.len);
    request = lm_vec_push(&a->requests);
    *request = (Request){.hash = hash, .message = LM_NONE, .first_answered = LM_NONE};
  }
  request->answered = true;
  settle(a, request, message_row, message);
  uint32_t last = LM_NONE;
  for (uint32_t i = 0; (own->status == 401 || own->status == 407) && i < message->n_headers; i++)
    for (size_t side = 0; side < N_SIDES; side++) {
      LmDigest digest;
      if (message->headers[i].kind == sides[side].challenge &&
          lm_digest_parse(lm_sip_header_value(message, &message->headers[i]), &digest))
        take_challenge(a, request, message_row, message, &digest, sides[side].proxy, &last);
    }
}

static bool
is_wanted(const LmMessage *row)
{
  bool asks = row->status == 0 && row->method != LM_SIP_METHOD_ACK &&
              row->method != LM_SIP_METHOD_CANCEL && row->method != LM_SIP_METHOD_NONE;
  return (asks || row->status >= 200) && row->call != LM_NONE &&
         !(row->flags & LM_MESSAGE_RETRANSMISSION);
}

LmAuthentications *
lm_authentications_new(const LmTrace *trace, const LmPasswords *passwords)
{
  LmAuthentications *a = lm_alloc(sizeof *a);
  a->trace = trace;
  a->passwords = passwords;
  a->look = lm_look_new(trace);
  a->rows = LM_VEC_INIT(LmAuthentication);
  a->requests = LM_VEC_INIT(Request);
  a->keys = LM_VEC_INIT(Key);
  for (uint32_t i = lm_trace_next_message(trace, 0); i < lm_trace_n_messages(trace);
       i = lm_trace_next_message(trace, i + 1)) {
    const LmMessage *row = lm_trace_message(trace, i);
    const LmSipMessage *message = is_wanted(row) ? lm_look_at(a->look, i) : NULL;
    if (message && row->status)
      take_response(a, i, message);
    else if (message)
      take_request(a, i, message);
  }
  a->passwords = NULL;
  return a;
}

void
lm_authentications_free(LmAuthentications *a)
{
  if (!a)
    return;
  lm_look_free(a->look);
  lm_vec_clear(&a->rows);
  lm_vec_clear(&a->requests);
  lm_vec_clear(&a->keys);
  lm_table_clear(&a->by_request);
  lm_table_clear(&a->by_key);
  free(a);
}

uint32_t
lm_authentications_n(const LmAuthentications *a)
{
  return a->rows.len;
}

const LmAuthentication *
lm_authentications_at(const LmAuthentications *a, uint32_t index)
{
  return lm_vec_at(&a->rows, index);
}

uint64_t
lm_authentications_refused(const LmAuthentications *a)
{
  return a->refused;
}

const char *
lm_authentication_result_name(LmAuthenticationResult result)
{
  static const char *const names[LM_N_AUTHENTICATION_RESULTS] = {"challenged", "answered",
                                                                 "accepted", "stale", "refused"};
  return names[result];
}
