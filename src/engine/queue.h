/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What threads need to work side by side: a queue of pointers between them, which any thread may
 * use, and a way to let another go first. */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct LmQueueNode LmQueueNode;

typedef struct {
  pthread_mutex_t mutex;
  pthread_cond_t filled;
  LmQueueNode *first, *last;
} LmQueue;

void lm_queue_init(LmQueue *queue);
/* The caller has taken everything out. */
void lm_queue_clear(LmQueue *queue);
/* Returns true if the queue was empty before. */
bool lm_queue_push(LmQueue *queue, void *item);
/* The oldest item; NULL if there is none and @wait is false. */
void *lm_queue_take(LmQueue *queue, bool wait);

/* Lets the threads that do not call this go first where there are not processors enough, as long as
 * the calling thread lives; those that it starts do the same. */
void lm_thread_step_back(void);
