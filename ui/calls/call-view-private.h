/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of the call view share. */

#include "ui/calls/call-view.h"
#include "ui/calls/filter-help.h"
#include "ui/timeline/timeline.h"

G_BEGIN_DECLS

#define LMU_MAX_COLUMNS 32

struct _LmuCallView {
  AdwBin parent_instance;
  LmuTimeline *timeline;
  GtkEditable *search;
  LmuFilterHelp *help; /* beside what is typed there */
  GtkWidget *range_button;
  GtkLabel *range_label, *count_label;
  GtkMenuButton *columns_button;
  GtkStack *stack;
  GtkColumnView *column_view;
  GtkLabel *empty_title, *empty_text;
  GtkWidget *empty_button;

  LmuSession *session;
  LmuCallList *list;
  LmuCallQuery query;
  gboolean chosen;         /* something was selected in this session */
  gboolean asked;          /* the query is new: what is selected is to stay in sight */
  gboolean looked;         /* the look is new: something in it is to be selected */
  gboolean empty;          /* nothing is shown, and so nothing counts as selected */
  gboolean sorted;         /* the order is new: its beginning is to be in sight */
  gboolean setting_search; /* the text is on its way */
  guint filter_serial;     /* of the request for what the entry holds; 0: none */
  gboolean filter_shown;   /* it was answered once, and the list has it */
  gboolean arranging;      /* columns are told their order, one after the other */
  GSimpleActionGroup *actions;
  GtkColumnViewColumn *columns[LMU_MAX_COLUMNS];
  guint shown[2];     /* bits of visible columns: of calls, of other dialogs */
  guint wanted;       /* the same, of those that are to be visible */
  guint columns_id;   /* shows and hides them */
  LmuCallSort probed; /* see primary_sort() */
};

/* call-view-columns.c */
/* Makes the columns, their menu, and their actions. */
void lmu_call_view_add_columns(LmuCallView *self);
/* Visible columns as bits, in the order of lmu_call_columns(). */
void lmu_call_view_show_columns(LmuCallView *self, guint shown);
guint lmu_call_view_visible_columns(LmuCallView *self);

G_END_DECLS
