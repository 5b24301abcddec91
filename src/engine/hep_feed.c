/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/hep_feed.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/i18n.h"
#include "capture/hep_socket.h"
#include "proto/rtcp-homer.h"

#include <stdlib.h>
#include <unistd.h>

#define RECENT 4096

struct LmHepFeed {
  LmHepSend *sends[LM_HEP_FEED_PLACES];
  size_t n;
  LmHepFeedRule rule;
  LmHepFeedCounts counts;
  uint32_t next_message, next_rtcp, next_event; /* rows of the trace */
  uint64_t recent[RECENT];                      /* hashes of reports, each where its low bits say */
};

/* FNV-1a: the same on each start, and hardly the same on two machines. */
static uint32_t
number_of(const char *name)
{
  uint32_t number = 2166136261u;
  for (; *name; name++)
    number = (number ^ (uint8_t)*name) * 16777619u;
  return number >> 1 ? number >> 1 : 1;
}

static bool
check_places(const LmHepFeedOptions *options, LmError *error)
{
  if (options->n_places == 0 || options->n_places > LM_HEP_FEED_PLACES)
    return lm_error_set(error, LM_ERROR_USAGE, _("HEP is sent to one to %u places"),
                        LM_HEP_FEED_PLACES);
  for (size_t i = 0; i < options->n_places; i++)
    for (size_t j = 0; j < options->n_own; j++) {
      LmHepPlace place, own;
      if (!lm_hep_place_parse(options->places[i], &place, error) ||
          !lm_hep_place_parse(options->own[j], &own, error))
        return false;
      if (lm_hep_meets(&place, &own))
        return lm_error_set(error, LM_ERROR_USAGE,
                            _("%.150s: what is sent there would come back by %.150s, where HEP is "
                              "listened for; send it elsewhere"),
                            options->places[i], options->own[j]);
    }
  return true;
}

LmHepFeed *
lm_hep_feed_new(const LmHepFeedOptions *options, LmError *error)
{
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  if (!check_places(options, error))
    return NULL;
  LmHepFeed *feed = lm_alloc(sizeof *feed);
  feed->rule = options->rule;
  feed->counts.agent = options->agent ? options->agent : number_of(name);
  for (size_t i = 0; i < options->n_places; i++) {
    LmHepSendOptions one = {.place = options->places[i],
                            .key_file = options->key_file,
                            .node = name,
                            .agent = feed->counts.agent,
                            .tls = options->tls,
                            .per_second = options->per_second};
    feed->sends[feed->n] = lm_hep_send_new(&one, error);
    if (!feed->sends[feed->n++]) {
      lm_hep_feed_free(feed);
      return NULL;
    }
  }
  return feed;
}

void
lm_hep_feed_free(LmHepFeed *feed)
{
  if (!feed)
    return;
  for (size_t i = 0; i < feed->n; i++)
    lm_hep_send_free(feed->sends[i]);
  free(feed);
}

/* What carried it, as IP numbers it; 22 stands for TLS, for which it has no number, with Kamailio
 * and others. */
static uint8_t
carrier_of(uint8_t transport)
{
  switch (transport) {
  case LM_TRANSPORT_TCP:
  case LM_TRANSPORT_WS:
    return 6;
  case LM_TRANSPORT_TLS:
  case LM_TRANSPORT_WSS:
    return 22;
  case LM_TRANSPORT_SCTP:
    return 132;
  default:
    return 17;
  }
}

/* Of what came by HEP from @agent. */
static bool
is_left_out(LmHepFeed *feed, uint32_t agent)
{
  bool own = agent == feed->counts.agent;
  if (feed->rule == LM_HEP_FEED_ALL || (feed->rule == LM_HEP_FEED_FOREIGN && !own))
    return false;
  *(own ? &feed->counts.own : &feed->counts.foreign) += 1;
  return true;
}

static void
put(LmHepFeed *feed, const LmHep *hep)
{
  for (size_t i = 0; i < feed->n; i++)
    lm_hep_send_put(feed->sends[i], hep);
  feed->counts.given++;
}

void
lm_hep_feed_put_message(LmHepFeed *feed, const LmTrace *trace, uint32_t row)
{
  const LmMessage *message = lm_trace_message(trace, row);
  uint32_t agent = 0; /* we captured it */
  if (lm_path_is_hep(lm_trace_message_path(trace, message), &agent) && is_left_out(feed, agent))
    return;
  LmHep hep = {.src = *lm_trace_endpoint(trace, message->src),
               .dst = *lm_trace_endpoint(trace, message->dst),
               .payload = lm_message_bytes(message),
               .time_ns = message->time_ns,
               .agent = agent,
               .ip_protocol = carrier_of(message->transport),
               .type = LM_HEP_SIP};
  put(feed, &hep);
}

void
lm_hep_feed_put_rtcp(LmHepFeed *feed, const LmTrace *trace, uint32_t row)
{
  const LmRtcpDatagram *datagram = lm_trace_rtcp(trace, row);
  uint32_t call = lm_trace_rtcp_call(trace, datagram);
  LmText json = LM_TEXT_INIT;
  if (lm_rtcp_homer_json(lm_slice(datagram->data, datagram->len), &json))
    put(feed, &(LmHep){.src = *lm_trace_endpoint(trace, datagram->src),
                       .dst = *lm_trace_endpoint(trace, datagram->dst),
                       .payload = lm_slice(json.str, json.len),
                       .correlation =
                           call == LM_NONE ? LM_SLICE_EMPTY : lm_trace_call(trace, call)->call_id,
                       .time_ns = datagram->time_ns,
                       .ip_protocol = 17,
                       .type = LM_HEP_RTCP});
  lm_text_clear(&json);
}

/* Reports are not told from their copies when they come in, as messages are. */
static bool
is_copy(LmHepFeed *feed, LmSlice bytes)
{
  uint64_t hash = lm_hash(lm_hash_key(), bytes.data, bytes.len),
           *before = &feed->recent[hash % RECENT];
  bool copy = *before == hash;
  *before = hash;
  return copy;
}

void
lm_hep_feed_put_event(LmHepFeed *feed, const LmTrace *trace, uint32_t row)
{
  const LmEvent *event = lm_trace_event(trace, row);
  LmSlice bytes = lm_slice(event->data, event->len);
  LmHep hep;
  if (event->protocol != LM_EVENT_HEP || !lm_hep_parse(bytes, &hep) ||
      is_left_out(feed, hep.agent) || (feed->rule != LM_HEP_FEED_ALL && is_copy(feed, bytes)))
    return;
  if (hep.time_ns == LM_TIME_NONE)
    hep.time_ns = event->time_ns;
  put(feed, &hep);
}

void
lm_hep_feed_take(LmHepFeed *feed, const LmTrace *trace)
{
  uint32_t row = lm_trace_next_message(trace, feed->next_message);
  for (; row < lm_trace_n_messages(trace); row = lm_trace_next_message(trace, row + 1))
    lm_hep_feed_put_message(feed, trace, row);
  row = lm_trace_next_rtcp(trace, feed->next_rtcp);
  for (; row < lm_trace_n_rtcp(trace); row = lm_trace_next_rtcp(trace, row + 1))
    lm_hep_feed_put_rtcp(feed, trace, row);
  row = lm_trace_next_event(trace, feed->next_event);
  for (; row < lm_trace_n_events(trace); row = lm_trace_next_event(trace, row + 1))
    lm_hep_feed_put_event(feed, trace, row);
  feed->next_message = lm_trace_n_messages(trace);
  feed->next_rtcp = lm_trace_n_rtcp(trace);
  feed->next_event = lm_trace_n_events(trace);
}

bool
lm_hep_feed_has_room(LmHepFeed *feed)
{
  for (size_t i = 0; i < feed->n; i++)
    if (!lm_hep_send_has_room(feed->sends[i]))
      return false;
  return true;
}

void
lm_hep_feed_finish(LmHepFeed *feed, int64_t most_ns)
{
  for (size_t i = 0; i < feed->n; i++)
    lm_hep_send_end(feed->sends[i], most_ns);
}

void
lm_hep_feed_end(LmHepFeed *feed, int64_t most_ns)
{
  lm_hep_feed_finish(feed, most_ns);
  for (size_t i = 0; i < feed->n; i++)
    lm_hep_send_wait(feed->sends[i]);
}

const LmHepFeedCounts *
lm_hep_feed_counts(const LmHepFeed *feed)
{
  return &feed->counts;
}

size_t
lm_hep_feed_n(const LmHepFeed *feed)
{
  return feed->n;
}

const char *
lm_hep_feed_status(LmHepFeed *feed, size_t index, LmHepSendStatus *status)
{
  lm_hep_send_status(feed->sends[index], status);
  return lm_hep_send_place(feed->sends[index]);
}
