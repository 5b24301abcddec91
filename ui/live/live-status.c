/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/live/live-status.h"

#include "base/i18n.h"
#include "ui/live/live-table.h"
#include "ui/model/format.h"
#include "ui/model/summary.h"

#define LINE_CHARS 80 /* below the table: no wider than it */
#define LITTLE_ROOM ((guint64)1 << 30)

struct _LmuLiveStatus {
  AdwBin parent_instance;
  GtkMenuButton *button;
  GtkWidget *dot;
  GtkLabel *name, *detail, *drops;
  GtkLabel *room, *times, *turns, *evicted, *senders, *sent, *amiss; /* below the table */
  LmuLiveTable *table;
};

G_DEFINE_FINAL_TYPE(LmuLiveStatus, lmu_live_status, ADW_TYPE_BIN)

static void
lmu_live_status_class_init(LmuLiveStatusClass *klass)
{
}

static GtkLabel *
add_label(GtkBox *box, const char *style, PangoEllipsizeMode ellipsize)
{
  GtkWidget *label = gtk_label_new(NULL);
  gtk_label_set_ellipsize(GTK_LABEL(label), ellipsize);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_widget_add_css_class(label, style);
  gtk_widget_add_css_class(label, "numeric");
  gtk_box_append(box, label);
  return GTK_LABEL(label);
}

/* What stands in the header bar: the dot and the name above, the figures below. */
static GtkWidget *
make_face(LmuLiveStatus *self)
{
  GtkBox *face = GTK_BOX(gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8));
  GtkBox *lines = GTK_BOX(gtk_box_new(GTK_ORIENTATION_VERTICAL, 0));
  GtkBox *below = GTK_BOX(gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6));
  self->dot = gtk_image_new_from_icon_name("media-record-symbolic");
  gtk_widget_add_css_class(self->dot, "live-dot");
  gtk_widget_set_valign(GTK_WIDGET(lines), GTK_ALIGN_CENTER);
  self->name = add_label(lines, "title", PANGO_ELLIPSIZE_MIDDLE);
  self->detail = add_label(below, "caption", PANGO_ELLIPSIZE_END);
  self->drops = add_label(below, "caption", PANGO_ELLIPSIZE_NONE);
  gtk_widget_add_css_class(GTK_WIDGET(self->drops), "live-lost");
  gtk_box_append(lines, GTK_WIDGET(below));
  gtk_box_append(face, self->dot);
  gtk_box_append(face, GTK_WIDGET(lines));
  return GTK_WIDGET(face);
}

static GtkWidget *
make_popover(LmuLiveStatus *self)
{
  GtkWidget *popover = gtk_popover_new();
  GtkBox *box = GTK_BOX(gtk_box_new(GTK_ORIENTATION_VERTICAL, 12));
  gtk_widget_add_css_class(GTK_WIDGET(box), "live-figures");
  self->table = lmu_live_table_new();
  gtk_box_append(box, lmu_live_table_get_widget(self->table));
  self->room = add_label(box, "caption", PANGO_ELLIPSIZE_NONE);
  self->times = add_label(box, "caption", PANGO_ELLIPSIZE_NONE);
  self->turns = add_label(box, "caption", PANGO_ELLIPSIZE_NONE);
  self->evicted = add_label(box, "caption", PANGO_ELLIPSIZE_NONE);
  self->senders = add_label(box, "caption", PANGO_ELLIPSIZE_NONE);
  self->sent = add_label(box, "caption", PANGO_ELLIPSIZE_NONE);
  self->amiss = add_label(box, "caption", PANGO_ELLIPSIZE_NONE);
  gtk_widget_add_css_class(GTK_WIDGET(self->amiss), "live-lost");
  GtkLabel *const lines[] = {self->times,   self->turns, self->evicted,
                             self->senders, self->sent,  self->amiss};
  for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
    gtk_label_set_wrap(lines[i], TRUE);
    gtk_label_set_wrap_mode(lines[i], PANGO_WRAP_WORD_CHAR);
    gtk_label_set_max_width_chars(lines[i], LINE_CHARS);
  }
  gtk_popover_set_child(GTK_POPOVER(popover), GTK_WIDGET(box));
  return popover;
}

static void
lmu_live_status_init(LmuLiveStatus *self)
{
  self->button = GTK_MENU_BUTTON(gtk_menu_button_new());
  gtk_menu_button_set_child(self->button, make_face(self));
  gtk_menu_button_set_popover(self->button, make_popover(self));
  gtk_widget_add_css_class(GTK_WIDGET(self->button), "flat");
  gtk_widget_add_css_class(GTK_WIDGET(self->button), "live-status");
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->button), _("Figures of the capture"));
  adw_bin_set_child(ADW_BIN(self), GTK_WIDGET(self->button));
}

GtkWidget *
lmu_live_status_new(void)
{
  return g_object_new(LMU_TYPE_LIVE_STATUS, NULL);
}

void
lmu_live_status_begin(LmuLiveStatus *self)
{
  lmu_live_table_clear(self->table);
}

void
lmu_live_status_open(LmuLiveStatus *self)
{
  GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));
  /* GTK 4.8 opens none where nothing has the keyboard, as when the call that had it was evicted. */
  if (root && !gtk_root_get_focus(root))
    gtk_widget_child_focus(GTK_WIDGET(self->button), GTK_DIR_TAB_FORWARD);
  gtk_menu_button_popup(self->button);
}

/* Nothing is drawn anew where nothing is new. */
static void
set_text(GtkLabel *label, const char *text)
{
  if (g_strcmp0(gtk_label_get_text(label), text) != 0)
    gtk_label_set_text(label, text);
  gtk_widget_set_visible(GTK_WIDGET(label), *text != '\0');
}

static void
set_class(GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class(widget, name);
  else
    gtk_widget_remove_css_class(widget, name);
}

/* "0:12:08 · 48,211 packets · 312 a second · 12.3 MB" */
static char *
detail_text(LmuLiveStatus *self, const LmLiveStatus *status, const LmuLiveFigures *figures)
{
  guint s = (guint)(figures->running_us / G_USEC_PER_SEC);
  guint64 shown = figures->paused ? figures->waiting : status->sum.received;
  g_autofree char *count = lmu_format_count(shown);
  g_autofree char *size = g_format_size(figures->bytes);
  if (figures->paused)
    return g_strdup_printf(
        LM_NGETTEXT("Paused · %s packet waits", "Paused · %s packets wait", shown), count);
  g_autofree char *packets = g_strdup_printf(LM_NGETTEXT("%s packet", "%s packets", shown), count);
  if (figures->stopping)
    return g_strdup_printf(_("Stopping · %s"), packets);
  g_autofree char *rate = lmu_format_count((guint64)(lmu_live_table_get_rate(self->table) + 0.5));
  return g_strdup_printf(_("%u:%02u:%02u · %s · %s/s · %s"), s / 3600, s / 60 % 60, s % 60, packets,
                         rate, size);
}

static void
show_foot(LmuLiveStatus *self, const LmuLiveFigures *figures)
{
  g_autofree char *size = g_format_size(figures->bytes);
  g_autofree char *room = g_format_size(figures->room);
  g_autofree char *written = g_strdup_printf(_("%s written"), size);
  g_autofree char *both = g_strdup_printf(_("%s written, room for %s more"), size, room);
  gboolean known = figures->room != G_MAXUINT64;
  set_text(self->room, known ? both : written);
  set_class(GTK_WIDGET(self->room), "live-lost", figures->room < LITTLE_ROOM);
  g_autofree char *count = lmu_format_count(figures->evicted);
  g_autofree char *evicted = g_strdup_printf(
      LM_NGETTEXT("%s call is no longer in memory; it is in the file",
                  "%s calls are no longer in memory; they are in the file", figures->evicted),
      count);
  set_text(self->evicted, figures->evicted ? evicted : "");
  set_text(self->times, figures->times);
  g_autofree char *turns = lmu_summary_turns(figures->turns);
  g_autofree char *sentence = lmu_format_sentence(turns ? turns : "");
  set_text(self->turns, sentence);
  set_text(self->senders, figures->senders);
  set_text(self->sent, figures->sent);
  set_text(self->amiss, figures->amiss);
  set_class(GTK_WIDGET(self->sent), "live-lost", figures->send_fails);
}

/* The worst of what is amiss, in few words; "" where nothing is. Owned. */
static char *
describe_amiss(const LmLiveStatus *status, const LmuLiveFigures *figures)
{
  gboolean refused = status->listens && !lmu_live_dropped(&status->sum);
  g_autofree char *lost = lmu_live_describe_lost(status);
  if (figures->silent)
    return g_strdup(_("Does not answer"));
  if (*lost && !refused)
    return g_steal_pointer(&lost);
  if (figures->off)
    return g_strdup_printf(_("%s is off"), figures->off);
  if (figures->room < LITTLE_ROOM)
    return g_strdup(_("Disk nearly full"));
  if (figures->send_fails)
    return g_strdup(_("Cannot send on"));
  return g_steal_pointer(&lost);
}

void
lmu_live_status_show(LmuLiveStatus *self, const LmLiveStatus *status, const LmuLiveFigures *figures)
{
  lmu_live_table_update(self->table, status);
  g_autofree char *name = lmu_live_describe(status);
  g_autofree char *detail = detail_text(self, status, figures);
  g_autofree char *kinds = lmu_live_describe_drops(status);
  g_autofree char *amiss = describe_amiss(status, figures);
  set_text(self->name, name);
  set_text(self->detail, detail);
  set_text(self->drops, amiss);
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->drops), kinds);
  set_class(self->dot, "paused", figures->paused || figures->stopping);
  show_foot(self, figures);
  g_autofree char *all = g_strdup_printf("%s, %s%s%s%s%s", name, detail, *amiss ? ", " : "", amiss,
                                         kinds ? ", " : "", kinds ? kinds : "");
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, all,
                                 -1);
}
