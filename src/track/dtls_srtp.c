/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/dtls_srtp.h"

#include "track/dtls_pairs.h"

/* Where @side is, by its own packets or by those to it. */
static uint32_t
end_of(const LmDtlsSide *side, const LmDtlsSide *other)
{
  return side->flow != LM_NONE ? side->at : other->flow != LM_NONE ? other->to : LM_NONE;
}

bool
lm_trace_next_dtls_srtp(const LmTrace *trace, uint32_t *at, LmDtlsSrtp *out)
{
  const LmDtlsTracker *dtls = trace->dtls;
  while (dtls && *at < dtls->pairs.len) {
    const LmDtlsPair *pair = lm_vec_at(&dtls->pairs, (*at)++);
    if (!pair->profile)
      continue;
    int client = pair->sides[0].hello ? 0 : 1;
    *out = (LmDtlsSrtp){
        .profile = pair->profile,
        .keys = &pair->keys,
        .client = end_of(&pair->sides[client], &pair->sides[!client]),
        .server = end_of(&pair->sides[!client], &pair->sides[client]),
        .missing = !pair->complete || pair->keys.key_bytes == 0,
    };
    return true;
  }
  return false;
}

const LmKeys *
lm_trace_keys(const LmTrace *trace)
{
  return trace->keys;
}
