/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/stream-item.h"
#include "ui/streams/stream-columns.h"
#include "ui/streams/stream-text.h"
#include "ui/window/accessible.h"

/* One label a cell, which follows its row. */

static const LmuStreamColumn *
cell_column(GtkWidget *cell)
{
  return g_object_get_data(G_OBJECT(cell), "linesman-column");
}

static void
show(LmuStreamItem *item, GtkWidget *cell)
{
  const LmuStreamColumn *column = cell_column(cell);
  const LmStreamRow *row = lmu_stream_item_get_row(item);
  g_autofree char *text = row ? column->text(row) : NULL;

  gtk_label_set_text(GTK_LABEL(cell), text ? text : "");
  if (row && lmu_names_row(cell)) {
    g_autofree char *words = lmu_stream_words(row);

    lmu_name_row(cell, words);
  }
  if (column->flags & LMU_STREAM_COLUMN_PILL) {
    const char *tone = row ? column->tone(row) : NULL;
    const char *classes[] = {"pill-cell", tone, NULL};
    const char *plain[] = {"dim-label", NULL};

    gtk_widget_set_css_classes(cell, tone ? classes : plain);
  }
}

static void
setup_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  const LmuStreamColumn *column = data;
  GtkWidget *cell = gtk_label_new(NULL);

  if (column->flags & LMU_STREAM_COLUMN_PILL) {
    gtk_widget_set_halign(cell, GTK_ALIGN_START);
    gtk_widget_set_valign(cell, GTK_ALIGN_CENTER);
  } else {
    gtk_label_set_xalign(GTK_LABEL(cell), 0);
    gtk_label_set_ellipsize(GTK_LABEL(cell), PANGO_ELLIPSIZE_END);
    gtk_label_set_width_chars(GTK_LABEL(cell),
                              column->flags & LMU_STREAM_COLUMN_EXPAND ? 10 : (int)column->chars);
  }
  if (column->flags & LMU_STREAM_COLUMN_MONOSPACE)
    gtk_widget_add_css_class(cell, "monospace");
  g_object_set_data(G_OBJECT(cell), "linesman-column", data);
  gtk_list_item_set_child(list_item, cell);
}

static void
bind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *cell = gtk_list_item_get_child(list_item);
  LmuStreamItem *item = gtk_list_item_get_item(list_item);

  show(item, cell);
  g_signal_connect(item, "changed", G_CALLBACK(show), cell);
}

static void
unbind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  g_signal_handlers_disconnect_by_data(gtk_list_item_get_item(list_item),
                                       gtk_list_item_get_child(list_item));
}

GtkListItemFactory *
lmu_stream_cell_factory_new(const LmuStreamColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
  union {
    const LmuStreamColumn *in;
    gpointer out;
  } data = {.in = column};

  g_signal_connect(factory, "setup", G_CALLBACK(setup_cb), data.out);
  g_signal_connect(factory, "bind", G_CALLBACK(bind_cb), NULL);
  g_signal_connect(factory, "unbind", G_CALLBACK(unbind_cb), NULL);
  return factory;
}
