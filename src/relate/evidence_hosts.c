/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the legs come from and go to: a server between them is the end of one and the beginning of
 * the other. */

#include "relate/evidence_parts.h"

#define SAME_HOST 2.0
#define SAME_BOX 1.5
#define OTHER_HOST (-2.5)
#define WRONG_WAY (-6.0) /* the one goes out where the other comes in */
#define SAME_WAY (-8.0)
#define SAME_BEGINNING (-6.0)
#define SAME_END (-6.0)
#define TRAIL 3.0

static LmSlice
host_text(const LmPair *pair, uint32_t host, LmArena *arena)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  const LmHost *row = lm_vec_at(&pair->around->gathered->hosts.rows, host);
  lm_endpoint_format(&row->endpoint, text);
  return lm_arena_copy(arena, lm_slice_str(text));
}

static bool
ends_at(const LmPair *pair, const LmLeg *leg, uint32_t host, bool box)
{
  const LmHosts *hosts = &pair->around->gathered->hosts;
  for (unsigned i = 0; i < leg->n_ends; i++)
    if (leg->ends[i] == host ||
        (box && lm_hosts_box(hosts, leg->ends[i]) == lm_hosts_box(hosts, host)))
      return true;
  return false;
}

double
lm_weigh_host(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  uint32_t host = pair->out->first;
  if (arena)
    *what = host_text(pair, host, arena);
  if (ends_at(pair, pair->in, host, false))
    return SAME_HOST;
  if (ends_at(pair, pair->in, host, true))
    return SAME_BOX;
  return ends_at(pair, pair->out, pair->in->first, true) ? WRONG_WAY : OTHER_HOST;
}

double
lm_weigh_same_way(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  const LmLeg *in = pair->in, *out = pair->out;
  bool beginning = in->first == out->first, end = false;
  for (unsigned i = 0; i < out->n_ends; i++)
    end |= ends_at(pair, in, out->ends[i], false);
  if (!beginning && !end)
    return 0;
  if (arena)
    *what = host_text(pair, beginning ? out->first : out->ends[0], arena);
  return beginning && end ? SAME_WAY : beginning ? SAME_BEGINNING : SAME_END;
}

/* The INVITE that goes out still tells of hosts before the server, which is not their way: a host
 * from which the other leg came. */
double
lm_weigh_trail(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  for (unsigned i = 0; i < pair->out->n_trail; i++)
    if (lm_leg_trail(pair->out)[i] == pair->in->first) {
      if (arena)
        *what = host_text(pair, pair->in->first, arena);
      return TRAIL;
    }
  return 0;
}
