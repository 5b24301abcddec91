/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/sidebar.h"

#include "base/i18n.h"
#include "ui/model/format.h"
#include "ui/model/look.h"
#include "ui/report/report-looks.h"
#include "ui/window/accessible.h"
#include "ui/window/saved-list.h"

#define MAX_REPORTS 64
#define COUNT_CHARS 4 /* the least room for a count: while one grows up to that nothing moves */
#define MAX_ROWS (LMU_N_LOOKS + 1 + MAX_REPORTS)

typedef struct {
  char *name;
  GtkListBoxRow *row;
  GtkLabel *count;
} Row;

struct _LmuSidebar {
  AdwBin parent_instance;
  GtkListBox *list;
  Row rows[MAX_ROWS];
  guint n_rows;
  gboolean quiet;   /* the choice is ours, and not the user's */
  guint first_look; /* rows from here on are below the heading */
};

G_DEFINE_FINAL_TYPE(LmuSidebar, lmu_sidebar, ADW_TYPE_BIN)

enum { SIGNAL_VIEW_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static Row *
find_row(LmuSidebar *self, const char *name)
{
  for (guint i = 0; i < self->n_rows; i++)
    if (g_strcmp0(self->rows[i].name, name) == 0)
      return &self->rows[i];
  return NULL;
}

static void
row_selected_cb(LmuSidebar *self, GtkListBoxRow *chosen)
{
  for (guint i = 0; i < self->n_rows && !self->quiet; i++)
    if (self->rows[i].row == chosen)
      g_signal_emit(self, signals[SIGNAL_VIEW_CHOSEN], 0, self->rows[i].name);
}

static void
add_row(LmuSidebar *self, const char *name, const char *title, const char *icon)
{
  Row *row = &self->rows[self->n_rows++];
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new(title);
  GtkWidget *count = gtk_label_new("");
  GtkWidget *image = gtk_image_new_from_icon_name(icon);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_widget_set_hexpand(label, TRUE);
  gtk_widget_add_css_class(count, "dim-label");
  gtk_widget_add_css_class(count, "numeric");
  gtk_label_set_xalign(GTK_LABEL(count), 1);
  gtk_label_set_width_chars(GTK_LABEL(count), COUNT_CHARS);
  gtk_widget_add_css_class(image, "dim-label");
  gtk_box_append(GTK_BOX(box), image);
  gtk_box_append(GTK_BOX(box), label);
  gtk_box_append(GTK_BOX(box), count);
  row->name = g_strdup(name);
  row->count = GTK_LABEL(count);
  row->row = GTK_LIST_BOX_ROW(gtk_list_box_row_new());
  gtk_list_box_row_set_child(row->row, box);
  gtk_accessible_update_property(GTK_ACCESSIBLE(row->row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                 -1);
  gtk_list_box_append(self->list, GTK_WIDGET(row->row));
}

/* A report has a row where the capture has something of it. */
static void
add_reports(LmuSidebar *self)
{
  for (guint i = 0; lm_reports[i] && i < MAX_REPORTS; i++) {
    const LmReport *report = lm_reports[i];
    add_row(self, report->name, _(report->title), lmu_report_look(report)->icon);
    lmu_sidebar_set_shown(self, report->name, FALSE);
  }
}

static void
header_cb(GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  LmuSidebar *self = data;
  gboolean heading = self->first_look && gtk_list_box_row_get_index(row) == (int)self->first_look;
  if (!heading) {
    gtk_list_box_row_set_header(row, NULL);
    return;
  }
  GtkWidget *label = gtk_label_new(_("Look at"));
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_widget_add_css_class(label, "sidebar-heading");
  gtk_list_box_row_set_header(row, label);
}

static void
lmu_sidebar_finalize(GObject *object)
{
  LmuSidebar *self = LMU_SIDEBAR(object);
  for (guint i = 0; i < self->n_rows; i++)
    g_free(self->rows[i].name);
  G_OBJECT_CLASS(lmu_sidebar_parent_class)->finalize(object);
}

static void
lmu_sidebar_class_init(LmuSidebarClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = lmu_sidebar_finalize;
  signals[SIGNAL_VIEW_CHOSEN] =
      g_signal_new("view-chosen", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__STRING, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static const char *const look_icons[LMU_N_LOOKS] = {
    [LMU_LOOK_CALLS] = "call-start-symbolic",
    [LMU_LOOK_OTHER] = "mail-send-receive-symbolic",
    [LMU_LOOK_PROBLEMS] = "dialog-warning-symbolic",
    [LMU_LOOK_FAILED] = "call-stop-symbolic",
    [LMU_LOOK_NOT_ANSWERED] = "call-missed-symbolic",
    [LMU_LOOK_POOR] = "network-cellular-signal-weak-symbolic",
    [LMU_LOOK_IN_CALL] = "call-incoming-symbolic",
    [LMU_LOOK_RETRANSMITTED] = "media-playlist-repeat-symbolic",
    [LMU_LOOK_MALFORMED] = "dialog-error-symbolic",
};

static void
lmu_sidebar_init(LmuSidebar *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  self->list = GTK_LIST_BOX(gtk_list_box_new());
  gtk_list_box_set_selection_mode(self->list, GTK_SELECTION_SINGLE);
  gtk_widget_add_css_class(GTK_WIDGET(self->list), "navigation-sidebar");
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Views"), -1);
  gtk_list_box_set_header_func(self->list, header_cb, self, NULL);
  g_signal_connect_swapped(self->list, "row-selected", G_CALLBACK(row_selected_cb), self);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->list));
  gtk_box_append(GTK_BOX(box), g_object_new(LMU_TYPE_SAVED_LIST, NULL));
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), box);
  lmu_name_scrolled_windows(scrolled, _("Views"));
  gtk_widget_set_size_request(scrolled, 188, -1);
  gtk_widget_add_css_class(GTK_WIDGET(self), "sidebar-views");
  /* Folded, it lies over the content. */
  gtk_widget_add_css_class(GTK_WIDGET(self), "background");
  adw_bin_set_child(ADW_BIN(self), scrolled);
  for (guint look = 0; look < LMU_N_LOOKS; look++) {
    if (look == LMU_LOOK_PROBLEMS) {
      add_row(self, LMU_VIEW_STREAMS, _("Streams"), "audio-volume-high-symbolic");
      add_reports(self);
      self->first_look = self->n_rows;
    }
    add_row(self, lmu_look_name(look), lmu_look_title(look), look_icons[look]);
  }
  gtk_list_box_invalidate_headers(self->list);
}

void
lmu_sidebar_select(LmuSidebar *self, const char *name)
{
  Row *row = find_row(self, name);
  self->quiet = TRUE;
  gtk_list_box_select_row(self->list, row ? row->row : NULL);
  self->quiet = FALSE;
}

void
lmu_sidebar_set_shown(LmuSidebar *self, const char *name, gboolean shown)
{
  Row *row = find_row(self, name);
  if (row)
    gtk_widget_set_visible(GTK_WIDGET(row->row), shown);
}

gboolean
lmu_sidebar_step(LmuSidebar *self, const char *name, int by, const char **other)
{
  Row *row = find_row(self, name);
  guint n = self->n_rows, at = row ? (guint)(row - self->rows) : 0;
  for (guint i = 1; i <= n; i++) {
    Row *next = &self->rows[(at + n + (guint)(by * (int)i)) % n];
    if (!gtk_widget_get_visible(GTK_WIDGET(next->row)))
      continue;
    *other = next->name;
    return TRUE;
  }
  return FALSE;
}

void
lmu_sidebar_clear_count(LmuSidebar *self, const char *name)
{
  Row *row = find_row(self, name);
  if (!row)
    return;
  gtk_label_set_text(row->count, "");
  gtk_accessible_reset_property(GTK_ACCESSIBLE(row->row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

void
lmu_sidebar_set_count(LmuSidebar *self, const char *name, guint count)
{
  Row *row = find_row(self, name);
  g_autofree char *text = lmu_format_count(count);
  if (!row)
    return;
  gtk_label_set_text(row->count, text);
  gtk_accessible_update_property(GTK_ACCESSIBLE(row->row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                 text, -1);
}
