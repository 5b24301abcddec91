/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which calls a list shows: a look (all calls, the failed ones, ...), a text that is searched for,
 * and a stretch of time. Pure functions over plain rows; any thread. */

#include "ui/model/call-store.h"
#include "ui/model/search.h"

G_BEGIN_DECLS

typedef enum {
  LMU_LOOK_CALLS,
  LMU_LOOK_OTHER, /* Call-IDs that are not calls */
  LMU_LOOK_PROBLEMS,
  LMU_LOOK_FAILED,
  LMU_LOOK_NOT_ANSWERED,
  LMU_LOOK_POOR,
  LMU_LOOK_IN_CALL,
  LMU_LOOK_RETRANSMITTED,
  LMU_LOOK_MALFORMED,
  LMU_N_LOOKS
} LmuLook;

typedef struct {
  LmuLook look;
  LmuSearch search; /* see lmu_call_query_set_text() */
  bool state_found[LM_N_CALL_STATES], method_found[LM_N_SIP_METHODS];
  gint64 from_ns, to_ns; /* start of the call in [from, to); LM_TIME_NONE in both: any */
} LmuCallQuery;

void lmu_call_query_init(LmuCallQuery *query);
/* Looks for @text in From, To, Call-ID, and the words for state and method. */
void lmu_call_query_set_text(LmuCallQuery *query, const char *text);
/* Whether @row belongs to @look. */
gboolean lmu_look_has(LmuLook look, const LmCallRow *row);
/* "calls", "failed": names for actions and settings. */
const char *lmu_look_name(LmuLook look);
/* LMU_N_LOOKS for an unknown name. */
LmuLook lmu_look_by_name(const char *name);
/* "Failed", "Poor quality": translated, for the sidebar. */
const char *lmu_look_title(LmuLook look);
gboolean lmu_call_query_matches(const LmuCallQuery *query, const LmuCallEntry *entry);
/* How many rows each look has. */
void lmu_count_looks(const LmuCallRows *rows, guint counts[LMU_N_LOOKS]);

G_END_DECLS
