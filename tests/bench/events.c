/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "events.h"

void
events_push(Events *events, Event event)
{
  Event *heap = events->heap;
  uint32_t i = events->n++;
  for (; i && heap[(i - 1) / 2].ns > event.ns; i = (i - 1) / 2)
    heap[i] = heap[(i - 1) / 2];
  heap[i] = event;
}

Event
events_pop(Events *events)
{
  Event *heap = events->heap;
  Event first = heap[0], last = heap[--events->n];
  uint32_t i = 0;
  for (uint32_t child; (child = 2 * i + 1) < events->n; i = child) {
    if (child + 1 < events->n && heap[child + 1].ns < heap[child].ns)
      child++;
    if (last.ns <= heap[child].ns)
      break;
    heap[i] = heap[child];
  }
  heap[i] = last;
  return first;
}
