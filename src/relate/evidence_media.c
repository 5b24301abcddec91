/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server that hands on the session description, or the media, leaves as it was. */

#include "relate/evidence_parts.h"

#define ORIGIN 5.0
#define MEDIA 6.0
#define SSRC 6.0

double
lm_weigh_origin(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  return lm_weigh_shared(pair, LM_MARK_ORIGIN, ORIGIN, what);
}

double
lm_weigh_media(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  return lm_weigh_shared(pair, LM_MARK_MEDIA, MEDIA, what);
}

double
lm_weigh_ssrc(const LmPair *pair, LmArena *arena, LmSlice *what)
{
  (void)arena;
  return lm_weigh_shared(pair, LM_MARK_SSRC, SSRC, what);
}
