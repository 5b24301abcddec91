/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The views of reports: each is made when somebody first looks at it. How many rows a report has is
 * asked for when all is read, one report after the other, so that what somebody does in between
 * need not wait for all of them. */

#include "ui/model/format.h"
#include "ui/window/accessible.h"
#include "ui/window/window-live.h"

/* A capture with more messages than this is not worked out for its counts alone. */
#define MOST_COUNTED_MESSAGES 400000u
/* Nor is one listened to with more packets of RTP, an hour of sound: whoever looks at a call must
 * not wait for what nobody asked for. */
#define MOST_HEARD_PACKETS 180000u

/* So many calls are named in a filter at most. */
#define MOST_NAMED_CALLS 100u

/* The list of a ladder's rows. Borrowed. */
static GtkListView *
find_list(GtkWidget *widget)
{
  GtkListView *list = GTK_IS_LIST_VIEW(widget) ? GTK_LIST_VIEW(widget) : NULL;
  GtkWidget *child = gtk_widget_get_first_child(widget);
  for (; child && !list; child = gtk_widget_get_next_sibling(child))
    list = find_list(child);
  return list;
}

gboolean
lmu_window_select_in_ladder(LmuWindow *self, guint message)
{
  const LmLadder *ladder = lmu_ladder_view_get_ladder(self->ladder);
  GtkListView *list = find_list(GTK_WIDGET(self->ladder));
  for (guint i = 0; ladder && list && i < ladder->n_rows; i++) {
    if (ladder->rows[i].kind != LM_LADDER_MESSAGE || ladder->rows[i].message != message)
      continue;
    gtk_selection_model_select_item(gtk_list_view_get_model(list), i, TRUE);
    gtk_widget_activate_action(GTK_WIDGET(list), "list.scroll-to-item", "u", i);
    return TRUE;
  }
  return FALSE;
}

/* The message that is selected in the ladder; LM_NONE: none is. */
static guint
selected_in_ladder(LmuWindow *self)
{
  const LmLadder *ladder = lmu_ladder_view_get_ladder(self->ladder);
  GtkListView *list = find_list(GTK_WIDGET(self->ladder));
  GtkSelectionModel *model = list ? gtk_list_view_get_model(list) : NULL;
  for (guint i = 0; ladder && model && i < ladder->n_rows; i++)
    if (gtk_selection_model_is_selected(model, i))
      return ladder->rows[i].kind == LM_LADDER_MESSAGE ? ladder->rows[i].message : LM_NONE;
  return LM_NONE;
}

/* Whether the ladder is that of these calls already; remembers them. */
static gboolean
are_shown(LmuWindow *self, const guint32 *calls, gsize n)
{
  gboolean same = n > 0 && n == self->report_calls->len &&
                  memcmp(calls, self->report_calls->data, n * sizeof *calls) == 0;
  g_array_set_size(self->report_calls, 0);
  if (n)
    g_array_append_vals(self->report_calls, calls, (guint)n);
  return same;
}

guint
lmu_window_message_at(LmuWindow *self, gint64 time_ns)
{
  const LmLadder *ladder = lmu_ladder_view_get_ladder(self->ladder);
  guint message = LM_NONE;
  gint64 least = G_MAXINT64;
  for (guint i = 0; ladder && i < ladder->n_rows; i++) {
    const LmLadderRow *row = &ladder->rows[i];
    gint64 away = row->time_ns > time_ns ? lm_time_sub(row->time_ns, time_ns)
                                         : lm_time_sub(time_ns, row->time_ns);
    if (row->kind != LM_LADDER_MESSAGE || away >= least)
      continue;
    least = away;
    message = row->message;
  }
  return message;
}

void
lmu_window_show_report_ladder(LmuWindow *self)
{
  gsize n = 0;
  const guint32 *calls = lmu_report_view_get_calls(self->report, &n);
  guint message = lmu_report_view_get_message(self->report);
  n = MIN(n, LMU_MAX_LADDER_CALLS);
  /* A row that is not about a message leaves the one that the ladder has. */
  gboolean none = message == LM_NONE && n > 0;
  /* The message comes with the ladder where that is still to come. */
  self->wanted_message = LM_NONE;
  if (!are_shown(self, calls, n)) {
    self->wanted_message = n ? message : LM_NONE;
    lmu_ladder_view_set_calls(self->ladder, calls, n);
    lmu_message_view_show(self->message, none ? selected_in_ladder(self) : message);
  } else if (none || !lmu_window_select_in_ladder(self, message)) {
    lmu_message_view_show(self->message, none ? selected_in_ladder(self) : message);
  }
  lmu_window_update_actions(self);
}

static void
selection_changed_cb(LmuWindow *self, LmuReportView *view)
{
  if (view == self->report)
    lmu_window_queue_ladder(self);
}

static void
row_activated_cb(LmuWindow *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self->ladder));
}

/* An expression that names the calls of the selected row. Owned. */
static char *
name_calls(LmuWindow *self, LmuReportView *view, gboolean *other)
{
  gsize n;
  const guint32 *calls = lmu_report_view_get_calls(view, &n);
  g_autoptr(GString) text = g_string_new(NULL);
  *other = FALSE;
  for (gsize i = 0; i < n && i < MOST_NAMED_CALLS; i++) {
    const LmCallRow *row = lmu_session_get_call_row(self->session, calls[i]);
    if (!row)
      continue;
    g_autofree char *id = lmu_format_safe(row->call_id, 400);
    g_auto(GStrv) parts = g_strsplit(id, "\"", -1);
    g_autofree char *quoted = g_strjoinv("\\\"", parts);
    *other |= row->number == 0;
    g_string_append_printf(text, "%s\"%s\"", text->len ? ", " : "", quoted);
  }
  return g_strdup_printf("call.id in {%s}", text->str);
}

static void
calls_wanted_cb(LmuWindow *self, LmuReportView *view)
{
  gboolean other = FALSE;
  if (!self->session)
    return;
  g_autofree char *host = lmu_report_view_get_host(view);
  g_autofree char *text =
      host ? g_strdup_printf("ip.addr == %s", host) : name_calls(self, view, &other);
  lmu_window_show_view(self, lmu_look_name(other ? LMU_LOOK_OTHER : LMU_LOOK_CALLS));
  lmu_call_view_set_search(self->calls, text);
}

static void
set_count(LmuWindow *self, const LmReport *report, guint n)
{
  gboolean looked_at = g_strcmp0(self->view, report->name) == 0;
  lmu_sidebar_set_count(self->sidebar, report->name, n);
  lmu_sidebar_set_shown(self->sidebar, report->name, n > 0 || looked_at);
}

static void
counted_cb(LmuWindow *self, guint n, LmuReportView *view)
{
  set_count(self, lmu_report_view_get_report(view), n);
}

static LmuReportView *
make_view(LmuWindow *self, const LmReport *report)
{
  GtkWidget *view = lmu_report_view_new(report);
  gtk_stack_add_named(self->list_stack, view, report->name);
  g_signal_connect_object(view, "selection-changed", G_CALLBACK(selection_changed_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(view, "row-activated", G_CALLBACK(row_activated_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(view, "calls-wanted", G_CALLBACK(calls_wanted_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(view, "counted", G_CALLBACK(counted_cb), self, G_CONNECT_SWAPPED);
  lmu_report_view_set_session(LMU_REPORT_VIEW(view), self->session);
  return LMU_REPORT_VIEW(view);
}

gboolean
lmu_window_show_report(LmuWindow *self, const char *name)
{
  const LmReport *report = lm_report_find(name);
  LmuReportView *before = self->report;
  GtkWidget *view = report ? gtk_stack_get_child_by_name(self->list_stack, name) : NULL;
  /* What was looked at without having anything needs no row any more. */
  if (before && lmu_report_view_is_empty(before))
    lmu_sidebar_set_shown(self->sidebar, lmu_report_view_get_report(before)->name, FALSE);
  if (!report) {
    self->report = NULL;
    lmu_show_page(self->list_stack, "calls");
    if (before)
      lmu_window_queue_ladder(self);
    return FALSE;
  }
  self->report = view ? LMU_REPORT_VIEW(view) : make_view(self, report);
  /* What is looked at has a row also where there is nothing in it. */
  lmu_sidebar_set_shown(self->sidebar, name, TRUE);
  /* The keyboard goes with what is looked at, but stays where views are chosen. */
  gboolean choosing = gtk_widget_get_focus_child(GTK_WIDGET(self->sidebar)) != NULL;
  lmu_show_page(self->list_stack, name);
  if (!choosing && before != self->report)
    lmu_report_view_focus_list(self->report);
  if (before != self->report)
    lmu_window_queue_ladder(self);
  return TRUE;
}

static gboolean
is_counted(LmuWindow *self, const LmReport *report)
{
  const LmTraceCounters *counters = lmu_session_get_counters(self->session);
  return counters->sip_messages - counters->evicted_messages <= MOST_COUNTED_MESSAGES &&
         (!report->listens || counters->rtp_packets <= MOST_HEARD_PACKETS);
}

static void
refresh_reports(LmuWindow *self)
{
  GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(self->list_stack));
  for (; child; child = gtk_widget_get_next_sibling(child))
    if (LMU_IS_REPORT_VIEW(child))
      lmu_report_view_refresh(LMU_REPORT_VIEW(child));
}

/* Asks for the count of the next report. Those that are not worked out for it have a row, and get
 * their count when they are looked at. */
static void
count_next(LmuWindow *self)
{
  const LmReport *report;
  if (!self->session)
    return;
  while ((report = lm_reports[self->n_counted])) {
    self->n_counted++;
    if (is_counted(self, report)) {
      lm_engine_request_report_count(lmu_session_get_engine(self->session), report);
      return;
    }
    /* What was counted before it had become too much is not true any more. */
    if (!gtk_stack_get_child_by_name(self->list_stack, report->name))
      lmu_sidebar_clear_count(self->sidebar, report->name);
    lmu_sidebar_set_shown(self->sidebar, report->name, TRUE);
  }
  if (lmu_window_is_capturing(self))
    refresh_reports(self);
  lmu_window_reports_counted(self);
}

void
lmu_window_report_count_cb(LmuWindow *self, const LmReport *report, guint n)
{
  set_count(self, report, n);
  count_next(self);
}

void
lmu_window_count_reports(LmuWindow *self)
{
  self->n_counted = 0;
  count_next(self);
}

void
lmu_window_set_report_session(LmuWindow *self, LmuSession *session)
{
  g_array_set_size(self->report_calls, 0);
  GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(self->list_stack));
  for (; child; child = gtk_widget_get_next_sibling(child))
    if (LMU_IS_REPORT_VIEW(child))
      lmu_report_view_set_session(LMU_REPORT_VIEW(child), session);
  for (guint i = 0; lm_reports[i]; i++) {
    lmu_sidebar_clear_count(self->sidebar, lm_reports[i]->name);
    lmu_sidebar_set_shown(self->sidebar, lm_reports[i]->name, FALSE);
  }
}
