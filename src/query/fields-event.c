/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fields of a step of another protocol, and the names of these protocols. */

#include "query/field.h"

enum { NAME, LABEL, DETAIL, OUTCOME, REPEATS, STATE, LAST, BYTES };

static const char *const outcomes[] = {"note", "good", "warning", "failure", NULL};
_Static_assert(sizeof outcomes / sizeof outcomes[0] == LM_N_EVENT_OUTCOMES + 1, "as in event.h");

static bool
get_event(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  if (row->event == LM_NONE)
    return false;
  const LmEvent *event = lm_trace_event(row->trace, row->event);
  switch (field->what) {
  case NAME:
    return lm_query_give_some(sink, field, lm_slice_str(lm_event_protocol_name(event->protocol)));
  case LABEL:
    return lm_query_give_some(sink, field, lm_slice_str(event->label));
  case DETAIL:
    return lm_query_give_some(sink, field, lm_slice_str(event->detail));
  case OUTCOME:
    return lm_query_give_number(sink, field, event->outcome);
  case REPEATS:
    return lm_query_give_number(sink, field, event->repeats);
  case STATE:
    return lm_query_give_flag(sink, field, event->state);
  case LAST:
    return lm_query_give_ns(sink, field, event->last_ns);
  default:
    return lm_query_give_number(sink, field, event->len);
  }
}

/* Whether it is of the protocol in the field's part. */
static bool
get_protocol(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  return row->event != LM_NONE && lm_trace_event(row->trace, row->event)->protocol == field->part &&
         lm_query_give_flag(sink, field, true);
}

#define ROW(name_, aliases_, type_, what_, help_)                                              \
  {                                                                                            \
    .name = name_, .aliases = aliases_, .type = type_, .of = LM_QUERY_OF_EVENT, .what = what_, \
    .get = get_event, .help = help_                                                            \
  }
#define PROTOCOL(name_, protocol_)                                                         \
  {                                                                                        \
    .name = name_, .aliases = "", .type = LM_QUERY_FLAG, .of = LM_QUERY_OF_EVENT,          \
    .part = protocol_, .get = get_protocol, .help = N_("There is a step of this protocol") \
  }

static const LmQueryField fields[] = {
    ROW("event.protocol", "event", LM_QUERY_TOKEN, NAME, N_("Protocol, such as STUN or MSRP")),
    ROW("event.label", "", LM_QUERY_TOKEN, LABEL, N_("What it is")),
    ROW("event.detail", "", LM_QUERY_TOKEN, DETAIL, N_("What it says")),
    {.name = "event.outcome",
     .aliases = "",
     .type = LM_QUERY_ENUM,
     .of = LM_QUERY_OF_EVENT,
     .what = OUTCOME,
     .get = get_event,
     .values = outcomes,
     .help = N_("How it went")},
    ROW("event.repeats", "", LM_QUERY_NUMBER, REPEATS, N_("How often it came again")),
    ROW("event.state", "", LM_QUERY_FLAG, STATE,
        N_("It is a state that something reached, and no message")),
    ROW("event.last", "", LM_QUERY_TIME, LAST, N_("When it came last")),
    ROW("event.bytes", "", LM_QUERY_NUMBER, BYTES, N_("Its length in bytes")),
    PROTOCOL("stun", LM_EVENT_STUN),
    PROTOCOL("turn", LM_EVENT_TURN),
    PROTOCOL("ice", LM_EVENT_ICE),
    PROTOCOL("dtls", LM_EVENT_DTLS),
    PROTOCOL("zrtp", LM_EVENT_ZRTP),
    PROTOCOL("msrp", LM_EVENT_MSRP),
    PROTOCOL("t38", LM_EVENT_T38),
    PROTOCOL("bfcp", LM_EVENT_BFCP),
    PROTOCOL("diameter", LM_EVENT_DIAMETER),
    PROTOCOL("mrcpv2", LM_EVENT_MRCP),
    PROTOCOL("http", LM_EVENT_HTTP),
    PROTOCOL("tls", LM_EVENT_TLS),
    PROTOCOL("icmp", LM_EVENT_ICMP),
    PROTOCOL("rtsp", LM_EVENT_RTSP),
    PROTOCOL("mgcp", LM_EVENT_MGCP),
    PROTOCOL("megaco", LM_EVENT_MEGACO),
    PROTOCOL("h323", LM_EVENT_H323),
    PROTOCOL("skinny", LM_EVENT_SKINNY),
    PROTOCOL("iax2", LM_EVENT_IAX),
    PROTOCOL("sigcomp", LM_EVENT_SIGCOMP),
    PROTOCOL("hep", LM_EVENT_HEP),
    PROTOCOL("esp", LM_EVENT_ESP),
};

const LmQueryTable lm_query_event_fields = {fields, sizeof fields / sizeof fields[0]};
