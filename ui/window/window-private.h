/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of the window share. */

#include "ui/calls/call-view.h"
#include "ui/capture/capture-options.h"
#include "ui/ladder/ladder-view.h"
#include "ui/live/live-status.h"
#include "ui/message/message-view.h"
#include "ui/report/report-view.h"
#include "ui/streams/streams-view.h"
#include "ui/window/sidebar.h"
#include "ui/window/window.h"

G_BEGIN_DECLS

/* Below this width the sidebar folds away and the message slides over the ladder. */
#define LMU_NARROW_WIDTH 1000

/* More calls in one ladder help nobody, and cost time to lay out. */
#define LMU_MAX_LADDER_CALLS 1000

struct _LmuWindow {
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwHeaderBar *header;
  AdwSplitButton *open_button;
  GtkWidget *sidebar_button;
  GtkMenuButton *export_button;
  GtkStack *title_stack;
  AdwWindowTitle *title;
  GtkLabel *progress_label;
  GtkProgressBar *progress_bar;
  AdwFlap *flap;
  LmuSidebar *sidebar;
  GtkStack *main_stack; /* "welcome", "error", "content" */
  AdwStatusPage *welcome_page, *error_page;
  GtkListBox *start_list; /* what one is likely to want again, on the welcome page */
  GtkInfoBar *damage_bar;
  GtkLabel *damage_label;
  GtkStack *view_stack; /* "calls", "streams" */
  GtkPaned *list_paned; /* the list above, ladder and message below */
  GtkStack *list_stack; /* "calls", and the reports that were looked at, by their names */
  GtkPaned *message_paned;
  GtkRevealer *message_slide; /* over the ladder, where the window is narrow */
  AdwBin *ladder_place, *message_place, *message_slide_place, *streams_place;
  LmuCallView *calls;
  LmuLadderView *ladder;
  LmuMessageView *message;
  LmuStreamsView *streams;
  LmuReportView *report; /* the one that is shown instead of the calls, or NULL */

  guint64 live_budget_bytes; /* of memory for the next capture that runs; 0: the usual */
  LmuSession *session;
  char *view;           /* name of the view that is shown */
  GArray *report_calls; /* guint32; whose ladder a row of the report asked for */
  guint n_counted;      /* reports whose count was asked for */
  guint
      wanted_message; /* of the selected row of the report, once its ladder is there; or LM_NONE */
  gint64 wanted_ns;   /* the time whose message is to be selected in it; LM_TIME_NONE */
  gboolean narrow;
  int wide_least; /* width that the window needs when it is not narrow, as far as it is known */
  gboolean low;   /* too low for the list to have the height that is wanted */
  int wanted_position;     /* of the list's divider, where there is room */
  gboolean sidebar_wanted; /* where there is room for it */
  guint fit_id, selection_id, counts_id;
  GtkFileChooserNative *chooser;
  GMenu *recent_menu;
  GPtrArray *key_files;     /* char *, owned: given to this window */
  GtkWidget *watched_focus; /* weak: what has the keyboard */
  gulong watched_id, focus_id;

  LmuLiveStatus *live_status;
  GtkWidget *capture_button, *capture_box; /* to begin, and what a running one is steered with */
  LmuCaptureOptions *capture;              /* what is shown was begun with these; NULL: not here */
  LmuCaptureOptions *wanted_capture;
  gboolean restarts;      /* it takes the place of what is shown */
  GCancellable *starting; /* a capture that is being begun; NULL: none is */
  guint live_timer, n_gone;
  gint64 live_began_us, count_reports_us, count_began_us; /* monotonic */
  gboolean sure;  /* what becomes of the capture was asked */
  char **pending; /* paths to open when that is done; owned */
  LmLiveStatus live_now;
};

/* window.c */
void lmu_window_show_view(LmuWindow *self, const char *name);
/* Puts the keyboard into the list of the view that is shown. */
void lmu_window_focus_list(LmuWindow *self);
void lmu_window_show_message(LmuWindow *self, gboolean shown);
void lmu_window_toast(LmuWindow *self, const char *text);
/* Lays out anew for the window's width. */
void lmu_window_adapt(LmuWindow *self);

/* The ladder of what is selected, a moment later. */
void lmu_window_queue_ladder(LmuWindow *self);
/* The calls whose ladder is shown. Owned. */
guint32 *lmu_window_get_shown_calls(LmuWindow *self, gsize *n);

/* window-focus.c */
/* From here on what goes from the window takes no keys with it. */
void lmu_window_init_focus(LmuWindow *self);
void lmu_window_drop_focus(LmuWindow *self);

/* window-start.c */
/* The recent files are others now. */
void lmu_window_fill_start(LmuWindow *self);

/* window-reports.c */
/* Shows the report @name instead of the calls; FALSE where there is none of that name, and the
 * calls are shown. */
gboolean lmu_window_show_report(LmuWindow *self, const char *name);
void lmu_window_show_report_ladder(LmuWindow *self);
/* Selects @message in the ladder, which tells so; FALSE where it is not in it. */
gboolean lmu_window_select_in_ladder(LmuWindow *self, guint message);
/* The message of the ladder that is closest to @time_ns; LM_NONE without any. */
guint lmu_window_message_at(LmuWindow *self, gint64 time_ns);
/* The message of the ladder that is closest to @time_ns; LM_NONE without any. */
guint lmu_window_message_at(LmuWindow *self, gint64 time_ns);
/* All is read: finds out which reports have rows. */
void lmu_window_count_reports(LmuWindow *self);
void lmu_window_report_count_cb(LmuWindow *self, const LmReport *report, guint n);
void lmu_window_set_report_session(LmuWindow *self, LmuSession *session);

/* window-open.c */
void lmu_window_choose_files(LmuWindow *self);
void lmu_window_update_title(LmuWindow *self);
/* Without asking what becomes of a capture. */
void lmu_window_open_now(LmuWindow *self, const char *const *paths, gsize n);
void lmu_window_set_session(LmuWindow *self, LmuSession *session);
void lmu_window_init_drop(LmuWindow *self);

/* window-keys.c */
/* All files of keys to open a capture with, ended by NULL. Owned. */
char **lmu_window_key_files(LmuWindow *self);
/* Takes those that hold keys out of @paths (char *), for this window; TRUE if there were any. */
gboolean lmu_window_take_keys(LmuWindow *self, GPtrArray *paths);
/* Reads what is shown once more, with keys that were added. */
void lmu_window_use_keys(LmuWindow *self);
void lmu_window_add_keys(LmuWindow *self, const char *path);
void lmu_window_choose_keys(LmuWindow *self);
/* Says what could not be decrypted. */
void lmu_window_tell_locked(LmuWindow *self);

/* window-time.c */
void lmu_window_init_time(LmuWindow *self);
/* Whether something can be played: what is seen, or what was played before. */
gboolean lmu_window_has_sound(LmuWindow *self);

/* window-recent.c */
void lmu_window_init_recent(LmuWindow *self);

/* window-export.c */
void lmu_window_init_export(LmuWindow *self);
void lmu_window_choose_export(LmuWindow *self, const char *extension);
void lmu_window_export(LmuWindow *self, const char *path);
void lmu_window_exported_cb(LmuWindow *self, guint serial, const char *path, const LmError *error);

/* window-filters.c */
void lmu_window_init_filters(LmuWindow *self);

/* window-keep.c */
void lmu_window_init_keep(LmuWindow *self);
void lmu_window_update_keep(LmuWindow *self);

/* window-actions.c */
void lmu_window_init_actions(LmuWindow *self);
void lmu_window_update_actions(LmuWindow *self);

/* window-state.c */
void lmu_window_restore_state(LmuWindow *self);
void lmu_window_save_state(LmuWindow *self);

G_END_DECLS
