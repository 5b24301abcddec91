/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of the report view share. */

#include "ui/calls/filter-help.h"
#include "ui/report/report-chat.h"
#include "ui/report/report-detail.h"
#include "ui/report/report-list.h"
#include "ui/report/report-looks.h"
#include "ui/report/report-view.h"

G_BEGIN_DECLS

struct _LmuReportView {
  AdwBin parent_instance;
  GtkEditable *search;
  GtkLabel *count_label;
  GtkToggleButton *details_button;
  GtkPaned *paned;
  GtkStack *stack; /* "list", "nothing", "wait", "empty" */
  GtkScrolledWindow *scroller;
  GtkColumnView *column_view;
  AdwStatusPage *empty_page;
  AdwBin *side;

  const LmReport *report;
  const LmuReportLook *look;
  LmuFilterHelp *help;     /* beside what is typed */
  LmuReportDetail *detail; /* one of these two, in the side */
  LmuReportChat *chat;
  GtkWidget *menu; /* popover */
  LmuSession *session;
  LmuReportList *list;
  LmReportTable *coming; /* owned; to be shown when it is known which of its rows are asked for */
  guint serial;          /* of the request for a table; 0: none is under way */
  guint filter_serial;   /* of the request that is not answered yet; 0: none */
  guint detail_serial;
  gboolean wanted;         /* somebody looked at it in this session */
  gboolean setting_search; /* the text is on its way */
  gboolean stale;          /* more was read since the table was made */
  gboolean refreshing; /* the table on its way is the same anew: it stays where it is scrolled */
  double place;        /* and that is here */
  guint menu_row, menu_column;
  GSimpleActionGroup *actions;
  guint probed; /* see report-view-columns.c */
};

/* report-view-columns.c */
void lmu_report_view_add_columns(LmuReportView *self);

/* report-view-menu.c */
/* Makes the actions and the menu of a row. */
void lmu_report_view_add_menu(LmuReportView *self);
void lmu_report_view_update_actions(LmuReportView *self);

G_END_DECLS
