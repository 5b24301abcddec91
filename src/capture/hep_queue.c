/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_queue.h"

#include "base/arena.h"
#include "capture/hep.h"

#include <pthread.h>
#include <stdlib.h>

/* A ring of records, each a header and a message in one piece. Positions count for ever; what does
 * not fit in front of the end of the ring begins at its start, and a header says so.
 *
 *     oldest ........... unsent ........... end
 *       sent, unsure       not sent yet
 */
typedef struct {
  uint64_t place;
  uint32_t len;
  uint32_t skips; /* no message: go on at the start of the ring */
} Header;

enum { LARGEST = sizeof(Header) * 2 + LM_HEP_MAX_BYTES };
/* Records begin at multiples of a header, so that one always fits in front of the end. */
_Static_assert((sizeof(Header) & (sizeof(Header) - 1)) == 0, "a power of two");

struct LmHepQueue {
  pthread_mutex_t mutex;
  size_t size;
  uint64_t oldest, unsent, end, n;
  uint8_t *ring;
};

LmHepQueue *
lm_hep_queue_new(size_t bytes)
{
  LmHepQueue *queue = lm_alloc(sizeof *queue);
  queue->size = (bytes > 2 * LARGEST ? bytes : 2 * LARGEST) & ~(sizeof(Header) - 1);
  queue->ring = lm_alloc(queue->size);
  pthread_mutex_init(&queue->mutex, NULL);
  return queue;
}

void
lm_hep_queue_free(LmHepQueue *queue)
{
  if (!queue)
    return;
  pthread_mutex_destroy(&queue->mutex);
  free(queue->ring);
  free(queue);
}

static size_t
record_bytes(size_t len)
{
  return (sizeof(Header) + len + sizeof(Header) - 1) & ~(sizeof(Header) - 1);
}

static Header
header_at(const LmHepQueue *queue, uint64_t position)
{
  Header header;
  memcpy(&header, queue->ring + position % queue->size, sizeof header);
  return header;
}

static void
set_header(LmHepQueue *queue, uint64_t position, Header header)
{
  memcpy(queue->ring + position % queue->size, &header, sizeof header);
}

/* Where the record is that @position leads to; the end where there is none. */
static uint64_t
record_at(const LmHepQueue *queue, uint64_t position)
{
  if (position == queue->end || !header_at(queue, position).skips)
    return position;
  return position + queue->size - position % queue->size;
}

/* How far a message of @len bytes would move the end; @skip becomes what of it is left unused. */
static size_t
room_for(const LmHepQueue *queue, size_t len, size_t *skip)
{
  size_t left = queue->size - queue->end % queue->size, record = record_bytes(len);
  *skip = record > left ? left : 0;
  return *skip + record;
}

static bool
fits(const LmHepQueue *queue, size_t bytes)
{
  return bytes <= queue->size - (queue->end - queue->oldest);
}

bool
lm_hep_queue_put(LmHepQueue *queue, LmSlice message)
{
  size_t skip;
  pthread_mutex_lock(&queue->mutex);
  size_t bytes = room_for(queue, message.len, &skip);
  bool taken = message.len <= LM_HEP_MAX_BYTES && fits(queue, bytes);
  if (taken) {
    uint64_t at = queue->end + skip;
    if (skip)
      set_header(queue, queue->end, (Header){.skips = 1});
    set_header(queue, at, (Header){.len = (uint32_t)message.len});
    memcpy(queue->ring + at % queue->size + sizeof(Header), message.data, message.len);
    queue->end += bytes;
    queue->n++;
  }
  pthread_mutex_unlock(&queue->mutex);
  return taken;
}

bool
lm_hep_queue_has_room(LmHepQueue *queue)
{
  size_t skip;
  pthread_mutex_lock(&queue->mutex);
  bool room = fits(queue, room_for(queue, LM_HEP_MAX_BYTES, &skip));
  pthread_mutex_unlock(&queue->mutex);
  return room;
}

uint64_t
lm_hep_queue_n(LmHepQueue *queue)
{
  pthread_mutex_lock(&queue->mutex);
  uint64_t n = queue->n;
  pthread_mutex_unlock(&queue->mutex);
  return n;
}

bool
lm_hep_queue_next(LmHepQueue *queue, LmSlice *message)
{
  pthread_mutex_lock(&queue->mutex);
  uint64_t at = record_at(queue, queue->unsent);
  bool any = at != queue->end;
  if (any)
    *message = lm_slice(queue->ring + at % queue->size + sizeof(Header), header_at(queue, at).len);
  pthread_mutex_unlock(&queue->mutex);
  return any;
}

void
lm_hep_queue_sent(LmHepQueue *queue, uint64_t place)
{
  pthread_mutex_lock(&queue->mutex);
  uint64_t at = record_at(queue, queue->unsent);
  if (at != queue->end) {
    Header header = header_at(queue, at);
    header.place = place;
    set_header(queue, at, header);
    queue->unsent = at + record_bytes(header.len);
  }
  pthread_mutex_unlock(&queue->mutex);
}

uint64_t
lm_hep_queue_arrived(LmHepQueue *queue, uint64_t place)
{
  uint64_t n = 0;
  pthread_mutex_lock(&queue->mutex);
  while (queue->oldest != queue->unsent) {
    uint64_t at = record_at(queue, queue->oldest);
    Header header = header_at(queue, at);
    if (header.place > place)
      break;
    queue->oldest = at + record_bytes(header.len);
    n++;
  }
  queue->n -= n;
  pthread_mutex_unlock(&queue->mutex);
  return n;
}

bool
lm_hep_queue_is_unsure(LmHepQueue *queue)
{
  pthread_mutex_lock(&queue->mutex);
  bool unsure = queue->oldest != queue->unsent;
  pthread_mutex_unlock(&queue->mutex);
  return unsure;
}

uint64_t
lm_hep_queue_again(LmHepQueue *queue)
{
  uint64_t n = 0;
  pthread_mutex_lock(&queue->mutex);
  for (uint64_t at = queue->oldest; at != queue->unsent; n++) {
    at = record_at(queue, at);
    at += record_bytes(header_at(queue, at).len);
  }
  queue->unsent = queue->oldest;
  pthread_mutex_unlock(&queue->mutex);
  return n;
}
