/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a PASSporT says, laid beside the message that it stands in (RFC 8224, 4, 6.2). Whether its
 * signature fits takes a certificate, which a message does not have. */

#include "proto/passport.h"
#include "proto/sip/check-build.h"
#include "proto/sip/date.h"
#include "proto/sip/fields.h"
#include "proto/sip/registry-headers.h"

/* RFC 8224, 6.2: what is recommended. */
#define FRESH_SECONDS 60

/* Whether both are there and differ. */
static bool
differ(LmSlice parameter, const LmDetail *member)
{
  return parameter.len && member && !lm_slice_equal(parameter, member->value);
}

/* typ, alg and x5u (RFC 8225, 4.1 to 4.3), and ppt of an extension (8.1). */
static bool
header_is_sound(const LmPassport *passport)
{
  const LmDetail *typ = lm_passport_member(passport->members, "typ"),
                 *alg = lm_passport_member(passport->members, "alg"),
                 *ppt = lm_passport_member(passport->members, "ppt"),
                 *x5u = lm_passport_member(passport->members, "x5u");
  bool signs = lm_passport_kind(alg, passport->header) == LM_CLAIM_STRING &&
               !lm_slice_equal(alg->value, LM_SLICE_LITERAL("none"));
  bool es256 = signs && lm_slice_equal(alg->value, LM_SLICE_LITERAL("ES256"));
  enum { ES256_BYTES = 64 }; /* RFC 7518, 3.4 */
  return signs && typ && lm_slice_equal(typ->value, LM_SLICE_LITERAL("passport")) &&
         lm_passport_kind(x5u, passport->header) == LM_CLAIM_STRING &&
         (passport->ppt.len > 0) == (ppt != NULL) && !differ(passport->ppt, ppt) &&
         !differ(passport->alg, alg) && !differ(passport->info, x5u) &&
         (!es256 || passport->signature.len == ES256_BYTES);
}

/* "orig" has one name; "dest" arrays of them (RFC 8225, 5.2.1). */
static bool
party_is_sound(const LmPassport *passport, const char *name, LmClaimKind kind)
{
  const LmDetail *party = lm_passport_member(passport->claims, name),
                 *number = lm_passport_member(party, "tn"), *uri = lm_passport_member(party, "uri");
  bool sound = lm_passport_kind(party, passport->payload) == LM_CLAIM_OBJECT && (number || uri);
  if (number)
    sound &= lm_passport_kind(number, passport->payload) == kind;
  if (uri)
    sound &= lm_passport_kind(uri, passport->payload) == kind;
  return sound && !(kind == LM_CLAIM_STRING && number && uri);
}

/* Full attestation, partial attestation, gateway attestation; an identifier that is a UUID (RFC
 * 8588, 4, 5). */
static bool
attestation_is_sound(const LmPassport *passport)
{
  static const char form[] = "00000000-0000-0000-0000-000000000000";
  const LmDetail *attest = lm_passport_member(passport->claims, "attest"),
                 *id = lm_passport_member(passport->claims, "origid");
  if (!attest || !id || attest->value.len != 1 || attest->value.data[0] < 'A' ||
      attest->value.data[0] > 'C' || id->value.len != sizeof form - 1)
    return false;
  for (size_t i = 0; i < sizeof form - 1; i++)
    if (form[i] == '-' ? id->value.data[i] != '-' : lm_hex_digit(id->value.data[i]) < 0)
      return false;
  return true;
}

/* What the extensions that are known cannot do without. */
static bool
extension_is_sound(const LmPassport *passport)
{
  static const struct {
    const char *ppt, *claim;
    LmClaimKind kind;
  } extensions[] = {
      {"div", "div", LM_CLAIM_OBJECT},   /* RFC 8946, 4 */
      {"div-o", "opt", LM_CLAIM_STRING}, /* RFC 8946, 6 */
      {"rph", "rph", LM_CLAIM_OBJECT},   /* RFC 8443, 3 */
      {"rcd", "rcd", LM_CLAIM_OBJECT},   /* RFC 9795, 5 */
  };
  const LmDetail *ppt = lm_passport_member(passport->members, "ppt");
  if (ppt && lm_slice_equal(ppt->value, LM_SLICE_LITERAL("shaken")))
    return attestation_is_sound(passport);
  for (size_t i = 0; ppt && i < sizeof extensions / sizeof *extensions; i++)
    if (lm_slice_equal(ppt->value, lm_slice_str(extensions[i].ppt)))
      return lm_passport_kind(lm_passport_member(passport->claims, extensions[i].claim),
                              passport->payload) == extensions[i].kind;
  return true;
}

static bool
claims_are_sound(const LmPassport *passport)
{
  int64_t issued;
  return lm_passport_issued(passport, &issued) &&
         party_is_sound(passport, "orig", LM_CLAIM_STRING) &&
         party_is_sound(passport, "dest", LM_CLAIM_ARRAY) && extension_is_sound(passport);
}

/* Whether @claim names one of the addresses in the values of header @name. */
static bool
names_header(const LmSipCheck *check, const LmPassport *passport, const LmDetail *claim,
             const char *name)
{
  const LmSipMessage *message = check->message;
  const LmSipHeaderField *wanted = lm_sip_header_field_find(lm_slice_str(name));
  for (uint32_t i = 0; i < message->n_headers; i++) {
    const LmSipHeader *header = &message->headers[i];
    LmSlice one, rest = lm_sip_header_value(message, header);
    if (lm_sip_header_field_find(lm_sip_header_name(message, header)) != wanted)
      continue;
    while (lm_sip_next_value(&rest, &one)) {
      LmSipAddress address;
      if (lm_sip_address_parse(one, &address) && lm_passport_names(passport, claim, address.uri))
        return true;
    }
  }
  return false;
}

/* A PASSporT of a diversion has where the call went on to in "dest" (RFC 8946, 4), which proxies
 * on the way may have changed again. */
static void
check_parties(LmSipCheck *check, const LmPassport *passport)
{
  const LmDetail *orig = lm_passport_member(passport->claims, "orig"),
                 *dest = lm_passport_member(passport->claims, "dest"),
                 *ppt = lm_passport_member(passport->members, "ppt");
  bool diverted = ppt && lm_slice_starts_with(ppt->value, LM_SLICE_LITERAL("div"));
  if (!names_header(check, passport, orig, "From") &&
      !names_header(check, passport, orig, "P-Asserted-Identity"))
    lm_sip_check_note(check, LM_ANOMALY_PASSPORT_ORIG, passport->token);
  if (!diverted && !names_header(check, passport, dest, "To") &&
      !lm_passport_names(passport, dest, check->message->request_uri))
    lm_sip_check_note(check, LM_ANOMALY_PASSPORT_DEST, passport->token);
}

static bool
date_of(const LmSipMessage *message, LmSipDate *date)
{
  for (uint32_t i = 0; i < message->n_headers; i++)
    if (lm_slice_equal_nocase(lm_sip_header_name(message, &message->headers[i]),
                              LM_SLICE_LITERAL("Date")))
      return lm_sip_date_parse(lm_sip_header_value(message, &message->headers[i]), date) &&
             date->sound;
  return false;
}

static void
check_date(LmSipCheck *check, const LmPassport *passport)
{
  LmSipDate date;
  int64_t issued;
  bool dated = date_of(check->message, &date);
  if (passport->compact && !dated)
    lm_sip_check_note(check, LM_ANOMALY_PASSPORT_NO_DATE, passport->token);
  if (dated && lm_passport_issued(passport, &issued) &&
      (issued - date.seconds > FRESH_SECONDS || date.seconds - issued > FRESH_SECONDS))
    lm_sip_check_note(check, LM_ANOMALY_PASSPORT_DATE, passport->token);
}

static void
check_passport(LmSipCheck *check, LmSlice value)
{
  LmPassport passport;
  bool sound = lm_passport_parse(value, check->arena, &passport);
  bool bare = passport.info.len == 0 && lm_slice_find_byte(passport.token, '.', 0) < 0;
  if (bare || lm_slice_at(value, 0) == '"')
    return; /* A signature alone (RFC 4474, 9), whose certificate is in Identity-Info. */
  if (!sound || (!passport.compact && (!passport.members || !passport.claims))) {
    lm_sip_check_note(check, LM_ANOMALY_SIP_IDENTITY, passport.token.len ? passport.token : value);
    return;
  }
  check_date(check, &passport);
  if (passport.compact)
    return;
  if (!header_is_sound(&passport))
    lm_sip_check_note(check, LM_ANOMALY_PASSPORT_HEADER, passport.token);
  if (!claims_are_sound(&passport))
    lm_sip_check_note(check, LM_ANOMALY_PASSPORT_CLAIMS, passport.token);
  else
    check_parties(check, &passport);
  if (!lm_passport_is_canonical(passport.members, passport.header) ||
      !lm_passport_is_canonical(passport.claims, passport.payload))
    lm_sip_check_note(check, LM_ANOMALY_PASSPORT_FORM, passport.token);
}

void
lm_sip_check_identity(LmSipCheck *check)
{
  const LmSipMessage *message = check->message;
  const LmSipHeaderField *identity = lm_sip_header_field_find(LM_SLICE_LITERAL("Identity"));
  for (uint32_t i = 0; i < message->n_headers && !check->walk.full; i++) {
    LmSlice one, rest = lm_sip_header_value(message, &message->headers[i]);
    if (lm_sip_header_field_find(lm_sip_header_name(message, &message->headers[i])) != identity)
      continue;
    while (!check->walk.full && lm_sip_next_value(&rest, &one))
      if (one.len)
        check_passport(check, one);
  }
}
