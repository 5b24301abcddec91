/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/byte_queue.h"

static void
copy_to_chunk(LmByteQueue *queue, LmSlice bytes)
{
  memcpy(queue->chunk + queue->chunk_used, bytes.data, bytes.len);
  queue->chunk_used += bytes.len;
}

/* A new chunk has twice what is needed, so that each byte is copied at most about twice; the old
 * one stays, for the slices into it. */
void
lm_byte_queue_add(LmByteQueue *queue, LmArena *arena, LmSlice bytes)
{
  LmSlice ready = queue->ready;
  if (bytes.len == 0)
    return;
  if (ready.len == 0) {
    queue->ready = bytes;
    queue->in_chunk = false;
    return;
  }
  if (queue->in_chunk && queue->chunk_bytes - queue->chunk_used >= bytes.len) {
    copy_to_chunk(queue, bytes);
    queue->ready.len += bytes.len;
    return;
  }
  size_t need = ready.len + bytes.len;
  if (queue->chunk_bytes - queue->chunk_used < need) {
    queue->chunk_bytes = (need * 2 + 255) & ~(size_t)255;
    queue->chunk = lm_arena_alloc(arena, queue->chunk_bytes);
    queue->chunk_used = 0;
  }
  uint8_t *start = queue->chunk + queue->chunk_used;
  copy_to_chunk(queue, ready);
  copy_to_chunk(queue, bytes);
  queue->ready = lm_slice(start, need);
  queue->in_chunk = true;
}
