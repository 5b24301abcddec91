/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/report-cell.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "ui/model/format.h"
#include "ui/model/row-item.h"
#include "ui/report/report-looks.h"
#include "ui/report/report-steps.h"
#include "ui/window/accessible.h"

#define DASH "\u2014"
#define LEAST_CHARS 6
#define LEAST_TEXT_CHARS 13
#define LONG_CHARS 24

/* What a cell shows at most; a longer text is cut anyway. */
#define CELL_BYTES 512

/* What the cells of a column know. Owned by its factory. */
typedef struct {
  LmuReportList *list; /* borrowed */
  const LmReport *report;
  const LmReportColumn *def;
  guint column; /* of the table */
} Context;

static const Context *
context_of(GtkWidget *cell)
{
  return g_object_get_data(G_OBJECT(cell), "linesman-context");
}

/* Above zero: the row of the table, from 1. */
static void
set_row(GtkWidget *cell, guint row)
{
  g_object_set_data(G_OBJECT(cell), "linesman-row", GUINT_TO_POINTER(row + 1));
}

gboolean
lmu_report_cell_at(GtkWidget *widget, guint *row, guint *column)
{
  for (; widget && !GTK_IS_COLUMN_VIEW(widget); widget = gtk_widget_get_parent(widget)) {
    /* A cell's place is larger than what stands in it. */
    GtkWidget *child = gtk_widget_get_first_child(widget);
    GtkWidget *cell = context_of(widget) ? widget : child && context_of(child) ? child : NULL;
    guint number = cell ? GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(cell), "linesman-row")) : 0;
    if (number == 0)
      continue;
    *row = number - 1;
    *column = context_of(cell)->column;
    return TRUE;
  }
  return FALSE;
}

guint
lmu_report_column_chars(const LmReportColumn *column)
{
  switch (column->kind) {
  case LM_CELL_COUNT:
  case LM_CELL_SECONDS:
  case LM_CELL_REAL:
    return LEAST_CHARS;
  case LM_CELL_TIME:
    return 11;
  case LM_CELL_ENDPOINT:
    return 16;
  case LM_CELL_WORD:
    return 11;
  case LM_CELL_TRUTH:
    return 4;
  default:
    return column->most ? MIN(column->most, LONG_CHARS) : 10;
  }
}

gboolean
lmu_report_column_expands(const LmReportColumn *column)
{
  return column->kind == LM_CELL_TEXT && (column->most == 0 || column->most > 12) && !column->right;
}

/* Lines stand one behind the other. Owned. */
static char *
one_line(LmSlice bytes)
{
  LmText text = LM_TEXT_INIT;
  lm_text_add_safe(&text, lm_slice_sub(bytes, 0, CELL_BYTES), true);
  char *line = g_strdup(text.str ? text.str : "");
  lm_text_clear(&text);
  return g_strdelimit(line, "\n\t", ' ');
}

/* Owned. */
static char *
cell_text(const LmReportColumn *column, const LmCell *cell)
{
  const LmSlice scheme = LM_SLICE_LITERAL("sip:");
  if (cell->kind == LM_CELL_NOTHING)
    return g_strdup(DASH);
  if (cell->kind == LM_CELL_COUNT)
    return lmu_format_count(cell->count);
  /* What nearly all addresses begin with says nothing, and takes the room of what does. */
  if (cell->kind == LM_CELL_TEXT && lm_slice_starts_with_nocase(cell->text, scheme))
    return one_line(lm_slice_from(cell->text, scheme.len));
  if (cell->kind == LM_CELL_TEXT)
    return one_line(cell->text);
  if (cell->kind == LM_CELL_JSON)
    return lmu_report_list_text(cell->text);
  return lmu_report_cell_text(column, cell);
}

static void
show_pill(GtkWidget *label, const LmCell *cell, const char *text)
{
  gboolean any = cell->kind == LM_CELL_WORD && cell->text.len > 0;
  const char *word = any ? lmu_report_word_text(cell->text) : NULL;
  const char *classes[] = {"pill-cell", any ? lmu_report_word_tone(cell->text) : NULL, NULL};
  const char *plain[] = {"dim-label", NULL};
  gtk_label_set_text(GTK_LABEL(label), word ? word : text);
  gtk_widget_set_css_classes(label, any ? classes : plain);
}

static void
show_roles(GtkWidget *box, const LmCell *cell, const char *text)
{
  GtkWidget *image = gtk_widget_get_first_child(box);
  const char *icon = cell->kind == LM_CELL_TEXT ? lmu_report_role_icon(cell->text) : NULL;
  gtk_image_set_from_icon_name(GTK_IMAGE(image), icon ? icon : "computer-symbolic");
  gtk_inscription_set_text(GTK_INSCRIPTION(gtk_widget_get_next_sibling(image)), text);
}

static void
show(GtkWidget *widget, guint row)
{
  const Context *context = context_of(widget);
  const LmReportTable *table = lmu_report_list_get_table(context->list);
  if (!table || row >= table->n_rows)
    return;
  const LmReportColumn *column = context->def;
  const LmCell *cell = lm_report_table_cell(table, row, context->column);
  g_autofree char *said = cell_text(column, cell);
  const char *text = *said ? said : DASH;
  if (GTK_IS_LABEL(widget))
    show_pill(widget, cell, text);
  else if (GTK_IS_BOX(widget))
    show_roles(widget, cell, text);
  else
    gtk_inscription_set_text(GTK_INSCRIPTION(widget), text);
  if (lmu_names_row(widget)) {
    g_autofree char *words = lmu_report_row_words(table, row);
    lmu_name_row(widget, words);
  }
}

static GtkWidget *
text_cell(const LmReportColumn *column)
{
  GtkWidget *cell = gtk_inscription_new(NULL);
  guint chars = lmu_report_column_chars(column);
  gtk_inscription_set_text_overflow(GTK_INSCRIPTION(cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars(GTK_INSCRIPTION(cell), lmu_report_column_expands(column)
                                                           ? MIN(chars, LEAST_TEXT_CHARS)
                                                           : chars);
  gtk_inscription_set_nat_chars(GTK_INSCRIPTION(cell), chars);
  gtk_inscription_set_yalign(GTK_INSCRIPTION(cell), 0.5f);
  if (column->kind == LM_CELL_TIME)
    gtk_widget_add_css_class(cell, "dim-label");
  return cell;
}

static GtkWidget *
pill_cell(void)
{
  GtkWidget *cell = gtk_label_new(NULL);
  gtk_widget_set_halign(cell, GTK_ALIGN_START);
  gtk_widget_set_valign(cell, GTK_ALIGN_CENTER);
  return cell;
}

static GtkWidget *
roles_cell(const LmReportColumn *column)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8), *text = text_cell(column);
  gtk_widget_set_hexpand(text, TRUE);
  gtk_box_append(GTK_BOX(box), gtk_image_new());
  gtk_box_append(GTK_BOX(box), text);
  return box;
}

static void
setup_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  Context *context = data;
  const LmReportColumn *column = context->def;
  GtkWidget *cell;
  if (lmu_report_is_pill(column))
    cell = pill_cell();
  else if (lmu_report_is_roles(context->report, column))
    cell = roles_cell(column);
  else
    cell = text_cell(column);
  g_object_set_data(G_OBJECT(cell), "linesman-context", context);
  gtk_list_item_set_child(list_item, cell);
}

static void
bind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  GtkWidget *cell = gtk_list_item_get_child(list_item);
  guint row = lmu_row_item_get_index(LMU_ROW_ITEM(gtk_list_item_get_item(list_item)));
  if (!cell)
    return;
  set_row(cell, row);
  show(cell, row);
}

static void
free_context(gpointer data, GClosure *closure)
{
  g_free(data);
}

GtkListItemFactory *
lmu_report_cell_factory_new(LmuReportList *list, const LmReport *report, const LmReportColumn *def,
                            guint column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
  Context *context = g_new0(Context, 1);
  *context = (Context){list, report, def, column};
  g_signal_connect_data(factory, "setup", G_CALLBACK(setup_cb), context, free_context, 0);
  g_signal_connect(factory, "bind", G_CALLBACK(bind_cb), NULL);
  return factory;
}
