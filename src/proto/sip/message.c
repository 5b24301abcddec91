/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/message.h"

#include "base/limits.h"
#include "base/scan.h"
#include "proto/sip/fields.h"
#include "proto/sip/header.h"
#include "proto/sip/quick.h"
#include "proto/sip/start-line.h"

/* Offsets are 32 bits wide; nothing near this length is ever handed over. */
#define MAX_MESSAGE_BYTES ((size_t)INT32_MAX)

typedef struct {
  LmSipMessage *message;
  LmArena *arena;
  LmSlice bytes;
  uint64_t seen; /* a bit for each kind of header that was met */
  bool lf_noted, full;
} Parser;

static void
note(LmSipMessage *message, LmAnomalyKind kind, size_t offset, size_t len)
{
  if (message->n_anomalies < LM_SIP_MAX_ANOMALIES)
    message->anomalies[message->n_anomalies] =
        (LmAnomaly){(uint16_t)kind, (uint32_t)offset, (uint32_t)len};
  message->n_anomalies++;
}

static void
note_slice(Parser *parser, LmAnomalyKind kind, LmSlice where)
{
  note(parser->message, kind, lm_scan_offset(parser->bytes, where), where.len);
}

/* Once a message: every line of it is the same. */
static void
note_lf(Parser *parser, size_t offset, size_t len)
{
  if (!parser->lf_noted)
    note(parser->message, LM_ANOMALY_SIP_LF_LINES, offset, len);
  parser->lf_noted = true;
}

static void
take_status(Parser *parser, const LmSipStartLine *start)
{
  LmSipMessage *message = parser->message;
  uint64_t status = UINT16_MAX;
  lm_slice_parse_uint(start->code, UINT16_MAX - 1, &status);
  message->status = (uint16_t)status;
  message->reason = start->reason;
  if (!start->cut && (start->code.len != 3 || status < 100 || status > 699))
    note_slice(parser, LM_ANOMALY_SIP_STATUS_CODE, start->code);
}

/* A part of the message. */
typedef struct {
  size_t from, end;
} Span;

static Span
span_of(const Parser *parser, LmSlice part)
{
  size_t from = lm_scan_offset(parser->bytes, part);
  return (Span){from, from + part.len};
}

static bool
is_uri(const Parser *parser, LmSlice text)
{
  Span span = span_of(parser, text);
  if (lm_sip_quick_uri(parser->bytes, span.from, span.end))
    return true;
  return lm_scan_not_uri(text, 0) == text.len && lm_sip_uri_is_sound(text, false);
}

static void
take_start_line(Parser *parser, const LmSipStartLine *start)
{
  LmSipMessage *message = parser->message;
  message->start_line = start->line;
  if (start->cut)
    note_slice(parser, LM_ANOMALY_SIP_TRUNCATED, start->line);
  if (start->malformed)
    note_slice(parser, LM_ANOMALY_SIP_START_LINE, start->line);
  if (!start->cut && !lm_slice_equal(start->version, LM_SLICE_LITERAL("SIP/2.0")))
    note_slice(parser, LM_ANOMALY_SIP_VERSION, start->version);
  if (start->lf_only)
    note_lf(parser, 0, start->line.len);
  if (start->method_name.len == 0) {
    take_status(parser, start);
    return;
  }
  message->method_name = start->method_name;
  message->method = start->method;
  message->request_uri = start->request_uri;
  if (start->request_uri.len == 0)
    note_slice(parser, LM_ANOMALY_SIP_REQUEST_URI, start->line);
  else if (!start->cut && !is_uri(parser, start->request_uri))
    note_slice(parser, LM_ANOMALY_SIP_REQUEST_URI, start->request_uri);
}

/* RFC 3261, 8.1.1.7: the cookie, and something behind it that makes the branch unique. */
static bool
has_cookie(LmSlice branch)
{
  return branch.len > 7 && memcmp(branch.data, "z9hG4bK", 7) == 0;
}

static void
take_branch(Parser *parser, LmSlice top, LmSlice branch)
{
  parser->message->top_via = top;
  parser->message->branch = branch;
  if (!has_cookie(branch))
    note_slice(parser, LM_ANOMALY_SIP_BRANCH, branch.len ? branch : top);
}

static void
take_via(Parser *parser, LmSlice value, bool first)
{
  LmSlice branch;
  Span span = span_of(parser, value);
  if (lm_sip_quick_via(parser->bytes, span.from, span.end, &branch)) {
    if (first)
      take_branch(parser, value, branch);
    return;
  }
  LmSlice rest = value, one = value;
  LmSipVia via;
  bool several = lm_scan_any(value, 0, ',', '"', ',', ',') < value.len;
  if (!several)
    rest = LM_SLICE_EMPTY;
  else if (!lm_sip_next_value(&rest, &one))
    one = LM_SLICE_EMPTY;
  bool sound = lm_sip_via_scan(one, &via);
  if (first)
    take_branch(parser, one, via.branch);
  while (sound && lm_sip_next_value(&rest, &one))
    sound = lm_sip_via_scan(one, &via);
  if (!sound)
    note_slice(parser, LM_ANOMALY_SIP_VIA, one.len ? one : value);
}

static void
take_address(Parser *parser, LmSlice value, LmSlice *whole, LmSlice *tag)
{
  LmSipAddress address;
  *whole = value;
  Span span = span_of(parser, value);
  if (lm_sip_quick_address(parser->bytes, span.from, span.end, tag))
    return;
  if (!lm_sip_address_scan(value, &address, tag) || address.uri.len == 0)
    note_slice(parser, LM_ANOMALY_SIP_ADDRESS, value);
}

static void
take_contact(Parser *parser, LmSlice value)
{
  LmSipAddress address;
  LmSlice tag, rest = value, one;
  bool any = false, sound = true;
  Span span = span_of(parser, value);
  if (lm_sip_quick_address(parser->bytes, span.from, span.end, &tag))
    return;
  if (lm_scan_byte(value, 0, ',') == value.len) {
    sound = lm_sip_address_scan(value, &address, &tag);
    any = true;
    rest = LM_SLICE_EMPTY;
  }
  while (sound && lm_sip_next_value(&rest, &one)) {
    sound = lm_sip_address_scan(one, &address, &tag);
    any = true;
  }
  if (!sound || !any)
    note_slice(parser, LM_ANOMALY_SIP_ADDRESS, value);
}

static void
take_cseq(Parser *parser, LmSlice value)
{
  LmSipMessage *message = parser->message;
  if (!lm_sip_cseq_parse(value, &message->cseq, &message->cseq_method_name))
    note_slice(parser, LM_ANOMALY_SIP_CSEQ, value);
  if (message->method_name.len == 0) {
    message->cseq_method = lm_sip_method_parse(message->cseq_method_name);
  } else if (lm_slice_equal(message->cseq_method_name, message->method_name)) {
    message->cseq_method = message->method;
  } else {
    message->cseq_method = lm_sip_method_parse(message->cseq_method_name);
    if (message->cseq_method_name.len)
      note_slice(parser, LM_ANOMALY_SIP_CSEQ_METHOD, message->cseq_method_name);
  }
}

static void
take_content_length(Parser *parser, LmSlice value)
{
  uint64_t length = 0;
  bool usable = lm_slice_parse_uint(value, UINT32_MAX, &length);
  if (!usable)
    note_slice(parser, LM_ANOMALY_SIP_CONTENT_LENGTH, value);
  parser->message->has_content_length = usable;
  parser->message->content_length = usable ? (uint32_t)length : 0;
}

static void
take_field(Parser *parser, LmSipHeaderKind kind, bool first, LmSlice value)
{
  LmSipMessage *message = parser->message;
  switch (kind) {
  case LM_SIP_HEADER_VIA:
    take_via(parser, value, first);
    break;
  case LM_SIP_HEADER_FROM:
    take_address(parser, value, &message->from, &message->from_tag);
    break;
  case LM_SIP_HEADER_TO:
    take_address(parser, value, &message->to, &message->to_tag);
    break;
  case LM_SIP_HEADER_CONTACT:
    take_contact(parser, value);
    break;
  case LM_SIP_HEADER_CALL_ID:
    message->call_id = value;
    break;
  case LM_SIP_HEADER_CSEQ:
    take_cseq(parser, value);
    break;
  case LM_SIP_HEADER_CONTENT_LENGTH:
    take_content_length(parser, value);
    break;
  case LM_SIP_HEADER_CONTENT_TYPE:
    message->content_type = value;
    break;
  default:
    break;
  }
}

/* Room for one more header, in the arena once the struct is full. False at the limit. */
static bool
has_room(Parser *parser)
{
  LmSipMessage *message = parser->message;
  if (message->n_headers < message->header_capacity)
    return true;
  if (message->n_headers >= LM_LIMIT_SIP_HEADERS)
    return false;
  uint32_t capacity = message->header_capacity * 2;
  LmSipHeader *headers = lm_arena_alloc(parser->arena, capacity * sizeof *headers);
  memcpy(headers, message->headers, message->n_headers * sizeof *headers);
  message->headers = headers;
  message->header_capacity = capacity;
  return true;
}

static void
note_too_many(Parser *parser, size_t at, size_t end)
{
  if (!parser->full)
    note(parser->message, LM_ANOMALY_SIP_TOO_MANY_HEADERS, at, end - at);
  parser->full = true;
}

/* Reads a name that is not a usual one: long, with white space before its colon (RFC 3261, 25.1,
 * HCOLON), or broken. At most UINT16_MAX bytes of it are kept. */
static void
read_odd_name(Parser *parser, size_t at, size_t colon, LmSipQuickName *name)
{
  LmSlice bytes = parser->bytes;
  size_t len = colon - at;
  while (len > 0 && (bytes.data[at + len - 1] == ' ' || bytes.data[at + len - 1] == '\t'))
    len--;
  name->row = lm_sip_header_lookup(bytes, at, len);
  bool other = !name->row || name->row->kind == LM_SIP_HEADER_OTHER;
  if (other && (len > UINT16_MAX || !lm_sip_is_token(lm_slice_sub(bytes, at, len))))
    note(parser->message, LM_ANOMALY_SIP_HEADER_NAME, at, len);
  name->len = len < UINT16_MAX ? len : UINT16_MAX;
}

/* The offset of the first byte of the value behind @colon, and of its end. */
static inline Span
trim_value(LmSlice bytes, size_t colon, size_t end)
{
  size_t from = colon + 1;
  /* Mostly it is one space, and none at the end. */
  from += from < end && bytes.data[from] == ' ';
  while (from < end && lm_sip_is_space(bytes.data[from]))
    from++;
  while (end > from && lm_sip_is_space(bytes.data[end - 1]))
    end--;
  return (Span){from, end};
}

/* Kinds that take_field() looks at. */
#define TAKEN_FIELDS                                                          \
  (UINT64_C(1) << LM_SIP_HEADER_VIA | UINT64_C(1) << LM_SIP_HEADER_FROM |     \
   UINT64_C(1) << LM_SIP_HEADER_TO | UINT64_C(1) << LM_SIP_HEADER_CONTACT |   \
   UINT64_C(1) << LM_SIP_HEADER_CALL_ID | UINT64_C(1) << LM_SIP_HEADER_CSEQ | \
   UINT64_C(1) << LM_SIP_HEADER_CONTENT_LENGTH | UINT64_C(1) << LM_SIP_HEADER_CONTENT_TYPE)

/* A header whose name begins at @at and whose value lies between @colon and @end, folded lines and
 * all. */
static inline void
take_header(Parser *parser, size_t at, LmSipQuickName name, size_t colon, size_t end)
{
  LmSipMessage *message = parser->message;
  Span value = trim_value(parser->bytes, colon, end);
  unsigned kind = name.row ? name.row->kind : LM_SIP_HEADER_OTHER;
  LmSipHeader *header = &message->headers[message->n_headers++];
  header->name_offset = (uint32_t)at;
  header->value_offset = (uint32_t)value.from;
  header->value_len = (uint32_t)(value.end - value.from);
  header->name_len = (uint16_t)name.len;
  header->kind = (uint16_t)kind;
  if (kind == LM_SIP_HEADER_OTHER)
    return;
  uint64_t bit = UINT64_C(1) << kind;
  bool first = !(parser->seen & bit);
  parser->seen |= bit;
  if (!first && name.row->single)
    note(message, LM_ANOMALY_SIP_DUPLICATE_HEADER, value.from, value.end - value.from);
  else if (bit & TAKEN_FIELDS)
    take_field(parser, (LmSipHeaderKind)kind, first,
               lm_slice_sub(parser->bytes, value.from, value.end - value.from));
}

/* The line from @at to @first_end, and what continues it up to @end. */
static void
take_odd_line(Parser *parser, size_t at, size_t first_end, size_t end)
{
  LmSlice bytes = parser->bytes;
  LmSipQuickName name;
  size_t colon = lm_scan_any(bytes, at, ':', '\n', ':', ':');
  if (colon >= first_end) {
    note(parser->message, LM_ANOMALY_SIP_HEADER_NO_COLON, at, end - at);
    return;
  }
  if (!has_room(parser)) {
    note_too_many(parser, at, end);
    return;
  }
  read_odd_name(parser, at, colon, &name);
  take_header(parser, at, name, colon, end);
}

static bool
is_folded(LmSlice bytes, size_t at)
{
  return at < bytes.len && (bytes.data[at] == ' ' || bytes.data[at] == '\t');
}

/* Reads header lines from @at on; returns the offset of the body, and whether the empty line
 * before it is there. */
static size_t
take_headers(Parser *parser, size_t at, bool *ended)
{
  LmSlice bytes = parser->bytes;
  LmSipMessage *message = parser->message;
  LmScanLines lines = lm_scan_lines(bytes, at);
  while (at < bytes.len) {
    size_t begin = at, lf = lm_scan_lines_next(&lines), end = lf;
    if (end > at && bytes.data[end - 1] == '\r')
      end--;
    else if (lf < bytes.len)
      note_lf(parser, at, end - at);
    if (end == at) {
      *ended = lf < bytes.len;
      return lf < bytes.len ? lf + 1 : lf;
    }
    size_t first_end = end;
    at = lf + 1;
    /* A line that begins with white space continues the one before (RFC 3261, 7.3.1). */
    while (is_folded(bytes, at)) {
      end = lm_scan_lines_next(&lines);
      at = end + 1;
    }
    LmSipQuickName name;
    if (message->n_headers < message->header_capacity &&
        lm_sip_quick_name(bytes, begin, first_end, &name))
      take_header(parser, begin, name, begin + name.len, end);
    else
      take_odd_line(parser, begin, first_end, end);
  }
  return bytes.len;
}

static void
take_body(Parser *parser, size_t at, bool stream, bool whole)
{
  LmSipMessage *message = parser->message;
  LmSlice left = lm_slice_from(parser->bytes, at);
  message->body_offset = (uint32_t)at;
  message->body = left;
  if (!message->has_content_length) {
    /* Nothing else says where the message ends. */
    if (stream && whole && !(parser->seen >> LM_SIP_HEADER_CONTENT_LENGTH & 1))
      note_slice(parser, LM_ANOMALY_SIP_NO_CONTENT_LENGTH, message->start_line);
    return;
  }
  message->body = lm_slice_sub(left, 0, message->content_length);
  if (message->content_length > left.len) {
    const LmSipHeader *header = lm_sip_message_header(message, LM_SIP_HEADER_CONTENT_LENGTH, 0);
    note(message, LM_ANOMALY_SIP_CONTENT_LENGTH_SHORT, header->value_offset, header->value_len);
  } else if (message->content_length < left.len && !stream) {
    note(message, LM_ANOMALY_SIP_CONTENT_LENGTH_LONG, at + message->body.len,
         left.len - message->body.len);
  }
}

/* RFC 3261, 8.1.1: what every message must have. */
static void
check_missing(Parser *parser)
{
  static const uint8_t required[] = {LM_SIP_HEADER_VIA, LM_SIP_HEADER_FROM, LM_SIP_HEADER_TO,
                                     LM_SIP_HEADER_CALL_ID, LM_SIP_HEADER_CSEQ};
  uint64_t all = 0;
  for (size_t i = 0; i < sizeof required; i++)
    all |= UINT64_C(1) << required[i];
  if ((parser->seen & all) == all)
    return;
  for (size_t i = 0; i < sizeof required; i++)
    if (!(parser->seen >> required[i] & 1))
      note_slice(parser, LM_ANOMALY_SIP_MISSING_HEADER, parser->message->start_line);
}

bool
lm_sip_message_parse(LmSlice bytes, bool stream, LmArena *arena, LmSipMessage *message)
{
  LmSipStartLine start;
  bytes = lm_slice_sub(bytes, 0, MAX_MESSAGE_BYTES);
  if (!lm_sip_start_line_parse(bytes, &start))
    return false;
  /* The arrays at the end are not cleared: their counts say what is in them. */
  size_t head = offsetof(LmSipMessage, anomalies);
  /* A length that the compiler knows becomes "rep stos", which takes longer than the call. */
  __asm__("" : "+r"(head));
  memset(message, 0, head);
  message->bytes = bytes;
  message->headers = message->inline_headers;
  message->header_capacity = LM_SIP_INLINE_HEADERS;
  Parser parser = {.message = message, .arena = arena, .bytes = bytes};
  take_start_line(&parser, &start);
  bool ended = false;
  size_t body = take_headers(&parser, start.next, &ended);
  if (ended)
    check_missing(&parser);
  else if (!start.cut)
    note(message, LM_ANOMALY_SIP_NO_END_OF_HEADERS, bytes.len, 0);
  take_body(&parser, body, stream, ended);
  return true;
}

const LmSipHeader *
lm_sip_message_header(const LmSipMessage *message, LmSipHeaderKind kind, uint32_t nth)
{
  for (uint32_t i = 0; i < message->n_headers; i++)
    if (message->headers[i].kind == kind && nth-- == 0)
      return &message->headers[i];
  return NULL;
}

LmSlice
lm_sip_header_name(const LmSipMessage *message, const LmSipHeader *header)
{
  return lm_slice_sub(message->bytes, header->name_offset, header->name_len);
}

LmSlice
lm_sip_header_value(const LmSipMessage *message, const LmSipHeader *header)
{
  return lm_slice_sub(message->bytes, header->value_offset, header->value_len);
}

LmSlice
lm_sip_message_value(const LmSipMessage *message, LmSipHeaderKind kind)
{
  const LmSipHeader *header = lm_sip_message_header(message, kind, 0);
  return header ? lm_sip_header_value(message, header) : LM_SLICE_EMPTY;
}
