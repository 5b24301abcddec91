/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/spread-page.h"

#include "base/i18n.h"
#include "relate/packet_text.h"
#include "ui/graph/histogram.h"
#include "ui/model/format.h"
#include "ui/streams/stream-text.h"

enum { DELTA, JITTER, DELAY, RUNS, N_CHARTS };

struct _LmuSpreadPage {
  AdwBin parent_instance;
  GtkLabel *title;
  LmuHistogram *charts[N_CHARTS];
  AdwBin *facts;
};

G_DEFINE_FINAL_TYPE(LmuSpreadPage, lmu_spread_page, ADW_TYPE_BIN)

static const char *const titles[N_CHARTS] = {
    [DELTA] = N_("Delta"),
    [JITTER] = N_("Jitter"),
    [DELAY] = N_("Delay above the least"),
    [RUNS] = N_("Packets lost in a row"),
};

static void
lmu_spread_page_class_init(LmuSpreadPageClass *class)
{
}

static void
lmu_spread_page_init(LmuSpreadPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *charts = gtk_flow_box_new(), *facts = adw_bin_new();

  self->title = GTK_LABEL(gtk_label_new(NULL));
  gtk_label_set_xalign(self->title, 0);
  gtk_label_set_ellipsize(self->title, PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class(GTK_WIDGET(self->title), "heading");
  gtk_widget_add_css_class(GTK_WIDGET(self->title), "score-title");
  gtk_flow_box_set_selection_mode(GTK_FLOW_BOX(charts), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line(GTK_FLOW_BOX(charts), N_CHARTS);
  gtk_flow_box_set_homogeneous(GTK_FLOW_BOX(charts), TRUE);
  gtk_accessible_update_property(GTK_ACCESSIBLE(charts), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Distribution"), -1);
  for (guint i = 0; i < N_CHARTS; i++) {
    GtkWidget *chart = lmu_histogram_new(_(titles[i])), *child = gtk_flow_box_child_new();

    gtk_flow_box_child_set_child(GTK_FLOW_BOX_CHILD(child), chart);
    gtk_widget_set_focusable(child, FALSE);
    gtk_flow_box_append(GTK_FLOW_BOX(charts), child);
    self->charts[i] = LMU_HISTOGRAM(chart);
  }
  self->facts = ADW_BIN(facts);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->title));
  gtk_box_append(GTK_BOX(box), charts);
  gtk_box_append(GTK_BOX(box), facts);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), box);
  gtk_accessible_update_property(GTK_ACCESSIBLE(scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Distribution"), -1);
  adw_bin_set_child(ADW_BIN(self), scroller);
}

static void
show_runs(LmuSpreadPage *self, const LmRtpFigures *figures)
{
  const LmLossPattern *losses = &figures->losses;
  guint runs = (guint)MIN(losses->runs, G_MAXUINT);
  g_autofree char *count = lmu_format_count(losses->runs);
  g_autofree char *words = NULL;

  if (runs == 0)
    words = g_strdup(_("no packet missing"));
  else
    words = g_strdup_printf(LM_NGETTEXT("%s time · longest %llu · burst ratio %.2f",
                                        "%s times · longest %llu · burst ratio %.2f", runs),
                            count, (unsigned long long)losses->longest,
                            MAX(lm_loss_pattern_burst_ratio(losses), 1.0));
  lmu_histogram_set_runs(self->charts[RUNS], figures->loss_runs, LM_LOSS_RUN_BINS, words);
}

static void
show_facts(LmuSpreadPage *self, const LmRtpFigures *figures, guint announced_ms)
{
  GtkGrid *grid = GTK_GRID(gtk_grid_new());
  LmWorkingText text;

  lm_rtp_figures_text(figures, announced_ms, &text);
  gtk_grid_set_column_spacing(grid, 14);
  gtk_grid_set_row_spacing(grid, 2);
  gtk_widget_add_css_class(GTK_WIDGET(grid), "score-grid");
  for (guint i = 0; i < text.n; i++) {
    GtkWidget *label = gtk_label_new(text.lines[i].label);
    GtkWidget *value = gtk_label_new(text.lines[i].value);

    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_yalign(GTK_LABEL(label), 0);
    gtk_label_set_xalign(GTK_LABEL(value), 0);
    gtk_label_set_wrap(GTK_LABEL(value), TRUE);
    gtk_widget_set_hexpand(value, TRUE);
    gtk_widget_add_css_class(label, "dim-label");
    gtk_widget_add_css_class(value, "numeric");
    gtk_grid_attach(grid, label, 0, (int)i, 1, 1);
    gtk_grid_attach(grid, value, 1, (int)i, 1, 1);
  }
  lm_working_text_clear(&text);
  adw_bin_set_child(self->facts, GTK_WIDGET(grid));
}

void
lmu_spread_page_set_detail(LmuSpreadPage *self, const LmStreamDetail *detail)
{
  const LmRtpFigures *figures;
  g_autofree char *words = NULL;

  if (!detail)
    return;
  figures = &detail->packets->figures;
  words = lmu_stream_ends_text(&detail->row);
  gtk_label_set_label(self->title, words);
  lmu_histogram_set_spread(self->charts[DELTA], &figures->delta, _("needs two packets"));
  lmu_histogram_set_spread(self->charts[JITTER], &figures->jitter, _("clock rate not known"));
  lmu_histogram_set_spread(self->charts[DELAY], &figures->delay, _("clock rate not known"));
  show_runs(self, figures);
  show_facts(self, figures, detail->announced_ms);
}
