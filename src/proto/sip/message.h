/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A SIP message taken apart as far as tracking needs it: start line, the index of its header lines,
 * and slices of the few fields that are looked at for every message. Everything else is parsed from
 * the index when somebody asks (proto/sip/address.h, via.h, ...).
 *
 * The struct is the caller's and large (some KiB): keep one and use it again. All slices point into
 * the bytes that were parsed. Nothing is allocated but header entries beyond LM_SIP_INLINE_HEADERS,
 * from the caller's arena. Sources: RFC 3261, sections 7, 8.1.1, 18.3, 20 and 25. */

#include "base/arena.h"
#include "proto/anomaly.h"
#include "proto/sip/method.h"

#define LM_SIP_INLINE_HEADERS 64
#define LM_SIP_MAX_ANOMALIES 16

/* Header fields with a number of their own; compact forms have the number of the long one. The
 * table with names, compact forms and whether a header may stand more than once is in
 * proto/sip/header.c. */
typedef enum {
  LM_SIP_HEADER_OTHER,
  LM_SIP_HEADER_VIA,
  LM_SIP_HEADER_FROM,
  LM_SIP_HEADER_TO,
  LM_SIP_HEADER_CALL_ID,
  LM_SIP_HEADER_CSEQ,
  LM_SIP_HEADER_CONTACT,
  LM_SIP_HEADER_CONTENT_LENGTH,
  LM_SIP_HEADER_CONTENT_TYPE,
  LM_SIP_HEADER_CONTENT_ENCODING,
  LM_SIP_HEADER_MAX_FORWARDS,
  LM_SIP_HEADER_ROUTE,
  LM_SIP_HEADER_RECORD_ROUTE,
  LM_SIP_HEADER_EXPIRES,
  LM_SIP_HEADER_AUTHORIZATION,
  LM_SIP_HEADER_PROXY_AUTHORIZATION,
  LM_SIP_HEADER_WWW_AUTHENTICATE,
  LM_SIP_HEADER_PROXY_AUTHENTICATE,
  LM_SIP_HEADER_REASON,
  LM_SIP_HEADER_RSEQ,
  LM_SIP_HEADER_RACK,
  LM_SIP_HEADER_REFER_TO,
  LM_SIP_HEADER_REPLACES,
  LM_SIP_HEADER_EVENT,
  LM_SIP_HEADER_SUBSCRIPTION_STATE,
  LM_SIP_HEADER_USER_AGENT,
  LM_SIP_HEADER_SERVER,
  LM_SIP_HEADER_SUPPORTED,
  LM_SIP_HEADER_REQUIRE,
  LM_SIP_HEADER_ALLOW,
  LM_SIP_HEADER_SESSION_EXPIRES,
  LM_SIP_HEADER_WARNING,
  LM_N_SIP_HEADERS
} LmSipHeaderKind;

typedef struct {
  uint32_t name_offset; /* from the start of the message */
  uint32_t value_offset;
  uint32_t value_len; /* trimmed; folded lines (RFC 3261, 7.3.1) are inside, with their line ends */
  uint16_t name_len;
  uint16_t kind; /* LmSipHeaderKind */
} LmSipHeader;

typedef struct {
  LmSlice bytes; /* the whole message, as far as it was captured */

  /* Start line. */
  LmSlice start_line;
  LmSlice method_name; /* of a request */
  LmSlice request_uri;
  LmSlice reason;     /* of a response */
  LmSipMethod method; /* of a request; NONE in a response */
  uint16_t status;    /* of a response; 0 in a request */

  /* The fields that tracking needs. Empty where the message has none. */
  LmSlice call_id;
  LmSlice from, to;         /* the whole header values */
  LmSlice from_tag, to_tag; /* RFC 3261, 19.3 */
  LmSlice top_via;          /* the first Via value, up to a comma outside quotes */
  LmSlice branch;           /* of the top Via */
  LmSlice content_type;
  uint32_t cseq;
  LmSipMethod cseq_method;
  LmSlice cseq_method_name;

  LmSlice body; /* by Content-Length where there is one, else all that is left */
  bool has_content_length;
  uint32_t content_length; /* as stated */
  uint32_t body_offset;

  LmSipHeader *headers; /* inline_headers, or in the arena */
  uint32_t n_headers;
  uint32_t header_capacity;
  uint32_t n_anomalies; /* all that were met; only the first LM_SIP_MAX_ANOMALIES are kept */
  LmAnomaly anomalies[LM_SIP_MAX_ANOMALIES];
  LmSipHeader inline_headers[LM_SIP_INLINE_HEADERS];
} LmSipMessage;

/* Whether @bytes begin as a SIP message does: "SIP/2.0 " or another version, or a token, a space,
 * and later in the same line " SIP/". Cheap enough for the first packets of every flow; leading
 * CRLF (RFC 3261, 7.5) is not skipped here. */
bool lm_sip_looks_like(LmSlice bytes);

/* The length of leading CRs and LFs that precede a message or are a keep-alive (RFC 3261, 7.5; RFC
 * 5626, 3.5.1). */
size_t lm_sip_leading_crlf(LmSlice bytes);

/* Takes the message at the start of @bytes apart. @stream: the bytes come from a stream transport,
 * so what follows the body by Content-Length is the next message and no anomaly. Returns false,
 * with @message not to be used, only when lm_sip_looks_like() does; anything else yields a message,
 * with anomalies. */
bool lm_sip_message_parse(LmSlice bytes, bool stream, LmArena *arena, LmSipMessage *message);

typedef enum {
  LM_SIP_FRAME_WHOLE,   /* *len is the length of the message at the start */
  LM_SIP_FRAME_PARTIAL, /* more bytes are needed; *len is how many more, 0 if not known */
  LM_SIP_FRAME_NOT_SIP, /* *len bytes can be thrown away: up to what may be the next start line, or
                           all */
} LmSipFrame;

/* Finds the end of the message at the start of a stream's bytes (RFC 3261, 18.3): after the empty
 * line as many bytes as Content-Length says, 0 where there is none, where it is no number or where
 * it is above LM_LIMIT_SIP_BODY_BYTES. A message whose headers run into another start line ends
 * there. Leading CRLFs are NOT_SIP: take them off with lm_sip_leading_crlf() before.
 *
 * A call costs time in proportion to the header block, of at most LM_LIMIT_SIP_HEADER_BLOCK_BYTES,
 * or to the bytes that NOT_SIP drops. So that many small segments do not cost their square, do not
 * call again before *len more bytes are there, and for a *len of 0 not before one more LF is. */
LmSipFrame lm_sip_frame(LmSlice stream, size_t *len);

/* The @nth (from 0) header of @kind, or NULL. */
const LmSipHeader *
lm_sip_message_header(const LmSipMessage *message, LmSipHeaderKind kind, uint32_t nth);
LmSlice lm_sip_header_name(const LmSipMessage *message, const LmSipHeader *header);
LmSlice lm_sip_header_value(const LmSipMessage *message, const LmSipHeader *header);
/* Shorthand: the value of the first header of @kind; empty if there is none. */
LmSlice lm_sip_message_value(const LmSipMessage *message, LmSipHeaderKind kind);

/* The number of a header name, in long or compact form, in any case. */
LmSipHeaderKind lm_sip_header_parse_name(LmSlice name);
/* The canonical long name ("Call-ID"); "" for OTHER. */
const char *lm_sip_header_kind_name(LmSipHeaderKind kind);

/* "OK" for 200: the reason phrase that the RFC of the code gives; "" for an unregistered one. */
const char *lm_sip_status_reason(uint16_t status);
/* The number of the RFC that defines the code; 0 for an unregistered one. */
uint16_t lm_sip_status_rfc(uint16_t status);
