/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Caller and callee by their numbers or names. */

#include "relate/evidence_parts.h"

#define SAME_CALLER 2.5
#define SAME_CALLEE 3.0
/* Servers show their own number as the caller's more often than they send a call elsewhere. */
#define OTHER_CALLER (-1.5)
#define OTHER_CALLEE (-3.0)
#define OTHER_SHORT_CALLEE (-1.5) /* an extension for a number that is dialled from outside */
#define OTHER_NAME (-2.0)
#define SUBSCRIBER_DIGITS 7

/* The best agreement between the two lists; @n_digits of the shorter of two that could be compared,
 * 0 where none could. */
static unsigned
best(const LmNumber *a, unsigned n_a, const LmNumber *b, unsigned n_b, unsigned *n_digits,
     LmSlice *what)
{
  unsigned most = 0;
  *n_digits = 0;
  for (unsigned i = 0; i < n_a; i++)
    for (unsigned k = 0; k < n_b; k++) {
      unsigned agree = lm_number_agree(&a[i], &b[k]);
      unsigned shorter = a[i].n_digits < b[k].n_digits ? a[i].n_digits : b[k].n_digits;
      *n_digits = shorter > *n_digits ? shorter : *n_digits;
      if (agree > most) {
        most = agree;
        *what = b[k].text;
      }
    }
  return most;
}

static void
show_both(const LmNumber *a, const LmNumber *b, LmArena *arena, LmSlice *what)
{
  if (arena)
    *what = lm_slice_str(lm_arena_printf(arena, "%.*s, %.*s", (int)a->text.len,
                                         (const char *)a->text.data, (int)b->text.len,
                                         (const char *)b->text.data));
}

/* Few digits agree by chance more easily. */
static double
by_length(unsigned n_digits)
{
  return n_digits >= SUBSCRIBER_DIGITS ? 1 : n_digits >= 4 ? 0.75 : n_digits == 3 ? 0.5 : 0.3;
}

double
lm_weigh_caller(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  const LmLeg *in = pair->in, *out = pair->out;
  unsigned n_digits;
  unsigned agree = best(in->callers, in->n_callers, out->callers, out->n_callers, &n_digits, what);
  LmSlice ignored;
  if (agree) {
    bool found = pair->n_shared[LM_MARK_CALLER];
    double most = SAME_CALLER * by_length(agree);
    return found ? lm_weigh_shared(pair, LM_MARK_CALLER, most, &ignored) : most;
  }
  if (n_digits < SUBSCRIBER_DIGITS)
    return 0;
  show_both(&in->callers[0], &out->callers[0], arena, what);
  return OTHER_CALLER;
}

double
lm_weigh_callee(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  const LmLeg *in = pair->in, *out = pair->out;
  const LmNumber *callees[] = {lm_leg_callees(in), lm_leg_callees(out)};
  unsigned n_digits;
  unsigned agree = best(callees[0], in->n_callees, callees[1], out->n_callees, &n_digits, what);
  LmSlice ignored;
  if (agree) {
    bool found = pair->n_shared[LM_MARK_CALLEE];
    double most = SAME_CALLEE * by_length(agree);
    return found ? lm_weigh_shared(pair, LM_MARK_CALLEE, most, &ignored) : most;
  }
  if (out->redirected || !in->n_callees || !out->n_callees)
    return 0;
  bool names = callees[0]->n_digits == 0 && callees[1]->n_digits == 0;
  if (!n_digits && !names)
    return 0;
  show_both(callees[0], callees[1], arena, what);
  if (!n_digits)
    return OTHER_NAME;
  return n_digits >= SUBSCRIBER_DIGITS ? OTHER_CALLEE : OTHER_SHORT_CALLEE;
}
