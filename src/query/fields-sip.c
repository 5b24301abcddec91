/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fields of a SIP message as a whole: start line, CSeq, and how it stands to others. What the row
 * of the table knows is not read again. */

#include "query/run.h"

enum {
  BYTES,
  METHOD,
  STATUS,
  CSEQ_NUMBER,
  CSEQ_METHOD,
  TRANSPORT,
  RESEND,
  MALFORMED,
  HAS_SDP,
  CUT,
  LENGTH,
  COPIES,
  RESEND_ORIGINAL,
  RESPONSE_REQUEST,
  RESPONSE_TIME,
  REQUEST_LINE,
  STATUS_LINE,
  REASON_PHRASE,
  CALL_ID,
  HEADERS,
  BODY,
  BODY_LENGTH,
  TAG,
  FROM_TAG,
  TO_TAG,
  BRANCH,
  ERRORS,
  HEADER_NAMES,
  HEADER_NUMBER,
};

static const char *const transports[] = {"UDP", "TCP", "TLS", "WS", "WSS", "SCTP", NULL};
_Static_assert(sizeof transports / sizeof transports[0] == LM_N_TRANSPORTS + 1, "as in message.h");
static const char *const methods[] = {"INVITE",  "REGISTER", "OPTIONS", "SUBSCRIBE", "NOTIFY",
                                      "PUBLISH", "MESSAGE",  "REFER",   "INFO",      "UPDATE",
                                      "PRACK",   "ACK",      "BYE",     "CANCEL",    NULL};

static const LmMessage *
message_of(const LmQueryRow *row)
{
  return row->message == LM_NONE ? NULL : lm_trace_message(row->trace, row->message);
}

static bool
get_row(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmMessage *message = message_of(row);
  if (!message)
    return false;
  switch (field->what) {
  case BYTES:
    return lm_query_give_text(sink, field, lm_message_bytes(message));
  case STATUS:
    return message->status && lm_query_give_number(sink, field, message->status);
  case CSEQ_NUMBER:
    return lm_query_give_number(sink, field, message->cseq);
  case TRANSPORT:
    return lm_query_give_number(sink, field, message->transport);
  case LENGTH:
    return lm_query_give_number(sink, field, message->len);
  case COPIES:
    return lm_query_give_number(sink, field, message->copies);
  case RESEND:
    return lm_query_give_flag(sink, field, message->flags & LM_MESSAGE_RETRANSMISSION);
  case MALFORMED:
    return lm_query_give_flag(sink, field, message->flags & LM_MESSAGE_MALFORMED);
  case HAS_SDP:
    return lm_query_give_flag(sink, field, message->flags & LM_MESSAGE_HAS_SDP);
  default:
    return lm_query_give_flag(sink, field, message->flags & LM_MESSAGE_TRUNCATED);
  }
}

/* A method without a number stands in the message alone. */
static bool
get_method(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmMessage *row_of = message_of(row);
  if (!row_of)
    return false;
  bool cseq = field->what == CSEQ_METHOD;
  LmSipMethod method = cseq ? row_of->cseq_method : row_of->method;
  if (method != LM_SIP_METHOD_OTHER)
    return lm_query_give_some(sink, field, lm_slice_str(lm_sip_method_name(method)));
  const LmSipMessage *message = lm_query_message(row);
  return message &&
         lm_query_give_some(sink, field, cseq ? message->cseq_method_name : message->method_name);
}

/* What it belongs to: frames of other messages, and the time since. */
static bool
get_relation(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmMessage *message = message_of(row);
  if (!message)
    return false;
  if (field->what == RESEND_ORIGINAL)
    return message->original != LM_NONE &&
           lm_query_give_number(sink, field,
                                lm_trace_message(row->trace, message->original)->frame);
  if (!message->status || message->transaction == LM_NONE)
    return false;
  uint32_t request = lm_trace_transaction(row->trace, message->transaction)->request;
  if (request == LM_NONE)
    return false;
  const LmMessage *asked = lm_trace_message(row->trace, request);
  return field->what == RESPONSE_REQUEST
             ? lm_query_give_number(sink, field, asked->frame)
             : lm_query_give_ns(sink, field, lm_time_sub(message->time_ns, asked->time_ns));
}

static bool
get_start_line(const LmSipMessage *message, const LmQueryField *field, LmQuerySink *sink)
{
  bool request = !message->status;
  if (field->what == REASON_PHRASE)
    return !request && lm_query_give_text(sink, field, message->reason);
  return request == (field->what == REQUEST_LINE) &&
         lm_query_give_some(sink, field, message->start_line);
}

static bool
get_errors(const LmSipMessage *message, const LmQueryField *field, LmQuerySink *sink)
{
  for (uint32_t i = 0; i < message->n_anomalies && i < LM_SIP_MAX_ANOMALIES; i++)
    if (lm_query_give_some(sink, field, lm_slice_str(lm_anomaly_name(message->anomalies[i].kind))))
      return true;
  return false;
}

static bool
get_header_names(const LmSipMessage *message, const LmQueryField *field, LmQuerySink *sink)
{
  for (uint32_t i = 0; i < message->n_headers; i++)
    if (lm_query_give_some(sink, field, lm_sip_header_name(message, &message->headers[i])))
      return true;
  return false;
}

static bool
get_part(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmSipMessage *message = lm_query_message(row);
  if (!message)
    return false;
  switch (field->what) {
  case CALL_ID:
    return lm_query_give_some(sink, field, message->call_id);
  case HEADERS:
    return lm_query_give_some(sink, field,
                              lm_slice_sub(message->bytes, message->start_line.len,
                                           message->body_offset > message->start_line.len
                                               ? message->body_offset - message->start_line.len
                                               : 0));
  case BODY:
    return lm_query_give_some(sink, field, message->body);
  case BODY_LENGTH:
    return lm_query_give_number(sink, field, (double)message->body.len);
  case TAG:
    return lm_query_give_some(sink, field, message->from_tag) ||
           lm_query_give_some(sink, field, message->to_tag);
  case FROM_TAG:
    return lm_query_give_some(sink, field, message->from_tag);
  case TO_TAG:
    return lm_query_give_some(sink, field, message->to_tag);
  case BRANCH:
    return lm_query_give_some(sink, field, message->branch);
  case ERRORS:
    return get_errors(message, field, sink);
  case HEADER_NAMES:
    return get_header_names(message, field, sink);
  default:
    return get_start_line(message, field, sink);
  }
}

/* A header that is a number, maybe with parameters or a comment behind it: "3600;refresher=uas". */
static bool
get_header_number(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmSipMessage *message = lm_query_message(row);
  for (uint32_t i = 0; message && i < message->n_headers; i++) {
    const LmSipHeader *header = &message->headers[i];
    LmSlice value = lm_sip_header_value(message, header);
    size_t digits = 0;
    uint64_t number;
    bool same = field->part ? header->kind == field->part
                            : lm_slice_equal_nocase(lm_sip_header_name(message, header),
                                                    lm_slice_str(field->header));
    if (!same)
      continue;
    while (lm_slice_at(value, digits) >= '0' && lm_slice_at(value, digits) <= '9')
      digits++;
    if (lm_slice_parse_uint(lm_slice_sub(value, 0, digits), UINT32_MAX, &number) &&
        lm_query_give_number(sink, field, (double)number))
      return true;
  }
  return false;
}

#define ROW(name_, aliases_, type_, what_, get_, help_)                                          \
  {                                                                                              \
    .name = name_, .aliases = aliases_, .type = type_, .of = LM_QUERY_OF_MESSAGE, .what = what_, \
    .get = get_, .help = help_                                                                   \
  }
#define LIST(name_, aliases_, what_, help_)                                                \
  {                                                                                        \
    .name = name_, .aliases = aliases_, .type = LM_QUERY_TOKEN, .of = LM_QUERY_OF_MESSAGE, \
    .many = true, .what = what_, .get = get_part, .help = help_                            \
  }
#define METHODS(name_, aliases_, what_, help_)                                             \
  {                                                                                        \
    .name = name_, .aliases = aliases_, .type = LM_QUERY_TOKEN, .of = LM_QUERY_OF_MESSAGE, \
    .what = what_, .get = get_method, .values = methods, .help = help_                     \
  }
#define NUMBER(name_, aliases_, header_, kind_, help_)                                      \
  {                                                                                         \
    .name = name_, .aliases = aliases_, .type = LM_QUERY_NUMBER, .of = LM_QUERY_OF_MESSAGE, \
    .part = kind_, .what = HEADER_NUMBER, .get = get_header_number, .header = header_,      \
    .help = help_                                                                           \
  }

static const LmQueryField fields[] = {
    ROW("sip", "sip.message", LM_QUERY_STRING, BYTES, get_row,
        N_("The whole message: sip contains \"text\"")),
    METHODS("sip.Method", "method", METHOD, N_("Method of a request")),
    ROW("sip.Status-Code", "sip.status status", LM_QUERY_NUMBER, STATUS, get_row,
        N_("Status code of a response")),
    ROW("sip.Reason-Phrase", "", LM_QUERY_STRING, REASON_PHRASE, get_part,
        N_("Reason phrase of a response")),
    ROW("sip.Request-Line", "", LM_QUERY_STRING, REQUEST_LINE, get_part,
        N_("First line of a request")),
    ROW("sip.Status-Line", "", LM_QUERY_STRING, STATUS_LINE, get_part,
        N_("First line of a response")),
    ROW("sip.Call-ID", "sip.callid", LM_QUERY_STRING, CALL_ID, get_part, N_("Call-ID")),
    ROW("sip.CSeq.seq", "", LM_QUERY_NUMBER, CSEQ_NUMBER, get_row, N_("Number in CSeq")),
    METHODS("sip.CSeq.method", "", CSEQ_METHOD,
            N_("Method in CSeq: of a response that of its request")),
    {.name = "sip.transport",
     .aliases = "transport",
     .type = LM_QUERY_ENUM,
     .of = LM_QUERY_OF_MESSAGE,
     .what = TRANSPORT,
     .get = get_row,
     .values = transports,
     .help = N_("What the message came over")},
    ROW("sip.resend", "sip.retransmission", LM_QUERY_FLAG, RESEND, get_row,
        N_("It was sent before")),
    ROW("sip.resend-original", "", LM_QUERY_NUMBER, RESEND_ORIGINAL, get_relation,
        N_("Frame of the message that it repeats")),
    ROW("sip.response-request", "", LM_QUERY_NUMBER, RESPONSE_REQUEST, get_relation,
        N_("Frame of the request that it answers")),
    {.name = "sip.response-time",
     .aliases = "",
     .type = LM_QUERY_SPAN,
     .of = LM_QUERY_OF_MESSAGE,
     .in_ms = true,
     .what = RESPONSE_TIME,
     .get = get_relation,
     .help = N_("Time since the request; a plain number is milliseconds")},
    ROW("sip.malformed", "_ws.malformed", LM_QUERY_FLAG, MALFORMED, get_row,
        N_("It breaks the rules")),
    LIST("sip.error", "sip.errors", ERRORS, N_("Rules that it breaks, by name")),
    ROW("sip.has_sdp", "", LM_QUERY_FLAG, HAS_SDP, get_row, N_("It has a session description")),
    ROW("sip.truncated", "", LM_QUERY_FLAG, CUT, get_row, N_("The capture cut it off")),
    ROW("sip.copies", "", LM_QUERY_NUMBER, COPIES, get_row, N_("How often it was captured again")),
    ROW("sip.len", "sip.length frame.len", LM_QUERY_NUMBER, LENGTH, get_row,
        N_("Length of the message in bytes")),
    ROW("sip.msg_hdr", "sip.headers", LM_QUERY_STRING, HEADERS, get_part, N_("All its headers")),
    LIST("sip.header.name", "", HEADER_NAMES, N_("Names of its headers, as they stand there")),
    ROW("sip.msg_body", "sip.body", LM_QUERY_STRING, BODY, get_part, N_("Its body")),
    ROW("sip.body.len", "", LM_QUERY_NUMBER, BODY_LENGTH, get_part,
        N_("Length of its body in bytes")),
    {.name = "sip.tag",
     .aliases = "",
     .type = LM_QUERY_STRING,
     .of = LM_QUERY_OF_MESSAGE,
     .many = true,
     .what = TAG,
     .get = get_part,
     .help = N_("Tags of From and To")},
    ROW("sip.from.tag", "", LM_QUERY_STRING, FROM_TAG, get_part, N_("Tag of From")),
    ROW("sip.to.tag", "", LM_QUERY_STRING, TO_TAG, get_part, N_("Tag of To")),
    ROW("sip.branch", "", LM_QUERY_STRING, BRANCH, get_part, N_("Branch of the topmost Via")),
    NUMBER("sip.Content-Length", "", NULL, LM_SIP_HEADER_CONTENT_LENGTH,
           N_("Length of the body, as stated")),
    NUMBER("sip.Expires", "", NULL, LM_SIP_HEADER_EXPIRES, N_("Seconds until it expires")),
    NUMBER("sip.Max-Forwards", "", NULL, LM_SIP_HEADER_MAX_FORWARDS, N_("Hops that are left")),
    NUMBER("sip.RSeq", "", NULL, LM_SIP_HEADER_RSEQ, N_("Number of a reliable response")),
    NUMBER("sip.Session-Expires.interval", "sip.session-expires.seconds", NULL,
           LM_SIP_HEADER_SESSION_EXPIRES, N_("Seconds of the session timer")),
    NUMBER("sip.Min-SE", "", "Min-SE", 0, N_("Shortest session timer in seconds")),
    NUMBER("sip.Retry-After", "", "Retry-After", 0, N_("Seconds to wait")),
    NUMBER("sip.Max-Breadth", "", "Max-Breadth", 0, N_("Branches that are allowed")),
};

const LmQueryTable lm_query_sip_fields = {fields, sizeof fields / sizeof fields[0]};
