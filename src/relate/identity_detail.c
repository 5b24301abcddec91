/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/identity_detail.h"

#include "base/i18n.h"
#include "base/time.h"
#include "proto/body/certificate.h"
#include "proto/sip/address.h"
#include "proto/sip/registry-headers.h"
#include "relate/identity.h"

#include <openssl/x509_vfy.h>

/* RFC 8224, 6.2: what is recommended. */
#define FRESH_NS (60 * LM_NS_PER_S)

/* So many PASSporTs of a header are verified. */
#define MOST_PASSPORTS 16

typedef struct {
  const LmCertificates *certificates;
  int64_t time_ns;
  LmArena *arena;
} Detail;

static LmDetail *
add(const Detail *detail, LmDetail *parent, const char *name, LmSlice value)
{
  LmDetail *node = lm_arena_alloc(detail->arena, sizeof *node);
  *node = (LmDetail){.name = name,
                     .value = value,
                     .offset = parent->offset,
                     .depth = (uint8_t)(parent->depth + 1)};
  if (parent->last_child)
    parent->last_child->next = node;
  else
    parent->first_child = node;
  parent->last_child = node;
  return node;
}

/* About all that @parent is about. */
static void
add_fault(const Detail *detail, LmDetail *parent, LmAnomalyKind kind)
{
  LmDetail *node =
      add(detail, parent, lm_anomaly_text(kind), lm_slice_str(lm_anomaly_source(kind)));
  node->anomaly = (uint16_t)kind;
  node->len = parent->len;
}

static LmSlice
subject_of(const Detail *detail, size_t index)
{
  return lm_certificate_name(
      detail->arena, X509_get_subject_name(lm_certificates_at(detail->certificates, index)));
}

static void
add_age(const Detail *detail, LmDetail *node, const LmIdentity *identity)
{
  char text[LM_TIME_TEXT_SIZE];
  if (!identity->has_issued)
    return;
  int64_t age = lm_time_sub(detail->time_ns, identity->issued * LM_NS_PER_S);
  add(detail, node, N_("Age when captured"),
      lm_slice_str(lm_arena_printf(detail->arena, "%s", lm_time_format_delta(age, text))));
  /* A whole second is all that it says. */
  if (age > FRESH_NS + LM_NS_PER_S || age < -FRESH_NS)
    add_fault(detail, node, LM_ANOMALY_PASSPORT_STALE);
}

static const char *
signature_text(const LmIdentity *identity)
{
  static const char *const texts[] = {
      [LM_SIGNATURE_NO_CERTIFICATES] = N_("not checked: no certificate was given"),
      [LM_SIGNATURE_OF_NONE] = N_("not checked: the certificate is not among those given"),
      [LM_SIGNATURE_FITS] = N_("fits"),
      [LM_SIGNATURE_DOES_NOT_FIT] = N_("does not fit"),
      [LM_SIGNATURE_NOT_REBUILT] = N_("not checked: the message does not say all that it is over"),
      [LM_SIGNATURE_OTHER] = N_("not checked: it is not ES256"),
  };
  return _(texts[identity->signature]);
}

/* That a certificate above it is missing is not its fault. */
static bool
lacks_issuer(int chain)
{
  return chain == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
         chain == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
         chain == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
}

static void
add_chain(const Detail *detail, LmDetail *node, const LmIdentity *identity)
{
  const char *text = _("a chain leads to one that is trusted");
  if (!identity->has_issued)
    text = _("not checked: it is not known when it was used");
  else if (lacks_issuer(identity->chain))
    text = _("not checked: the certificate of an issuer is not among those given");
  else if (identity->chain != X509_V_OK)
    text = lm_arena_printf(detail->arena, "%s", X509_verify_cert_error_string(identity->chain));
  add(detail, node, N_("Chain"), lm_slice_str(text));
  if (identity->has_issued && identity->chain != X509_V_OK && !lacks_issuer(identity->chain))
    add_fault(detail, node, LM_ANOMALY_PASSPORT_CERTIFICATE);
}

static void
add_authority(const Detail *detail, LmDetail *node, const LmIdentity *identity)
{
  static const char *const texts[] = {
      [LM_AUTHORITY_NOT_TOLD] = N_("the certificate does not tell which numbers it is for"),
      [LM_AUTHORITY_PROVIDER] = N_("the certificate is a service provider’s"),
      [LM_AUTHORITY_HAS] = N_("the certificate is for the caller’s number"),
      [LM_AUTHORITY_HAS_NOT] = N_("the certificate is not for the caller’s number"),
  };
  add(detail, node, N_("Authority"), lm_slice_str(_(texts[identity->authority])));
  if (identity->authority == LM_AUTHORITY_PROVIDER)
    add(detail, node, N_("Service provider code"), identity->provider);
  if (identity->authority == LM_AUTHORITY_HAS_NOT)
    add_fault(detail, node, LM_ANOMALY_PASSPORT_AUTHORITY);
}

static void
add_verdict(const Detail *detail, LmDetail *header, const LmIdentity *identity)
{
  LmDetail *node = add(detail, header, N_("Verification"), lm_slice_str(signature_text(identity)));
  node->len = header->len;
  bool signer =
      identity->signature == LM_SIGNATURE_FITS || identity->signature == LM_SIGNATURE_DOES_NOT_FIT;
  add_age(detail, node, identity);
  add(detail, node, N_("Signature"), lm_slice_str(signature_text(identity)));
  if (identity->signature == LM_SIGNATURE_DOES_NOT_FIT)
    add_fault(detail, node, LM_ANOMALY_PASSPORT_SIGNATURE);
  if (signer)
    add(detail, node, N_("Certificate"), subject_of(detail, identity->signer));
  if (identity->signature != LM_SIGNATURE_FITS)
    return;
  add_chain(detail, node, identity);
  add_authority(detail, node, identity);
}

/* The child of @root that is about the header at @offset; NULL where a limit left it out. */
static LmDetail *
header_node(LmDetail *root, uint32_t offset)
{
  LmDetail *node = root->first_child;
  while (node && (node->anomaly || node->offset != offset))
    node = node->next;
  return node;
}

void
lm_identity_add_verdicts(LmDetail *root, const LmSipMessage *message,
                         const LmCertificates *certificates, int64_t time_ns, LmArena *arena)
{
  Detail detail = {certificates, time_ns, arena};
  const LmSipHeaderField *wanted = lm_sip_header_field_find(LM_SLICE_LITERAL("Identity"));
  for (uint32_t i = 0; i < message->n_headers; i++) {
    const LmSipHeader *header = &message->headers[i];
    LmSlice one, rest = lm_sip_header_value(message, header);
    if (lm_sip_header_field_find(lm_sip_header_name(message, header)) != wanted)
      continue;
    LmDetail *node = header_node(root, header->name_offset);
    for (int n = 0; node && n < MOST_PASSPORTS && lm_sip_next_value(&rest, &one); n++) {
      LmPassport passport;
      LmIdentity identity;
      if (!lm_passport_parse(one, arena, &passport))
        continue;
      lm_identity_check(message, &passport, certificates, arena, &identity);
      add_verdict(&detail, node, &identity);
    }
  }
}
