/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which calls a list shows: a look (all calls, the failed ones, ...), a text that is searched for,
 * and a stretch of time. Pure functions over plain rows; any thread. */

#include "base/search.h"
#include "ui/model/call-store.h"

G_BEGIN_DECLS

typedef struct {
  LmuLook look;
  LmSearch search; /* see lmu_call_query_set_text() */
  bool state_found[LM_N_CALL_STATES], method_found[LM_N_SIP_METHODS];
  guint8 transports_found; /* bit n: LmTransport n */
  bool path_matters;       /* the text is not in the way that most packets have */
  guint serial;            /* of the text */
  gboolean engine;         /* the text is of the filter language: the engine says which rows */
  gint64 from_ns, to_ns;   /* start of the call in [from, to); LM_TIME_NONE in both: any */
} LmuCallQuery;

void lmu_call_query_init(LmuCallQuery *query);
/* Looks for @text in From, To, Call-ID, the words for state, method and transports, and, unless the
 * usual way of a packet has it, in the way of the first message: "gtp teid 0x11". */
void lmu_call_query_set_text(LmuCallQuery *query, const char *text);
/* @text is an expression of the filter language, which the engine is asked: the rows that it found
 * (LmuCallRows.found) match. */
void lmu_call_query_set_expression(LmuCallQuery *query, const char *text);
/* Whether nothing but the look matters. */
gboolean lmu_call_query_is_plain(const LmuCallQuery *query);
/* Whether @entry, which has the query's look, matches the rest of it. */
gboolean lmu_call_query_matches(const LmuCallQuery *query, const LmuCallEntry *entry);

G_END_DECLS
