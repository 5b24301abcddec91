/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fields of a call: what the first row of a Call-ID says, be it a call or another exchange. */

#include "proto/sip/address.h"
#include "query/run.h"
#include "relate/call_score.h"

enum {
  NUMBER,
  CALL_ID,
  METHOD,
  STATE,
  STATUS,
  RELEASED_BY,
  TRANSPORT,
  START,
  END,
  LAST,
  ANSWER,
  PDD,
  SETUP,
  DURATION,
  ANSWERED,
  ONE_WAY,
  MESSAGES,
  STREAMS,
  EVENTS,
  DIALOGS,
  TRANSACTIONS,
  RETRANSMISSIONS,
  MALFORMED,
  MOS,
  MOS_LQ,
  MOS_FROM_CALLER,
  MOS_FROM_CALLEE,
  QUALITY,
  CODEC,
  CALLER,
  CALLEE,
  CALLER_PORT,
  CALLEE_PORT,
  PATH,
};

/* What of From and To; in the field's part. */
enum { PARTY_ALL, PARTY_URI, PARTY_USER, PARTY_HOST, PARTY_NAME };
enum { FROM = 100, TO };

static const char *const states[] = {"incomplete", "ringing",   "in-call", "completed",
                                     "cancelled",  "rejected",  "busy",    "failed",
                                     "redirected", "no-answer", NULL};
_Static_assert(sizeof states / sizeof states[0] == LM_N_CALL_STATES + 1, "as in call.h");
static const char *const sides[] = {"unknown", "caller", "callee", NULL};
static const char *const qualities[] = {"none", "good", "fair", "poor", NULL};
static const char *const transports[] = {"UDP", "TCP", "TLS", "WS", "WSS", "SCTP", NULL};
_Static_assert(sizeof transports / sizeof transports[0] == LM_N_TRANSPORTS + 1, "as in message.h");
static const char *const methods[] = {"INVITE",  "REGISTER", "OPTIONS", "SUBSCRIBE", "NOTIFY",
                                      "PUBLISH", "MESSAGE",  "REFER",   "INFO",      "UPDATE",
                                      "PRACK",   "ACK",      "BYE",     "CANCEL",    NULL};

static bool
get_number(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmCall *call = row->call == LM_NONE ? NULL : lm_trace_call(row->trace, row->call);
  double mos;
  if (!call)
    return false;
  switch (field->what) {
  case NUMBER:
    return call->number && lm_query_give_number(sink, field, call->number);
  case STATE:
    return lm_query_give_number(sink, field, call->state);
  case STATUS:
    return call->final_status && lm_query_give_number(sink, field, call->final_status);
  case RELEASED_BY:
    return call->released_by && lm_query_give_number(sink, field, call->released_by);
  case MESSAGES:
    return lm_query_give_number(sink, field, call->n_messages);
  case STREAMS:
    return lm_query_give_number(sink, field, call->n_streams);
  case EVENTS:
    return lm_query_give_number(sink, field, call->n_events);
  case DIALOGS:
    return lm_query_give_number(sink, field, call->n_dialogs);
  case TRANSACTIONS:
    return lm_query_give_number(sink, field, call->n_transactions);
  case RETRANSMISSIONS:
    return lm_query_give_number(sink, field, call->n_retransmissions);
  case MALFORMED:
    return lm_query_give_number(sink, field, call->n_malformed);
  case QUALITY:
    return lm_query_give_number(sink, field, lm_trace_call_quality(row->trace, call));
  default:
    mos = lm_trace_call_mos(row->trace, call);
    return mos > 0 && lm_query_give_number(sink, field, mos);
  }
}

/* Without the reports of the whole trace no delay is known, so listening alone. */
static bool
get_score(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  LmCallScore score;
  if (row->call == LM_NONE)
    return false;
  lm_call_score_fill(row->trace, lm_trace_call(row->trace, row->call), NULL, &score);
  const LmScore *of = field->what == MOS_LQ            ? &score.call
                      : field->what == MOS_FROM_CALLER ? &score.from[LM_SIDE_CALLER]
                                                       : &score.from[LM_SIDE_CALLEE];
  return of->n_streams && lm_query_give_number(sink, field, of->mos_lq);
}

static bool
get_time(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmCall *call = row->call == LM_NONE ? NULL : lm_trace_call(row->trace, row->call);
  if (!call)
    return false;
  switch (field->what) {
  case START:
    return lm_query_give_ns(sink, field, call->start_ns);
  case END:
    return lm_query_give_ns(sink, field, call->end_ns);
  case LAST:
    return lm_query_give_ns(sink, field, call->last_ns);
  case ANSWER:
    return lm_query_give_ns(sink, field, call->answer_ns);
  case PDD:
    return lm_query_give_ns(sink, field, lm_call_pdd_ns(call));
  case SETUP:
    return lm_query_give_ns(sink, field, lm_call_setup_ns(call));
  default:
    return lm_query_give_ns(sink, field, lm_call_duration_ns(call));
  }
}

static bool
same_hosts(const LmTrace *trace, const LmStream *there, const LmStream *back)
{
  return lm_addr_equal(&lm_trace_endpoint(trace, there->src)->addr,
                       &lm_trace_endpoint(trace, back->dst)->addr) &&
         lm_addr_equal(&lm_trace_endpoint(trace, there->dst)->addr,
                       &lm_trace_endpoint(trace, back->src)->addr);
}

/* Answered, with media, and no stream has one between the same hosts that goes the other way. Of
 * a call with very many streams the newest are looked at. */
static bool
is_one_way(const LmTrace *trace, const LmCall *call)
{
  const unsigned most = 64;
  unsigned n = 0;
  if (call->answer_ns == LM_TIME_NONE || call->first_stream == LM_NONE)
    return false;
  for (uint32_t i = call->first_stream; i != LM_NONE && n < most; n++) {
    const LmStream *there = lm_trace_stream(trace, i);
    unsigned m = 0;
    for (uint32_t j = call->first_stream; j != LM_NONE && m < most; m++) {
      const LmStream *back = lm_trace_stream(trace, j);
      if (same_hosts(trace, there, back) && i != j)
        return false;
      j = back->next_in_call;
    }
    i = there->next_in_call;
  }
  return true;
}

static bool
get_flag(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmCall *call = row->call == LM_NONE ? NULL : lm_trace_call(row->trace, row->call);
  if (!call)
    return false;
  bool answered = call->number && call->answer_ns != LM_TIME_NONE;
  return lm_query_give_flag(sink, field,
                            field->what == ANSWERED ? answered : is_one_way(row->trace, call));
}

static bool
get_transports(const LmCall *call, const LmQueryField *field, LmQuerySink *sink)
{
  for (unsigned i = 0; i < LM_N_TRANSPORTS; i++)
    if (call->transports & 1u << i && lm_query_give_number(sink, field, i))
      return true;
  return false;
}

static bool
get_codecs(const LmQueryRow *row, const LmCall *call, const LmQueryField *field, LmQuerySink *sink)
{
  for (uint32_t i = call->first_stream; i != LM_NONE;) {
    const LmStream *stream = lm_trace_stream(row->trace, i);
    if (lm_query_give_some(sink, field, stream->codec))
      return true;
    i = stream->next_in_call;
  }
  return false;
}

/* A method that has no number stands in the first message alone. */
static bool
get_method(const LmQueryRow *row, const LmCall *call, const LmQueryField *field, LmQuerySink *sink)
{
  LmQueryRow first = *row;
  if (call->method != LM_SIP_METHOD_OTHER)
    return lm_query_give_some(sink, field, lm_slice_str(lm_sip_method_name(call->method)));
  first.message = call->first_message;
  const LmSipMessage *message = lm_query_message(&first);
  return message &&
         lm_query_give_some(sink, field,
                            message->status ? message->cseq_method_name : message->method_name);
}

static bool
get_path(const LmQueryRow *row, const LmCall *call, const LmQueryField *field, LmQuerySink *sink)
{
  LmText text = LM_TEXT_INIT;
  bool done = false;
  for (uint32_t i = call->first_message; i != LM_NONE && !done;) {
    const LmMessage *message = lm_trace_message(row->trace, i);
    lm_text_reset(&text);
    lm_message_path_text(row->trace, message, &text);
    done = lm_query_give_some(sink, field, lm_slice(text.str, text.len));
    i = message->next_in_call;
  }
  lm_text_clear(&text);
  return done;
}

static bool
get_party(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmCall *call = row->call == LM_NONE ? NULL : lm_trace_call(row->trace, row->call);
  LmSipAddress address = {0};
  LmSipUri uri = {0};
  if (!call)
    return false;
  LmSlice value = field->what == FROM ? call->from : call->to;
  if (field->part == PARTY_ALL)
    return lm_query_give_some(sink, field, value);
  if (!lm_sip_address_parse(value, &address))
    return false;
  if (field->part == PARTY_URI || field->part == PARTY_NAME)
    return lm_query_give_some(sink, field,
                              field->part == PARTY_URI ? address.uri : address.display_name);
  return lm_sip_uri_parse(address.uri, &uri) &&
         lm_query_give_some(sink, field, field->part == PARTY_USER ? uri.user : uri.host);
}

static bool
get_other(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmCall *call = row->call == LM_NONE ? NULL : lm_trace_call(row->trace, row->call);
  if (!call)
    return false;
  switch (field->what) {
  case CALL_ID:
    return lm_query_give_some(sink, field, call->call_id);
  case METHOD:
    return get_method(row, call, field, sink);
  case TRANSPORT:
    return get_transports(call, field, sink);
  case CODEC:
    return get_codecs(row, call, field, sink);
  case CALLER:
    return lm_query_give_address(sink, field, &lm_trace_endpoint(row->trace, call->caller)->addr);
  case CALLEE:
    return lm_query_give_address(sink, field, &lm_trace_endpoint(row->trace, call->callee)->addr);
  case CALLER_PORT:
    return lm_query_give_number(sink, field, lm_trace_endpoint(row->trace, call->caller)->port);
  case CALLEE_PORT:
    return lm_query_give_number(sink, field, lm_trace_endpoint(row->trace, call->callee)->port);
  default:
    return get_path(row, call, field, sink);
  }
}

#define ROW(name_, aliases_, type_, what_, get_, help_)                                       \
  {                                                                                           \
    .name = name_, .aliases = aliases_, .type = type_, .of = LM_QUERY_OF_CALL, .what = what_, \
    .get = get_, .help = help_                                                                \
  }
#define WORDS(name_, aliases_, what_, get_, values_, help_)                            \
  {                                                                                    \
    .name = name_, .aliases = aliases_, .type = LM_QUERY_ENUM, .of = LM_QUERY_OF_CALL, \
    .what = what_, .get = get_, .values = values_, .help = help_                       \
  }
#define PARTY(name_, aliases_, type_, what_, part_, help_)                                    \
  {                                                                                           \
    .name = name_, .aliases = aliases_, .type = type_, .of = LM_QUERY_OF_CALL, .part = part_, \
    .what = what_, .get = get_party, .help = help_                                            \
  }

static const LmQueryField fields[] = {
    ROW("call.number", "call", LM_QUERY_NUMBER, NUMBER, get_number,
        N_("Number of the call, as the list shows it")),
    ROW("call.id", "call.call_id", LM_QUERY_STRING, CALL_ID, get_other, N_("Call-ID")),
    {.name = "call.method",
     .aliases = "",
     .type = LM_QUERY_TOKEN,
     .of = LM_QUERY_OF_CALL,
     .what = METHOD,
     .get = get_other,
     .values = methods,
     .help = N_("Method of the first request")},
    WORDS("call.state", "state", STATE, get_number, states, N_("How the call went")),
    ROW("call.status", "call.final_status", LM_QUERY_NUMBER, STATUS, get_number,
        N_("Final status of the call, or of its first request")),
    WORDS("call.released_by", "released_by", RELEASED_BY, get_number, sides, N_("Who hung up")),
    {.name = "call.transport",
     .aliases = "call.transports",
     .type = LM_QUERY_ENUM,
     .of = LM_QUERY_OF_CALL,
     .many = true,
     .what = TRANSPORT,
     .get = get_other,
     .values = transports,
     .help = N_("What its messages came over")},
    ROW("call.start", "call.start_time", LM_QUERY_TIME, START, get_time,
        N_("Time of the first message")),
    ROW("call.end", "call.stop", LM_QUERY_TIME, END, get_time, N_("When it ended")),
    ROW("call.last", "", LM_QUERY_TIME, LAST, get_time, N_("Time of the last message or media")),
    ROW("call.answer", "", LM_QUERY_TIME, ANSWER, get_time, N_("When it was answered")),
    ROW("call.pdd", "pdd", LM_QUERY_SPAN, PDD, get_time,
        N_("Post-dial delay: from the INVITE until it rings (RFC 6076, 4.3)")),
    ROW("call.setup", "call.setup_time", LM_QUERY_SPAN, SETUP, get_time,
        N_("From the INVITE until it is answered")),
    ROW("call.duration", "duration", LM_QUERY_SPAN, DURATION, get_time,
        N_("From the answer to the end")),
    ROW("call.answered", "", LM_QUERY_FLAG, ANSWERED, get_flag, N_("It was answered")),
    ROW("call.one_way", "", LM_QUERY_FLAG, ONE_WAY, get_flag,
        N_("It was answered, and media went in one direction alone")),
    ROW("call.messages", "", LM_QUERY_NUMBER, MESSAGES, get_number, N_("Number of messages")),
    ROW("call.streams", "", LM_QUERY_NUMBER, STREAMS, get_number, N_("Number of RTP streams")),
    ROW("call.events", "", LM_QUERY_NUMBER, EVENTS, get_number,
        N_("Number of steps of other protocols")),
    ROW("call.dialogs", "call.forks", LM_QUERY_NUMBER, DIALOGS, get_number,
        N_("Number of dialogs: more than one where it forked")),
    ROW("call.transactions", "", LM_QUERY_NUMBER, TRANSACTIONS, get_number,
        N_("Number of transactions")),
    ROW("call.retransmissions", "", LM_QUERY_NUMBER, RETRANSMISSIONS, get_number,
        N_("Messages that were sent again")),
    ROW("call.malformed", "", LM_QUERY_NUMBER, MALFORMED, get_number,
        N_("Messages that break the rules")),
    ROW("call.mos", "call.mos_min mos", LM_QUERY_NUMBER, MOS, get_number,
        N_("Lowest MOS of its streams")),
    ROW("call.mos_lq", "", LM_QUERY_NUMBER, MOS_LQ, get_score, N_("MOS-LQ of its worse direction")),
    ROW("call.from_caller_mos_lq", "", LM_QUERY_NUMBER, MOS_FROM_CALLER, get_score,
        N_("MOS-LQ of what the caller sent")),
    ROW("call.from_callee_mos_lq", "", LM_QUERY_NUMBER, MOS_FROM_CALLEE, get_score,
        N_("MOS-LQ of what the callee sent")),
    WORDS("call.quality", "", QUALITY, get_number, qualities, N_("Band of its worst stream")),
    {.name = "call.codec",
     .aliases = "codec",
     .type = LM_QUERY_TOKEN,
     .of = LM_QUERY_OF_CALL,
     .many = true,
     .what = CODEC,
     .get = get_other,
     .help = N_("Codecs of its streams")},
    PARTY("call.from", "", LM_QUERY_STRING, FROM, PARTY_ALL, N_("From of the first request")),
    PARTY("call.from.uri", "", LM_QUERY_STRING, FROM, PARTY_URI, N_("URI of the caller")),
    PARTY("call.from.user", "caller", LM_QUERY_STRING, FROM, PARTY_USER,
          N_("User or number of the caller")),
    PARTY("call.from.host", "", LM_QUERY_HOST, FROM, PARTY_HOST, N_("Host of the caller's URI")),
    PARTY("call.from.name", "", LM_QUERY_STRING, FROM, PARTY_NAME, N_("Name of the caller")),
    PARTY("call.to", "", LM_QUERY_STRING, TO, PARTY_ALL, N_("To of the first request")),
    PARTY("call.to.uri", "", LM_QUERY_STRING, TO, PARTY_URI, N_("URI of who was called")),
    PARTY("call.to.user", "callee", LM_QUERY_STRING, TO, PARTY_USER,
          N_("User or number that was called")),
    PARTY("call.to.host", "", LM_QUERY_HOST, TO, PARTY_HOST, N_("Host of the called URI")),
    PARTY("call.to.name", "", LM_QUERY_STRING, TO, PARTY_NAME, N_("Name of who was called")),
    ROW("call.src", "call.src.addr", LM_QUERY_ADDRESS, CALLER, get_other,
        N_("Address that sent the first request")),
    ROW("call.dst", "call.dst.addr", LM_QUERY_ADDRESS, CALLEE, get_other,
        N_("Address that the first request went to")),
    ROW("call.src.port", "call.srcport", LM_QUERY_NUMBER, CALLER_PORT, get_other,
        N_("Port that sent the first request")),
    ROW("call.dst.port", "call.dstport", LM_QUERY_NUMBER, CALLEE_PORT, get_other,
        N_("Port that the first request went to")),
    {.name = "call.path",
     .aliases = "",
     .type = LM_QUERY_TOKEN,
     .of = LM_QUERY_OF_CALL,
     .many = true,
     .what = PATH,
     .get = get_other,
     .help = N_("Layers that its messages came through: eth / vlan 20 / ip / udp")},
};

const LmQueryTable lm_query_call_fields = {fields, sizeof fields / sizeof fields[0]};
