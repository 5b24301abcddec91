/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/calls/call-cell.h"

#include "ui/model/call-fields.h"
#include "ui/model/call-item.h"
#include "ui/window/accessible.h"

static const LmuCallColumn *
cell_column(GtkWidget *cell)
{
  return g_object_get_data(G_OBJECT(cell), "linesman-column");
}

static void
show_pill(GtkLabel *label, const LmuCallEntry *entry, const char *text, const char *tone)
{
  const char *classes[] = {"pill-cell", tone, NULL};
  const char *plain[] = {"dim-label", NULL};
  gtk_label_set_text(label, text);
  gtk_widget_set_css_classes(GTK_WIDGET(label), tone ? classes : plain);
}

/* What the engine said of an added column; nothing until it has. Owned, or NULL. */
static char *
field_text(const LmuCallColumn *column, LmuCallItem *item)
{
  LmuSession *session = lmu_row_item_get_session(LMU_ROW_ITEM(item));
  return lmu_call_fields_text(lmu_session_get_call_fields(session),
                              (guint)column->sort - LMU_SORT_FIELD,
                              lmu_row_item_get_index(LMU_ROW_ITEM(item)));
}

static void
show(GtkWidget *cell, LmuCallItem *item)
{
  const LmuCallColumn *column = cell_column(cell);
  const LmuCallEntry *entry = lmu_call_item_get_entry(item);
  g_autofree char *text = column->text ? column->text(entry) : field_text(column, item);
  if (GTK_IS_LABEL(cell))
    show_pill(GTK_LABEL(cell), entry, text, column->tone ? column->tone(entry) : NULL);
  else
    gtk_inscription_set_text(GTK_INSCRIPTION(cell), text);
  if (lmu_names_row(cell)) {
    g_autofree char *words = lmu_call_words(entry);
    lmu_name_row(cell, words);
  }
}

static void
item_changed_cb(LmuCallItem *item, GtkWidget *cell)
{
  show(cell, item);
}

static void
setup_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  const LmuCallColumn *column = data;
  GtkWidget *cell;
  if (column->flags & LMU_COLUMN_PILL) {
    cell = gtk_label_new(NULL);
    gtk_widget_set_halign(cell, GTK_ALIGN_START);
    gtk_widget_set_valign(cell, GTK_ALIGN_CENTER);
  } else {
    cell = gtk_inscription_new(NULL);
    gtk_inscription_set_text_overflow(GTK_INSCRIPTION(cell),
                                      GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
    gtk_inscription_set_min_chars(GTK_INSCRIPTION(cell),
                                  column->flags & LMU_COLUMN_EXPAND ? 8 : column->chars);
    gtk_inscription_set_nat_chars(GTK_INSCRIPTION(cell), column->chars);
    gtk_inscription_set_yalign(GTK_INSCRIPTION(cell), 0.5f);
    if (column->flags & LMU_COLUMN_DIM)
      gtk_widget_add_css_class(cell, "dim-label");
  }
  g_object_set_data(G_OBJECT(cell), "linesman-column", data);
  gtk_list_item_set_child(list_item, cell);
}

static void
bind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  GtkWidget *cell = gtk_list_item_get_child(list_item);
  LmuCallItem *item = gtk_list_item_get_item(list_item);
  show(cell, item);
  g_signal_connect(item, "changed", G_CALLBACK(item_changed_cb), cell);
}

static void
unbind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  g_signal_handlers_disconnect_by_data(gtk_list_item_get_item(list_item),
                                       gtk_list_item_get_child(list_item));
}

GtkListItemFactory *
lmu_call_cell_factory_new(const LmuCallColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
  union {
    const LmuCallColumn *in;
    gpointer out;
  } data = {.in = column};
  g_signal_connect(factory, "setup", G_CALLBACK(setup_cb), data.out);
  g_signal_connect(factory, "bind", G_CALLBACK(bind_cb), NULL);
  g_signal_connect(factory, "unbind", G_CALLBACK(unbind_cb), NULL);
  return factory;
}
