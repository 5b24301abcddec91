/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A run that filters and sorts the calls of a session: at once, or in a worker that looks at a
 * snapshot of its own. */

#include "ui/model/call-order.h"
#include "ui/model/order.h"
#include "ui/model/session.h"

G_BEGIN_DECLS

typedef struct {
  LmuSession *session; /* keeps the bytes that the rows point to; NULL: no rows */
  LmuCallRows *rows;
  LmuCallValues *values; /* of the added column that it is sorted by; NULL: it is of none */
  LmuCallQuery query;
  LmuCallSort sort;
  gboolean descending;
  LmuOrder *order; /* the result; NULL where it was cancelled. Whoever wants it takes it */
  guint n_unfiltered;
  gint64 took_us;
} LmuCallJob;

/* Owned: lmu_call_job_free(), or lmu_call_job_start() takes it. @session may be NULL. */
LmuCallJob *lmu_call_job_new(LmuSession *session, const LmuCallQuery *query, LmuCallSort sort,
                             gboolean descending);
void lmu_call_job_free(LmuCallJob *job);
/* Does it here and now. */
void lmu_call_job_run(LmuCallJob *job);
/* Has a worker do it; @done, on the main thread and in any case, with @source and the GTask, whose
 * task data the job is. */
void lmu_call_job_start(LmuCallJob *job, gpointer source, GCancellable *cancellable,
                        GAsyncReadyCallback done);

G_END_DECLS
