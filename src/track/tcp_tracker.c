/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/tcp_tracker.h"

#include "track/copies.h"

void
lm_tcp_tracker_init(LmTcpTracker *tracker, LmSipTracker *sip, LmTrace *trace, LmPacketSink packets)
{
  LmConnections *all = &tracker->connections;
  lm_connections_init(all);
  all->sip = sip;
  all->trace = trace;
  all->packets = packets;
  all->packets.arena = &all->arena;
}

void
lm_tcp_tracker_clear(LmTcpTracker *tracker)
{
  lm_connections_clear(&tracker->connections);
}

void
lm_tcp_tracker_use_keys(LmTcpTracker *tracker, const LmKeys *keys)
{
  tracker->connections.keys = keys;
}

/* A segment that was captured again changes nothing in its stream. It is counted where it is known
 * that somebody reads that. */
static void
count_copy(LmTrace *trace, const LmStreamSide *side, const LmPacket *packet)
{
  if (packet->payload.len && (side->sip.is_sip || side->protocol || side->connection))
    lm_trace_is_copy(trace, packet);
}

void
lm_tcp_tracker_add(LmTcpTracker *tracker, const LmPacket *packet)
{
  LmConnections *all = &tracker->connections;
  uint32_t index = lm_tcp_push(all->tcp, packet);
  if (index == LM_NONE)
    return;
  LmStreamSide *side = lm_connections_side(all, index);
  side->origin.time_ns = packet->frame->time_ns;
  side->origin.frame = packet->frame->number;
  side->origin.path = packet->path;
  if (lm_tcp_take_gap(all->tcp, index))
    lm_connection_gap(all, side);
  size_t ready = lm_tcp_peek(all->tcp, index).len;
  if (ready)
    lm_connection_take(all, side, ready <= packet->payload.len, false);
  count_copy(all->trace, side, packet);
}

void
lm_tcp_tracker_finish(LmTcpTracker *tracker)
{
  LmConnections *all = &tracker->connections;
  for (uint32_t index = lm_vec_next(&all->sides, 0); index < all->sides.len;
       index = lm_vec_next(&all->sides, index + 1)) {
    LmStreamSide *side = lm_vec_at(&all->sides, index);
    do {
      bool gap = lm_tcp_take_gap(all->tcp, index);
      if (gap)
        lm_connection_gap(all, side);
      lm_sip_stream_restart(&side->sip);
      lm_connection_take(all, side, gap, true);
      lm_tcp_consume(all->tcp, index, lm_tcp_peek(all->tcp, index).len);
    } while (lm_tcp_flush(all->tcp, index));
  }
  lm_connections_finish(all);
}
