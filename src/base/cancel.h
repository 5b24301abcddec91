/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A flag that one thread sets and another looks at, for giving up on what may wait for long. */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct {
  atomic_bool set;
} LmCancel;

static inline void
lm_cancel(LmCancel *cancel)
{
  atomic_store(&cancel->set, true);
}

/* False for NULL: what nobody can cancel goes on. */
static inline bool
lm_is_cancelled(const LmCancel *cancel)
{
  return cancel && atomic_load(&cancel->set);
}
