/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The columns that somebody added to the call list, and how their values come from the engine:
 * first those of rows that are in sight, then, once all is read or where the list is sorted by
 * them, all others, a block of rows at a time, so that what else the engine is asked for waits for
 * one block at most. It belongs to a session, which passes on what the engine says. Main thread
 * only. */

#include "ui/model/call-values.h"
#include "ui/model/session.h"

G_BEGIN_DECLS

#define LMU_MAX_FIELDS 12u

/* @session owns it. */
LmuCallFields *lmu_call_fields_new(LmuSession *session);
void lmu_call_fields_free(LmuCallFields *fields);
/* Place @slot has column @name, as lm_query_column_new() takes it; NULL: it has none. */
void lmu_call_fields_set(LmuCallFields *fields, guint slot, const char *name);
/* The list is sorted by place @slot: its values are wanted also while a file is being read.
 * LMU_MAX_FIELDS: by none. */
void lmu_call_fields_set_sorted(LmuCallFields *fields, guint slot);
/* What row @row has there, safe to show and asked for where it is not known. Owned; NULL where it
 * is not known yet. */
char *lmu_call_fields_text(LmuCallFields *fields, guint slot, guint32 row);
/* The values of all rows that are known. Borrowed; NULL where there is no such column. */
const LmuCallValues *lmu_call_fields_values(const LmuCallFields *fields, guint slot);
/* Whether nothing is wanted any more. */
gboolean lmu_call_fields_is_complete(const LmuCallFields *fields, guint slot);

/* For the session. Rows changed; all is read; the engine answered: TRUE if it was us who asked. */
void lmu_call_fields_rows_changed(LmuCallFields *fields, const LmCallRow *rows, gsize n);
void lmu_call_fields_all_read(LmuCallFields *fields);
gboolean lmu_call_fields_take(LmuCallFields *fields, LmEngineEvent *event, guint *slot);

G_END_DECLS
