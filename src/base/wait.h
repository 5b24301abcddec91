/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Conditions that are waited for no longer than a span of time, which goes on whatever is done to
 * the clock of the day. */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* For lm_wait_for(). Destroyed as any other. */
void lm_wait_init(pthread_cond_t *condition);
/* By @until_ns of CLOCK_MONOTONIC it returns false. As pthread_cond_wait() else: @mutex is the
 * caller's, and it may wake for no reason. */
bool lm_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t until_ns);
