/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which call or registration a user was heard of in last, by identities and addresses. Made when
 * something asks for it, which captures of SIP alone never do. */

#include "base/hash.h"
#include "track/trace.h"

typedef struct {
  LmVec rows; /* LmUserRow */
  LmTable by_key;
  uint32_t n_calls; /* rows of the trace's calls that are in it */
} LmUserIndex;

typedef struct {
  uint64_t key;
  uint32_t call, registration; /* the newest; LM_NONE */
} LmUserRow;

#define LM_USER_INDEX_INIT ((LmUserIndex){.rows = LM_VEC_INIT(LmUserRow)})

void lm_user_index_clear(LmUserIndex *index);
/* Takes in the calls that are new since. */
void lm_user_index_update(LmUserIndex *index, const LmTrace *trace);
/* The users that @identity is: a URI, with or without its scheme, or a number. NULL: none. */
const LmUserRow *lm_user_index_identity(const LmUserIndex *index, LmSlice identity);
/* In IPv6 whoever is in the same /64. */
const LmUserRow *lm_user_index_address(const LmUserIndex *index, const LmAddr *addr);
