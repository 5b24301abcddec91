/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/header.h"

#include "base/scan.h"

/* A hash of length, first and last letter that no two of the names share: the compiler warns about
 * a slot that is filled twice. */
#define N_SLOTS 64
#define SLOT(len, first, last) (((len)*16 + (first)*12 + (last)*7) & (N_SLOTS - 1))

/* One row a header: its name in lower case and whether it may stand only once. A row is small and
 * aligned so that a look-up touches one line of the cache. */
#define ROW(first, last, name, kind, single) \
  [SLOT(sizeof(name) - 1, first, last)] = {name, sizeof(name) - 1, LM_SIP_HEADER_##kind, single}
static const struct {
  char lower[24];
  uint8_t len;
  uint8_t kind;
  bool single;
} __attribute__((aligned(32))) headers[N_SLOTS] = {
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

/* Compact forms by letter. Those without a number keep only their long name. */
static const struct {
  uint8_t kind;
  bool single;
  const char *name;
} compact[26] = {
    ['a' - 'a'] = {LM_SIP_HEADER_OTHER, false, "Accept-Contact"},
    ['b' - 'a'] = {LM_SIP_HEADER_OTHER, false, "Referred-By"},
    ['c' - 'a'] = {LM_SIP_HEADER_CONTENT_TYPE, true, "Content-Type"},
    ['d' - 'a'] = {LM_SIP_HEADER_OTHER, false, "Request-Disposition"},
    ['e' - 'a'] = {LM_SIP_HEADER_CONTENT_ENCODING, false, "Content-Encoding"},
    ['f' - 'a'] = {LM_SIP_HEADER_FROM, true, "From"},
    ['i' - 'a'] = {LM_SIP_HEADER_CALL_ID, true, "Call-ID"},
    ['j' - 'a'] = {LM_SIP_HEADER_OTHER, false, "Reject-Contact"},
    ['k' - 'a'] = {LM_SIP_HEADER_SUPPORTED, false, "Supported"},
    ['l' - 'a'] = {LM_SIP_HEADER_CONTENT_LENGTH, true, "Content-Length"},
    ['m' - 'a'] = {LM_SIP_HEADER_CONTACT, false, "Contact"},
    ['n' - 'a'] = {LM_SIP_HEADER_OTHER, false, "Identity-Info"},
    ['o' - 'a'] = {LM_SIP_HEADER_EVENT, true, "Event"},
    ['r' - 'a'] = {LM_SIP_HEADER_REFER_TO, true, "Refer-To"},
    ['s' - 'a'] = {LM_SIP_HEADER_OTHER, false, "Subject"},
    ['t' - 'a'] = {LM_SIP_HEADER_TO, true, "To"},
    ['u' - 'a'] = {LM_SIP_HEADER_OTHER, false, "Allow-Events"},
    ['v' - 'a'] = {LM_SIP_HEADER_VIA, false, "Via"},
    ['x' - 'a'] = {LM_SIP_HEADER_SESSION_EXPIRES, true, "Session-Expires"},
    ['y' - 'a'] = {LM_SIP_HEADER_OTHER, false, "Identity"},
};

LmSipHeaderKind
lm_sip_header_lookup(LmSlice bytes, size_t offset, size_t len, bool *single)
{
  *single = false;
  if (len == 0 || offset >= bytes.len || len > bytes.len - offset)
    return LM_SIP_HEADER_OTHER;
  uint8_t first = bytes.data[offset] | 0x20, last = bytes.data[offset + len - 1] | 0x20;
  if (len == 1) {
    bool letter = bytes.data[offset] >= 'A' && first >= 'a' && first <= 'z';
    LmSipHeaderKind kind = letter ? compact[first - 'a'].kind : LM_SIP_HEADER_OTHER;
    *single = letter && compact[first - 'a'].single;
    return kind;
  }
  unsigned slot = SLOT((unsigned)len, first, last);
  if (headers[slot].len != len || !lm_scan_equal_nocase(bytes, offset, headers[slot].lower, len))
    return LM_SIP_HEADER_OTHER;
  *single = headers[slot].single;
  return headers[slot].kind;
}

LmSipHeaderKind
lm_sip_header_parse_name(LmSlice name)
{
  bool single;
  return lm_sip_header_lookup(name, 0, name.len, &single);
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
