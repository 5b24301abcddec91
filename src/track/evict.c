/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/evict_parts.h"

#include "track/announcement.h"

#include <stdlib.h>

/* Ages in steps of some 3 %: what goes is chosen by them, so that nothing has to be sorted. */
#define AGE_BITS 5
#define N_AGES (64u << AGE_BITS)
/* What has no call may still get one (announcement.h), and then is at its end. */
#define WITHOUT_CALL_NS LM_BEFORE_CALL_NS

typedef enum { FINISHED, UNFINISHED, N_KINDS } Kind;

typedef struct {
  LmTrace *trace;
  const LmEviction *eviction;
  uint64_t cost[N_KINDS][N_AGES];
  unsigned from[N_KINDS]; /* the youngest age that goes */
} Choice;

/* The larger the older. */
static unsigned
age_of(const LmTrace *trace, int64_t time_ns)
{
  int64_t age_ns = lm_time_sub(trace->counters.last_ns, time_ns);
  uint64_t age = age_ns > 0 ? (uint64_t)age_ns : 0;
  if (age < 1u << AGE_BITS)
    return (unsigned)age;
  unsigned log = 63u - (unsigned)__builtin_clzll(age);
  return (log - AGE_BITS + 1) << AGE_BITS |
         (unsigned)(age >> (log - AGE_BITS) & ((1u << AGE_BITS) - 1));
}

/* A thing that can go by itself. */
typedef void (*Visit)(Choice *choice, uint32_t row, int64_t last_ns, uint64_t cost, Kind kind,
                      void (*evict)(LmTrace *trace, uint32_t row));

static Kind
kind_without_call(const LmTrace *trace, int64_t last_ns)
{
  return lm_time_sub(trace->counters.last_ns, last_ns) > WITHOUT_CALL_NS ? FINISHED : UNFINISHED;
}

static void
evict_finished(LmTrace *trace, uint32_t row)
{
  lm_evict_call(trace, row, true);
}

static void
evict_unfinished(LmTrace *trace, uint32_t row)
{
  lm_evict_call(trace, row, false);
}

static void
visit_calls(Choice *choice, Visit visit)
{
  const LmTrace *trace = choice->trace;
  for (uint32_t row = lm_vec_next(&trace->calls, 0); row < trace->calls.len;
       row = lm_vec_next(&trace->calls, row + 1)) {
    const LmCall *call = lm_trace_call(trace, row);
    int64_t last_ns = lm_evict_last_ns(trace, call);
    bool finished = lm_evict_is_finished(trace, call, last_ns);
    visit(choice, row, last_ns, lm_evict_cost(trace, call), finished ? FINISHED : UNFINISHED,
          finished ? evict_finished : evict_unfinished);
  }
}

static void
visit_messages(Choice *choice, Visit visit)
{
  const LmTrace *trace = choice->trace;
  for (uint32_t row = lm_vec_next(&trace->messages, 0); row < trace->messages.len;
       row = lm_vec_next(&trace->messages, row + 1)) {
    const LmMessage *message = lm_trace_message(trace, row);
    if (message->call == LM_NONE)
      visit(choice, row, message->time_ns, sizeof *message,
            kind_without_call(trace, message->time_ns), lm_evict_message);
  }
}

static void
visit_streams(Choice *choice, Visit visit)
{
  const LmTrace *trace = choice->trace;
  for (uint32_t row = lm_vec_next(&trace->streams, 0); row < trace->streams.len;
       row = lm_vec_next(&trace->streams, row + 1)) {
    const LmStream *stream = lm_trace_stream(trace, row);
    if (stream->call == LM_NONE)
      visit(choice, row, stream->stats.last_ns, sizeof *stream + lm_packet_log_bytes(&stream->log),
            kind_without_call(trace, stream->stats.last_ns), lm_evict_stream);
  }
}

static void
visit_events(Choice *choice, Visit visit)
{
  const LmTrace *trace = choice->trace;
  for (uint32_t row = lm_vec_next(&trace->events, 0); row < trace->events.len;
       row = lm_vec_next(&trace->events, row + 1)) {
    const LmEvent *event = lm_trace_event(trace, row);
    if (event->call == LM_NONE)
      visit(choice, row, event->last_ns, sizeof *event + LM_LIMIT_EVENT_TEXT_BYTES / 4,
            kind_without_call(trace, event->last_ns), lm_evict_event);
  }
}

/* Of calls that stay it stays too. */
static void
visit_rtcp(Choice *choice, Visit visit)
{
  const LmTrace *trace = choice->trace;
  for (uint32_t row = lm_vec_next(&trace->rtcp, 0); row < trace->rtcp.len;
       row = lm_vec_next(&trace->rtcp, row + 1)) {
    const LmRtcpDatagram *rtcp = lm_trace_rtcp(trace, row);
    uint32_t call = lm_trace_rtcp_call(trace, rtcp);
    if (call == LM_NONE || lm_vec_is_buried(&trace->calls, call))
      visit(choice, row, rtcp->time_ns, sizeof *rtcp, kind_without_call(trace, rtcp->time_ns),
            lm_evict_rtcp);
  }
}

static void
visit_all(Choice *choice, Visit visit)
{
  visit_calls(choice, visit);
  visit_messages(choice, visit);
  visit_streams(choice, visit);
  visit_events(choice, visit);
  visit_rtcp(choice, visit);
}

static void
count(Choice *choice, uint32_t row, int64_t last_ns, uint64_t cost, Kind kind,
      void (*evict)(LmTrace *trace, uint32_t row))
{
  (void)row, (void)evict;
  choice->cost[kind][age_of(choice->trace, last_ns)] += cost;
}

static void
evict_chosen(Choice *choice, uint32_t row, int64_t last_ns, uint64_t cost, Kind kind,
             void (*evict)(LmTrace *trace, uint32_t row))
{
  (void)cost;
  LmSlice lost = choice->eviction->lost;
  bool is_lost = kind == FINISHED && lost.len && evict == evict_finished &&
                 lm_evict_lies_in(choice->trace, lm_trace_call(choice->trace, row), lost);
  if (is_lost || age_of(choice->trace, last_ns) >= choice->from[kind])
    evict(choice->trace, row);
}

/* From which age on each kind goes, so that about the share does that is wanted. */
static void
choose(Choice *choice)
{
  uint64_t all = 0, gone = 0;
  for (unsigned kind = 0; kind < N_KINDS; kind++)
    for (unsigned age = 0; age < N_AGES; age++)
      all += choice->cost[kind][age];
  uint64_t wanted = (uint64_t)((double)all * choice->eviction->share);
  for (unsigned kind = 0; kind < N_KINDS; kind++) {
    unsigned age = N_AGES;
    bool may = kind == FINISHED || choice->eviction->unfinished;
    while (may && age > 0 && gone < wanted)
      gone += choice->cost[kind][--age];
    choice->from[kind] = age;
  }
}

/* RTCP that was of calls that went is left; it is of no use without them. */
static void
evict_left_over(Choice *choice)
{
  const LmTrace *trace = choice->trace;
  for (uint32_t row = lm_vec_next(&trace->rtcp, 0); row < trace->rtcp.len;
       row = lm_vec_next(&trace->rtcp, row + 1)) {
    uint32_t call = lm_trace_rtcp_call(trace, lm_trace_rtcp(trace, row));
    if (call != LM_NONE && lm_vec_is_buried(&trace->calls, call))
      lm_evict_rtcp(choice->trace, row);
  }
}

void
lm_trace_evict(LmTrace *trace, struct LmConnections *connections, const LmEviction *eviction,
               LmKeep *keep)
{
  Choice *choice = lm_alloc(sizeof *choice);
  *choice = (Choice){.trace = trace, .eviction = eviction};
  lm_trace_settle_streams(trace);
  lm_evict_set_nothing(trace);
  if (eviction->share > 0 || eviction->lost.len) {
    visit_all(choice, count);
    choose(choice);
    visit_all(choice, evict_chosen);
    evict_left_over(choice);
  }
  free(choice);
  lm_evict_rest(trace, connections, keep);
}

static bool
is_in(LmSlice bytes, const uint8_t *data)
{
  return data >= bytes.data && data < bytes.data + bytes.len;
}

/* From its first packet to its last the packets of a stream lie in the order of the capture. */
static bool
stream_needs(const LmStream *stream, LmSlice bytes)
{
  LmPacketLogWalk walk;
  LmPacketLogEntry first;
  lm_packet_log_walk(&stream->log, &walk);
  return lm_packet_log_next(&walk, &first) && first.packet.data < bytes.data + bytes.len &&
         stream->log.last_packet.data >= bytes.data;
}

bool
lm_trace_needs(const LmTrace *trace, LmSlice bytes)
{
  for (uint32_t i = lm_vec_next(&trace->messages, 0); i < trace->messages.len;
       i = lm_vec_next(&trace->messages, i + 1))
    if (is_in(bytes, lm_trace_message(trace, i)->data))
      return true;
  for (uint32_t i = lm_vec_next(&trace->events, 0); i < trace->events.len;
       i = lm_vec_next(&trace->events, i + 1))
    if (is_in(bytes, lm_trace_event(trace, i)->data))
      return true;
  for (uint32_t i = lm_vec_next(&trace->streams, 0); i < trace->streams.len;
       i = lm_vec_next(&trace->streams, i + 1))
    if (stream_needs(lm_trace_stream(trace, i), bytes))
      return true;
  return false;
}
