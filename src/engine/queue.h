/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A queue of pointers between threads. Any thread may use it. */

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
