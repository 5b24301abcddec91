/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/sctp.h"

#include "base/arena.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "base/limits.h"
#include "net/cache.h"

#include <stdlib.h>

/* RFC 9260, 3.3.1; RFC 8260, 2.1. */
enum { DATA = 0, I_DATA = 64, END = 1, BEGIN = 2, UNORDERED = 4 };
enum { CHUNK_HEADER_BYTES = 4, DATA_HEADER_BYTES = 16, I_DATA_HEADER_BYTES = 20 };

/* How many of the last chunks of a direction are remembered, so that one sent again is known. */
#define RECENT_CHUNKS 128

/* The number of a chunk and a hash of what was in it: a number that comes again with something else
 * is of another association, not sent again. */
typedef struct {
  uint32_t tsn, hash;
} Recent;

/* One direction of an association. */
typedef struct {
  LmCacheLink link;
  LmEndpoint src, dst; /* of its last packet: a host may have several addresses */
  uint32_t tag;        /* verification tag */
  uint32_t serial;     /* tells it from others that had its row */
  Recent recent[RECENT_CHUNKS];
} Direction;

/* What fragments of one message share: of I-DATA the message's number, of DATA nothing but the
 * stream, as their chunks are numbered one after the other. */
typedef struct {
  uint32_t serial; /* of the direction */
  uint32_t mid;
  uint16_t stream;
  uint8_t type, unordered;
} MessageKey;

typedef struct {
  LmCacheLink link;
  MessageKey key;
  uint32_t number; /* TSN of DATA, FSN of I-DATA */
  uint32_t begin;  /* the number of the first fragment, where @begun */
  uint32_t direction;
  uint32_t ppid, frame;
  int64_t time_ns;
  const LmPath *path;
  LmSlice bytes;
  uint8_t flags;
  bool begun; /* all fragments from the first one to this one are there */
  bool cut;   /* by the capture */
} Piece;

struct LmSctp {
  LmSctpCounters counters;
  LmCache directions, pieces;
  LmVec messages; /* LmSctpMessage, that are whole */
  uint32_t n_taken;
  uint32_t serials;
  LmArena arena;
};

typedef struct {
  const LmPacket *packet;
  uint32_t direction;
  uint32_t tsn;
  uint32_t number;
  uint32_t ppid;
  MessageKey key;
  LmSlice bytes;
  uint8_t flags;
  bool cut;
} Chunk;

LmSctp *
lm_sctp_new(void)
{
  LmSctp *sctp = lm_alloc(sizeof *sctp);
  sctp->directions = LM_CACHE_INIT(Direction);
  sctp->pieces = LM_CACHE_INIT(Piece);
  sctp->messages = LM_VEC_INIT(LmSctpMessage);
  return sctp;
}

void
lm_sctp_free(LmSctp *sctp)
{
  if (!sctp)
    return;
  lm_cache_clear(&sctp->directions);
  lm_cache_clear(&sctp->pieces);
  lm_vec_clear(&sctp->messages);
  lm_arena_clear(&sctp->arena);
  free(sctp);
}

static Direction *
direction_at(const LmSctp *sctp, uint32_t row)
{
  return lm_cache_at(&sctp->directions, row);
}

static Piece *
piece_at(const LmSctp *sctp, uint32_t row)
{
  return lm_cache_at(&sctp->pieces, row);
}

/* The tag and the ports name a direction of an association, whatever addresses it goes between (RFC
 * 9260, 5.3 and 6.4). Without a tag the addresses must do. */
static uint64_t
direction_hash(const LmPacket *packet)
{
  struct {
    uint8_t addr[2][16];
    uint32_t tag;
    uint16_t port[2];
  } key = {.tag = packet->sctp_tag, .port = {packet->src.port, packet->dst.port}};
  if (packet->sctp_tag == 0) {
    memcpy(key.addr[0], packet->src.addr.bytes, 16);
    memcpy(key.addr[1], packet->dst.addr.bytes, 16);
  }
  return lm_hash(lm_hash_key(), &key, sizeof key);
}

static bool
is_direction(const Direction *direction, const LmPacket *packet)
{
  if (direction->tag != packet->sctp_tag || direction->src.port != packet->src.port ||
      direction->dst.port != packet->dst.port)
    return false;
  return direction->tag != 0 || (lm_endpoint_equal(&direction->src, &packet->src) &&
                                 lm_endpoint_equal(&direction->dst, &packet->dst));
}

static uint32_t
find_direction(LmSctp *sctp, const LmPacket *packet)
{
  uint64_t hash = direction_hash(packet);
  uint32_t row = lm_cache_first(&sctp->directions, hash);
  while (row != LM_NONE && !is_direction(direction_at(sctp, row), packet))
    row = lm_cache_next(&sctp->directions, row);
  if (row != LM_NONE) {
    lm_cache_touch(&sctp->directions, row);
  } else {
    if (sctp->directions.len == LM_LIMIT_SCTP_DIRECTIONS)
      lm_cache_remove(&sctp->directions, sctp->directions.oldest);
    row = lm_cache_add(&sctp->directions, hash);
    direction_at(sctp, row)->tag = packet->sctp_tag;
    direction_at(sctp, row)->serial = ++sctp->serials;
  }
  direction_at(sctp, row)->src = packet->src;
  direction_at(sctp, row)->dst = packet->dst;
  return row;
}

/* Whether the chunk came before; from now on it did. */
static bool
is_repeated(LmSctp *sctp, const Chunk *chunk)
{
  uint32_t hash = (uint32_t)lm_hash(lm_hash_key(), chunk->bytes.data, chunk->bytes.len) | 1;
  Recent *recent = &direction_at(sctp, chunk->direction)->recent[chunk->tsn % RECENT_CHUNKS];
  bool repeated = recent->tsn == chunk->tsn && recent->hash == hash;
  *recent = (Recent){chunk->tsn, hash};
  return repeated;
}

static uint64_t
piece_hash(const MessageKey *key, uint32_t number)
{
  return lm_hash_pair(lm_hash_key(), (uint64_t)key->serial << 32 | key->mid,
                      (uint64_t)number << 32 | (uint32_t)key->stream << 16 |
                          (uint32_t)key->type << 8 | key->unordered);
}

static bool
is_same_key(const MessageKey *a, const MessageKey *b)
{
  return a->serial == b->serial && a->mid == b->mid && a->stream == b->stream &&
         a->type == b->type && a->unordered == b->unordered;
}

static uint32_t
find_piece(const LmSctp *sctp, const MessageKey *key, uint32_t number)
{
  uint32_t row = lm_cache_first(&sctp->pieces, piece_hash(key, number));
  while (row != LM_NONE &&
         !(piece_at(sctp, row)->number == number && is_same_key(&piece_at(sctp, row)->key, key)))
    row = lm_cache_next(&sctp->pieces, row);
  return row;
}

static void
add_message(LmSctp *sctp, const Piece *newest, LmSlice payload, uint32_t ppid, bool truncated)
{
  const Direction *direction = direction_at(sctp, newest->direction);
  bool known = direction->serial == newest->key.serial;
  sctp->counters.messages++;
  *(LmSctpMessage *)lm_vec_push(&sctp->messages) = (LmSctpMessage){
      .payload = payload,
      .src = known ? direction->src : (LmEndpoint){.port = 0},
      .dst = known ? direction->dst : (LmEndpoint){.port = 0},
      .path = newest->path,
      .time_ns = newest->time_ns,
      .frame = newest->frame,
      .ppid = ppid,
      .stream = newest->key.stream,
      .unordered = newest->key.unordered,
      .truncated = truncated,
  };
}

/* Forgets @n pieces from number @begin on, because a limit took the one behind them. */
static void
drop_pieces(LmSctp *sctp, const MessageKey *key, uint32_t begin, uint32_t n)
{
  sctp->counters.dropped += n;
  for (uint32_t i = 0; i < n; i++)
    lm_cache_remove(&sctp->pieces, find_piece(sctp, key, begin + i));
}

/* Puts the pieces from number @begin to that of @end_row together and forgets them; @truncated:
 * that is not the last of its message. */
static void
join_pieces(LmSctp *sctp, uint32_t begin, uint32_t end_row, uint32_t newest_row, bool truncated)
{
  Piece last = *piece_at(sctp, end_row), newest = *piece_at(sctp, newest_row);
  uint32_t n = last.number - begin + 1, ppid = 0, row;
  size_t total = 0;
  for (uint32_t i = 0; i < n; i++) {
    row = find_piece(sctp, &last.key, begin + i);
    if (row == LM_NONE) {
      drop_pieces(sctp, &last.key, begin, i);
      return;
    }
    total += piece_at(sctp, row)->bytes.len;
  }
  bool fits = total <= LM_LIMIT_SIP_BODY_BYTES;
  /* What a cut piece is followed by does not follow on it. */
  bool cut = false;
  uint8_t *joined = fits ? lm_arena_alloc(&sctp->arena, total) : NULL;
  size_t len = 0;
  for (uint32_t i = 0; i < n; i++) {
    row = find_piece(sctp, &last.key, begin + i);
    const Piece *piece = piece_at(sctp, row);
    ppid = i == 0 ? piece->ppid : ppid;
    if (fits && !cut && piece->bytes.len) {
      memcpy(joined + len, piece->bytes.data, piece->bytes.len);
      len += piece->bytes.len;
    }
    cut |= piece->cut;
    lm_cache_remove(&sctp->pieces, row);
  }
  sctp->counters.dropped += fits ? 0 : n;
  sctp->counters.reassembled += fits;
  if (fits)
    add_message(sctp, &newest, lm_slice(joined, len), ppid, truncated || cut);
}

/* @row is new. Each piece learns once that all before it are there, so that each is looked at a few
 * times whatever the order is that they come in. */
static void
settle_piece(LmSctp *sctp, uint32_t row)
{
  uint32_t newest = row;
  Piece *piece = piece_at(sctp, row);
  if (piece->flags & BEGIN) {
    piece->begun = true;
    piece->begin = piece->number;
  } else {
    uint32_t before = find_piece(sctp, &piece->key, piece->number - 1);
    const Piece *other = before == LM_NONE ? NULL : piece_at(sctp, before);
    if (!other || !other->begun || (other->flags & END))
      return;
    piece->begun = true;
    piece->begin = other->begin;
  }
  while (!(piece->flags & END)) {
    uint32_t next = find_piece(sctp, &piece->key, piece->number + 1);
    if (next == LM_NONE)
      return;
    Piece *other = piece_at(sctp, next);
    if (other->begun || (other->flags & BEGIN))
      return;
    other->begun = true;
    other->begin = piece->begin;
    row = next;
    piece = other;
  }
  join_pieces(sctp, piece->begin, row, newest, false);
}

static void
fill_piece(LmSctp *sctp, const Chunk *chunk, Piece *piece)
{
  piece->key = chunk->key;
  piece->key.serial = direction_at(sctp, chunk->direction)->serial;
  piece->number = chunk->number;
  piece->direction = chunk->direction;
  piece->ppid = chunk->ppid;
  piece->frame = chunk->packet->frame->number;
  piece->time_ns = chunk->packet->frame->time_ns;
  piece->path = chunk->packet->path;
  piece->bytes = chunk->bytes;
  piece->flags = chunk->flags;
  piece->cut = chunk->cut;
}

static void
add_chunk(LmSctp *sctp, const Chunk *chunk)
{
  sctp->counters.chunks++;
  if (is_repeated(sctp, chunk)) {
    sctp->counters.retransmitted++;
    return;
  }
  Piece piece = {0};
  fill_piece(sctp, chunk, &piece);
  if ((chunk->flags & BEGIN) && (chunk->flags & END)) {
    add_message(sctp, &piece, piece.bytes, piece.ppid, piece.cut);
    return;
  }
  uint32_t row = find_piece(sctp, &piece.key, piece.number);
  if (row != LM_NONE)
    lm_cache_remove(&sctp->pieces, row);
  if (sctp->pieces.len == LM_LIMIT_SCTP_PIECES) {
    lm_cache_remove(&sctp->pieces, sctp->pieces.oldest);
    sctp->counters.dropped++;
  }
  row = lm_cache_add(&sctp->pieces, piece_hash(&piece.key, piece.number));
  Piece *fresh = piece_at(sctp, row);
  piece.link = fresh->link;
  *fresh = piece;
  settle_piece(sctp, row);
}

/* @bytes is one chunk of type @type, from its type to its end or to that of the packet. */
static void
read_chunk(LmSctp *sctp, Chunk *chunk, LmSlice bytes, uint8_t type)
{
  size_t header_bytes = type == DATA ? DATA_HEADER_BYTES : I_DATA_HEADER_BYTES;
  if (bytes.len < header_bytes)
    return;
  chunk->flags = lm_slice_u8(bytes, 1);
  chunk->tsn = lm_slice_be32(bytes, 4);
  chunk->key = (MessageKey){
      .stream = lm_slice_be16(bytes, 8),
      .type = type,
      .unordered = (chunk->flags & UNORDERED) != 0,
  };
  chunk->number = chunk->tsn;
  chunk->ppid = lm_slice_be32(bytes, 12);
  if (type == I_DATA) {
    /* The first fragment has the identifier where the others have their number (RFC 8260, 2.1). */
    uint32_t field = lm_slice_be32(bytes, 16);
    chunk->key.mid = lm_slice_be32(bytes, 12);
    chunk->ppid = chunk->flags & BEGIN ? field : 0;
    chunk->number = chunk->flags & BEGIN ? 0 : field;
  }
  chunk->bytes = lm_slice_from(bytes, header_bytes);
  add_chunk(sctp, chunk);
}

void
lm_sctp_push(LmSctp *sctp, const LmPacket *packet)
{
  if (packet->kind != LM_PACKET_SCTP)
    return;
  sctp->counters.packets++;
  LmSlice rest = packet->payload;
  Chunk chunk = {.packet = packet, .direction = LM_NONE};
  while (rest.len >= CHUNK_HEADER_BYTES) {
    uint8_t type = lm_slice_u8(rest, 0);
    size_t length = lm_slice_be16(rest, 2);
    if (length < CHUNK_HEADER_BYTES || length > rest.len + packet->missing_bytes) {
      sctp->counters.malformed++;
      return;
    }
    if (type == DATA || type == I_DATA) {
      if (chunk.direction == LM_NONE)
        chunk.direction = find_direction(sctp, packet);
      chunk.cut = length > rest.len;
      read_chunk(sctp, &chunk, lm_slice_sub(rest, 0, length), type);
    }
    rest = lm_slice_from(rest, (length + 3) & ~(size_t)3);
  }
}

bool
lm_sctp_take(LmSctp *sctp, LmSctpMessage *message)
{
  if (sctp->n_taken == sctp->messages.len) {
    sctp->n_taken = sctp->messages.len = 0;
    return false;
  }
  *message = *(LmSctpMessage *)lm_vec_at(&sctp->messages, sctp->n_taken++);
  return true;
}

/* The last of the pieces that follow on the first one of a message. */
static uint32_t
last_of(const LmSctp *sctp, uint32_t row)
{
  const Piece *piece = piece_at(sctp, row);
  uint32_t begin = piece->begin, next;
  while ((next = find_piece(sctp, &piece->key, piece->number + 1)) != LM_NONE &&
         piece_at(sctp, next)->begun && piece_at(sctp, next)->begin == begin) {
    row = next;
    piece = piece_at(sctp, row);
  }
  return row;
}

void
lm_sctp_finish(LmSctp *sctp)
{
  while (sctp->pieces.len) {
    uint32_t row = sctp->pieces.oldest;
    const Piece *piece = piece_at(sctp, row);
    uint32_t before = sctp->pieces.len;
    uint32_t last = piece->flags & BEGIN ? last_of(sctp, row) : row;
    if (piece->flags & BEGIN)
      join_pieces(sctp, piece->number, last, last, true);
    if (sctp->pieces.len == before)
      lm_cache_remove(&sctp->pieces, row);
  }
}

const LmSctpCounters *
lm_sctp_counters(const LmSctp *sctp)
{
  return &sctp->counters;
}

void
lm_sctp_keep(LmSctp *sctp, LmKeep *keep)
{
  lm_keep_add(keep, &sctp->arena);
}

size_t
lm_sctp_bytes(const LmSctp *sctp)
{
  return lm_vec_bytes(&sctp->directions.entries) + lm_vec_bytes(&sctp->pieces.entries) +
         sctp->arena.total_bytes;
}
