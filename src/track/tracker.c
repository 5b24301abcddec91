/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/tracker.h"

#include <stdlib.h>

#include "proto/demux.h"
#include "proto/rtcp.h"
#include "track/announcement.h"
#include "track/beside_media.h"
#include "track/copies.h"
#include "track/dtls_tracker.h"
#include "track/evict_parts.h"
#include "track/flow.h"
#include "track/hep_report.h"
#include "track/ice_tracker.h"
#include "track/icmp_tracker.h"
#include "track/media_tracker.h"
#include "track/named_tracker.h"
#include "track/sctp_tracker.h"
#include "track/sigcomp_tracker.h"
#include "track/sip_tracker.h"
#include "track/t38_tracker.h"
#include "track/tcp_tracker.h"
#include "track/tls_connections.h"

struct LmTracker {
  LmTrace trace;
  LmSipTracker sip;
  LmTcpTracker tcp;
  LmSctpTracker sctp;
  LmVec found; /* FoundPacket: in streams, and not added yet */
};

/* A packet that was captured elsewhere and came here in a stream. */
typedef struct {
  LmPacket packet;
  LmFrame frame;
} FoundPacket;

static void
find_packet(void *user, const LmPacket *packet)
{
  LmTracker *tracker = user;
  FoundPacket *found = lm_vec_push(&tracker->found);
  found->packet = *packet;
  found->frame = *packet->frame;
}

LmTracker *
lm_tracker_new(void)
{
  LmTracker *tracker = lm_alloc(sizeof *tracker);
  lm_trace_init(&tracker->trace);
  tracker->found = LM_VEC_INIT(FoundPacket);
  LmPacketSink packets = {find_packet, tracker, NULL};
  lm_tcp_tracker_init(&tracker->tcp, &tracker->sip, &tracker->trace, packets);
  lm_sctp_tracker_init(&tracker->sctp, &tracker->sip, &tracker->trace, packets);
  return tracker;
}

void
lm_tracker_free(LmTracker *tracker)
{
  if (!tracker)
    return;
  lm_tcp_tracker_clear(&tracker->tcp);
  lm_sctp_tracker_clear(&tracker->sctp);
  lm_vec_clear(&tracker->found);
  lm_sip_tracker_clear(&tracker->sip);
  lm_trace_clear(&tracker->trace);
  free(tracker);
}

void
lm_tracker_use_keys(LmTracker *tracker, const LmKeys *keys)
{
  tracker->trace.keys = keys;
  lm_tcp_tracker_use_keys(&tracker->tcp, keys);
}

void
lm_tracker_keep_copies(LmTracker *tracker)
{
  tracker->trace.keep_copies = true;
}

static void
add_sip(LmTracker *tracker, uint32_t flow_row, const LmPacket *packet, const LmSipReading *reading)
{
  LmFlow *flow = lm_vec_at(&tracker->trace.flows, flow_row);
  flow->sip = true;
  LmSipOrigin origin = {
      .time_ns = packet->frame->time_ns,
      .frame = packet->frame->number,
      .src = flow->src,
      .dst = flow->dst,
      .path = packet->path,
      .ip_id = packet->ip_id,
      .datagram = !tracker->trace.in_stream,
      .transport = lm_transport_of_carrier(packet->carrier),
  };
  lm_sip_tracker_add_reading(&tracker->trace, reading, &origin);
}

/* What is not believed to be RTP yet may be another protocol, whose packets are forgotten so that
 * they never are. */
static void
add_rtp(LmTrace *trace, uint32_t flow_row, const LmPacket *packet, const LmReading *reading)
{
  if (lm_trace_add_rtp(trace, flow_row, packet, reading) || !lm_others_add_datagram(trace, packet))
    return;
  lm_flow_clear(lm_vec_at(&trace->flows, flow_row));
}

/* RTCP is believed where media is: on a port announced for it, beside or inside a flow of RTP (RFC
 * 3550, 11; RFC 5761), or when a compound packet is sound to its last byte. */
static void
add_rtcp(LmTracker *tracker, uint32_t flow_row, const LmPacket *packet)
{
  LmTrace *trace = &tracker->trace;
  const LmFlow *flow = lm_vec_at(&trace->flows, flow_row);
  bool expected = flow->media || lm_trace_expects_rtcp(trace, flow->dst) ||
                  lm_trace_expects_rtcp(trace, flow->src);
  if (expected || lm_rtcp_looks_like(packet->payload, false))
    lm_trace_add_rtcp(trace, packet);
}

static void
add_beside_media(LmTrace *trace, const LmPacket *packet, const LmReading *reading, uint32_t guess)
{
  uint32_t row = lm_trace_flow(trace, packet, reading, guess);
  const LmFlow *flow = lm_vec_at(&trace->flows, row);
  /* RFC 5626, 3.5.2: STUN keeps a flow of SIP alive. */
  trace->counters.keepalives += flow->sip && reading->kind == LM_DEMUX_STUN;
  lm_trace_add_beside_media(trace, row, packet, reading);
}

/* Neither SIP in calls nor RTP, which see to copies by themselves, and known. */
static bool
may_be_copy(const LmReading *reading)
{
  switch (reading->kind) {
  case LM_DEMUX_SIP:
    return reading->sip && reading->sip->call_id.len == 0;
  case LM_DEMUX_RTP:
  case LM_DEMUX_UNKNOWN:
    return false;
  default:
    return true;
  }
}

static void
add_datagram(LmTracker *tracker, const LmPacket *packet, const LmReading *reading, uint32_t guess)
{
  LmTrace *trace = &tracker->trace;
  if (may_be_copy(reading) && lm_trace_is_copy(trace, packet))
    return;
  uint64_t copies = trace->counters.copies;
  if (reading->turn && reading->kind != LM_DEMUX_RTP)
    add_beside_media(trace, packet, reading, guess);
  switch (reading->kind) {
  case LM_DEMUX_SIP:
    if (reading->sip)
      add_sip(tracker, lm_trace_flow(trace, packet, reading, guess), packet, reading->sip);
    break;
  case LM_DEMUX_RTP:
    add_rtp(trace, lm_trace_flow(trace, packet, reading, guess), packet, reading);
    /* A packet of TURN is the same one as before if the media in it is. */
    if (reading->turn && trace->counters.copies == copies)
      add_beside_media(trace, packet, reading, guess);
    break;
  case LM_DEMUX_RTCP:
    add_rtcp(tracker, lm_trace_flow(trace, packet, reading, guess), packet);
    break;
  case LM_DEMUX_STUN:
  case LM_DEMUX_TURN_CHANNEL:
  case LM_DEMUX_DTLS:
  case LM_DEMUX_ZRTP:
    if (!reading->turn)
      add_beside_media(trace, packet, reading, guess);
    break;
  case LM_DEMUX_KEEPALIVE:
    trace->counters.keepalives++;
    break;
  default:
    if (!lm_trace_add_sigcomp(trace, packet, reading))
      lm_others_add_datagram(trace, packet);
    break;
  }
}

/* Adds packets that were found in streams. What they carry in streams of their own is not looked
 * for any further, so that this ends. */
static void
add_found(LmTracker *tracker)
{
  uint32_t n = tracker->found.len;
  tracker->trace.in_stream = true;
  for (uint32_t i = 0; i < n; i++) {
    FoundPacket *found = lm_vec_at(&tracker->found, i);
    found->packet.frame = &found->frame;
    lm_tracker_add(tracker, &found->packet);
    /* It is no frame of the capture. */
    tracker->trace.counters.packets--;
  }
  tracker->found.len = 0;
  tracker->trace.in_stream = false;
}

/* What is put together from several packets. */
static void
add_segment(LmTracker *tracker, const LmPacket *packet)
{
  bool nested = tracker->found.len > 0;
  if (packet->kind == LM_PACKET_TCP)
    lm_tcp_tracker_add(&tracker->tcp, packet);
  else
    lm_sctp_tracker_add(&tracker->sctp, packet);
  if (!nested && tracker->found.len)
    add_found(tracker);
}

static inline void
count_packet(LmTraceCounters *counters, int64_t time_ns)
{
  counters->packets++;
  if (counters->first_ns == LM_TIME_NONE || time_ns < counters->first_ns)
    counters->first_ns = time_ns;
  if (time_ns > counters->last_ns)
    counters->last_ns = time_ns;
}

/* @guess is the row of the packet's flow, if it is known already. */
static void
add_packet(LmTracker *tracker, const LmPacket *packet, const LmReading *reading, uint32_t guess)
{
  if (reading->packet_kind == LM_PACKET_UDP)
    add_datagram(tracker, packet, reading, guess);
  else if (reading->packet_kind == LM_PACKET_TCP || reading->packet_kind == LM_PACKET_SCTP)
    add_segment(tracker, packet);
  else if (reading->packet_kind == LM_PACKET_ICMP_ERROR)
    lm_trace_add_icmp_error(&tracker->trace, &tracker->sip, packet);
  else if (reading->packet_kind == LM_PACKET_REPORT && !lm_trace_is_copy(&tracker->trace, packet))
    lm_trace_add_hep_report(&tracker->trace, packet->payload, reading->time_ns,
                            packet->frame->number);
}

void
lm_tracker_add(LmTracker *tracker, const LmPacket *packet)
{
  LmArena arena = LM_ARENA_INIT;
  LmPacket own = *packet;
  LmReading reading;
  lm_reading_make(&own, &arena, &tracker->sip.message, &reading);
  count_packet(&tracker->trace.counters, reading.time_ns);
  add_packet(tracker, &own, &reading, LM_NONE);
  lm_arena_clear(&arena);
}

/* Packets that are looked at together before they are added. */
#define GROUP_PACKETS 12

typedef struct {
  const LmPacket *packets;
  const LmReading *readings;
  size_t n;
  uint32_t flows[GROUP_PACKETS]; /* the row of each one's flow, as far as it is known */
} Group;

/* The looks fetch into the cache what adding the packets will touch: first where the table has
 * their flows, when that is there the flows. They change nothing. */

static void
look_for_slots(const LmTrace *trace, const Group *group)
{
  for (size_t i = 0; i < group->n; i++)
    lm_table_prefetch(&trace->flows_by_address, group->readings[i].flow_hash);
}

static void
look_for_flows(const LmTrace *trace, Group *group)
{
  const LmSipReading *sip[GROUP_PACKETS];
  size_t n_sip = 0;
  for (size_t i = 0; i < group->n; i++) {
    group->flows[i] = lm_trace_prefetch_flow(trace, group->readings[i].flow_hash);
    if (group->readings[i].kind == LM_DEMUX_SIP && group->readings[i].sip)
      sip[n_sip++] = group->readings[i].sip;
  }
  if (n_sip)
    lm_sip_prefetch(trace, sip, n_sip);
}

static void
add_group(LmTracker *tracker, const Group *group)
{
  for (size_t i = 0; i < group->n; i++) {
    const LmPacket *packet = &group->packets[i];
    const LmReading *reading = &group->readings[i];
    count_packet(&tracker->trace.counters, reading->time_ns);
    if (!lm_trace_add_next_rtp(&tracker->trace, group->flows[i], packet, reading))
      add_packet(tracker, packet, reading, group->flows[i]);
  }
}

static void
begin_group(Group *group, const LmPacket *packets, const LmReading *readings, size_t left)
{
  group->packets = packets;
  group->readings = readings;
  group->n = left < GROUP_PACKETS ? left : GROUP_PACKETS;
}

/* A group is looked at while those in front of it are added, so that memory has answered by the
 * time that the answer is needed. */
void
lm_tracker_add_all(LmTracker *tracker, const LmPacket *packets, const LmReading *readings, size_t n)
{
  enum { RING = 3 };
  Group ring[RING];
  size_t n_groups = (n + GROUP_PACKETS - 1) / GROUP_PACKETS;
  for (size_t turn = 0; turn < n_groups + 2; turn++) {
    size_t start = turn * GROUP_PACKETS;
    if (turn < n_groups) {
      begin_group(&ring[turn % RING], packets + start, readings + start, n - start);
      look_for_slots(&tracker->trace, &ring[turn % RING]);
    }
    if (turn >= 1 && turn - 1 < n_groups)
      look_for_flows(&tracker->trace, &ring[(turn - 1) % RING]);
    if (turn >= 2)
      add_group(tracker, &ring[(turn - 2) % RING]);
  }
}

/* The last packet of a call's streams is its last sign of life too. This is done when somebody
 * looks, not for every packet. */
static void
extend_call(LmTrace *trace, const LmStream *stream)
{
  if (stream->call == LM_NONE)
    return;
  LmCall *call = lm_trace_call_row(trace, stream->call);
  if (stream->stats.last_ns > call->last_ns)
    call->last_ns = stream->stats.last_ns;
  lm_trace_mark_call(trace, stream->call);
}

void
lm_tracker_take_secrets(LmTracker *tracker)
{
  lm_connections_retry(&tracker->tcp.connections);
}

void
lm_tracker_finish(LmTracker *tracker)
{
  lm_trace_settle_streams(&tracker->trace);
  tracker->trace.end_of_order = tracker->trace.messages.len;
  lm_tcp_tracker_finish(&tracker->tcp);
  lm_sctp_tracker_finish(&tracker->sctp);
  lm_trace_finish_ice(&tracker->trace);
  lm_trace_finish_dtls(&tracker->trace);
  add_found(tracker);
  lm_t38_read_streams(&tracker->trace);
  for (uint32_t i = lm_trace_next_stream(&tracker->trace, 0); i < tracker->trace.streams.len;
       i = lm_trace_next_stream(&tracker->trace, i + 1))
    extend_call(&tracker->trace, lm_trace_stream(&tracker->trace, i));
  lm_trace_settle_calls(&tracker->trace);
}

const LmTrace *
lm_tracker_trace(LmTracker *tracker)
{
  lm_trace_settle_streams(&tracker->trace);
  if (tracker->trace.rtcp.len)
    lm_trace_index_ssrcs(&tracker->trace);
  return &tracker->trace;
}

bool
lm_tracker_next_tls(const LmTracker *tracker, uint32_t *at, LmTlsConnection *out)
{
  return lm_tls_connections_next(&tracker->tcp.connections, at, out);
}

const LmTcpCounters *
lm_tracker_tcp_counters(const LmTracker *tracker)
{
  return lm_tcp_counters(tracker->tcp.connections.tcp);
}

const LmSctpCounters *
lm_tracker_sctp_counters(const LmTracker *tracker)
{
  return lm_sctp_counters(tracker->sctp.sctp);
}

void
lm_tracker_begin_evicting(LmTracker *tracker)
{
  tracker->trace.log_arena = NULL;
}

void
lm_tracker_watch(LmTracker *tracker, const LmTraceWatch *watch)
{
  tracker->trace.watch = *watch;
  if (!tracker->trace.part)
    tracker->trace.part = lm_alloc(sizeof *tracker->trace.part);
}

LmEvicting *
lm_tracker_evict(LmTracker *tracker, const LmEviction *eviction, LmKeep *keep)
{
  LmConnections *connections = &tracker->tcp.connections;
  lm_keep_add(keep, &connections->arena);
  lm_keep_add(keep, &tracker->sctp.arena);
  lm_keep_add(keep, &tracker->trace.event_arena);
  lm_tcp_keep(connections->tcp, keep);
  lm_sctp_keep(tracker->sctp.sctp, keep);
  lm_keep_begin(keep);
  return lm_evicting_new(&tracker->trace, connections, eviction, keep);
}

void
lm_tracker_settle(LmTracker *tracker)
{
  lm_trace_settle_old_calls(&tracker->trace);
}

bool
lm_tracker_is_loose(const LmTracker *tracker)
{
  const LmTrace *trace = &tracker->trace;
  return lm_vec_bytes(&trace->flows) + lm_vec_bytes(&trace->endpoints) > lm_trace_bytes(trace) / 3;
}

bool
lm_tracker_needs(const LmTracker *tracker, LmSlice bytes)
{
  return lm_trace_needs(&tracker->trace, bytes);
}

uint32_t
lm_tracker_n_rows(const LmTracker *tracker)
{
  return lm_trace_most_rows(&tracker->trace);
}

uint64_t
lm_tracker_bytes(const LmTracker *tracker)
{
  const LmConnections *connections = &tracker->tcp.connections;
  return lm_trace_bytes(&tracker->trace) + lm_tcp_bytes(connections->tcp) +
         lm_vec_bytes(&connections->sides) + lm_vec_bytes(&connections->connections) +
         connections->arena.total_bytes + lm_sctp_bytes(tracker->sctp.sctp) +
         tracker->sctp.arena.total_bytes;
}

size_t
lm_tracker_take_gone_calls(LmTracker *tracker, uint32_t *rows, size_t max)
{
  return lm_take_rows(&tracker->trace.gone_calls, &tracker->trace.n_gone_calls_taken, NULL, rows,
                      max);
}

size_t
lm_tracker_take_gone_streams(LmTracker *tracker, uint32_t *rows, size_t max)
{
  return lm_take_rows(&tracker->trace.gone_streams, &tracker->trace.n_gone_streams_taken, NULL,
                      rows, max);
}

size_t
lm_tracker_take_changed_calls(LmTracker *tracker, uint32_t *rows, size_t max)
{
  LmTrace *trace = &tracker->trace;
  lm_trace_settle_streams(trace);
  size_t n =
      lm_take_rows(&trace->changed_calls, &trace->n_changed_calls_taken, &trace->calls, rows, max);
  for (size_t i = 0; i < n; i++)
    lm_trace_call_row(trace, rows[i])->dirty = false;
  return n;
}

size_t
lm_tracker_take_changed_streams(LmTracker *tracker, uint32_t *rows, size_t max)
{
  LmTrace *trace = &tracker->trace;
  lm_trace_settle_streams(trace);
  size_t n = lm_take_rows(&trace->changed_streams, &trace->n_changed_streams_taken, &trace->streams,
                          rows, max);
  for (size_t i = 0; i < n; i++) {
    LmStream *stream = lm_trace_stream_row(trace, rows[i]);
    stream->dirty = false;
    extend_call(trace, stream);
  }
  return n;
}
