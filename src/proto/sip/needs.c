/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/needs.h"

#include "proto/sip/registry-headers.h"

/* A row: in requests of @method, or in responses with a status from @from to @to to it (NONE: to
 * any method), one of the headers has to be there. */
static const struct {
  uint16_t from, to; /* 0 for requests */
  uint8_t method;
  const char *headers[3];
} needs[] = {
    {0, 0, LM_SIP_METHOD_SUBSCRIBE, {"Event"}},             /* RFC 6665, 8.2.1 */
    {0, 0, LM_SIP_METHOD_NOTIFY, {"Event"}},                /* RFC 6665, 8.2.1 */
    {0, 0, LM_SIP_METHOD_NOTIFY, {"Subscription-State"}},   /* RFC 6665, 4.1.3 */
    {0, 0, LM_SIP_METHOD_PUBLISH, {"Event"}},               /* RFC 3903, 4 */
    {0, 0, LM_SIP_METHOD_REFER, {"Refer-To"}},              /* RFC 3515, 2.4.1 */
    {0, 0, LM_SIP_METHOD_PRACK, {"RAck"}},                  /* RFC 3262, 7.1 */
    {200, 299, LM_SIP_METHOD_INVITE, {"Contact"}},          /* RFC 3261, 12.1.1 */
    {200, 299, LM_SIP_METHOD_SUBSCRIBE, {"Expires"}},       /* RFC 6665, 4.2.1.1 */
    {200, 299, LM_SIP_METHOD_PUBLISH, {"SIP-ETag"}},        /* RFC 3903, 6 */
    {200, 299, LM_SIP_METHOD_PUBLISH, {"Expires"}},         /* RFC 3903, 6 */
    {401, 401, LM_SIP_METHOD_NONE, {"WWW-Authenticate"}},   /* RFC 3261, 20.44 */
    {405, 405, LM_SIP_METHOD_NONE, {"Allow"}},              /* RFC 3261, 21.4.6 */
    {407, 407, LM_SIP_METHOD_NONE, {"Proxy-Authenticate"}}, /* RFC 3261, 22.3 */
    {415, 415, LM_SIP_METHOD_NONE, {"Accept", "Accept-Encoding", "Accept-Language"}}, /* 21.4.13 */
    {420, 420, LM_SIP_METHOD_NONE, {"Unsupported"}},     /* RFC 3261, 21.4.15 */
    {421, 421, LM_SIP_METHOD_NONE, {"Require"}},         /* RFC 3261, 21.4.16 */
    {422, 422, LM_SIP_METHOD_NONE, {"Min-SE"}},          /* RFC 4028, 6 */
    {423, 423, LM_SIP_METHOD_NONE, {"Min-Expires"}},     /* RFC 3261, 21.4.17 */
    {489, 489, LM_SIP_METHOD_NONE, {"Allow-Events"}},    /* RFC 6665, 8.2 */
    {494, 494, LM_SIP_METHOD_NONE, {"Security-Server"}}, /* RFC 3329, 2.3.1 */
};

static bool
has_header(const LmSipMessage *message, const char *name)
{
  const LmSipHeaderField *wanted = lm_sip_header_field_find(lm_slice_str(name));
  for (uint32_t i = 0; wanted && i < message->n_headers; i++)
    if (lm_sip_header_field_find(lm_sip_header_name(message, &message->headers[i])) == wanted)
      return true;
  return false;
}

static bool
is_needed(const LmSipMessage *message, size_t row)
{
  if (needs[row].from == 0)
    return message->method_name.len && message->method == needs[row].method;
  return message->status >= needs[row].from && message->status <= needs[row].to &&
         (needs[row].method == LM_SIP_METHOD_NONE || message->cseq_method == needs[row].method);
}

const char *
lm_sip_needs_missing(const LmSipMessage *message, uint32_t nth)
{
  for (size_t row = 0; row < sizeof needs / sizeof *needs; row++) {
    if (!is_needed(message, row))
      continue;
    bool found = false;
    for (size_t i = 0; i < 3 && needs[row].headers[i] && !found; i++)
      found = has_header(message, needs[row].headers[i]);
    if (!found && nth-- == 0)
      return needs[row].headers[0];
  }
  return NULL;
}
