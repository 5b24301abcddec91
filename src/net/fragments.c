/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/fragments.h"

#include "base/limits.h"
#include "base/time.h"

#include <stdlib.h>

/* Which bytes of a datagram are there is kept as a bit for each 8 of them, the unit of fragment
 * offsets: so neither order nor overlaps cost anything but the marking. */
enum { UNIT = 8, MIN_MAP_UNITS = 256 };

/* Fragments that were captured twice come twice in this time: those of a datagram that is whole
 * already must not wait for the next one of the same number, of which there is one soon where a
 * host sends much (RFC 4963). */
#define REPEATED_NS (400 * LM_NS_PER_MS)

typedef struct {
  LmSlice bytes;
  uint32_t next; /* the piece that came before this one, or the next free one */
  uint32_t offset;
} Piece;

typedef struct {
  LmCacheLink link;
  LmAddr src, dst;
  uint32_t id;
  uint8_t protocol;    /* in IPv6 that of the first fragment */
  uint8_t v4_protocol; /* part of the key in IPv4 alone (RFC 791, 3.2; RFC 8200, 4.5) */
  uint32_t end;        /* of the fragment that reaches farthest */
  uint32_t total;      /* 0: the last fragment has not come */
  uint32_t cut;        /* from here on the capture lacks bytes */
  uint32_t n_units;    /* set in the map */
  uint32_t map_units;
  uint8_t *map;
  uint32_t newest_piece;
  uint32_t n_pieces;
  size_t held_bytes;
  int64_t time_ns; /* of the fragment that came first */
  LmSlice whole;   /* put together, without pieces left */
} Datagram;

void
lm_fragments_init(LmFragments *fragments)
{
  *fragments = (LmFragments){
      .datagrams = LM_CACHE_INIT(Datagram), .pieces = LM_VEC_INIT(Piece), .free_piece = LM_NONE};
}

void
lm_fragments_clear(LmFragments *fragments)
{
  for (uint32_t row = fragments->datagrams.oldest; row != LM_NONE;) {
    Datagram *datagram = lm_cache_at(&fragments->datagrams, row);
    free(datagram->map);
    row = datagram->link.newer;
  }
  lm_cache_clear(&fragments->datagrams);
  lm_vec_clear(&fragments->pieces);
  lm_arena_clear(&fragments->arena);
  lm_fragments_init(fragments);
}

static void
hold(LmFragments *fragments, Datagram *datagram, size_t bytes)
{
  datagram->held_bytes += bytes;
  fragments->held_bytes += bytes;
}

/* Gives up what a datagram holds but itself, and returns how many fragments of it were waiting. */
static uint32_t
release(LmFragments *fragments, Datagram *datagram)
{
  uint32_t n_pieces = datagram->n_pieces;
  for (uint32_t index = datagram->newest_piece; index != LM_NONE;) {
    Piece *piece = lm_vec_at(&fragments->pieces, index);
    uint32_t next = piece->next;
    piece->next = fragments->free_piece;
    fragments->free_piece = index;
    index = next;
  }
  free(datagram->map);
  fragments->n_pieces -= n_pieces;
  fragments->held_bytes -= datagram->held_bytes;
  datagram->newest_piece = LM_NONE;
  datagram->n_pieces = datagram->map_units = 0;
  datagram->held_bytes = 0;
  datagram->map = NULL;
  return n_pieces;
}

/* Forgets a datagram and returns how many fragments of it were waiting. */
static uint32_t
forget(LmFragments *fragments, uint32_t row)
{
  uint32_t n_pieces = release(fragments, lm_cache_at(&fragments->datagrams, row));
  lm_cache_remove(&fragments->datagrams, row);
  return n_pieces;
}

static bool
is_aged(const Datagram *datagram, int64_t now_ns)
{
  int64_t age_ns = datagram->whole.len ? REPEATED_NS : LM_LIMIT_FRAGMENT_AGE_NS;
  return lm_time_sub(now_ns, datagram->time_ns) > age_ns;
}

/* Drops from the oldest on what is too old or too much. Each datagram is dropped once, so this
 * costs O(1) a fragment. */
static void
expire(LmFragments *fragments, int64_t now_ns, LmNetCounters *counters)
{
  for (;;) {
    uint32_t row = fragments->datagrams.oldest;
    if (row == LM_NONE)
      return;
    const Datagram *oldest = lm_cache_at(&fragments->datagrams, row);
    if (!is_aged(oldest, now_ns) && fragments->n_pieces < LM_LIMIT_FRAGMENTS &&
        fragments->held_bytes < LM_LIMIT_FRAGMENT_BYTES)
      return;
    counters->fragments_dropped += forget(fragments, row);
  }
}

static uint64_t
key_hash(const LmFragment *fragment)
{
  struct {
    uint8_t src[16], dst[16];
    uint32_t id, protocol;
  } key = {.id = fragment->id};
  memcpy(key.src, fragment->src.bytes, sizeof key.src);
  memcpy(key.dst, fragment->dst.bytes, sizeof key.dst);
  key.protocol = (uint32_t)fragment->src.family << 8;
  if (fragment->src.family == LM_ADDR_IPV4)
    key.protocol |= fragment->protocol;
  return lm_hash(lm_hash_key(), &key, sizeof key);
}

static uint32_t
find_or_add(LmFragments *fragments, const LmFragment *fragment)
{
  uint64_t hash = key_hash(fragment);
  uint8_t v4_protocol = fragment->src.family == LM_ADDR_IPV4 ? fragment->protocol : 0;
  for (uint32_t row = lm_cache_first(&fragments->datagrams, hash); row != LM_NONE;
       row = lm_cache_next(&fragments->datagrams, row)) {
    const Datagram *datagram = lm_cache_at(&fragments->datagrams, row);
    if (datagram->id == fragment->id && datagram->v4_protocol == v4_protocol &&
        lm_addr_equal(&datagram->src, &fragment->src) &&
        lm_addr_equal(&datagram->dst, &fragment->dst))
      return row;
  }
  uint32_t row = lm_cache_add(&fragments->datagrams, hash);
  Datagram *datagram = lm_cache_at(&fragments->datagrams, row);
  datagram->src = fragment->src;
  datagram->dst = fragment->dst;
  datagram->id = fragment->id;
  datagram->protocol = fragment->protocol;
  datagram->v4_protocol = v4_protocol;
  datagram->cut = UINT32_MAX;
  datagram->newest_piece = LM_NONE;
  datagram->time_ns = fragment->time_ns;
  hold(fragments, datagram, sizeof *datagram);
  return row;
}

static void
grow_map(LmFragments *fragments, Datagram *datagram, uint32_t units)
{
  uint32_t bigger = datagram->map_units ? datagram->map_units : MIN_MAP_UNITS;
  while (bigger < units)
    bigger *= 2;
  if (bigger == datagram->map_units)
    return;
  datagram->map = lm_realloc(datagram->map, bigger / 8);
  memset(datagram->map + datagram->map_units / 8, 0, (bigger - datagram->map_units) / 8);
  hold(fragments, datagram, (bigger - datagram->map_units) / 8);
  datagram->map_units = bigger;
}

/* Marks the units [@first, @end) and returns how many of them were not marked before. */
static uint32_t
mark(Datagram *datagram, uint32_t first, uint32_t end)
{
  uint32_t n_new = 0;
  for (uint32_t unit = first; unit < end;) {
    uint8_t *byte = &datagram->map[unit / 8];
    if (unit % 8 == 0 && end - unit >= 8) {
      n_new += 8 - (uint32_t)__builtin_popcount(*byte);
      *byte = 0xff;
      unit += 8;
    } else {
      uint8_t bit = (uint8_t)(1u << unit % 8);
      n_new += !(*byte & bit);
      *byte |= bit;
      unit++;
    }
  }
  datagram->n_units += n_new;
  return n_new;
}

/* Whether @fragment is one of the last pieces once more. Looking at a few of them is enough for
 * what networks duplicate, and keeps a flood of copies cheap. */
static bool
is_duplicate(const LmFragments *fragments, const Datagram *datagram, const LmFragment *fragment)
{
  uint32_t index = datagram->newest_piece;
  for (int n = 0; n < 64 && index != LM_NONE; n++) {
    const Piece *piece = lm_vec_at(&fragments->pieces, index);
    if (piece->offset == fragment->offset && lm_slice_equal(piece->bytes, fragment->bytes))
      return true;
    index = piece->next;
  }
  return false;
}

static void
add_piece(LmFragments *fragments, Datagram *datagram, const LmFragment *fragment)
{
  uint32_t index = fragments->free_piece;
  Piece *piece;
  if (index != LM_NONE) {
    piece = lm_vec_at(&fragments->pieces, index);
    fragments->free_piece = piece->next;
  } else {
    index = fragments->pieces.len;
    piece = lm_vec_push(&fragments->pieces);
  }
  *piece =
      (Piece){.bytes = fragment->bytes, .next = datagram->newest_piece, .offset = fragment->offset};
  datagram->newest_piece = index;
  datagram->n_pieces++;
  fragments->n_pieces++;
  hold(fragments, datagram, sizeof *piece + fragment->bytes.len);
}

/* Copies the pieces from the last to the first, so that where they overlap the first stay. */
static void
put_together(LmFragments *fragments, const Datagram *datagram, LmFragment *fragment)
{
  uint32_t len = datagram->cut < datagram->total ? datagram->cut : datagram->total;
  uint8_t *bytes = lm_arena_alloc(&fragments->arena, len);
  for (uint32_t index = datagram->newest_piece; index != LM_NONE;) {
    const Piece *piece = lm_vec_at(&fragments->pieces, index);
    LmSlice part = lm_slice_sub(piece->bytes, 0, piece->offset < len ? len - piece->offset : 0);
    if (part.len)
      memcpy(bytes + piece->offset, part.data, part.len);
    index = piece->next;
  }
  fragment->bytes = lm_slice(bytes, len);
  fragment->missing = datagram->total - len;
  fragment->protocol = datagram->protocol;
}

/* Whether a fragment from @start to @end can belong to @datagram. All but the last are whole units
 * (RFC 791, 3.2; RFC 8200, 4.5), and nothing comes behind the last. */
static bool
fits(const Datagram *datagram, const LmFragment *fragment, uint32_t end)
{
  if (end > LM_LIMIT_DATAGRAM_BYTES || end == fragment->offset)
    return false;
  if (fragment->more)
    return end % UNIT == 0 && (datagram->total == 0 || end <= datagram->total);
  return datagram->total == 0 ? end >= datagram->end : end == datagram->total;
}

/* Whether @fragment is one of a datagram that was put together just now, once more. */
static bool
repeats_whole(const Datagram *datagram, const LmFragment *fragment)
{
  LmSlice part = lm_slice_sub(datagram->whole, fragment->offset, fragment->bytes.len);
  return lm_time_sub(fragment->time_ns, datagram->time_ns) <= REPEATED_NS &&
         lm_slice_equal(part, lm_slice_sub(fragment->bytes, 0, part.len));
}

bool
lm_fragments_add(LmFragments *fragments, LmFragment *fragment, LmNetCounters *counters)
{
  expire(fragments, fragment->time_ns, counters);
  uint64_t far_end = (uint64_t)fragment->offset + fragment->bytes.len + fragment->missing;
  uint32_t end = far_end > UINT32_MAX ? UINT32_MAX : (uint32_t)far_end;
  uint32_t row = find_or_add(fragments, fragment);
  Datagram *datagram = lm_cache_at(&fragments->datagrams, row);
  if (datagram->whole.len) {
    if (repeats_whole(datagram, fragment))
      return false;
    forget(fragments, row);
    row = find_or_add(fragments, fragment);
    datagram = lm_cache_at(&fragments->datagrams, row);
  }
  if (!fits(datagram, fragment, end)) {
    counters->fragments_dropped++;
    if (datagram->n_pieces == 0)
      forget(fragments, row);
    return false;
  }
  uint32_t first = fragment->offset / UNIT, end_unit = (end + UNIT - 1) / UNIT;
  grow_map(fragments, datagram, end_unit);
  uint32_t n_new = mark(datagram, first, end_unit);
  if (n_new == 0) {
    counters->fragments_dropped += !is_duplicate(fragments, datagram, fragment);
    return false;
  }
  if (n_new < end_unit - first)
    counters->fragments_dropped++;
  add_piece(fragments, datagram, fragment);
  if (fragment->offset == 0)
    datagram->protocol = fragment->protocol;
  if (fragment->missing != 0 && fragment->offset + fragment->bytes.len < datagram->cut)
    datagram->cut = fragment->offset + (uint32_t)fragment->bytes.len;
  if (end > datagram->end)
    datagram->end = end;
  if (!fragment->more)
    datagram->total = end;
  if (datagram->total == 0 || datagram->n_units < (datagram->total + UNIT - 1) / UNIT)
    return false;
  put_together(fragments, datagram, fragment);
  release(fragments, datagram);
  datagram->whole = fragment->bytes;
  hold(fragments, datagram, sizeof *datagram);
  counters->datagrams_reassembled++;
  return true;
}

void
lm_fragments_mark(const LmFragments *fragments, LmKeep *keep)
{
  for (uint32_t i = 0; i < fragments->pieces.len; i++)
    lm_keep_mark(keep, ((const Piece *)lm_vec_at(&fragments->pieces, i))->bytes.data);
  for (uint32_t row = fragments->datagrams.oldest; row != LM_NONE;) {
    const Datagram *datagram = lm_cache_at(&fragments->datagrams, row);
    lm_keep_mark(keep, datagram->whole.data);
    row = datagram->link.newer;
  }
}
