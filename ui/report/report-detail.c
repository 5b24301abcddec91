/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/report-detail.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/vec.h"
#include "ui/model/format.h"
#include "ui/report/report-looks.h"
#include "ui/report/report-steps.h"
#include "ui/report/report-table.h"
#include "ui/window/accessible.h"

/* More lines are not looked at, and each is a widget. */
#define MOST_LINES 300u
#define VALUE_BYTES 400

struct _LmuReportDetail {
  AdwBin parent_instance;
  GtkWidget *scroller, *box;
  guint n_lines;
};

G_DEFINE_FINAL_TYPE(LmuReportDetail, lmu_report_detail, ADW_TYPE_BIN)

static void
lmu_report_detail_class_init(LmuReportDetailClass *klass)
{
}

static void
lmu_report_detail_init(LmuReportDetail *self)
{
  self->scroller = gtk_scrolled_window_new();
  self->box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class(self->box, "report-detail");
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(self->scroller), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(self->scroller), self->box);
  lmu_name_scrolled_windows(self->scroller, _("Details"));
  adw_bin_set_child(ADW_BIN(self), self->scroller);
}

GtkWidget *
lmu_report_detail_new(void)
{
  return g_object_new(LMU_TYPE_REPORT_DETAIL, NULL);
}

static GtkWidget *
add_label(GtkWidget *box, const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new(text);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
  if (class)
    gtk_widget_add_css_class(label, class);
  gtk_box_append(GTK_BOX(box), label);
  return label;
}

static void
add_heading(LmuReportDetail *self, const char *text)
{
  add_label(self->box, text, "detail-heading");
}

static gboolean
has_room(LmuReportDetail *self)
{
  if (self->n_lines == MOST_LINES)
    add_label(self->box, _("There is more, which is not shown here."), "dim-label");
  return self->n_lines++ < MOST_LINES;
}

static void
add_line(LmuReportDetail *self, const char *name, const char *value)
{
  if (!*value || !has_room(self))
    return;
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class(line, "detail-line");
  add_label(line, name, "caption");
  gtk_widget_add_css_class(gtk_widget_get_first_child(line), "dim-label");
  gtk_label_set_selectable(GTK_LABEL(add_label(line, value, NULL)), TRUE);
  gtk_box_append(GTK_BOX(self->box), line);
}

/* A step: its time, its name in its colour, and what else there is below. */
static void
add_step(LmuReportDetail *self, const LmDetail *node)
{
  g_autofree char *time = lmu_report_step_time(node);
  g_autofree char *name = lmu_report_step_name(node);
  g_autofree char *rest = lmu_report_step_rest(node);
  if (!has_room(self))
    return;
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_box_new(GTK_ORIENTATION_VERTICAL, 1);
  gtk_widget_add_css_class(line, "detail-line");
  if (*time) {
    GtkWidget *label = add_label(line, time, "dim-label");
    gtk_widget_add_css_class(label, "numeric");
    gtk_label_set_wrap(GTK_LABEL(label), FALSE);
    gtk_widget_set_valign(label, GTK_ALIGN_START);
  }
  if (*name) {
    GtkWidget *label = add_label(words, name, "pill-cell");
    gtk_widget_add_css_class(label, lmu_report_word_tone(lmu_report_step_word(node)));
    gtk_widget_set_halign(label, GTK_ALIGN_START);
  }
  if (*rest)
    add_label(words, rest, "caption");
  gtk_box_append(GTK_BOX(line), words);
  gtk_box_append(GTK_BOX(self->box), line);
}

/* A list of words stands in one line, one of objects in a line each. */
static void
add_tree(LmuReportDetail *self, const char *name, const LmDetail *tree)
{
  g_autoptr(GString) words = g_string_new(NULL);
  gboolean begun = FALSE;
  for (const LmDetail *node = tree->first_child; node; node = node->next) {
    if (node->first_child) {
      if (!begun)
        add_heading(self, name);
      begun = TRUE;
      add_step(self, node);
      continue;
    }
    g_autofree char *value = lmu_format_safe(node->value, VALUE_BYTES);
    gboolean named = node->name && *node->name && *node->name != '[';
    g_string_append_printf(words, "%s%s%s%s", words->len ? ", " : "", named ? node->name : "",
                           named ? ": " : "", value);
  }
  if (!begun)
    add_line(self, name, words->str);
}

static void
add_cell(LmuReportDetail *self, const LmReportColumn *column, const LmCell *cell,
         const LmDetail *tree)
{
  const char *name = column->help ? _(column->help) : column->heading ? _(column->heading) : NULL;
  if (!name)
    return;
  if (tree) {
    add_tree(self, name, tree);
    return;
  }
  g_autofree char *text = lmu_report_cell_text(column, cell);
  g_autofree char *seconds =
      cell->kind == LM_CELL_SECONDS ? g_strdup_printf(_("%s s"), text) : NULL;
  add_line(self, name, seconds ? seconds : text);
}

/* The fields of a packet, each below the one that it is in. */
static void
add_fields(LmuReportDetail *self, const LmDetail *first, int depth)
{
  enum { STEP = 12 };
  for (const LmDetail *node = first; node && depth < LM_LIMIT_DETAIL_DEPTH; node = node->next) {
    g_autofree char *value = lmu_format_safe(lm_slice_trim(node->value), VALUE_BYTES);
    gboolean shown = *value && !node->first_child;
    g_autofree char *line =
        g_strdup_printf(node->anomaly ? "⚠ %s%s%s" : "%s%s%s", *node->name ? _(node->name) : "",
                        shown ? ": " : "", shown ? value : "");
    if (!has_room(self))
      return;
    GtkWidget *label = add_label(self->box, line, node->first_child ? "heading" : NULL);
    gtk_widget_add_css_class(label, "detail-line");
    gtk_widget_set_margin_start(label, depth * STEP);
    gtk_label_set_selectable(GTK_LABEL(label), TRUE);
    add_fields(self, node->first_child, depth + 1);
  }
}

static void
clear(LmuReportDetail *self)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child(self->box)))
    gtk_box_remove(GTK_BOX(self->box), child);
  self->n_lines = 0;
}

/* What happened comes first: it is what the table cannot show. */
static void
add_all(LmuReportDetail *self, const LmReportDetail *detail, gboolean trees)
{
  for (unsigned i = 0; detail && i < detail->n; i++) {
    gboolean tree = detail->trees[i] != NULL;
    gboolean no = detail->cells[i].kind == LM_CELL_TRUTH && !detail->cells[i].yes;
    if (tree == trees && !no)
      add_cell(self, detail->columns[i], &detail->cells[i], detail->trees[i]);
  }
}

void
lmu_report_detail_show(LmuReportDetail *self, const LmReportTable *table, guint row,
                       const LmReportDetail *detail)
{
  g_return_if_fail(LMU_IS_REPORT_DETAIL(self));
  clear(self);
  if (!table || row >= table->n_rows)
    return;
  if (detail && detail->tree) {
    add_heading(self, _("Packets"));
    add_fields(self, detail->tree->first_child, 0);
  } else {
    add_all(self, detail, TRUE);
  }
  add_heading(self, _("Details"));
  for (unsigned i = 0; i < table->n_columns; i++) {
    const LmReportColumn *column = table->columns[i];
    const LmCell *cell = lm_report_table_cell(table, row, i);
    g_autofree char *text = cell->kind == LM_CELL_JSON ? lmu_report_list_text(cell->text)
                                                       : lmu_report_cell_text(column, cell);
    add_line(self, _(column->heading), text);
  }
  add_all(self, detail, FALSE);
}
