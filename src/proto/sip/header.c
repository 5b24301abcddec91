/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/header.h"

/* A row a header; its place follows from its name. */
#define ROW(first, last, lower, kind, single)                                       \
  [LM_SIP_HEADER_SLOT(sizeof(lower) - 1, first, last)] = {lower, sizeof(lower) - 1, \
                                                          LM_SIP_HEADER_##kind, single}
const LmSipHeaderRow lm_sip_header_rows[LM_SIP_HEADER_SLOTS] = {
    ROW('v', 'a', "via", VIA, false),
    ROW('f', 'm', "from", FROM, true),
    ROW('t', 'o', "to", TO, true),
    ROW('c', 'd', "call-id", CALL_ID, true),
    ROW('c', 'q', "cseq", CSEQ, true),
    ROW('c', 't', "contact", CONTACT, false),
    ROW('c', 'h', "content-length", CONTENT_LENGTH, true),
    ROW('c', 'e', "content-type", CONTENT_TYPE, true),
    ROW('c', 'g', "content-encoding", CONTENT_ENCODING, false),
    ROW('m', 's', "max-forwards", MAX_FORWARDS, true),
    ROW('r', 'e', "route", ROUTE, false),
    ROW('r', 'e', "record-route", RECORD_ROUTE, false),
    ROW('e', 's', "expires", EXPIRES, true),
    ROW('a', 'n', "authorization", AUTHORIZATION, false),
    ROW('p', 'n', "proxy-authorization", PROXY_AUTHORIZATION, false),
    ROW('w', 'e', "www-authenticate", WWW_AUTHENTICATE, false),
    ROW('p', 'e', "proxy-authenticate", PROXY_AUTHENTICATE, false),
    ROW('r', 'n', "reason", REASON, false),
    ROW('r', 'q', "rseq", RSEQ, true),
    ROW('r', 'k', "rack", RACK, true),
    ROW('r', 'o', "refer-to", REFER_TO, true),
    ROW('r', 's', "replaces", REPLACES, true),
    ROW('e', 't', "event", EVENT, true),
    ROW('s', 'e', "subscription-state", SUBSCRIPTION_STATE, true),
    ROW('u', 't', "user-agent", USER_AGENT, true),
    ROW('s', 'r', "server", SERVER, true),
    ROW('s', 'd', "supported", SUPPORTED, false),
    ROW('r', 'e', "require", REQUIRE, false),
    ROW('a', 'w', "allow", ALLOW, false),
    ROW('s', 's', "session-expires", SESSION_EXPIRES, true),
    ROW('w', 'g', "warning", WARNING, false),
};

/* The names as their RFCs write them. */
static const char *const names[LM_N_SIP_HEADERS] = {
    [LM_SIP_HEADER_OTHER] = "",
    [LM_SIP_HEADER_VIA] = "Via",
    [LM_SIP_HEADER_FROM] = "From",
    [LM_SIP_HEADER_TO] = "To",
    [LM_SIP_HEADER_CALL_ID] = "Call-ID",
    [LM_SIP_HEADER_CSEQ] = "CSeq",
    [LM_SIP_HEADER_CONTACT] = "Contact",
    [LM_SIP_HEADER_CONTENT_LENGTH] = "Content-Length",
    [LM_SIP_HEADER_CONTENT_TYPE] = "Content-Type",
    [LM_SIP_HEADER_CONTENT_ENCODING] = "Content-Encoding",
    [LM_SIP_HEADER_MAX_FORWARDS] = "Max-Forwards",
    [LM_SIP_HEADER_ROUTE] = "Route",
    [LM_SIP_HEADER_RECORD_ROUTE] = "Record-Route",
    [LM_SIP_HEADER_EXPIRES] = "Expires",
    [LM_SIP_HEADER_AUTHORIZATION] = "Authorization",
    [LM_SIP_HEADER_PROXY_AUTHORIZATION] = "Proxy-Authorization",
    [LM_SIP_HEADER_WWW_AUTHENTICATE] = "WWW-Authenticate",
    [LM_SIP_HEADER_PROXY_AUTHENTICATE] = "Proxy-Authenticate",
    [LM_SIP_HEADER_REASON] = "Reason",
    [LM_SIP_HEADER_RSEQ] = "RSeq",
    [LM_SIP_HEADER_RACK] = "RAck",
    [LM_SIP_HEADER_REFER_TO] = "Refer-To",
    [LM_SIP_HEADER_REPLACES] = "Replaces",
    [LM_SIP_HEADER_EVENT] = "Event",
    [LM_SIP_HEADER_SUBSCRIPTION_STATE] = "Subscription-State",
    [LM_SIP_HEADER_USER_AGENT] = "User-Agent",
    [LM_SIP_HEADER_SERVER] = "Server",
    [LM_SIP_HEADER_SUPPORTED] = "Supported",
    [LM_SIP_HEADER_REQUIRE] = "Require",
    [LM_SIP_HEADER_ALLOW] = "Allow",
    [LM_SIP_HEADER_SESSION_EXPIRES] = "Session-Expires",
    [LM_SIP_HEADER_WARNING] = "Warning",
};

/* Compact forms by letter: what the long name is, and the row. */
static const struct {
  const char *name;
  LmSipHeaderRow row;
} compact[26] = {
#define COMPACT(letter, name, kind, single) \
  [letter - 'a'] = {name, {{letter}, 1, LM_SIP_HEADER_##kind, single}}
    COMPACT('a', "Accept-Contact", OTHER, false),
    COMPACT('b', "Referred-By", OTHER, false),
    COMPACT('c', "Content-Type", CONTENT_TYPE, true),
    COMPACT('d', "Request-Disposition", OTHER, false),
    COMPACT('e', "Content-Encoding", CONTENT_ENCODING, false),
    COMPACT('f', "From", FROM, true),
    COMPACT('i', "Call-ID", CALL_ID, true),
    COMPACT('j', "Reject-Contact", OTHER, false),
    COMPACT('k', "Supported", SUPPORTED, false),
    COMPACT('l', "Content-Length", CONTENT_LENGTH, true),
    COMPACT('m', "Contact", CONTACT, false),
    COMPACT('n', "Identity-Info", OTHER, false),
    COMPACT('o', "Event", EVENT, true),
    COMPACT('r', "Refer-To", REFER_TO, true),
    COMPACT('s', "Subject", OTHER, false),
    COMPACT('t', "To", TO, true),
    COMPACT('u', "Allow-Events", OTHER, false),
    COMPACT('v', "Via", VIA, false),
    COMPACT('x', "Session-Expires", SESSION_EXPIRES, true),
    COMPACT('y', "Identity", OTHER, false),
};

const LmSipHeaderRow *
lm_sip_header_compact_row(uint8_t letter)
{
  unsigned index = (letter | 0x20u) - 'a';
  return letter >= 'A' && index < 26 ? &compact[index].row : &compact['z' - 'a'].row;
}

LmSipHeaderKind
lm_sip_header_parse_name(LmSlice name)
{
  const LmSipHeaderRow *row = lm_sip_header_lookup(name, 0, name.len);
  return row ? (LmSipHeaderKind)row->kind : LM_SIP_HEADER_OTHER;
}

const char *
lm_sip_header_kind_name(LmSipHeaderKind kind)
{
  return (unsigned)kind < LM_N_SIP_HEADERS ? names[kind] : "";
}

const char *
lm_sip_header_compact_name(LmSlice name)
{
  int letter = lm_slice_at(name, 0) | 0x20;
  if (name.len != 1 || name.data[0] < 'A' || letter < 'a' || letter > 'z')
    return "";
  const char *long_name = compact[letter - 'a'].name;
  return long_name ? long_name : "";
}
