/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/score-page.h"

#include "base/i18n.h"
#include "relate/working_text.h"
#include "ui/streams/stream-text.h"

struct _LmuScorePage {
  AdwBin parent_instance;
  GtkScrolledWindow *scroller;
};

G_DEFINE_FINAL_TYPE(LmuScorePage, lmu_score_page, ADW_TYPE_BIN)

static void
lmu_score_page_class_init(LmuScorePageClass *class)
{
}

static void
lmu_score_page_init(LmuScorePage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new();

  self->scroller = GTK_SCROLLED_WINDOW(scroller);
  gtk_scrolled_window_set_policy(self->scroller, GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_accessible_update_property(GTK_ACCESSIBLE(scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Working of the score"), -1);
  adw_bin_set_child(ADW_BIN(self), scroller);
}

static GtkWidget *
add_label(GtkGrid *grid, const char *text, int column, int row, int width)
{
  GtkWidget *label = gtk_label_new(text);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_yalign(GTK_LABEL(label), 0);
  gtk_label_set_selectable(GTK_LABEL(label), FALSE);
  gtk_grid_attach(grid, label, column, row, width, 1);
  return label;
}

static void
add_fact(GtkGrid *grid, const LmWorkingLine *line, int row)
{
  GtkWidget *value;

  gtk_widget_add_css_class(add_label(grid, line->label, 0, row, 1), "dim-label");
  value = add_label(grid, line->value, 1, row, LM_WORKING_VIEWS + 1);
  gtk_label_set_wrap(GTK_LABEL(value), TRUE);
  gtk_label_set_wrap_mode(GTK_LABEL(value), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class(value, "numeric");
}

static void
add_figures(GtkGrid *grid, const LmWorkingLine *line, int row)
{
  gboolean head = line->kind == LM_WORKING_HEAD;
  GtkWidget *label = add_label(grid, line->label, 0, row, 1);

  gtk_widget_add_css_class(label, head ? "heading" : line->result ? "score-result" : "dim-label");
  for (guint i = 0; i < line->n_cells; i++) {
    GtkWidget *cell = add_label(grid, line->cells[i], (int)i + 1, row, 1);

    gtk_label_set_xalign(GTK_LABEL(cell), 1);
    gtk_label_set_width_chars(GTK_LABEL(cell), 11);
    gtk_widget_add_css_class(cell, "numeric");
    if (head || line->result)
      gtk_widget_add_css_class(cell, head ? "heading" : "score-result");
  }
}

static void
add_rule(GtkGrid *grid, int row)
{
  GtkWidget *rule = gtk_separator_new(GTK_ORIENTATION_HORIZONTAL);

  gtk_widget_set_margin_top(rule, 4);
  gtk_widget_set_margin_bottom(rule, 4);
  gtk_grid_attach(grid, rule, 0, row, LM_WORKING_VIEWS + 2, 1);
}

static GtkWidget *
make_grid(const LmWorkingText *text)
{
  GtkGrid *grid = GTK_GRID(gtk_grid_new());
  GtkWidget *rest = gtk_label_new(NULL);
  int row = 0;

  gtk_grid_set_column_spacing(grid, 14);
  gtk_grid_set_row_spacing(grid, 2);
  gtk_widget_add_css_class(GTK_WIDGET(grid), "score-grid");
  /* Takes what is left, so that figures stay close to what they are of. */
  gtk_widget_set_hexpand(rest, TRUE);
  gtk_grid_attach(grid, rest, LM_WORKING_VIEWS + 1, 0, 1, 1);
  for (guint i = 0; i < text->n; i++, row++) {
    const LmWorkingLine *line = &text->lines[i];

    if (line->kind == LM_WORKING_HEAD ||
        (i > 0 && line->kind == LM_WORKING_FACT && line[-1].kind == LM_WORKING_FIGURES))
      add_rule(grid, row++);
    if (line->kind == LM_WORKING_FACT)
      add_fact(grid, line, row);
    else
      add_figures(grid, line, row);
  }
  return GTK_WIDGET(grid);
}

void
lmu_score_page_set_detail(LmuScorePage *self, const LmStreamDetail *detail)
{
  LmWorkingText text;
  GtkWidget *box, *title;
  g_autofree char *words = NULL;

  if (!detail) {
    gtk_scrolled_window_set_child(self->scroller, NULL);
    return;
  }
  words = lmu_stream_ends_text(&detail->row);
  title = gtk_label_new(words);
  gtk_label_set_xalign(GTK_LABEL(title), 0);
  gtk_label_set_ellipsize(GTK_LABEL(title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class(title, "heading");
  gtk_widget_add_css_class(title, "score-title");
  box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append(GTK_BOX(box), title);
  lm_working_text_make(&detail->working, &text);
  gtk_box_append(GTK_BOX(box), make_grid(&text));
  lm_working_text_clear(&text);
  gtk_scrolled_window_set_child(self->scroller, box);
}
