/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/wait.h"

#include "base/time.h"

void
lm_wait_init(pthread_cond_t *condition)
{
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
}

bool
lm_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t until_ns)
{
  struct timespec until = {.tv_sec = until_ns / LM_NS_PER_S, .tv_nsec = until_ns % LM_NS_PER_S};
  return pthread_cond_timedwait(condition, mutex, &until) == 0;
}
