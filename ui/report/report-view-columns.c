/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of a report, and which one it is sorted by. */

#include "base/i18n.h"
#include "ui/report/report-cell.h"
#include "ui/report/report-view-private.h"
#include "ui/window/accessible.h"

/* A sorter that only says that it was asked: GTK 4.8 does not tell which column a column view sorts
 * by, but it asks that column's sorter first. */
typedef struct {
  LmuReportView *view; /* borrowed; it owns the sorter */
  guint column;
} SortProbe;

static int
probe_cb(gconstpointer a, gconstpointer b, gpointer data)
{
  SortProbe *probe = data;
  if (probe->view->probed == LMU_REPORT_UNSORTED)
    probe->view->probed = probe->column;
  return -1;
}

static void
sorter_changed_cb(LmuReportView *self)
{
  if (!self->list)
    return;
  GtkSorter *sorter = gtk_column_view_get_sorter(self->column_view);
  self->probed = LMU_REPORT_UNSORTED;
  GtkOrdering order = gtk_sorter_compare(sorter, self, self->list);
  lmu_report_list_set_sort(self->list, self->probed, order == GTK_ORDERING_LARGER);
}

static void
add_column(LmuReportView *self, const LmReportColumn *def, guint at)
{
  SortProbe *probe = g_new0(SortProbe, 1);
  *probe = (SortProbe){self, at};
  g_autoptr(GtkSorter) sorter = GTK_SORTER(gtk_custom_sorter_new(probe_cb, probe, g_free));
  g_autoptr(GtkColumnViewColumn) column = gtk_column_view_column_new(
      _(def->heading), lmu_report_cell_factory_new(self->list, self->report, def, at));
  gtk_column_view_column_set_sorter(column, sorter);
  gtk_column_view_column_set_resizable(column, TRUE);
  gtk_column_view_column_set_expand(column, lmu_report_column_expands(def));
  gtk_column_view_append_column(self->column_view, column);
}

void
lmu_report_view_add_columns(LmuReportView *self)
{
  guint at = 0;
  for (unsigned i = 0; i < self->report->n_columns; i++)
    if (lm_report_column_is_seen(&self->report->columns[i]))
      add_column(self, &self->report->columns[i], at++);
  lmu_name_column_titles(self->column_view, _("Columns"));
  g_signal_connect_object(gtk_column_view_get_sorter(self->column_view), "changed",
                          G_CALLBACK(sorter_changed_cb), self, G_CONNECT_SWAPPED);
}
