/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/address.h"
#include "proto/sip/check-build.h"
#include "proto/sip/fields.h"
#include "proto/sip/needs.h"
#include "proto/sip/registry-headers.h"

/* RFC 3261, 7.3.1: a header that has no list stands once. */
static void
check_multiplicity(LmSipCheck *check)
{
  const LmSipMessage *message = check->message;
  bool *seen = lm_arena_alloc(check->arena, lm_sip_n_header_fields);
  for (uint32_t i = 0; i < message->n_headers && !check->walk.full; i++) {
    const LmSipHeader *header = &message->headers[i];
    const LmSipHeaderField *field = lm_sip_header_field_find(lm_sip_header_name(message, header));
    if (!field || (field->multiplicity != LM_SIP_ONCE && field->multiplicity != LM_SIP_TEXT))
      continue;
    size_t row = (size_t)(field - lm_sip_header_fields);
    if (seen[row])
      lm_sip_check_note(check, LM_ANOMALY_SIP_DUPLICATE_HEADER,
                        lm_sip_header_value(message, header));
    seen[row] = true;
  }
}

/* Elements that follow RFC 2543 need less, and are known by their branch (RFC 3261, 8.1.1.7). */
static bool
is_old(const LmSipMessage *message)
{
  return !lm_slice_starts_with(message->branch, LM_SLICE_LITERAL("z9hG4bK"));
}

/* Values of Contact; @star: a lone asterisk is among them. */
static uint32_t
count_contacts(const LmSipMessage *message, LmSlice *star)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < message->n_headers; i++) {
    if (message->headers[i].kind != LM_SIP_HEADER_CONTACT)
      continue;
    LmSlice one, rest = lm_sip_header_value(message, &message->headers[i]);
    while (lm_sip_next_value(&rest, &one)) {
      n++;
      if (one.len == 1 && one.data[0] == '*')
        *star = one;
    }
  }
  return n;
}

static bool
expires_at_once(const LmSipMessage *message)
{
  uint64_t seconds;
  LmSlice value = lm_sip_message_value(message, LM_SIP_HEADER_EXPIRES);
  return lm_slice_parse_uint(value, UINT32_MAX, &seconds) && seconds == 0;
}

static void
check_contacts(LmSipCheck *check)
{
  const LmSipMessage *message = check->message;
  LmSlice star = LM_SLICE_EMPTY;
  uint32_t n = count_contacts(message, &star);
  if (star.len &&
      (message->method != LM_SIP_METHOD_REGISTER || n != 1 || !expires_at_once(message)))
    lm_sip_check_note(check, LM_ANOMALY_SIP_CONTACT_STAR, star);
  bool begins = message->method == LM_SIP_METHOD_INVITE ||
                message->method == LM_SIP_METHOD_SUBSCRIBE ||
                message->method == LM_SIP_METHOD_REFER;
  if (begins && n != 1 && !is_old(message))
    lm_sip_check_note(check, LM_ANOMALY_SIP_NO_CONTACT, message->method_name);
}

static void
check_tags(LmSipCheck *check)
{
  const LmSipMessage *message = check->message;
  if (is_old(message))
    return;
  if (message->from.len && !message->from_tag.len)
    lm_sip_check_note(check, LM_ANOMALY_SIP_NO_TAG, message->from);
  if (message->status > 100 && message->to.len && !message->to_tag.len)
    lm_sip_check_note(check, LM_ANOMALY_SIP_NO_TAG, message->to);
}

/* A request to a sips URI, or over a route that begins with one, has a Contact like that (RFC 3261,
 * 8.1.1.8). */
static void
check_secure_contact(LmSipCheck *check)
{
  const LmSipMessage *message = check->message;
  LmSlice sips = LM_SLICE_LITERAL("sips:"), one, rest;
  LmSlice route = lm_sip_message_value(message, LM_SIP_HEADER_ROUTE);
  LmSlice contact = lm_sip_message_value(message, LM_SIP_HEADER_CONTACT);
  LmSipAddress first, wanted;
  bool by_route = lm_sip_next_value(&route, &one) && lm_sip_address_parse(one, &first) &&
                  lm_slice_starts_with_nocase(first.uri, sips);
  bool to_sips = lm_slice_starts_with_nocase(message->request_uri, sips);
  rest = contact;
  if ((by_route || to_sips) && lm_sip_next_value(&rest, &one) &&
      lm_sip_address_parse(one, &wanted) &&
      lm_slice_starts_with_nocase(wanted.uri, LM_SLICE_LITERAL("sip:")))
    lm_sip_check_note(check, LM_ANOMALY_SIP_CONTACT_SIPS, wanted.uri);
}

/* What a method may not have (RFC 3261, 9.1, 10.2). */
static void
check_method(LmSipCheck *check)
{
  const LmSipMessage *message = check->message;
  LmSipUri uri;
  if (message->method == LM_SIP_METHOD_REGISTER && lm_sip_uri_parse(message->request_uri, &uri) &&
      uri.user.len && lm_slice_starts_with_nocase(uri.scheme, LM_SLICE_LITERAL("sip")))
    lm_sip_check_note(check, LM_ANOMALY_SIP_REGISTER_URI, message->request_uri);
  for (uint32_t i = 0; message->method == LM_SIP_METHOD_CANCEL && i < message->n_headers; i++) {
    LmSlice name = lm_sip_header_name(message, &message->headers[i]);
    if (message->headers[i].kind == LM_SIP_HEADER_REQUIRE ||
        lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Proxy-Require")))
      lm_sip_check_note(check, LM_ANOMALY_SIP_CANCEL_REQUIRE, name);
  }
}

/* What is not there may have stood behind the end. */
static bool
has_all_headers(const LmSipCheck *check)
{
  for (uint32_t i = 0; i < check->n; i++)
    if (check->anomalies[i].kind == LM_ANOMALY_SIP_NO_END_OF_HEADERS ||
        check->anomalies[i].kind == LM_ANOMALY_SIP_TRUNCATED)
      return false;
  return true;
}

void
lm_sip_check_rules(LmSipCheck *check)
{
  const LmSipMessage *message = check->message;
  check_multiplicity(check);
  if (!has_all_headers(check))
    return;
  check_contacts(check);
  check_tags(check);
  check_secure_contact(check);
  check_method(check);
  if (message->method_name.len && !is_old(message) &&
      !lm_sip_message_header(message, LM_SIP_HEADER_MAX_FORWARDS, 0))
    lm_sip_check_note(check, LM_ANOMALY_SIP_NO_MAX_FORWARDS, message->method_name);
  if (lm_sip_needs_missing(message, 0))
    lm_sip_check_note(check, LM_ANOMALY_SIP_MISSING_NEEDED, message->start_line);
  if (lm_sip_trim(message->body).len && !message->content_type.len)
    lm_sip_check_note(check, LM_ANOMALY_SIP_NO_CONTENT_TYPE, message->body);
  lm_sip_check_identity(check);
}
