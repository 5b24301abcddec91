/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of the call list share. */

#include "ui/model/call-list.h"
#include "ui/model/shown-rows.h"

G_BEGIN_DECLS

struct _LmuCallList {
  GObject parent_instance;
  LmuSession *session;
  LmuCallQuery query;
  LmuCallSort sort;
  gboolean descending;
  guint n_unfiltered;
  GtkBitset *selected; /* rows of the trace */
  LmuShownRows shown;

  GCancellable *job; /* of the worker that runs; NULL: none */
  gboolean asked;    /* for what it does; else only rows changed */
  gboolean stale;    /* rows changed since it began */
  gint64 rest_us;    /* how long it is to rest between runs for changed rows */
  guint rest_id;     /* and when it has */
};

/* call-list-selection.c */
void lmu_call_list_selection_init(GtkSelectionModelInterface *iface);

G_END_DECLS
