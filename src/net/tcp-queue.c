/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/tcp-queue.h"

#include "base/arena.h"

#include <stdlib.h>

static bool
is_before(const LmTcpSegment *a, const LmTcpSegment *b)
{
  return a->offset != b->offset ? a->offset < b->offset : a->arrival < b->arrival;
}

static size_t
cost(const LmTcpSegment *segment)
{
  return LM_TCP_SEGMENT_BYTES + (segment->bytes.data ? segment->bytes.len : 0);
}

void
lm_tcp_queue_push(LmTcpQueue *queue, LmTcpSegment segment)
{
  if (queue->len == queue->capacity) {
    queue->capacity = queue->capacity ? queue->capacity * 2 : 4;
    queue->items = lm_realloc(queue->items, queue->capacity * sizeof *queue->items);
  }
  uint32_t at = queue->len++;
  for (uint32_t parent; at > 0; at = parent) {
    parent = (at - 1) / 2;
    if (!is_before(&segment, &queue->items[parent]))
      break;
    queue->items[at] = queue->items[parent];
  }
  queue->items[at] = segment;
  queue->held_bytes += cost(&segment);
}

const LmTcpSegment *
lm_tcp_queue_first(const LmTcpQueue *queue)
{
  return queue->len ? &queue->items[0] : NULL;
}

LmTcpSegment
lm_tcp_queue_pop(LmTcpQueue *queue)
{
  LmTcpSegment first = queue->items[0];
  queue->held_bytes -= cost(&first);
  LmTcpSegment moved = queue->items[--queue->len];
  uint32_t at = 0;
  for (uint32_t child; (child = at * 2 + 1) < queue->len; at = child) {
    if (child + 1 < queue->len && is_before(&queue->items[child + 1], &queue->items[child]))
      child++;
    if (!is_before(&queue->items[child], &moved))
      break;
    queue->items[at] = queue->items[child];
  }
  queue->items[at] = moved;
  if (queue->len == 0)
    lm_tcp_queue_clear(queue);
  return first;
}

void
lm_tcp_queue_clear(LmTcpQueue *queue)
{
  free(queue->items);
  *queue = (LmTcpQueue){0};
}

void
lm_tcp_segment_cut_front(LmTcpSegment *segment, uint64_t offset)
{
  if (offset <= segment->offset)
    return;
  uint64_t cut = offset - segment->offset;
  if (cut > segment->bytes.len)
    cut = segment->bytes.len;
  if (segment->bytes.data)
    segment->bytes = lm_slice_from(segment->bytes, cut);
  else
    segment->bytes.len -= cut;
  segment->offset += cut;
}
