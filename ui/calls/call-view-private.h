/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of the call view share. */

#include "ui/calls/call-columns.h"
#include "ui/calls/call-view.h"
#include "ui/calls/column-chooser.h"
#include "ui/calls/filter-help.h"
#include "ui/model/call-fields.h"
#include "ui/timeline/timeline.h"

G_BEGIN_DECLS

/* Those of lmu_call_columns(), and behind them the places for added ones. */
#define LMU_MAX_COLUMNS 32u

struct _LmuCallView {
  AdwBin parent_instance;
  LmuTimeline *timeline;
  GtkEditable *search;
  LmuFilterHelp *help; /* beside what is typed there */
  GtkMenuButton *save_button;
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
  guint32 top;             /* the row to be in sight, as those that were have gone; or LM_NONE */
  gboolean setting_search; /* the text is on its way */
  guint filter_serial;     /* of the request for what the entry holds; 0: none */
  gboolean filter_shown;   /* it was answered once, and the list has it */
  gboolean arranging;      /* columns are told their order, one after the other */
  GSimpleActionGroup *actions;
  GtkColumnViewColumn *columns[LMU_MAX_COLUMNS]; /* borrowed; NULL: a place that is free */
  LmuCallColumn added[LMU_MAX_FIELDS];           /* id NULL: a place that is free */
  char *added_ids[LMU_MAX_FIELDS];               /* owned; the same */
  GMenu *added_shown, *added_sorts, *added_removal;
  LmuColumnChooser *chooser;
  guint save_id;            /* keeps the columns in the settings */
  guint shown[2];           /* bits of visible columns: of calls, of other dialogs */
  guint wanted;             /* the same, of those that are to be visible */
  guint columns_id;         /* shows and hides them */
  LmuCallSort probed;       /* see primary_sort() */
  gboolean follow;          /* the newest call is kept in sight */
  gboolean drawn;           /* the list has had a size for a frame */
  guint follow_id;          /* follows in the next frame */
  gboolean to_newest;       /* a key that goes there is down */
  gboolean choosing;        /* not a person, but this, selects */
  guint32 followed;         /* the row that was newest */
  GtkWidget *keyboard_list; /* borrowed: what holds the row that has the keyboard, or had it until
                             * that row went; NULL: another widget has it */
  float keyboard_y;         /* where in it that row was */
  guint keyboard_id;        /* gives it to another row, within so many frames */
  guint keyboard_frames;
};

/* call-view-columns.c */
/* Makes the columns, their menu, and their actions. */
void lmu_call_view_add_columns(LmuCallView *self);
/* The declaration of the column in place @i; NULL: there is none. */
const LmuCallColumn *lmu_call_view_column(LmuCallView *self, guint i);
/* Makes the column in place @i, which is declared, at the end and not to be seen. */
void lmu_call_view_make_column(LmuCallView *self, guint i);
void lmu_call_view_drop_column(LmuCallView *self, guint i);
/* The name of the action that shows the column in place @i, or hides it. Owned. */
char *lmu_call_view_toggle_name(LmuCallView *self, guint i);
/* The place of the column called @id; LMU_MAX_COLUMNS: there is none. */
guint lmu_call_view_find_column(LmuCallView *self, const char *id);
/* Visible columns as bits by their places. */
void lmu_call_view_show_columns(LmuCallView *self, guint shown);
guint lmu_call_view_visible_columns(LmuCallView *self);
void lmu_call_view_sort(LmuCallView *self, const char *id, gboolean descending);

/* call-view-place.c */
/* Keeps the list where it is when what is in sight goes. */
void lmu_call_view_init_place(LmuCallView *self);
/* Where what was in sight has gone, goes to what was next to it. */
void lmu_call_view_come_back(LmuCallView *self);

/* call-view-fields.c */
/* Adds the actions and menus for columns that are added. */
void lmu_call_view_init_fields(LmuCallView *self, GMenu *shown, GMenu *sorts, GMenu *menu);
/* Adds column @name, or shows it where it is there; FALSE where it is none. */
gboolean lmu_call_view_add_field(LmuCallView *self, const char *name);
void lmu_call_view_remove_field(LmuCallView *self, const char *name);
/* A session came: its calls have the same columns. */
void lmu_call_view_tell_fields(LmuCallView *self);

/* call-view-settings.c */
/* The columns as they were kept: those that were added, their order, which are shown. */
void lmu_call_view_restore_columns(LmuCallView *self);
/* As nobody had changed them. */
void lmu_call_view_reset_columns(LmuCallView *self);
/* They changed: keeps them, soon. */
void lmu_call_view_queue_save(LmuCallView *self);

/* call-view-follow.c */
void lmu_call_view_init_follow(LmuCallView *self);
/* Rows are new. */
void lmu_call_view_follow_newest(LmuCallView *self);
/* Somebody looks at something else, unless it is the newest that was gone to. */
void lmu_call_view_selected_by_hand(LmuCallView *self);

/* call-view.c */
/* 0 where calls are shown, 1 where other dialogs are. */
guint lmu_call_view_kind(LmuCallView *self);

/* call-view-keyboard.c */
/* Before the list has its model, so that this hears of changes first. */
void lmu_call_view_init_keyboard(LmuCallView *self);

G_END_DECLS
