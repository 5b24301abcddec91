/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/passport.h"

#include "proto/body/decode.h"
#include "proto/body/json.h"
#include "proto/sip/address.h"
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"

/* Digits at the end that make two numbers the same subscriber's: in front of them may be a prefix
 * for what the other form leaves away (a country, an area). */
#define SAME_DIGITS 7

static const LmDetail *
read_json(LmSlice part, LmArena *arena, LmSlice *json)
{
  LmAnomaly anomaly;
  if (!lm_base64_decode(arena, part, true, json) || lm_slice_at(*json, 0) != '{')
    return NULL;
  LmDetailBuilder builder = {.arena = arena, .bytes = *json};
  LmDetail *root = lm_detail_root(arena, "", *json);
  lm_json_add(&builder, root, *json);
  return lm_detail_anomalies(root, 0, &anomaly, 1) ? NULL : root;
}

static LmSlice
parameter(LmSlice tail, LmSlice name)
{
  LmSlice value;
  return lm_sip_parameter(lm_slice_from(tail, 1), name, &value) ? lm_sip_unquote(value)
                                                                : LM_SLICE_EMPTY;
}

bool
lm_passport_parse(LmSlice value, LmArena *arena, LmPassport *passport)
{
  LmSlice tail, token = lm_sip_split_tail(value, &tail), rest, signature;
  LmSlice header = lm_slice_split(token, '.', &rest),
          payload = lm_slice_split(rest, '.', &signature);
  *passport = (LmPassport){.token = token,
                           .info = parameter(tail, LM_SLICE_LITERAL("info")),
                           .alg = parameter(tail, LM_SLICE_LITERAL("alg")),
                           .ppt = parameter(tail, LM_SLICE_LITERAL("ppt")),
                           .compact = header.len == 0 && payload.len == 0};
  if (lm_slice_at(passport->info, 0) == '<')
    passport->info = lm_slice_sub(passport->info, 1, passport->info.len - 2);
  if (signature.len == 0 || lm_slice_find_byte(signature, '.', 0) >= 0 ||
      !lm_base64_decode(arena, signature, true, &passport->signature))
    return false;
  if (passport->compact)
    return true;
  passport->signed_text = lm_slice_sub(token, 0, header.len + 1 + payload.len);
  passport->members = read_json(header, arena, &passport->header);
  passport->claims = read_json(payload, arena, &passport->payload);
  return header.len && payload.len;
}

const LmDetail *
lm_passport_member(const LmDetail *within, const char *name)
{
  const LmDetail *node = within ? within->first_child : NULL;
  while (node && strcmp(node->name, name) != 0)
    node = node->next;
  return node;
}

LmClaimKind
lm_passport_kind(const LmDetail *member, LmSlice json)
{
  if (!member)
    return LM_CLAIM_NONE;
  LmSlice raw = lm_slice_sub(json, member->offset, member->len);
  switch (lm_slice_at(raw, raw.len - 1)) {
  case '"':
    return LM_CLAIM_STRING;
  case '}':
    return LM_CLAIM_OBJECT;
  case ']':
    return LM_CLAIM_ARRAY;
  default:
    return LM_CLAIM_NUMBER;
  }
}

bool
lm_passport_issued(const LmPassport *passport, int64_t *seconds)
{
  uint64_t number;
  const LmDetail *issued = lm_passport_member(passport->claims, "iat");
  if (lm_passport_kind(issued, passport->payload) != LM_CLAIM_NUMBER ||
      !lm_slice_parse_uint(issued->value, INT32_MAX * 16ull, &number))
    return false;
  *seconds = (int64_t)number;
  return true;
}

static bool
has_space(LmSlice json)
{
  bool quoted = false;
  for (size_t i = 0; i < json.len; i++) {
    if (json.data[i] == '"')
      quoted = !quoted;
    else if (quoted && json.data[i] == '\\')
      i++;
    else if (!quoted && lm_sip_is_space(json.data[i]))
      return true;
  }
  return false;
}

/* As deep as LM_LIMIT_JSON_DEPTH. */
static bool
is_sorted(const LmDetail *within, LmSlice json, bool object)
{
  for (const LmDetail *node = within->first_child; node; node = node->next) {
    if (object && node->next && strcmp(node->name, node->next->name) > 0)
      return false;
    if (!is_sorted(node, json, lm_passport_kind(node, json) == LM_CLAIM_OBJECT))
      return false;
  }
  return true;
}

bool
lm_passport_is_canonical(const LmDetail *members, LmSlice json)
{
  return !has_space(json) && is_sorted(members, json, true);
}

bool
lm_passport_number(LmSlice user, char number[LM_PASSPORT_NUMBER_SIZE])
{
  LmSlice rest;
  size_t n = 0;
  user = lm_slice_split(user, ';', &rest);
  for (size_t i = lm_slice_at(user, 0) == '+'; i < user.len; i++) {
    uint8_t byte = user.data[i];
    bool digit = lm_sip_is_digit(byte) || byte == '*' || byte == '#';
    if (byte == 0 || (!digit && !strchr("-.() ", byte)) || n == LM_PASSPORT_NUMBER_SIZE - 1)
      return false;
    if (digit)
      number[n++] = (char)byte;
  }
  number[n] = '\0';
  return n > 0;
}

/* The ends agree, all of the shorter one or enough of it. */
static bool
same_number(LmSlice a, const char *b)
{
  char number[LM_PASSPORT_NUMBER_SIZE];
  if (!lm_passport_number(a, number))
    return false;
  size_t a_len = strlen(number), b_len = strlen(b), n = 0;
  while (n < a_len && n < b_len && number[a_len - 1 - n] == b[b_len - 1 - n])
    n++;
  return (n == a_len && n == b_len) || n >= SAME_DIGITS;
}

static bool
same_uri(LmSlice a, LmSlice b)
{
  LmSipUri one, other;
  return lm_sip_uri_parse(a, &one) && lm_sip_uri_parse(b, &other) &&
         lm_slice_equal(one.user, other.user) && lm_slice_equal_nocase(one.host, other.host);
}

static bool
value_names(const LmDetail *value, bool is_number, LmSlice uri)
{
  LmSipUri parts;
  char number[LM_PASSPORT_NUMBER_SIZE];
  if (!is_number)
    return same_uri(value->value, uri);
  return lm_sip_uri_parse(uri, &parts) && lm_passport_number(parts.user, number) &&
         same_number(value->value, number);
}

bool
lm_passport_names(const LmPassport *passport, const LmDetail *claim, LmSlice uri)
{
  static const char *const kinds[] = {"tn", "uri"};
  for (int i = 0; i < 2; i++) {
    const LmDetail *value = lm_passport_member(claim, kinds[i]);
    if (lm_passport_kind(value, passport->payload) == LM_CLAIM_STRING &&
        value_names(value, i == 0, uri))
      return true;
    for (const LmDetail *one = value ? value->first_child : NULL; one; one = one->next)
      if (value_names(one, i == 0, uri))
        return true;
  }
  return false;
}
