/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server that hands on the session description, or the media, leaves as it was: what the
 * caller's side says of itself, and what the callee's does. */

#include "relate/evidence_parts.h"

#include <string.h>

#define ORIGIN 5.0
#define MEDIA 6.0
#define SSRC 6.0

static double
greater(double a, LmSlice of_a, double b, LmSlice of_b, LmSlice *what)
{
  *what = a >= b ? of_a : of_b;
  return a >= b ? a : b;
}

double
lm_weigh_origin(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  LmSlice forth = LM_SLICE_EMPTY, back = LM_SLICE_EMPTY;
  double of_caller = lm_weigh_shared(pair, LM_MARK_ORIGIN, ORIGIN, &forth);
  double of_callee = lm_weigh_shared(pair, LM_MARK_ORIGIN_BACK, ORIGIN, &back);
  return greater(of_caller, forth, of_callee, back, what);
}

/* Whether @value, an LmEndpoint, is on @host. */
static bool
is_on(const LmPair *pair, LmSlice value, uint32_t host)
{
  const LmHost *row = lm_vec_at(&pair->around->gathered->hosts.rows, host);
  LmEndpoint endpoint;
  if (value.len != sizeof endpoint)
    return false;
  memcpy(&endpoint, value.data, sizeof endpoint);
  return lm_addr_equal(&endpoint.addr, &row->endpoint.addr);
}

LmSlice
lm_mark_media_text(LmSlice value, LmArena *arena)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  LmEndpoint endpoint;
  if (value.len != sizeof endpoint)
    return LM_SLICE_EMPTY;
  memcpy(&endpoint, value.data, sizeof endpoint);
  lm_endpoint_format(&endpoint, text);
  return lm_arena_copy(arena, lm_slice_str(text));
}

/* An address of the server's own is not handed on: others on the same host may name it too. */
double
lm_weigh_media(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  const LmLeg *in = pair->in, *out = pair->out;
  LmSlice forth = LM_SLICE_EMPTY, back = LM_SLICE_EMPTY;
  double of_caller = lm_weigh_shared(pair, LM_MARK_MEDIA, MEDIA, &forth);
  double of_callee = lm_weigh_shared(pair, LM_MARK_MEDIA_BACK, MEDIA, &back);
  if (of_caller > 0 && in->first != out->first && is_on(pair, forth, out->first))
    of_caller = 0;
  if (of_callee > 0 && in->ends[0] != out->ends[0] && is_on(pair, back, in->ends[0]))
    of_callee = 0;
  double weight = greater(of_caller, forth, of_callee, back, what);
  if (arena)
    *what = lm_mark_media_text(*what, arena);
  return weight;
}

double
lm_weigh_ssrc(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  return lm_weigh_shared(pair, LM_MARK_SSRC, SSRC, what);
}
