/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/event.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "track/announcement.h"
#include "track/endpoint.h"

static const char *const protocols[LM_N_EVENT_PROTOCOLS] = {
    [LM_EVENT_STUN] = "STUN",     [LM_EVENT_TURN] = "TURN",     [LM_EVENT_ICE] = "ICE",
    [LM_EVENT_DTLS] = "DTLS",     [LM_EVENT_ZRTP] = "ZRTP",     [LM_EVENT_MSRP] = "MSRP",
    [LM_EVENT_T38] = "T.38",      [LM_EVENT_BFCP] = "BFCP",     [LM_EVENT_DIAMETER] = "Diameter",
    [LM_EVENT_MRCP] = "MRCP",     [LM_EVENT_HTTP] = "HTTP",     [LM_EVENT_TLS] = "TLS",
    [LM_EVENT_SCTP] = "SCTP",     [LM_EVENT_ICMP] = "ICMP",     [LM_EVENT_RTSP] = "RTSP",
    [LM_EVENT_MGCP] = "MGCP",     [LM_EVENT_MEGACO] = "MEGACO", [LM_EVENT_H323] = "H.323",
    [LM_EVENT_SKINNY] = "Skinny", [LM_EVENT_IAX] = "IAX",       [LM_EVENT_SIGCOMP] = "SigComp",
    [LM_EVENT_HEP] = "HEP",       [LM_EVENT_ESP] = "ESP",
};

static const struct {
  const char *name, *text;
} outcomes[LM_N_EVENT_OUTCOMES] = {
    [LM_EVENT_NOTE] = {"note", N_("note")},
    [LM_EVENT_GOOD] = {"good", N_("good")},
    [LM_EVENT_WARNING] = {"warning", N_("warning")},
    [LM_EVENT_FAILURE] = {"failure", N_("failure")},
};

const char *
lm_event_protocol_name(LmEventProtocol protocol)
{
  return protocol < LM_N_EVENT_PROTOCOLS ? protocols[protocol] : "";
}

const char *
lm_event_label_behind(LmEventProtocol protocol, const char *label)
{
  size_t len = strlen(lm_event_protocol_name(protocol));
  if (strncmp(label, lm_event_protocol_name(protocol), len) != 0)
    return label;
  if (label[len] == '\0')
    return label + len;
  return label[len] == ' ' ? label + len + 1 : label;
}

const char *
lm_event_outcome_name(LmEventOutcome outcome)
{
  return outcomes[outcome < LM_N_EVENT_OUTCOMES ? outcome : LM_EVENT_NOTE].name;
}

const char *
lm_event_outcome_text(LmEventOutcome outcome)
{
  return _(outcomes[outcome < LM_N_EVENT_OUTCOMES ? outcome : LM_EVENT_NOTE].text);
}

/* The first bytes of @text up to the limit, without a part of a character at the end. */
static LmSlice
cut_text(const char *text)
{
  LmSlice bytes = lm_slice_str(text);
  if (bytes.len <= LM_LIMIT_EVENT_TEXT_BYTES)
    return bytes;
  size_t len = LM_LIMIT_EVENT_TEXT_BYTES;
  while (len && (lm_slice_at(bytes, len) & 0xc0) == 0x80)
    len--;
  return lm_slice_sub(bytes, 0, len);
}

static uint32_t
find_text(const LmTrace *trace, LmSlice bytes, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->event_texts_by_hash, hash, &walk);
  while (row != LM_NONE &&
         !lm_slice_equal(lm_slice_str(*(const char **)lm_vec_at(&trace->event_texts, row)), bytes))
    row = lm_table_next(&trace->event_texts_by_hash, &walk);
  return row;
}

uint32_t
lm_trace_find_event_text(const LmTrace *trace, const char *text)
{
  LmSlice bytes = lm_slice_str(text);
  return find_text(trace, bytes, lm_hash(lm_hash_key(), bytes.data, bytes.len));
}

/* The trace's own copy of @text, the same for equal texts; NULL if there is none and @make is not
 * set. */
static const char *
intern_text(LmTrace *trace, const char *text, bool make)
{
  LmSlice bytes = cut_text(text ? text : "");
  uint64_t hash = lm_hash(lm_hash_key(), bytes.data, bytes.len);
  uint32_t row = find_text(trace, bytes, hash);
  if (row != LM_NONE)
    return *(const char **)lm_vec_at(&trace->event_texts, row);
  if (!make)
    return NULL;
  const char *copy = lm_arena_string(&trace->event_arena, bytes);
  lm_table_add(&trace->event_texts_by_hash, hash, trace->event_texts.len);
  *(const char **)lm_vec_push(&trace->event_texts) = copy;
  return copy;
}

/* What makes two events the same. The texts are interned, so that their places stand for them. */
static uint64_t
hash_event(const LmEvent *event)
{
  const uint64_t key[] = {(uint64_t)event->call << 32 | event->protocol,
                          (uint64_t)event->src << 32 | event->dst, (uintptr_t)event->label,
                          (uintptr_t)event->detail};
  return lm_hash(lm_hash_key(), key, sizeof key);
}

static LmEvent *
find_same(LmTrace *trace, const LmEvent *event, uint64_t hash, uint32_t *row)
{
  LmTableWalk walk;
  *row = lm_table_first(&trace->events_by_key, hash, &walk);
  for (; *row != LM_NONE; *row = lm_table_next(&trace->events_by_key, &walk)) {
    LmEvent *known = lm_vec_at(&trace->events, *row);
    if (known->call == event->call && known->protocol == event->protocol &&
        known->src == event->src && known->dst == event->dst && known->label == event->label &&
        known->detail == event->detail)
      return known;
  }
  return NULL;
}

/* RTCP and what goes beside it have the port after that of their media (RFC 3550, 11). */
static uint32_t
call_at(const LmTrace *trace, uint32_t endpoint)
{
  const LmAnnouncement *announcement = lm_trace_announcement(trace, endpoint);
  LmEndpoint media = *lm_trace_endpoint(trace, endpoint);
  if (!announcement && media.port & 1) {
    media.port--;
    uint32_t before = lm_trace_find_endpoint(trace, &media);
    announcement = before == LM_NONE ? NULL : lm_trace_announcement(trace, before);
  }
  return announcement ? announcement->call : LM_NONE;
}

static uint32_t
find_call(const LmTrace *trace, const LmEvent *event)
{
  if (event->call != LM_NONE)
    return event->call;
  bool src = lm_trace_prefers_src(trace, event->src, event->dst);
  uint32_t call = call_at(trace, src ? event->src : event->dst);
  return call == LM_NONE ? call_at(trace, src ? event->dst : event->src) : call;
}

static void
link_to_call(LmTrace *trace, uint32_t row, uint32_t call_row)
{
  LmEvent *event = lm_vec_at(&trace->events, row);
  LmCall *call = lm_trace_call_row(trace, call_row);
  event->call = call_row;
  event->next_in_call = LM_NONE;
  if (call->n_events == 0)
    call->first_event = row;
  else
    ((LmEvent *)lm_vec_at(&trace->events, call->last_event))->next_in_call = row;
  call->last_event = row;
  call->n_events++;
  lm_trace_mark_call(trace, call_row);
}

void
lm_trace_wait_for_call(LmTrace *trace, uint32_t row)
{
  LmEvent *event = lm_vec_at(&trace->events, row);
  LmEndpointRow *src = lm_trace_endpoint_row(trace, event->src);
  event->next_at_src = src->first_event;
  src->first_event = row;
  if (event->dst == event->src)
    return;
  LmEndpointRow *dst = lm_trace_endpoint_row(trace, event->dst);
  event->next_at_dst = dst->first_event;
  dst->first_event = row;
}

static void
fold(LmTrace *trace, LmEvent *known, const LmEvent *event)
{
  known->repeats += 1 + event->repeats;
  if (event->time_ns > known->last_ns)
    known->last_ns = event->time_ns;
  if (event->outcome > known->outcome)
    known->outcome = event->outcome;
  if (known->call != LM_NONE)
    lm_trace_mark_call(trace, known->call);
}

uint32_t
lm_trace_add_event(LmTrace *trace, const LmEvent *event)
{
  LmEvent fresh = *event;
  uint32_t row;
  /* When there are too many, those that are known already are still counted. */
  bool full = trace->events.len - trace->n_gone_events >= LM_LIMIT_EVENTS;
  if (event->protocol >= LM_N_EVENT_PROTOCOLS)
    return LM_NONE;
  fresh.call = find_call(trace, event);
  fresh.label = intern_text(trace, event->label, !full);
  fresh.detail = intern_text(trace, event->detail, !full);
  fresh.last_ns = event->time_ns;
  fresh.next_in_call = fresh.next_at_src = fresh.next_at_dst = LM_NONE;
  uint64_t hash = hash_event(&fresh);
  bool apart = event->apart && fresh.call == LM_NONE;
  LmEvent *known = apart ? NULL : find_same(trace, &fresh, hash, &row);
  if (known) {
    fold(trace, known, event);
    return row;
  }
  if (full) {
    trace->counters.events_refused++;
    return LM_NONE;
  }
  row = trace->events.len;
  *(LmEvent *)lm_vec_push(&trace->events) = fresh;
  lm_table_add(&trace->events_by_key, hash, row);
  trace->counters.events[event->protocol]++;
  if (fresh.call == LM_NONE)
    lm_trace_wait_for_call(trace, row);
  else
    link_to_call(trace, row, fresh.call);
  return row;
}

void
lm_trace_give_event(LmTrace *trace, uint32_t row, uint32_t call)
{
  LmEvent *event = lm_vec_at(&trace->events, row);
  if (event->call != LM_NONE || lm_vec_is_buried(&trace->events, row))
    return;
  link_to_call(trace, row, call);
  lm_table_add(&trace->events_by_key, hash_event(event), row);
}

void
lm_trace_adopt_events(LmTrace *trace, uint32_t endpoint, uint32_t call)
{
  LmEndpointRow *at = lm_trace_endpoint_row(trace, endpoint);
  uint32_t row = at->first_event;
  /* Whatever waits here finds a call now or is too old for any, so that none is looked at again. */
  at->first_event = LM_NONE;
  while (row != LM_NONE) {
    LmEvent *event = lm_vec_at(&trace->events, row);
    uint32_t next = event->src == endpoint ? event->next_at_src : event->next_at_dst;
    if (lm_trace_may_be_of_call(trace, call, event->last_ns))
      lm_trace_give_event(trace, row, call);
    row = next;
  }
}
