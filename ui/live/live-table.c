/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/live/live-table.h"

#include "base/i18n.h"
#include "ui/model/format.h"

#define STALE_US (3 * G_USEC_PER_SEC / 2) /* the helper tells its figures each second */

#define NAME_CHARS 40    /* of a longer name the middle is left out */
#define HEADING_CHARS 12 /* in a line: nine columns shall be no wider than 900 pixels */

enum {
  NAME,
  RECEIVED,
  RATE,
  WRITTEN,
  NOT_KEPT,
  BY_INTERFACE,
  BY_SYSTEM,
  BY_RING,
  UNWRITTEN,
  N_COLUMNS
};

typedef struct {
  GtkWidget *cells[N_COLUMNS]; /* NULL: not there */
  guint64 received;
  gint64 at_us;
  double rate;
} Row;

struct LmuLiveTable {
  GtkGrid *grid;
  GtkWidget *headings[N_COLUMNS];
  Row rows[LM_HELPER_MAX_LINKS + 1]; /* the last is that of all */
};

static void
free_cb(gpointer data)
{
  g_free(data);
}

static GtkWidget *
add_cell(LmuLiveTable *table, int column, int row, const char *text)
{
  GtkWidget *label = gtk_label_new(text);
  gtk_label_set_xalign(GTK_LABEL(label), column == NAME ? 0 : 1);
  if (column == NAME) {
    gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_MIDDLE);
    gtk_label_set_width_chars(GTK_LABEL(label),
                              MIN(g_utf8_strlen(text ? text : "", -1), NAME_CHARS));
    gtk_label_set_max_width_chars(GTK_LABEL(label), NAME_CHARS);
  }
  gtk_widget_add_css_class(label, "numeric");
  gtk_grid_attach(table->grid, label, column, row, 1, 1);
  return label;
}

/* Of HEP, what an interface would drop is what is refused. */
static void
name_columns(LmuLiveTable *table, gboolean listens)
{
  gtk_label_set_text(GTK_LABEL(table->headings[NAME]), listens ? _("Place") : _("Interface"));
  gtk_label_set_text(GTK_LABEL(table->headings[BY_INTERFACE]),
                     listens ? _("Refused") : _("Dropped by interface"));
}

LmuLiveTable *
lmu_live_table_new(void)
{
  const char *const headings[N_COLUMNS] = {
      [RECEIVED] = _("Received"),     [RATE] = _("A second"),       [WRITTEN] = _("Written"),
      [NOT_KEPT] = _("Not kept"),     [BY_SYSTEM] = _("by system"), [BY_RING] = _("by buffer"),
      [UNWRITTEN] = _("Not written"),
  };
  LmuLiveTable *table = g_new0(LmuLiveTable, 1);
  table->grid = GTK_GRID(gtk_grid_new());
  gtk_grid_set_column_spacing(table->grid, 18);
  gtk_grid_set_row_spacing(table->grid, 6);
  g_object_set_data_full(G_OBJECT(table->grid), "table", table, free_cb);
  for (int column = 0; column < N_COLUMNS; column++) {
    GtkWidget *heading = add_cell(table, column, 0, headings[column]);
    gtk_widget_add_css_class(heading, "caption-heading");
    gtk_widget_add_css_class(heading, "dim-label");
    gtk_widget_set_valign(heading, GTK_ALIGN_END);
    gtk_label_set_wrap(GTK_LABEL(heading), TRUE);
    gtk_label_set_justify(GTK_LABEL(heading), GTK_JUSTIFY_RIGHT);
    gtk_label_set_max_width_chars(GTK_LABEL(heading), HEADING_CHARS);
    table->headings[column] = heading;
  }
  name_columns(table, FALSE);
  return table;
}

GtkWidget *
lmu_live_table_get_widget(LmuLiveTable *table)
{
  return GTK_WIDGET(table->grid);
}

void
lmu_live_table_clear(LmuLiveTable *table)
{
  for (guint i = 0; i < G_N_ELEMENTS(table->rows); i++) {
    for (int column = 0; column < N_COLUMNS && table->rows[i].cells[column]; column++)
      gtk_grid_remove(table->grid, table->rows[i].cells[column]);
    table->rows[i] = (Row){0};
  }
}

static void
set_rate(Row *row, guint64 received)
{
  gint64 now = g_get_monotonic_time();
  gint64 gone = now - row->at_us;
  if (row->at_us && received == row->received && gone < STALE_US)
    return;
  row->rate = row->at_us ? (double)(received - row->received) * G_USEC_PER_SEC / (double)gone : 0;
  row->received = received;
  row->at_us = now;
}

static void
set_count(GtkWidget *label, guint64 n, gboolean loss)
{
  g_autofree char *text = lmu_format_count(n);
  if (g_strcmp0(gtk_label_get_text(GTK_LABEL(label)), text) == 0)
    return;
  gtk_label_set_text(GTK_LABEL(label), text);
  if (loss && n)
    gtk_widget_add_css_class(label, "live-lost");
}

static void
fill(LmuLiveTable *table, Row *row, int at, const char *name, const LmHelperFigures *figures)
{
  for (int column = 0; !row->cells[N_COLUMNS - 1] && column < N_COLUMNS; column++)
    row->cells[column] = add_cell(table, column, at, column == NAME ? name : "");
  set_rate(row, figures->received);
  set_count(row->cells[RECEIVED], figures->received, FALSE);
  set_count(row->cells[RATE], (guint64)(row->rate + 0.5), FALSE);
  set_count(row->cells[WRITTEN], figures->written, FALSE);
  set_count(row->cells[NOT_KEPT], figures->not_kept, FALSE);
  set_count(row->cells[BY_INTERFACE], figures->dropped_by_interface, TRUE);
  set_count(row->cells[BY_SYSTEM], figures->dropped_by_system, TRUE);
  set_count(row->cells[BY_RING], figures->dropped_by_ring, TRUE);
  set_count(row->cells[UNWRITTEN], figures->unwritten, TRUE);
}

void
lmu_live_table_update(LmuLiveTable *table, const LmLiveStatus *status)
{
  guint n = MIN(status->n_links, LM_HELPER_MAX_LINKS);
  name_columns(table, status->listens);
  for (guint i = 0; i < n; i++) {
    fill(table, &table->rows[i], (int)i + 1, status->names[i], &status->links[i]);
    gboolean cut = g_utf8_strlen(status->names[i], -1) > NAME_CHARS;
    gtk_widget_set_tooltip_text(table->rows[i].cells[NAME], status->gone[i] ? status->gone_why[i]
                                                            : cut           ? status->names[i]
                                                                            : NULL);
    gtk_widget_set_sensitive(table->rows[i].cells[NAME], !status->gone[i]);
  }
  Row *all = &table->rows[LM_HELPER_MAX_LINKS];
  if (n > 1)
    fill(table, all, (int)n + 1, _("All"), &status->sum);
  else
    set_rate(all, status->sum.received);
}

double
lmu_live_table_get_rate(LmuLiveTable *table)
{
  return table->rows[LM_HELPER_MAX_LINKS].rate;
}
