/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/tcp.h"

#include "base/limits.h"
#include "base/time.h"
#include "net/cache.h"
#include "net/tcp-direction.h"

#include <stdlib.h>

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

/* How far a sequence number may be off and still be the start of the same stream. */
#define NEAR_BYTES (64u << 10)
/* A window is at most 1 GiB (RFC 7323, 2.3): what lies farther off is of another connection. */
#define FAR_BYTES (1 << 30)
/* What is sent again lies not that far behind, as no window is as large in practice. */
#define FAR_BEHIND_BYTES (64 << 20)
#define IDLE_NS (60 * LM_NS_PER_S)

typedef struct {
  LmCacheLink link;
  LmEndpoint ends[2];      /* in the order of lm_endpoint_compare() */
  LmTcpDirection sides[2]; /* what ends[0] and ends[1] sent */
  int64_t time_ns;         /* of its last segment */
  uint32_t older_holder, newer_holder;
  bool holding; /* is in the list of those that hold memory */
  bool closed;
} Connection;

typedef struct {
  LmEndpoint src, dst;
  uint32_t row; /* of its connection, or LM_NONE when that was dropped */
  uint32_t side;
} Stream;

struct LmTcp {
  LmTcpShared shared;
  LmCache connections;
  LmVec streams;
  /* Connections that were seen to hold memory, in the order in which they began to. */
  uint32_t oldest_holder, newest_holder;
};

LmTcp *
lm_tcp_new(void)
{
  LmTcp *tcp = lm_alloc(sizeof *tcp);
  tcp->connections = LM_CACHE_INIT(Connection);
  tcp->streams = LM_VEC_INIT(Stream);
  tcp->oldest_holder = tcp->newest_holder = LM_NONE;
  return tcp;
}

static Connection *
connection_at(const LmTcp *tcp, uint32_t row)
{
  return lm_cache_at(&tcp->connections, row);
}

void
lm_tcp_free(LmTcp *tcp)
{
  if (!tcp)
    return;
  for (uint32_t row = tcp->connections.oldest; row != LM_NONE;) {
    Connection *connection = connection_at(tcp, row);
    lm_tcp_queue_clear(&connection->sides[0].queue);
    lm_tcp_queue_clear(&connection->sides[1].queue);
    row = connection->link.newer;
  }
  lm_cache_clear(&tcp->connections);
  lm_vec_clear(&tcp->streams);
  lm_arena_clear(&tcp->shared.arena);
  free(tcp);
}

static void
holder_in(LmTcp *tcp, uint32_t row)
{
  Connection *connection = connection_at(tcp, row);
  if (connection->holding)
    return;
  connection->holding = true;
  connection->newer_holder = LM_NONE;
  connection->older_holder = tcp->newest_holder;
  if (tcp->newest_holder != LM_NONE)
    connection_at(tcp, tcp->newest_holder)->newer_holder = row;
  else
    tcp->oldest_holder = row;
  tcp->newest_holder = row;
}

static void
holder_out(LmTcp *tcp, uint32_t row)
{
  Connection *connection = connection_at(tcp, row);
  if (!connection->holding)
    return;
  connection->holding = false;
  if (connection->older_holder != LM_NONE)
    connection_at(tcp, connection->older_holder)->newer_holder = connection->newer_holder;
  else
    tcp->oldest_holder = connection->newer_holder;
  if (connection->newer_holder != LM_NONE)
    connection_at(tcp, connection->newer_holder)->older_holder = connection->older_holder;
  else
    tcp->newest_holder = connection->older_holder;
}

/* Drops what waits in the connections that have held longest. Those that hold nothing any more
 * leave the list on the way, so each is looked at once for each time it began to hold. */
static void
enforce_memory(LmTcp *tcp)
{
  while (tcp->shared.held_bytes > LM_LIMIT_TCP_BYTES && tcp->oldest_holder != LM_NONE) {
    uint32_t row = tcp->oldest_holder;
    Connection *connection = connection_at(tcp, row);
    lm_tcp_direction_drop(&connection->sides[0], &tcp->shared);
    lm_tcp_direction_drop(&connection->sides[1], &tcp->shared);
    holder_out(tcp, row);
  }
}

static void
forget(LmTcp *tcp, uint32_t row)
{
  Connection *connection = connection_at(tcp, row);
  for (int side = 0; side < 2; side++) {
    LmTcpDirection *direction = &connection->sides[side];
    lm_tcp_direction_drop(direction, &tcp->shared);
    lm_tcp_queue_clear(&direction->queue);
    if (direction->stream != LM_NONE)
      ((Stream *)lm_vec_at(&tcp->streams, direction->stream))->row = LM_NONE;
  }
  holder_out(tcp, row);
  lm_cache_remove(&tcp->connections, row);
}

static uint64_t
key_hash(const LmEndpoint ends[2])
{
  struct {
    uint8_t addr[2][16];
    uint16_t port[2];
    uint32_t family;
  } key = {.port = {ends[0].port, ends[1].port}, .family = ends[0].addr.family};
  memcpy(key.addr[0], ends[0].addr.bytes, 16);
  memcpy(key.addr[1], ends[1].addr.bytes, 16);
  return lm_hash(lm_hash_key(), &key, sizeof key);
}

static uint32_t
find(const LmTcp *tcp, const LmEndpoint ends[2], uint64_t hash)
{
  uint32_t row = lm_cache_first(&tcp->connections, hash);
  while (row != LM_NONE) {
    const Connection *connection = connection_at(tcp, row);
    if (lm_endpoint_equal(&connection->ends[0], &ends[0]) &&
        lm_endpoint_equal(&connection->ends[1], &ends[1]))
      break;
    row = lm_cache_next(&tcp->connections, row);
  }
  return row;
}

static uint32_t
add_connection(LmTcp *tcp, const LmEndpoint ends[2], uint64_t hash)
{
  while (tcp->connections.len >= LM_LIMIT_TCP_FLOWS)
    forget(tcp, tcp->connections.oldest);
  uint32_t row = lm_cache_add(&tcp->connections, hash);
  Connection *connection = connection_at(tcp, row);
  connection->ends[0] = ends[0];
  connection->ends[1] = ends[1];
  connection->sides[0].stream = connection->sides[1].stream = LM_NONE;
  return row;
}

static bool
is_near(uint32_t from, uint32_t to)
{
  return to - from <= NEAR_BYTES;
}

static uint32_t
start_of(const LmTcpDirection *direction)
{
  return direction->syn_seen ? direction->isn + 1
                             : (uint32_t)(direction->next - direction->ready.len);
}

/* Whether a SYN cannot be of @connection as it is known: then the ports are used again. A segment
 * of the same connection may have come before its SYN. */
static bool
is_new_syn(const Connection *connection, int side, const LmPacket *packet)
{
  const LmTcpDirection *direction = &connection->sides[side], *other = &connection->sides[!side];
  /* Small devices begin with the same number each time. */
  if (connection->closed)
    return true;
  if (direction->syn_seen)
    return direction->isn != packet->tcp_seq;
  if (direction->started)
    return !is_near(packet->tcp_seq + 1, start_of(direction));
  if (direction->ack_seen)
    return !is_near(packet->tcp_seq + 1, direction->acked);
  if (!other->started)
    return false;
  if (packet->tcp_flags & ACK)
    return !is_near(start_of(other), packet->tcp_ack);
  return other->stream != LM_NONE;
}

/* Whether data is so far off that it is of another connection, or of none that was seen to begin.
 */
static bool
is_far(const LmTcpDirection *direction, uint32_t seq)
{
  int32_t distance = lm_tcp_direction_distance(direction, seq);
  return direction->started && (distance > FAR_BYTES || distance < -FAR_BEHIND_BYTES);
}

/* The connection that @packet belongs to, made where it begins one; or LM_NONE. */
static uint32_t
connection_for(LmTcp *tcp, const LmPacket *packet, const LmEndpoint ends[2], int side)
{
  uint64_t hash = key_hash(ends);
  uint32_t row = find(tcp, ends, hash);
  bool has_data = packet->payload.len || packet->missing_bytes;
  if (row == LM_NONE) {
    if ((packet->tcp_flags & RST) || (!has_data && !(packet->tcp_flags & SYN)))
      return LM_NONE;
    return add_connection(tcp, ends, hash);
  }
  const Connection *connection = connection_at(tcp, row);
  bool is_new = false;
  if (packet->tcp_flags & RST) {
    is_new = false;
  } else if (packet->tcp_flags & SYN) {
    is_new = is_new_syn(connection, side, packet);
  } else if (has_data && is_far(&connection->sides[side], packet->tcp_seq)) {
    if (!connection->closed && lm_time_sub(packet->frame->time_ns, connection->time_ns) < IDLE_NS) {
      tcp->shared.counters.dropped_bytes += packet->payload.len;
      return LM_NONE;
    }
    is_new = true;
  }
  if (!is_new)
    return row;
  /* The old one stays, for what still waits in it, until it is the oldest. */
  lm_cache_hide(&tcp->connections, row);
  return add_connection(tcp, ends, hash);
}

static void
add_stream(LmTcp *tcp, const LmPacket *packet, LmTcpDirection *direction, uint32_t row, int side)
{
  direction->stream = tcp->streams.len;
  Stream *stream = lm_vec_push(&tcp->streams);
  *stream = (Stream){.src = packet->src, .dst = packet->dst, .row = row, .side = (uint32_t)side};
}

static void
push_data(LmTcp *tcp, const LmPacket *packet, uint32_t row, int side)
{
  LmTcpDirection *direction = &connection_at(tcp, row)->sides[side];
  if (direction->stream == LM_NONE)
    add_stream(tcp, packet, direction, row, side);
  uint32_t seq = packet->tcp_seq + (packet->tcp_flags & SYN ? 1 : 0);
  lm_tcp_direction_push(direction, &tcp->shared, seq, packet->payload, packet->missing_bytes,
                        packet->frame->time_ns);
  if (lm_tcp_direction_held(direction) != 0)
    holder_in(tcp, row);
  enforce_memory(tcp);
}

static void
take_flags(Connection *connection, int side, const LmPacket *packet)
{
  LmTcpDirection *direction = &connection->sides[side];
  if (packet->tcp_flags & ACK)
    lm_tcp_direction_acknowledge(&connection->sides[!side], packet->tcp_ack);
  if ((packet->tcp_flags & SYN) && !direction->started) {
    direction->syn_seen = true;
    direction->isn = packet->tcp_seq;
    lm_tcp_direction_start(direction, packet->tcp_seq + 1);
  }
  if (packet->tcp_flags & FIN)
    direction->fin_seen = true;
  if ((packet->tcp_flags & RST) || (connection->sides[0].fin_seen && connection->sides[1].fin_seen))
    connection->closed = true;
  connection->time_ns = packet->frame->time_ns;
}

uint32_t
lm_tcp_push(LmTcp *tcp, const LmPacket *packet)
{
  if (packet->kind != LM_PACKET_TCP)
    return LM_NONE;
  tcp->shared.counters.segments++;
  int side = lm_endpoint_compare(&packet->src, &packet->dst) > 0;
  const LmEndpoint ends[2] = {side ? packet->dst : packet->src, side ? packet->src : packet->dst};
  uint32_t row = connection_for(tcp, packet, ends, side);
  if (row == LM_NONE)
    return LM_NONE;
  Connection *connection = connection_at(tcp, row);
  lm_cache_touch(&tcp->connections, row);
  take_flags(connection, side, packet);
  /* What a RST carries is a text about why (RFC 1122, 4.2.2.12), not of the stream. */
  if ((packet->payload.len || packet->missing_bytes) && !(packet->tcp_flags & RST))
    push_data(tcp, packet, row, side);
  return connection->sides[side].stream;
}

static LmTcpDirection *
direction_of(const LmTcp *tcp, uint32_t index)
{
  if (index >= tcp->streams.len)
    return NULL;
  const Stream *stream = lm_vec_at(&tcp->streams, index);
  return stream->row == LM_NONE ? NULL : &connection_at(tcp, stream->row)->sides[stream->side];
}

LmSlice
lm_tcp_peek(LmTcp *tcp, uint32_t index)
{
  const LmTcpDirection *direction = direction_of(tcp, index);
  return direction ? direction->ready : LM_SLICE_EMPTY;
}

void
lm_tcp_consume(LmTcp *tcp, uint32_t index, size_t n)
{
  LmTcpDirection *direction = direction_of(tcp, index);
  if (direction)
    lm_tcp_direction_consume(direction, &tcp->shared, n);
}

bool
lm_tcp_take_gap(LmTcp *tcp, uint32_t index)
{
  LmTcpDirection *direction = direction_of(tcp, index);
  bool gap = direction && direction->gap;
  if (gap)
    direction->gap = false;
  return gap;
}

bool
lm_tcp_at_gap(const LmTcp *tcp, uint32_t index)
{
  const LmTcpDirection *direction = direction_of(tcp, index);
  return direction && direction->barrier != LM_TCP_NO_BARRIER;
}

bool
lm_tcp_flush(LmTcp *tcp, uint32_t index)
{
  LmTcpDirection *direction = direction_of(tcp, index);
  return direction && lm_tcp_direction_flush(direction, &tcp->shared);
}

uint32_t
lm_tcp_n_streams(const LmTcp *tcp)
{
  return tcp->streams.len;
}

uint32_t
lm_tcp_peer(const LmTcp *tcp, uint32_t index)
{
  const Stream *stream = index < tcp->streams.len ? lm_vec_at(&tcp->streams, index) : NULL;
  return stream && stream->row != LM_NONE
             ? connection_at(tcp, stream->row)->sides[!stream->side].stream
             : LM_NONE;
}

void
lm_tcp_endpoints(const LmTcp *tcp, uint32_t index, LmEndpoint *src, LmEndpoint *dst)
{
  *src = *dst = (LmEndpoint){0};
  if (index >= tcp->streams.len)
    return;
  const Stream *stream = lm_vec_at(&tcp->streams, index);
  *src = stream->src;
  *dst = stream->dst;
}

const LmTcpCounters *
lm_tcp_counters(const LmTcp *tcp)
{
  return &tcp->shared.counters;
}

/* Segments may come late, and captures may be out of order. */
#define CLOSED_NS (5 * LM_NS_PER_S)

void
lm_tcp_forget_closed(LmTcp *tcp, int64_t now_ns)
{
  for (uint32_t row = tcp->connections.oldest; row != LM_NONE;) {
    const Connection *connection = connection_at(tcp, row);
    uint32_t newer = connection->link.newer;
    if (connection->closed && lm_time_sub(now_ns, connection->time_ns) > CLOSED_NS)
      forget(tcp, row);
    row = newer;
  }
}

bool
lm_tcp_is_forgotten(const LmTcp *tcp, uint32_t index)
{
  return ((const Stream *)lm_vec_at(&tcp->streams, index))->row == LM_NONE;
}

void
lm_tcp_sweep(LmTcp *tcp)
{
  lm_vec_set_nothing(&tcp->streams, &(Stream){.row = LM_NONE});
  for (uint32_t i = lm_vec_next(&tcp->streams, 0); i < tcp->streams.len;
       i = lm_vec_next(&tcp->streams, i + 1))
    if (lm_tcp_is_forgotten(tcp, i))
      lm_vec_bury(&tcp->streams, i);
  lm_vec_sweep(&tcp->streams);
}

void
lm_tcp_keep(LmTcp *tcp, LmKeep *keep)
{
  lm_keep_add(keep, &tcp->shared.arena);
}

void
lm_tcp_mark(const LmTcp *tcp, LmKeep *keep)
{
  for (uint32_t row = tcp->connections.oldest; row != LM_NONE;) {
    const Connection *connection = connection_at(tcp, row);
    for (int side = 0; side < 2; side++) {
      const LmTcpDirection *direction = &connection->sides[side];
      lm_keep_mark(keep, direction->ready.data);
      lm_keep_mark(keep, direction->chunk);
      for (uint32_t i = 0; i < direction->queue.len; i++)
        lm_keep_mark(keep, direction->queue.items[i].bytes.data);
    }
    row = connection->link.newer;
  }
}

size_t
lm_tcp_bytes(const LmTcp *tcp)
{
  return lm_vec_bytes(&tcp->connections.entries) + lm_vec_bytes(&tcp->streams) +
         tcp->connections.n_buckets * sizeof(uint32_t) + tcp->shared.arena.total_bytes;
}
