/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The functions that weigh a kind of evidence; for the files evidence*.c alone. Each returns a
 * logarithm of odds, 0 where it has nothing to say, and where @arena is not NULL and the value can
 * be shown, puts it into @what. */

#include "relate/evidence.h"

typedef double LmWeigh(const LmPair *pair, LmArena *arena, LmSlice *what);

LmWeigh lm_weigh_call_id_quoted, lm_weigh_call_id_affix, lm_weigh_session_id, lm_weigh_icid,
    lm_weigh_user_to_user, lm_weigh_header, lm_weigh_branch;
LmWeigh lm_weigh_origin, lm_weigh_media, lm_weigh_ssrc;
LmWeigh lm_weigh_caller, lm_weigh_callee;
LmWeigh lm_weigh_host, lm_weigh_same_way, lm_weigh_trail;
LmWeigh lm_weigh_start, lm_weigh_ringing, lm_weigh_answer, lm_weigh_end;

/* The weight of a value that both share, at most @most: the rarer it is among other legs, the more.
 * 0 where they share none. */
double lm_weigh_shared(const LmPair *pair, LmMarkKind kind, double most, LmSlice *what);
