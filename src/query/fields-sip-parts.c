/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parts of SIP headers: addresses and their URIs, Via, credentials, Reason. */

#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "query/run.h"

/* What of a name-addr; a field's part. */
enum { URI, USER, HOST, PORT, DISPLAY, PARAMETERS };
/* What of a Via. */
enum { SENT_BY, SENT_BY_PORT, TRANSPORT, VIA_BRANCH, RECEIVED, RPORT };
/* What of a Reason. */
enum { PROTOCOL, CAUSE_Q850, CAUSE_SIP, TEXT };

/* Goes through the values of a header, one after the other, lists split. */
typedef struct {
  const LmSipMessage *message;
  LmSlice header;
  LmSipHeaderKind kind;
  LmSlice rest;
  uint32_t next;
} Values;

static Values
values_of(const LmQueryRow *row, const char *header)
{
  LmSlice name = lm_slice_str(header);
  return (Values){lm_query_message(row), name, lm_sip_header_parse_name(name), LM_SLICE_EMPTY, 0};
}

static bool
next_value(Values *values, LmSlice *value)
{
  while (values->message) {
    if (values->rest.len && lm_sip_next_value(&values->rest, value))
      return true;
    if (values->next >= values->message->n_headers)
      return false;
    const LmSipHeader *header = &values->message->headers[values->next++];
    bool same =
        values->kind != LM_SIP_HEADER_OTHER
            ? header->kind == values->kind
            : lm_slice_equal_nocase(lm_sip_header_name(values->message, header), values->header);
    values->rest = same ? lm_sip_header_value(values->message, header) : LM_SLICE_EMPTY;
  }
  return false;
}

static bool
give_uri_part(LmSlice text, const LmQueryField *field, LmQuerySink *sink)
{
  LmSipUri uri = {0};
  uint64_t port;
  if (field->part == URI)
    return lm_query_give_some(sink, field, text);
  if (!lm_sip_uri_parse(text, &uri))
    return false;
  switch (field->part) {
  case USER:
    return lm_query_give_some(sink, field, uri.user);
  case HOST:
    return lm_query_give_some(sink, field, uri.host);
  case PORT:
    return lm_slice_parse_uint(uri.port, 65535, &port) &&
           lm_query_give_number(sink, field, (double)port);
  default:
    return lm_query_give_some(sink, field, uri.parameters);
  }
}

static bool
get_address(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  Values values = values_of(row, field->header);
  LmSlice value;
  while (next_value(&values, &value)) {
    LmSipAddress address = {0};
    bool found = lm_sip_address_parse(value, &address);
    bool done = false;
    if (field->part == DISPLAY)
      done = lm_query_give_some(sink, field, address.display_name);
    else if (field->part == PARAMETERS)
      done = lm_query_give_some(sink, field, address.parameters);
    else if (found)
      done = give_uri_part(address.uri, field, sink);
    if (done)
      return true;
  }
  return false;
}

/* The names before the URIs of the headers that everybody looks at. */
static bool
get_displays(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  static const char *const headers[] = {"From", "To", "Contact"};
  LmQueryField one = *field;
  for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
    one.header = headers[i];
    if (get_address(row, &one, sink))
      return true;
  }
  return false;
}

static bool
get_request_uri(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmSipMessage *message = lm_query_message(row);
  return message && !message->status && give_uri_part(message->request_uri, field, sink);
}

/* A parameter may stand alone, and then is there all the same: it asks for a value (RFC 3581, 3).
 */
static bool
give_rport(LmSlice value, const LmQueryField *field, LmQuerySink *sink)
{
  LmSlice parameters, port;
  lm_slice_split(value, ';', &parameters);
  return lm_sip_parameter(parameters, LM_SLICE_LITERAL("rport"), &port) &&
         lm_query_give_text(sink, field, port.len ? port : LM_SLICE_LITERAL(""));
}

static bool
give_via(LmSlice value, const LmQueryField *field, LmQuerySink *sink)
{
  LmSipVia via = {0};
  uint64_t port;
  if (field->part == RPORT)
    return give_rport(value, field, sink);
  if (!lm_sip_via_parse(value, &via))
    return false;
  const LmSlice parts[] = {[SENT_BY] = via.host,
                           [TRANSPORT] = via.transport,
                           [VIA_BRANCH] = via.branch,
                           [RECEIVED] = via.received,
                           [SENT_BY_PORT] = via.port};
  if (field->part != SENT_BY_PORT)
    return lm_query_give_some(sink, field, parts[field->part]);
  return lm_slice_parse_uint(via.port, 65535, &port) &&
         lm_query_give_number(sink, field, (double)port);
}

static bool
get_via(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  Values values = values_of(row, "Via");
  LmSlice value;
  while (next_value(&values, &value))
    if (give_via(value, field, sink))
      return true;
  return false;
}

/* A parameter of any challenge or credentials (RFC 3261, 25.1); the scheme where it has no name. */
static bool
get_auth(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmSipMessage *message = lm_query_message(row);
  for (uint32_t i = 0; message && i < message->n_headers; i++) {
    const LmSipHeader *header = &message->headers[i];
    LmSlice rest, name, value;
    if (header->kind < LM_SIP_HEADER_AUTHORIZATION ||
        header->kind > LM_SIP_HEADER_PROXY_AUTHENTICATE)
      continue;
    LmSlice scheme = lm_slice_split(lm_sip_header_value(message, header), ' ', &rest);
    if (!field->header) {
      if (lm_query_give_some(sink, field, scheme))
        return true;
      continue;
    }
    while (lm_sip_next_parameter(&rest, ',', &name, &value))
      if (lm_slice_equal_nocase(name, lm_slice_str(field->header)) &&
          lm_query_give_text(sink, field, lm_sip_unquote(value)))
        return true;
  }
  return false;
}

/* RFC 3326, 2: protocol, then cause and text. */
static bool
get_reason(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  Values values = values_of(row, "Reason");
  LmSlice value;
  while (next_value(&values, &value)) {
    LmSlice rest, part = LM_SLICE_EMPTY;
    LmSlice protocol = lm_slice_trim(lm_slice_split(value, ';', &rest));
    const char *wanted = field->part == CAUSE_Q850 ? "Q.850" : "SIP";
    uint64_t cause;
    bool done = false;
    if (field->part == PROTOCOL)
      done = lm_query_give_some(sink, field, protocol);
    else if (field->part == TEXT)
      done = lm_sip_parameter(rest, LM_SLICE_LITERAL("text"), &part) &&
             lm_query_give_text(sink, field, lm_sip_unquote(part));
    else if (lm_slice_equal_nocase(protocol, lm_slice_str(wanted)))
      done = lm_sip_parameter(rest, LM_SLICE_LITERAL("cause"), &part) &&
             lm_slice_parse_uint(lm_slice_trim(part), UINT32_MAX, &cause) &&
             lm_query_give_number(sink, field, (double)cause);
    if (done)
      return true;
  }
  return false;
}

/* A parameter of a header: "icid-value" of P-Charging-Vector; its name stands behind the header's
 * after a ';'. */
static bool
get_parameter(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  LmSlice wanted, value, part, first;
  char name[64] = "";
  LmSlice header = lm_slice_split(lm_slice_str(field->header), ';', &wanted);
  memcpy(name, header.data, header.len < sizeof name ? header.len : sizeof name - 1);
  Values values = values_of(row, name);
  while (next_value(&values, &value)) {
    LmSlice rest;
    first = lm_slice_split(value, ';', &rest);
    if ((lm_sip_parameter(first, wanted, &part) || lm_sip_parameter(rest, wanted, &part)) &&
        lm_query_give_text(sink, field, lm_sip_unquote(part)))
      return true;
  }
  return false;
}

#define ROW(name_, aliases_, type_, many_, part_, get_, header_, help_)                          \
  {                                                                                              \
    .name = name_, .aliases = aliases_, .type = type_, .of = LM_QUERY_OF_MESSAGE, .many = many_, \
    .part = part_, .get = get_, .header = header_, .help = help_                                 \
  }
/* The fields of a header that holds addresses, as Wireshark names them. */
#define ADDRESSES(prefix, uri_, many_, get_, header_)                                              \
  ROW(prefix uri_, "", LM_QUERY_STRING, many_, URI, get_, header_, N_("URI in the header")),       \
      ROW(prefix ".user", "", LM_QUERY_STRING, many_, USER, get_, header_,                         \
          N_("User or number of the URI")),                                                        \
      ROW(prefix ".host", "", LM_QUERY_HOST, many_, HOST, get_, header_, N_("Host of the URI")),   \
      ROW(prefix ".port", "", LM_QUERY_NUMBER, many_, PORT, get_, header_,                         \
          N_("Port of the URI, where it states one")),                                             \
      ROW(prefix ".display.info", prefix ".name", LM_QUERY_STRING, many_, DISPLAY, get_, header_,  \
          N_("Name before the URI")),                                                              \
      ROW(prefix ".param", prefix ".parameter", LM_QUERY_STRING, many_, PARAMETERS, get_, header_, \
          N_("Parameters"))
#define AUTH(name_, parameter_, help_) \
  ROW(name_, "", LM_QUERY_STRING, true, 0, get_auth, parameter_, help_)

static const LmQueryField fields[] = {
    ROW("sip.r-uri", "sip.ruri sip.request_uri", LM_QUERY_STRING, false, URI, get_request_uri, NULL,
        N_("URI that a request goes to")),
    ROW("sip.r-uri.user", "sip.ruri.user", LM_QUERY_STRING, false, USER, get_request_uri, NULL,
        N_("User or number that a request goes to")),
    ROW("sip.r-uri.host", "sip.ruri.host", LM_QUERY_HOST, false, HOST, get_request_uri, NULL,
        N_("Host that a request goes to")),
    ROW("sip.r-uri.port", "sip.ruri.port", LM_QUERY_NUMBER, false, PORT, get_request_uri, NULL,
        N_("Port that a request goes to, where it states one")),
    ROW("sip.r-uri.param", "", LM_QUERY_STRING, false, PARAMETERS, get_request_uri, NULL,
        N_("Parameters of the URI of a request")),
    ADDRESSES("sip.from", ".addr", false, get_address, "From"),
    ADDRESSES("sip.to", ".addr", false, get_address, "To"),
    ADDRESSES("sip.contact", ".uri", true, get_address, "Contact"),
    ADDRESSES("sip.Route", ".uri", true, get_address, "Route"),
    ADDRESSES("sip.Record-Route", ".uri", true, get_address, "Record-Route"),
    ADDRESSES("sip.Service-Route", ".uri", true, get_address, "Service-Route"),
    ADDRESSES("sip.Path", ".uri", true, get_address, "Path"),
    ADDRESSES("sip.pai", ".addr", true, get_address, "P-Asserted-Identity"),
    ADDRESSES("sip.ppi", ".addr", true, get_address, "P-Preferred-Identity"),
    ADDRESSES("sip.rpid", ".addr", true, get_address, "Remote-Party-ID"),
    ADDRESSES("sip.Diversion", ".addr", true, get_address, "Diversion"),
    ADDRESSES("sip.History-Info", ".addr", true, get_address, "History-Info"),
    ADDRESSES("sip.Refer-To", ".addr", false, get_address, "Refer-To"),
    ADDRESSES("sip.Referred-By", ".addr", false, get_address, "Referred-By"),
    ROW("sip.display.info", "", LM_QUERY_STRING, true, DISPLAY, get_displays, NULL,
        N_("Names in From, To and Contact")),
    ROW("sip.Via.sent-by.address", "sip.via.host", LM_QUERY_HOST, true, SENT_BY, get_via, NULL,
        N_("Host in a Via")),
    ROW("sip.Via.sent-by.port", "sip.via.port", LM_QUERY_NUMBER, true, SENT_BY_PORT, get_via, NULL,
        N_("Port in a Via")),
    ROW("sip.Via.transport", "", LM_QUERY_TOKEN, true, TRANSPORT, get_via, NULL,
        N_("Transport in a Via")),
    ROW("sip.Via.branch", "", LM_QUERY_STRING, true, VIA_BRANCH, get_via, NULL,
        N_("Branch of a Via")),
    ROW("sip.Via.received", "", LM_QUERY_HOST, true, RECEIVED, get_via, NULL,
        N_("Where a message came from, as its receiver noted")),
    ROW("sip.Via.rport", "", LM_QUERY_TOKEN, true, RPORT, get_via, NULL,
        N_("The port that it came from, as its receiver noted; empty where it is asked for alone")),
    AUTH("sip.auth.scheme", NULL, N_("Scheme of a challenge or of credentials")),
    AUTH("sip.auth.username", "username", N_("User name in credentials")),
    AUTH("sip.auth.realm", "realm", N_("Realm of a challenge or of credentials")),
    AUTH("sip.auth.nonce", "nonce", N_("Nonce of a challenge or of credentials")),
    AUTH("sip.auth.uri", "uri", N_("URI in credentials")),
    AUTH("sip.auth.algorithm", "algorithm", N_("Algorithm of a challenge or of credentials")),
    AUTH("sip.auth.qop", "qop", N_("Quality of protection")),
    AUTH("sip.auth.nc", "nc", N_("Count of the nonce")),
    AUTH("sip.auth.cnonce", "cnonce", N_("Nonce of the client")),
    AUTH("sip.auth.opaque", "opaque", N_("What a challenge wants back")),
    AUTH("sip.auth.stale", "stale", N_("Whether the nonce was too old")),
    AUTH("sip.auth.digest.response", "response", N_("Digest in credentials")),
    ROW("sip.reason_protocols", "", LM_QUERY_TOKEN, true, PROTOCOL, get_reason, NULL,
        N_("Protocol of a Reason")),
    ROW("sip.reason_cause_q850", "", LM_QUERY_NUMBER, true, CAUSE_Q850, get_reason, NULL,
        N_("Cause by Q.850 in a Reason")),
    ROW("sip.reason_cause_sip", "", LM_QUERY_NUMBER, true, CAUSE_SIP, get_reason, NULL,
        N_("Status code in a Reason")),
    ROW("sip.reason_text", "", LM_QUERY_STRING, true, TEXT, get_reason, NULL,
        N_("Text of a Reason")),
    ROW("sip.icid_value", "sip.icid", LM_QUERY_STRING, true, 0, get_parameter,
        "P-Charging-Vector;icid-value", N_("Charging identifier of 3GPP")),
    ROW("sip.contact.expires", "", LM_QUERY_STRING, true, 0, get_parameter, "Contact;expires",
        N_("Seconds until a Contact expires")),
    ROW("sip.Event.id", "", LM_QUERY_STRING, true, 0, get_parameter, "Event;id",
        N_("Identifier of an event")),
    ROW("sip.Session-Expires.refresher", "", LM_QUERY_TOKEN, true, 0, get_parameter,
        "Session-Expires;refresher", N_("Who refreshes the session")),
    ROW("sip.Replaces.to-tag", "", LM_QUERY_STRING, true, 0, get_parameter, "Replaces;to-tag",
        N_("To tag of the dialog that is replaced")),
    ROW("sip.Replaces.from-tag", "", LM_QUERY_STRING, true, 0, get_parameter, "Replaces;from-tag",
        N_("From tag of the dialog that is replaced")),
};

const LmQueryTable lm_query_sip_part_fields = {fields, sizeof fields / sizeof fields[0]};
