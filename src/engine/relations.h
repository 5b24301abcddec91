/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the engine remembers of how calls belong together and what hosts are, so that not every
 * ladder works it out anew. While a file is read it is found again as the trace grows, as often as
 * takes a small part of the time; of a long trace the roles are found in steps, between commands.
 * The engine's thread. */

#include "relate/legs.h"
#include "relate/roles.h"

/* Pairs of calls that are decided by hand. */
#define LM_MAX_PINNED 256u

typedef struct LmRelations LmRelations;

/* How many calls may be laid side by side with a budget of memory, where each takes @more_bytes
 * beside; UINT32_MAX: all. */
uint32_t lm_relations_most(uint64_t budget_bytes, uint32_t more_bytes);

/* Owned: lm_relations_free(). The trace must outlive it. With a budget of memory (0: none) what
 * belongs together is looked for around the call that is asked for, where there are many. */
LmRelations *lm_relations_new(const LmTrace *trace, uint64_t budget_bytes);
void lm_relations_free(LmRelations *relations);
/* Those of @call, which is there, and of others: as of now, or of a little while ago while a file
 * is @reading. Borrowed until the next call. */
const LmLegs *lm_relations_legs(LmRelations *relations, uint32_t call, bool reading);
/* The same; NULL while that is not known. */
const LmRoles *lm_relations_roles(LmRelations *relations, bool reading);
/* Whether there is something to do when there is nothing else; does a part of it, and says whether
 * roles became known by that. */
bool lm_relations_is_busy(const LmRelations *relations);
bool lm_relations_go_on(LmRelations *relations);
/* Rows of the trace were evicted; NULL is none. */
void lm_relations_evicted(LmRelations *relations);
/* Decides a pair of calls by hand, or takes that back. */
void lm_relations_pin(LmRelations *relations, LmLegPin pin);
void lm_relations_unpin(LmRelations *relations, uint32_t a, uint32_t b);
