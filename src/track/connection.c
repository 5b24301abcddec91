/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/connection.h"

#include "base/limits.h"
#include "proto/proxy_header.h"
#include "track/connection_events.h"
#include "track/endpoint.h"

#include <stdlib.h>

/* Nothing can be told by less. */
#define MIN_FRONT_BYTES 4

void
lm_connections_init(LmConnections *all)
{
  all->tcp = lm_tcp_new();
  all->sides = LM_VEC_INIT(LmStreamSide);
  all->connections = LM_VEC_INIT(LmConnection);
  all->websocket.arena = &all->arena;
}

void
lm_connections_clear(LmConnections *all)
{
  for (uint32_t i = lm_vec_next(&all->connections, 0); i < all->connections.len;
       i = lm_vec_next(&all->connections, i + 1)) {
    LmConnection *connection = lm_vec_at(&all->connections, i);
    lm_tls_free(connection->tls);
    lm_ws_stream_clear(&connection->ws[0], &all->websocket);
    lm_ws_stream_clear(&connection->ws[1], &all->websocket);
  }
  lm_vec_clear(&all->sides);
  lm_vec_clear(&all->connections);
  lm_ws_shared_clear(&all->websocket);
  lm_arena_clear(&all->arena);
  lm_tcp_free(all->tcp);
}

static LmTransport
transport_of(const LmConnection *connection)
{
  if (connection->websocket)
    return connection->tls ? LM_TRANSPORT_WSS : LM_TRANSPORT_WS;
  return connection->tls ? LM_TRANSPORT_TLS : LM_TRANSPORT_TCP;
}

/* The other direction of @side is @fresh. */
static void
join(LmStreamSide *fresh, const LmStreamSide *side)
{
  fresh->connection = side->connection;
  fresh->direction = !side->direction;
}

LmStreamSide *
lm_connections_side(LmConnections *all, uint32_t index)
{
  while (all->sides.len <= index) {
    LmEndpoint src, dst;
    LmStreamSide *side = lm_vec_push(&all->sides);
    side->index = all->sides.len - 1;
    lm_tcp_endpoints(all->tcp, side->index, &src, &dst);
    side->origin.src = lm_trace_intern_endpoint(all->trace, &src);
    side->origin.dst = lm_trace_intern_endpoint(all->trace, &dst);
    side->origin.transport = LM_TRANSPORT_TCP;
    uint32_t other = lm_tcp_peer(all->tcp, side->index);
    const LmStreamSide *peer = other < side->index ? lm_vec_at(&all->sides, other) : NULL;
    if (peer && peer->connection)
      join(side, peer);
  }
  return lm_vec_at(&all->sides, index);
}

/* Makes @side and the other direction of it a connection with stages; NULL where a limit forbids
 * it. */
static LmConnection *
need_connection(LmConnections *all, LmStreamSide *side)
{
  if (side->connection)
    return side->connection;
  if (all->connections.len - all->n_gone >= LM_LIMIT_CONNECTIONS) {
    all->trace->counters.connections_refused++;
    return NULL;
  }
  side->connection = lm_vec_push(&all->connections);
  side->connection->call = LM_NONE;
  side->connection->opened = side->origin;
  side->direction = 0;
  uint32_t other = lm_tcp_peer(all->tcp, side->index);
  if (other < all->sides.len) {
    LmStreamSide *peer = lm_vec_at(&all->sides, other);
    join(peer, side);
    lm_sip_stream_restart(&peer->sip);
  }
  return side->connection;
}

/* Whether somebody reads messages that begin with these bytes. */
static bool
is_wanted(LmSlice bytes)
{
  size_t crlf = lm_sip_leading_crlf(bytes);
  return (bytes.len && crlf == bytes.len) || lm_sip_looks_like(lm_slice_from(bytes, crlf)) ||
         lm_stream_protocol_of(bytes, true);
}

static bool
names_our_protocol(LmSlice protocols)
{
  while (protocols.len) {
    LmSlice name = lm_slice_trim(lm_slice_split(protocols, ',', &protocols));
    if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("sip")) ||
        lm_slice_equal_nocase(name, LM_SLICE_LITERAL("msrp")) ||
        lm_slice_equal_nocase(name, LM_SLICE_LITERAL("bfcp")))
      return true;
  }
  return false;
}

static void
take_deflate(LmConnection *connection, const LmWsHandshake *handshake)
{
  connection->deflate = handshake->deflate;
  connection->asked_for |= names_our_protocol(handshake->protocols);
}

/* What is at the front of a direction. */
typedef enum {
  FRONT_PLAIN,   /* messages, or nothing that is known */
  FRONT_CHANGED, /* there is a stage more now, or bytes of its opening were taken */
  FRONT_WAITS,   /* too little to tell */
} Front;

/* An HTTP request or response: that of a WebSocket is taken, any other is left. */
static Front
examine_http(LmConnections *all, LmStreamSide *side, const LmByteSource *source, LmSlice bytes)
{
  LmWsHandshake handshake;
  size_t len;
  if (side->sip.seen && bytes.len < LM_WS_MAX_HANDSHAKE_BYTES &&
      !lm_stream_has_empty_line(bytes, side->sip.seen) && !lm_byte_source_is_cut(source)) {
    side->sip.seen = bytes.len;
    return FRONT_WAITS;
  }
  LmWsResult result = lm_ws_handshake_parse(bytes, &handshake, &len);
  if (result == LM_WS_PARTIAL && !lm_byte_source_is_cut(source)) {
    side->sip.seen = bytes.len;
    return FRONT_WAITS;
  }
  lm_sip_stream_restart(&side->sip);
  bool refused = handshake.response && side->connection && side->connection->websocket;
  if (result != LM_WS_FOUND || !(handshake.upgrade || refused))
    return FRONT_PLAIN;
  LmConnection *connection = need_connection(all, side);
  if (!connection)
    return FRONT_PLAIN;
  connection->websocket = !handshake.response || handshake.status == 101;
  if (handshake.response)
    take_deflate(connection, &handshake);
  connection->asked_for |= names_our_protocol(handshake.protocols);
  lm_connection_add_handshake(all, side, &handshake, lm_slice_sub(bytes, 0, len));
  lm_byte_source_consume(source, len);
  return FRONT_CHANGED;
}

/* What of the first byte alone can begin TLS; of which six bytes are needed (lm_tls_looks_like()).
 */
static bool
may_become_tls(LmSlice bytes)
{
  return bytes.len < 6 && bytes.data[0] >= 20 && bytes.data[0] <= 23;
}

/* Also true while there is too little to tell. */
static bool
may_be_http(LmSlice bytes)
{
  LmSlice get = LM_SLICE_LITERAL("GET "), response = LM_SLICE_LITERAL("HTTP/1.");
  return bytes.len && (lm_slice_starts_with(bytes, lm_slice_sub(get, 0, bytes.len)) ||
                       lm_slice_starts_with(bytes, lm_slice_sub(response, 0, bytes.len)));
}

/* Finds out what a direction carries in which no SIP was found yet. */
static Front
examine(LmConnections *all, LmStreamSide *side, const LmByteSource *source)
{
  LmSlice bytes = lm_byte_source_peek(source);
  bool cut = lm_byte_source_is_cut(source), partial;
  if (bytes.len == 0)
    return FRONT_PLAIN;
  size_t proxy_header = lm_proxy_header_len(bytes, &partial);
  if (proxy_header) {
    lm_byte_source_consume(source, proxy_header);
    return FRONT_CHANGED;
  }
  if ((partial || bytes.len < MIN_FRONT_BYTES) && !cut)
    return FRONT_WAITS;
  if (may_be_http(bytes))
    return examine_http(all, side, source, bytes);
  if (!source->queue && may_become_tls(bytes) && !cut)
    return FRONT_WAITS;
  if (!source->queue && lm_tls_looks_like(bytes)) {
    LmConnection *connection = need_connection(all, side);
    if (!connection)
      return FRONT_PLAIN;
    connection->tls = lm_tls_new(all->keys, &all->arena);
    return FRONT_CHANGED;
  }
  if (lm_ws_looks_like(bytes, is_wanted)) {
    LmConnection *connection = need_connection(all, side);
    if (!connection)
      return FRONT_PLAIN;
    connection->websocket = true;
    return FRONT_CHANGED;
  }
  side->protocol = lm_stream_protocol_of(bytes, false);
  side->begins = true;
  return FRONT_PLAIN;
}

/* Units of a protocol that is not SIP; false when there is nothing to take now. */
static bool
take_units(LmConnections *all, LmStreamSide *side, const LmByteSource *source)
{
  LmSlice bytes = lm_byte_source_peek(source);
  bool cut = lm_byte_source_is_cut(source);
  if (bytes.len == 0 || (bytes.len < side->sip.wanted && !cut))
    return false;
  LmStreamBytes in = {
      .bytes = bytes,
      .seen = side->sip.seen,
      .last = cut,
      .first = side->begins,
      .origin = side->origin,
      .packets = &all->packets,
  };
  side->begins = false;
  size_t taken = side->protocol->take(all->trace, &in);
  if (taken > bytes.len || (taken == 0 && cut))
    taken = bytes.len;
  lm_byte_source_consume(source, taken);
  side->sip.seen = taken ? 0 : bytes.len;
  side->sip.wanted = taken ? 0 : in.wanted > bytes.len ? in.wanted : bytes.len + 1;
  return taken > 0;
}

/* Messages that follow on one another. */
static void
take_messages(LmConnections *all, LmStreamSide *side, const LmByteSource *source)
{
  bool more = true;
  while (more) {
    uint32_t n = all->trace->messages.len;
    more = side->protocol
               ? take_units(all, side, source)
               : lm_sip_stream_take(&side->sip, all->sip, all->trace, source, &side->origin);
    if (side->connection && all->trace->messages.len > n)
      lm_connection_message(all, side);
  }
}

/* How long the message at the front of @bytes is where another whole one follows, else all of them.
 * RFC 7118, 5 has one in each message of WebSocket; what bridges TCP sends as many as came. */
static size_t
sip_len(LmSlice bytes)
{
  size_t len, next_len;
  if (lm_sip_frame(bytes, &len) != LM_SIP_FRAME_WHOLE)
    return bytes.len;
  LmSlice next = lm_slice_from(bytes, len);
  next = lm_slice_from(next, lm_sip_leading_crlf(next));
  bool follows = lm_sip_looks_like(next) && lm_sip_frame(next, &next_len) == LM_SIP_FRAME_WHOLE;
  return bytes.len - (follows ? next.len : 0);
}

static void
take_ws_sip(LmConnections *all, LmStreamSide *side, LmSlice bytes)
{
  size_t len;
  for (; bytes.len; bytes = lm_slice_from(bytes, len)) {
    len = sip_len(bytes);
    if (!lm_sip_tracker_add(all->sip, all->trace, lm_slice_sub(bytes, 0, len), false,
                            &side->origin))
      return;
    side->sip.is_sip = true;
    lm_connection_message(all, side);
  }
}

/* A message of WebSocket is one message of what it carries (RFC 7118, 5; RFC 7977, 5). */
static void
take_ws_message(LmConnections *all, LmStreamSide *side, const LmWsMessage *message)
{
  LmSlice bytes = message->payload;
  size_t crlf = lm_sip_leading_crlf(bytes);
  if (message->opcode == LM_WS_CLOSE)
    lm_connection_add_close(all, side, message);
  if (message->opcode >= LM_WS_CLOSE)
    return;
  if (crlf == bytes.len) {
    all->trace->counters.keepalives += bytes.len > 0;
    return;
  }
  const LmStreamProtocol *protocol = lm_stream_protocol_of(bytes, true);
  if (protocol) {
    LmStreamBytes in = {
        .bytes = bytes,
        .whole = true,
        .last = true,
        .origin = side->origin,
        .packets = &all->packets,
    };
    side->sip.is_sip = true;
    lm_stream_take_message(protocol, all->trace, &in);
  } else {
    take_ws_sip(all, side, lm_slice_from(bytes, crlf));
  }
}

/* Takes a frame; false when there is nothing to take now. */
static bool
take_ws_frame(LmConnections *all, LmStreamSide *side, const LmByteSource *source)
{
  LmSlice bytes = lm_byte_source_peek(source);
  LmConnection *connection = side->connection;
  LmWsStream *stream = &connection->ws[side->direction];
  LmWsMessage message;
  size_t taken;
  bool cut = lm_byte_source_is_cut(source);
  if (bytes.len == 0 || (bytes.len < side->sip.wanted && !cut))
    return false;
  if (!connection->asked_for && lm_sip_stream_has_given_up(&side->sip)) {
    lm_byte_source_consume(source, bytes.len);
    return false;
  }
  bool from_client = lm_slice_u8(bytes, 1) & 0x80;
  stream->forgets =
      from_client ? connection->deflate.client_forgets : connection->deflate.server_forgets;
  LmWsTake result = lm_ws_stream_take(stream, &all->websocket, is_wanted, bytes, &taken,
                                      &side->sip.wanted, &message);
  if (result == LM_WS_WAITS && !cut)
    return false;
  side->sip.wanted = 0;
  if (result == LM_WS_LOST || result == LM_WS_WAITS) {
    /* The next segment may begin with a frame. */
    lm_ws_stream_break(stream);
    taken = bytes.len;
  }
  lm_byte_source_consume(source, taken);
  if (!source->queue && lm_tcp_take_gap(source->tcp, source->index))
    lm_ws_stream_break(stream);
  if (result == LM_WS_TAKEN_MESSAGE)
    take_ws_message(all, side, &message);
  else if (!side->sip.is_sip)
    side->sip.foreign += taken;
  return true;
}

static void
take_websocket(LmConnections *all, LmStreamSide *side, const LmByteSource *source)
{
  uint64_t cut = all->websocket.cut;
  while (take_ws_frame(all, side, source))
    continue;
  if (all->websocket.cut > cut)
    lm_connection_add_cut(all, side, all->websocket.cut - cut);
}

/* Finds out which stages there are, where that is open; false: with more bytes it will show. Each
 * turn takes bytes or adds a stage. */
static bool
find_stages(LmConnections *all, LmStreamSide *side, const LmByteSource *source, bool fresh)
{
  if (side->sip.is_sip || side->protocol || !(fresh || side->undecided))
    return true;
  for (;;) {
    const LmConnection *connection = side->connection;
    bool encrypted = !source->queue && connection && connection->tls;
    bool framed = connection && connection->websocket && !may_be_http(lm_byte_source_peek(source));
    side->undecided = false;
    if (encrypted || framed)
      return true;
    Front front = examine(all, side, source);
    side->undecided = front == FRONT_WAITS;
    if (front != FRONT_CHANGED)
      return front != FRONT_WAITS;
  }
}

/* What lies on TCP itself, or what TLS gave. */
static void
take_plain(LmConnections *all, LmStreamSide *side, const LmByteSource *source, bool fresh)
{
  if (!find_stages(all, side, source, fresh))
    return;
  const LmConnection *connection = side->connection;
  if (connection)
    side->origin.transport = transport_of(connection);
  if (connection && connection->tls && !source->queue)
    return;
  if (connection && connection->websocket)
    take_websocket(all, side, source);
  else
    take_messages(all, side, source);
}

static bool
take_late(LmConnections *all, LmStreamSide *side)
{
  LmSlice late;
  lm_tls_flush(side->connection->tls, side->direction, &late);
  lm_byte_queue_add(&side->connection->plain[side->direction], &all->arena, late);
  return late.len > 0;
}

/* Takes records of TLS off TCP, and what is in them up. */
static void
take_tls(LmConnections *all, LmStreamSide *side, const LmByteSource *tcp)
{
  LmConnection *connection = side->connection;
  LmByteQueue *queue = &connection->plain[side->direction];
  LmByteSource source = {.tcp = all->tcp, .index = side->index, .queue = queue};
  for (;;) {
    LmSlice bytes = lm_byte_source_peek(tcp), plain = LM_SLICE_EMPTY;
    if (bytes.len == 0)
      break;
    size_t taken = lm_tls_take(connection->tls, side->direction, bytes, &plain);
    if (taken == 0 && lm_byte_source_is_cut(tcp))
      taken = bytes.len;
    if (taken == 0)
      break;
    lm_byte_source_consume(tcp, taken);
    if (lm_tcp_take_gap(all->tcp, side->index))
      lm_connection_gap(all, side);
    bool fresh = queue->ready.len == 0;
    lm_byte_queue_add(queue, &all->arena, plain);
    if (plain.len)
      take_plain(all, side, &source, fresh);
  }
  if (tcp->ended)
    take_late(all, side);
  source.ended = tcp->ended;
  if (source.ended && queue->ready.len)
    take_plain(all, side, &source, false);
  lm_connection_tell_tls(all, connection, false);
}

void
lm_connection_take(LmConnections *all, LmStreamSide *side, bool fresh, bool ended)
{
  LmByteSource source = {.tcp = all->tcp, .index = side->index, .ended = ended};
  if (!side->connection || !side->connection->tls)
    take_plain(all, side, &source, fresh);
  if (side->connection && side->connection->tls)
    take_tls(all, side, &source);
}

void
lm_connection_gap(LmConnections *all, LmStreamSide *side)
{
  LmConnection *connection = side->connection;
  if (connection && connection->tls) {
    /* What was decrypted before the hole has no end. */
    LmByteSource source = {.queue = &connection->plain[side->direction], .ended = true};
    take_plain(all, side, &source, false);
    lm_tls_gap(connection->tls, side->direction);
  }
  lm_sip_stream_restart(&side->sip);
  side->protocol = NULL;
  if (connection && connection->websocket)
    lm_ws_stream_break(&connection->ws[side->direction]);
}

void
lm_connections_retry(LmConnections *all)
{
  const LmVec *sides = &all->sides;
  for (uint32_t i = lm_vec_next(sides, 0); i < sides->len; i = lm_vec_next(sides, i + 1)) {
    LmStreamSide *side = lm_vec_at(sides, i);
    if (!side->connection || !side->connection->tls)
      continue;
    LmByteQueue *queue = &side->connection->plain[side->direction];
    bool fresh = queue->ready.len == 0;
    if (take_late(all, side))
      take_plain(all, side, &(LmByteSource){all->tcp, side->index, .queue = queue}, fresh);
  }
}

void
lm_connections_finish(LmConnections *all)
{
  for (uint32_t i = lm_vec_next(&all->connections, 0); i < all->connections.len;
       i = lm_vec_next(&all->connections, i + 1)) {
    LmConnection *connection = lm_vec_at(&all->connections, i);
    if (connection->tls)
      lm_connection_tell_tls(all, connection, true);
    lm_connection_settle(all, connection);
  }
}
