/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/tcp-direction.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "base/time.h"

/* A segment that comes late may still be put in front of where a stream began in the middle. */
#define FRONT_BYTES (64 << 10)
/* An acknowledgement beyond a hole shows that the receiver has what the capture lacks. It may have
 * overtaken the segment on its way into the capture, so it is given this long. */
#define HOLE_PUSHES 64
#define HOLE_NS LM_NS_PER_S
/* Where the capture holds one direction alone no acknowledgement ever shows; retransmission would
 * have come by then (RFC 6298, 2.1 and 5.5: it starts at 1 s and doubles). */
#define BLIND_HOLE_NS (10 * LM_NS_PER_S)

void
lm_tcp_direction_start(LmTcpDirection *direction, uint32_t seq)
{
  direction->started = true;
  /* One turn of the sequence numbers up, so that segments before the start have offsets too. */
  direction->next = (1ull << 32) + seq;
}

int32_t
lm_tcp_direction_distance(const LmTcpDirection *direction, uint32_t seq)
{
  return (int32_t)(seq - (uint32_t)direction->next);
}

size_t
lm_tcp_direction_held(const LmTcpDirection *direction)
{
  return direction->queue.held_bytes + (direction->ready_in_chunk ? direction->ready.len : 0);
}

void
lm_tcp_direction_acknowledge(LmTcpDirection *direction, uint32_t ack)
{
  if (!direction->ack_seen || (int32_t)(ack - direction->acked) > 0)
    direction->acked = ack;
  direction->ack_seen = true;
}

/* Makes room for @need bytes at the end of the chunk. A new chunk has twice what is needed, so that
 * each byte is copied at most about twice; the old one stays, for the slices into it. */
static void
need_chunk(LmTcpDirection *direction, LmTcpShared *shared, size_t need)
{
  if (direction->chunk_bytes - direction->chunk_used >= need)
    return;
  direction->chunk_bytes = (need * 2 + 255) & ~(size_t)255;
  direction->chunk = lm_arena_alloc(&shared->arena, direction->chunk_bytes);
  direction->chunk_used = 0;
}

static void
copy_to_chunk(LmTcpDirection *direction, LmSlice bytes)
{
  memcpy(direction->chunk + direction->chunk_used, bytes.data, bytes.len);
  direction->chunk_used += bytes.len;
}

/* Joins @bytes to the end of the ready ones, without a copy where there are none. */
static void
append_ready(LmTcpDirection *direction, LmTcpShared *shared, LmSlice bytes)
{
  LmSlice ready = direction->ready;
  if (bytes.len == 0)
    return;
  if (ready.len == 0) {
    direction->ready = bytes;
    return;
  }
  if (direction->ready_in_chunk && direction->chunk_bytes - direction->chunk_used >= bytes.len) {
    copy_to_chunk(direction, bytes);
    direction->ready.len += bytes.len;
    shared->held_bytes += bytes.len;
    return;
  }
  need_chunk(direction, shared, ready.len + bytes.len);
  uint8_t *start = direction->chunk + direction->chunk_used;
  copy_to_chunk(direction, ready);
  copy_to_chunk(direction, bytes);
  shared->held_bytes += bytes.len + (direction->ready_in_chunk ? 0 : ready.len);
  direction->ready = lm_slice(start, ready.len + bytes.len);
  direction->ready_in_chunk = true;
}

static void
take_ready(LmTcpDirection *direction, LmTcpShared *shared, size_t n)
{
  if (direction->ready_in_chunk)
    shared->held_bytes -= n;
  direction->ready = lm_slice_from(direction->ready, n);
  if (direction->ready.len == 0)
    direction->ready_in_chunk = false;
  direction->consumed = true;
}

static void
queue_push(LmTcpDirection *direction, LmTcpShared *shared, LmTcpSegment segment)
{
  shared->held_bytes -= direction->queue.held_bytes;
  lm_tcp_queue_push(&direction->queue, segment);
  shared->held_bytes += direction->queue.held_bytes;
}

static LmTcpSegment
queue_pop(LmTcpDirection *direction, LmTcpShared *shared)
{
  shared->held_bytes -= direction->queue.held_bytes;
  LmTcpSegment segment = lm_tcp_queue_pop(&direction->queue);
  shared->held_bytes += direction->queue.held_bytes;
  return segment;
}

static void
fall_barrier(LmTcpDirection *direction, LmTcpShared *shared)
{
  const LmTcpSegment *first = lm_tcp_queue_first(&direction->queue);
  if (direction->barrier == LM_TCP_BARRIER_HOLE && first && first->offset > direction->next)
    direction->next = first->offset;
  take_ready(direction, shared, direction->ready.len);
  direction->barrier = LM_TCP_NO_BARRIER;
  direction->gap = true;
  shared->counters.gaps++;
}

static void
raise_barrier(LmTcpDirection *direction, LmTcpShared *shared, LmTcpBarrier barrier)
{
  direction->barrier = barrier;
  if (direction->ready.len == 0)
    fall_barrier(direction, shared);
}

/* @segment is the lowest, begins at @next and is taken from the queue. Takes from it what no
 * segment that came earlier holds; the rest goes back. Each turn moves some segment ahead by at
 * least one byte, and none beyond its end. */
static void
take_segment(LmTcpDirection *direction, LmTcpShared *shared, LmTcpSegment segment)
{
  const LmTcpSegment *other;
  uint64_t end = lm_tcp_segment_end(&segment);
  while ((other = lm_tcp_queue_first(&direction->queue)) && other->offset < end) {
    bool segment_wins = segment.arrival < other->arrival;
    if (!segment_wins && other->offset > direction->next) {
      LmTcpSegment rest = segment;
      lm_tcp_segment_cut_front(&rest, other->offset);
      queue_push(direction, shared, rest);
      end = rest.offset;
      break;
    }
    LmTcpSegment later = queue_pop(direction, shared);
    lm_tcp_segment_cut_front(&later, segment_wins ? end : direction->next);
    if (later.bytes.len == 0)
      continue;
    if (!segment_wins) {
      /* It reaches beyond @next and came earlier, so the two change places. */
      LmTcpSegment earlier = later;
      later = segment;
      segment = earlier;
      end = lm_tcp_segment_end(&segment);
      lm_tcp_segment_cut_front(&later, end);
    }
    if (later.bytes.len)
      queue_push(direction, shared, later);
  }
  size_t n = (size_t)(end - direction->next);
  direction->next = end;
  if (segment.bytes.data)
    append_ready(direction, shared, lm_slice_sub(segment.bytes, 0, n));
  else
    raise_barrier(direction, shared, LM_TCP_BARRIER_VOID);
}

/* Moves what is in order from the queue to the ready bytes, up to a gap. */
static void
drain(LmTcpDirection *direction, LmTcpShared *shared)
{
  const LmTcpSegment *first;
  uint64_t start = direction->next;
  while (direction->barrier == LM_TCP_NO_BARRIER &&
         (first = lm_tcp_queue_first(&direction->queue)) && first->offset <= direction->next) {
    LmTcpSegment segment = queue_pop(direction, shared);
    lm_tcp_segment_cut_front(&segment, direction->next);
    if (segment.bytes.len)
      take_segment(direction, shared, segment);
  }
  if (direction->next != start)
    direction->hole_pushes = 0;
}

/* Whether the bytes at @next will not come any more. */
static bool
is_hole_hopeless(const LmTcpDirection *direction, int64_t time_ns)
{
  int64_t age_ns = lm_time_sub(time_ns, direction->hole_ns);
  if (direction->queue.held_bytes > LM_LIMIT_TCP_DIRECTION_BYTES)
    return true;
  if (!direction->ack_seen)
    return age_ns >= BLIND_HOLE_NS;
  return (int32_t)(direction->acked - (uint32_t)direction->next) > 0 &&
         (direction->hole_pushes >= HOLE_PUSHES || age_ns >= HOLE_NS);
}

static void
watch_hole(LmTcpDirection *direction, LmTcpShared *shared, int64_t time_ns)
{
  if (direction->queue.len == 0)
    direction->hole_pushes = 0;
  if (direction->queue.len == 0 || direction->barrier != LM_TCP_NO_BARRIER)
    return;
  if (direction->hole_pushes++ == 0)
    direction->hole_ns = time_ns;
  if (!is_hole_hopeless(direction, time_ns))
    return;
  raise_barrier(direction, shared, LM_TCP_BARRIER_HOLE);
  drain(direction, shared);
}

/* A stream that began in the middle may have begun too late, because its first two segments changed
 * places. One byte is not worth it: it is a keep-alive (RFC 1122, 4.2.3.6). */
static bool
push_front(LmTcpDirection *direction, LmTcpShared *shared, uint64_t offset, LmSlice bytes)
{
  uint64_t start = direction->next - direction->ready.len;
  if (direction->syn_seen || direction->consumed || offset >= start || bytes.len <= 1 ||
      start - offset > FRONT_BYTES || offset + bytes.len < start)
    return false;
  LmSlice old = direction->ready;
  if (direction->ready_in_chunk)
    shared->held_bytes -= old.len;
  direction->ready_in_chunk = false;
  direction->ready = lm_slice_sub(bytes, 0, (size_t)(start - offset));
  append_ready(direction, shared, old);
  return true;
}

static void
count(const LmTcpDirection *direction, LmTcpShared *shared, uint64_t offset)
{
  if (offset > direction->next)
    shared->counters.out_of_order++;
  else if (offset < direction->next)
    shared->counters.retransmitted++;
}

static void
add(LmTcpDirection *direction, LmTcpShared *shared, uint64_t offset, LmSlice bytes,
    uint32_t missing)
{
  uint64_t end = offset + bytes.len;
  if (offset == direction->next && direction->queue.len == 0 &&
      direction->barrier == LM_TCP_NO_BARRIER) {
    append_ready(direction, shared, bytes);
    direction->next = end + missing;
    if (missing)
      raise_barrier(direction, shared, LM_TCP_BARRIER_VOID);
    return;
  }
  if (end + missing <= direction->next)
    return;
  if (bytes.len)
    queue_push(direction, shared, (LmTcpSegment){offset, shared->arrivals++, bytes});
  if (missing)
    queue_push(direction, shared, (LmTcpSegment){end, LM_TCP_VOID, {.data = NULL, .len = missing}});
  drain(direction, shared);
}

void
lm_tcp_direction_push(LmTcpDirection *direction, LmTcpShared *shared, uint32_t seq, LmSlice bytes,
                      uint32_t missing, int64_t time_ns)
{
  if (!direction->started) {
    /* A zero byte alone is a keep-alive (RFC 1122, 4.2.3.6): no stream begins with it. */
    if (!direction->syn_seen && bytes.len == 1 && lm_slice_u8(bytes, 0) == 0)
      return;
    lm_tcp_direction_start(direction, seq);
  }
  if (direction->barrier != LM_TCP_NO_BARRIER) {
    fall_barrier(direction, shared);
    drain(direction, shared);
  }
  if (missing > LM_LIMIT_FRAME_BYTES)
    missing = LM_LIMIT_FRAME_BYTES;
  uint64_t offset = direction->next + (uint64_t)(int64_t)lm_tcp_direction_distance(direction, seq);
  if (push_front(direction, shared, offset, bytes)) {
    shared->counters.out_of_order++;
    return;
  }
  count(direction, shared, offset);
  add(direction, shared, offset, bytes, missing);
  watch_hole(direction, shared, time_ns);
  if (direction->queue.held_bytes > 2 * LM_LIMIT_TCP_DIRECTION_BYTES)
    lm_tcp_direction_drop(direction, shared);
}

void
lm_tcp_direction_consume(LmTcpDirection *direction, LmTcpShared *shared, size_t n)
{
  if (n == 0)
    return;
  take_ready(direction, shared, n < direction->ready.len ? n : direction->ready.len);
  if (direction->ready.len == 0 && direction->barrier != LM_TCP_NO_BARRIER) {
    fall_barrier(direction, shared);
    drain(direction, shared);
  }
}

bool
lm_tcp_direction_flush(LmTcpDirection *direction, LmTcpShared *shared)
{
  while (direction->barrier != LM_TCP_NO_BARRIER || direction->queue.len) {
    if (direction->barrier == LM_TCP_NO_BARRIER)
      direction->barrier = LM_TCP_BARRIER_HOLE;
    fall_barrier(direction, shared);
    drain(direction, shared);
    if (direction->ready.len)
      return true;
  }
  return false;
}

void
lm_tcp_direction_drop(LmTcpDirection *direction, LmTcpShared *shared)
{
  size_t waiting = direction->ready.len;
  for (uint32_t i = 0; i < direction->queue.len; i++)
    if (direction->queue.items[i].bytes.data)
      waiting += direction->queue.items[i].bytes.len;
  if (waiting == 0 && direction->queue.len == 0)
    return;
  shared->counters.dropped_bytes += waiting;
  shared->held_bytes -= lm_tcp_direction_held(direction);
  lm_tcp_queue_clear(&direction->queue);
  direction->ready = LM_SLICE_EMPTY;
  direction->ready_in_chunk = false;
  direction->barrier = LM_TCP_NO_BARRIER;
  direction->started = false;
  direction->consumed = true;
  direction->gap = true;
}
