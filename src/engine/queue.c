/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/queue.h"

#include "base/arena.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* As nice(1) has it for what computes in the background. */
#define BACKGROUND 10

struct LmQueueNode {
  LmQueueNode *next;
  void *item;
};

void
lm_queue_init(LmQueue *queue)
{
  pthread_mutex_init(&queue->mutex, NULL);
  pthread_cond_init(&queue->filled, NULL);
  queue->first = queue->last = NULL;
}

void
lm_queue_clear(LmQueue *queue)
{
  pthread_mutex_destroy(&queue->mutex);
  pthread_cond_destroy(&queue->filled);
}

bool
lm_queue_push(LmQueue *queue, void *item)
{
  LmQueueNode *node = lm_alloc(sizeof *node);
  node->item = item;
  pthread_mutex_lock(&queue->mutex);
  bool was_empty = !queue->first;
  if (was_empty)
    queue->first = node;
  else
    queue->last->next = node;
  queue->last = node;
  pthread_cond_signal(&queue->filled);
  pthread_mutex_unlock(&queue->mutex);
  return was_empty;
}

void *
lm_queue_take(LmQueue *queue, bool wait)
{
  pthread_mutex_lock(&queue->mutex);
  while (wait && !queue->first)
    pthread_cond_wait(&queue->filled, &queue->mutex);
  LmQueueNode *node = queue->first;
  if (node)
    queue->first = node->next;
  pthread_mutex_unlock(&queue->mutex);
  void *item = node ? node->item : NULL;
  free(node);
  return item;
}

void
lm_thread_step_back(void)
{
  /* On Linux the id of a thread will do; elsewhere, or where it fails, nothing is lost. */
  setpriority(PRIO_PROCESS, (id_t)gettid(), BACKGROUND);
}
