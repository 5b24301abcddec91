/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which rows go: those that are at their end, the oldest first, and then the oldest of the others.
 */

#include "track/announcement.h"
#include "track/evict_parts.h"

/* What has no call may still get one (announcement.h), and then is at its end. */
#define WITHOUT_CALL_NS LM_BEFORE_CALL_NS

/* A thing that can go by itself. */
typedef struct {
  int64_t last_ns;
  uint64_t cost;
  LmEvictKind kind;
} Thing;

/* The larger the older. */
static unsigned
age_of(const LmTrace *trace, int64_t time_ns)
{
  const unsigned bits = LM_EVICT_AGE_BITS;
  int64_t age_ns = lm_time_sub(trace->counters.last_ns, time_ns);
  uint64_t age = age_ns > 0 ? (uint64_t)age_ns : 0;
  if (age < 1u << bits)
    return (unsigned)age;
  unsigned log = 63u - (unsigned)__builtin_clzll(age);
  return (log - bits + 1) << bits | (unsigned)(age >> (log - bits) & ((1u << bits) - 1));
}

static void
count(LmEvicting *evicting, Thing thing)
{
  evicting->cost[thing.kind][age_of(evicting->living.trace, thing.last_ns)] += thing.cost;
}

static bool
goes(const LmEvicting *evicting, Thing thing)
{
  return age_of(evicting->living.trace, thing.last_ns) >= evicting->from[thing.kind];
}

static Thing
without_call(const LmTrace *trace, int64_t last_ns, uint64_t cost)
{
  bool over = lm_time_sub(trace->counters.last_ns, last_ns) > WITHOUT_CALL_NS;
  return (Thing){last_ns, cost, over ? LM_EVICT_FINISHED : LM_EVICT_UNFINISHED};
}

static Thing
call_thing(const LmEvicting *evicting, const LmCall *call)
{
  const LmTrace *trace = evicting->living.trace;
  int64_t last_ns = lm_evict_last_ns(trace, call);
  bool finished = lm_evict_is_finished(trace, call, last_ns) ||
                  (evicting->eviction.at_once && lm_evict_has_ended(call));
  return (Thing){last_ns, lm_evict_cost(trace, call),
                 finished ? LM_EVICT_FINISHED : LM_EVICT_UNFINISHED};
}

static void
count_call(LmEvicting *evicting, uint32_t row)
{
  count(evicting, call_thing(evicting, lm_trace_call(evicting->living.trace, row)));
}

static bool
call_goes(const LmEvicting *evicting, const LmCall *call, Thing thing)
{
  LmSlice lost = evicting->eviction.lost;
  bool is_lost = thing.kind == LM_EVICT_FINISHED && lost.len &&
                 lm_evict_lies_in(evicting->living.trace, call, lost);
  return is_lost || goes(evicting, thing);
}

static void
evict_call(LmEvicting *evicting, uint32_t row)
{
  LmTrace *trace = evicting->living.trace;
  const LmCall *call = lm_trace_call(trace, row);
  Thing thing = call_thing(evicting, call);
  if (call_goes(evicting, call, thing))
    lm_evict_call(trace, row, thing.kind == LM_EVICT_FINISHED);
}

static Thing
message_thing(const LmTrace *trace, const LmMessage *message)
{
  return without_call(trace, message->time_ns, sizeof *message);
}

static void
count_message(LmEvicting *evicting, uint32_t row)
{
  const LmTrace *trace = evicting->living.trace;
  const LmMessage *message = lm_trace_message(trace, row);
  if (message->call == LM_NONE)
    count(evicting, message_thing(trace, message));
}

static void
evict_message(LmEvicting *evicting, uint32_t row)
{
  LmTrace *trace = evicting->living.trace;
  const LmMessage *message = lm_trace_message(trace, row);
  if (message->call == LM_NONE && goes(evicting, message_thing(trace, message)))
    lm_evict_message(trace, row);
}

static Thing
stream_thing(const LmTrace *trace, const LmStream *stream)
{
  return without_call(trace, stream->stats.last_ns,
                      sizeof *stream + lm_packet_log_bytes(&stream->log));
}

static void
count_stream(LmEvicting *evicting, uint32_t row)
{
  const LmTrace *trace = evicting->living.trace;
  const LmStream *stream = lm_trace_stream(trace, row);
  if (stream->call == LM_NONE)
    count(evicting, stream_thing(trace, stream));
}

static void
evict_stream(LmEvicting *evicting, uint32_t row)
{
  LmTrace *trace = evicting->living.trace;
  const LmStream *stream = lm_trace_stream(trace, row);
  if (stream->call == LM_NONE && goes(evicting, stream_thing(trace, stream)))
    lm_evict_stream(trace, row);
}

static Thing
event_thing(const LmTrace *trace, const LmEvent *event)
{
  return without_call(trace, event->last_ns, sizeof *event + LM_LIMIT_EVENT_TEXT_BYTES / 4);
}

static void
count_event(LmEvicting *evicting, uint32_t row)
{
  const LmTrace *trace = evicting->living.trace;
  const LmEvent *event = lm_trace_event(trace, row);
  if (event->call == LM_NONE)
    count(evicting, event_thing(trace, event));
}

static void
evict_event(LmEvicting *evicting, uint32_t row)
{
  LmTrace *trace = evicting->living.trace;
  const LmEvent *event = lm_trace_event(trace, row);
  if (event->call == LM_NONE && goes(evicting, event_thing(trace, event)))
    lm_evict_event(trace, row);
}

static Thing
rtcp_thing(const LmTrace *trace, const LmRtcpDatagram *rtcp)
{
  return without_call(trace, rtcp->time_ns, sizeof *rtcp);
}

static void
count_rtcp(LmEvicting *evicting, uint32_t row)
{
  const LmTrace *trace = evicting->living.trace;
  const LmRtcpDatagram *rtcp = lm_trace_rtcp(trace, row);
  if (lm_trace_rtcp_call(trace, rtcp) == LM_NONE)
    count(evicting, rtcp_thing(trace, rtcp));
}

/* It goes with its call, and right before it: of a call that is not there it is of no use. */
static void
evict_rtcp(LmEvicting *evicting, uint32_t row)
{
  LmTrace *trace = evicting->living.trace;
  const LmRtcpDatagram *rtcp = lm_trace_rtcp(trace, row);
  uint32_t its_call = lm_trace_rtcp_call(trace, rtcp);
  const LmCall *call = its_call == LM_NONE ? NULL : lm_trace_call(trace, its_call);
  if (call ? call_goes(evicting, call, call_thing(evicting, call))
           : goes(evicting, rtcp_thing(trace, rtcp)))
    lm_evict_rtcp(trace, row);
}

/* From which age on each kind goes, so that about the share does that is wanted. */
static void
choose(LmEvicting *evicting)
{
  uint64_t all = 0, gone = 0;
  for (unsigned kind = 0; kind < LM_EVICT_KINDS; kind++)
    for (unsigned age = 0; age < LM_EVICT_AGES; age++)
      all += evicting->cost[kind][age];
  uint64_t wanted = (uint64_t)((double)all * evicting->eviction.share);
  for (unsigned kind = 0; kind < LM_EVICT_KINDS; kind++) {
    unsigned age = LM_EVICT_AGES;
    bool may = kind == LM_EVICT_FINISHED || evicting->eviction.unfinished;
    while (may && age > 0 && gone < wanted)
      gone += evicting->cost[kind][--age];
    evicting->from[kind] = age;
  }
}

static const LmEvictPart parts[] = {
    LM_EVICT_EACH(calls, count_call),       LM_EVICT_EACH(messages, count_message),
    LM_EVICT_EACH(streams, count_stream),   LM_EVICT_EACH(events, count_event),
    LM_EVICT_EACH(rtcp, count_rtcp),        {.at_once = choose},
    LM_EVICT_EACH(rtcp, evict_rtcp),        LM_EVICT_EACH(calls, evict_call),
    LM_EVICT_EACH(messages, evict_message), LM_EVICT_EACH(streams, evict_stream),
    LM_EVICT_EACH(events, evict_event),
};

const LmEvictChapter lm_evict_choosing = {parts, sizeof parts / sizeof parts[0]};
