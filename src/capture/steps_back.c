/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/steps_back.h"

void
lm_steps_back_init(LmStepsBack *steps)
{
  *steps = (LmStepsBack){.newest = LM_VEC_INIT(int64_t)};
}

void
lm_steps_back_clear(LmStepsBack *steps)
{
  lm_vec_clear(&steps->newest);
}

static void
take(LmStepsBack *steps, int64_t from_ns, int64_t to_ns)
{
  int64_t step = lm_time_sub(from_ns, to_ns);
  if (atomic_load(&steps->n) == 0)
    atomic_store(&steps->first_ns, from_ns);
  if (step > atomic_load(&steps->most_ns))
    atomic_store(&steps->most_ns, step);
  /* Last, so that whoever sees the number sees the rest. */
  atomic_fetch_add(&steps->n, 1);
}

void
lm_steps_back_look(LmStepsBack *steps, const LmFrame *frames, size_t n)
{
  static const int64_t none = LM_TIME_NONE;
  for (size_t i = 0; i < n; i++) {
    while (steps->newest.len <= frames[i].interface)
      *(int64_t *)lm_vec_push(&steps->newest) = none;
    int64_t *newest = lm_vec_at(&steps->newest, frames[i].interface);
    int64_t time = frames[i].time_ns;
    /* No time at all is before any other. */
    if (time > *newest) {
      *newest = time;
    } else if (lm_time_sub(*newest, time) > LM_STEP_BACK_NS) {
      take(steps, *newest, time);
      *newest = time;
    }
  }
}

LmStepsBackSum
lm_steps_back_sum(const LmStepsBack *steps)
{
  LmStepsBackSum sum = {.n = atomic_load(&steps->n)};
  if (sum.n == 0)
    return sum;
  sum.most_ns = atomic_load(&steps->most_ns);
  sum.first_ns = atomic_load(&steps->first_ns);
  return sum;
}

void
lm_steps_back_join(LmStepsBackSum *sum, const LmStepsBackSum *more)
{
  if (more->n == 0)
    return;
  if (sum->n == 0 || more->first_ns < sum->first_ns)
    sum->first_ns = more->first_ns;
  if (more->most_ns > sum->most_ns)
    sum->most_ns = more->most_ns;
  sum->n += more->n;
}
