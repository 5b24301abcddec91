/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/message/message-tree.h"

#include "base/i18n.h"
#include "ui/message/detail-item.h"
#include "ui/message/detail-value.h"

/* Lines that are looked at for opening them; a message of more is not read from top to bottom. */
#define MAX_OPENED_LINES 512

struct _LmuMessageTree {
  AdwBin parent_instance;
  GtkListView *list;
  GtkSingleSelection *selection;
  LmuDetailValue *value;
  LmMessageView message; /* what the tree is made from when it is first looked at */
  LmMessageNotes *notes; /* until then */
  gboolean filled;
};

G_DEFINE_FINAL_TYPE(LmuMessageTree, lmu_message_tree, ADW_TYPE_BIN)

enum { SHOWN, N_SIGNALS };
static guint signals[N_SIGNALS];

static GListModel *
children_cb(gpointer item, gpointer data)
{
  return lmu_detail_item_children(item);
}

/* What a body is in, and what it was decoded to. */
static gboolean
is_body(LmuDetailItem *item)
{
  static const char *const names[] = {"Body", "Decoded body", "Part", "Offer and answer", NULL};

  return g_strv_contains(names, lmu_detail_item_get(item)->name);
}

/* Opens bodies, what is directly in them, and what has something wrong in it. */
static void
open_lines(GtkTreeListModel *tree)
{
  for (guint i = 0; i < MIN(g_list_model_get_n_items(G_LIST_MODEL(tree)), MAX_OPENED_LINES); i++) {
    g_autoptr(GtkTreeListRow) row = gtk_tree_list_model_get_row(tree, i);
    g_autoptr(LmuDetailItem) item = gtk_tree_list_row_get_item(row);
    g_autoptr(GtkTreeListRow) parent = gtk_tree_list_row_get_parent(row);
    g_autoptr(LmuDetailItem) above = parent ? gtk_tree_list_row_get_item(parent) : NULL;
    gboolean in_body = is_body(item) || (above && is_body(above));

    if (in_body || lmu_detail_item_is_odd(item))
      gtk_tree_list_row_set_expanded(row, TRUE);
  }
}

static void
fill(LmuMessageTree *self)
{
  g_autoptr(LmuDetailItem) root = NULL;
  GtkTreeListModel *tree;

  if (self->filled || (self->message.bytes.len == 0 && !self->message.is_event))
    return;
  self->filled = TRUE;
  root = self->message.is_event
             ? lmu_detail_item_new_for_event(&self->message)
             : lmu_detail_item_new_with(self->message.bytes, self->message.stream,
                                        g_steal_pointer(&self->notes));
  if (!root || !lmu_detail_item_get(root)->first_child)
    return;
  tree = gtk_tree_list_model_new(lmu_detail_item_children(root), FALSE, FALSE, children_cb, NULL,
                                 NULL);
  open_lines(tree);
  gtk_single_selection_set_model(self->selection, G_LIST_MODEL(tree));
  g_object_unref(tree);
}

static void
selected_cb(LmuMessageTree *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item(self->selection);
  g_autoptr(LmuDetailItem) item = row ? gtk_tree_list_row_get_item(row) : NULL;

  lmu_detail_value_set_item(self->value, item);
  if (item)
    g_signal_emit(self, signals[SHOWN], 0, lmu_detail_item_get(item)->offset,
                  lmu_detail_item_get(item)->len);
}

static void
activate_cb(LmuMessageTree *self, guint position)
{
  g_autoptr(GtkTreeListRow) row = g_list_model_get_item(G_LIST_MODEL(self->selection), position);

  if (row)
    gtk_tree_list_row_set_expanded(row, !gtk_tree_list_row_get_expanded(row));
}

static void
setup_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *expander = gtk_tree_expander_new();
  GtkWidget *label = gtk_label_new(NULL);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  gtk_tree_expander_set_child(GTK_TREE_EXPANDER(expander), label);
  gtk_list_item_set_child(list_item, expander);
}

static void
bind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER(gtk_list_item_get_child(list_item));
  GtkTreeListRow *row = gtk_list_item_get_item(list_item);
  GtkWidget *label = gtk_tree_expander_get_child(expander);
  GtkWidget *line = gtk_widget_get_parent(GTK_WIDGET(expander));
  g_autoptr(LmuDetailItem) item = gtk_tree_list_row_get_item(row);
  g_autofree char *name = lmu_detail_item_name(item);
  g_autofree char *value = lmu_detail_item_value(item);
  g_autofree char *markup = NULL;
  g_autofree char *words = NULL;
  gboolean anomaly = lmu_detail_item_get(item)->anomaly != LM_ANOMALY_NONE;

  gtk_tree_expander_set_list_row(expander, row);
  if (anomaly)
    markup = g_markup_printf_escaped("▲ <b>%s</b>  %s", name, value);
  else
    markup = g_markup_printf_escaped("<b>%s</b>  <tt>%s</tt>", name, value);
  gtk_label_set_markup(GTK_LABEL(label), markup);
  gtk_widget_set_tooltip_text(label, value);
  if (anomaly)
    gtk_widget_add_css_class(label, "anomaly");
  else
    gtk_widget_remove_css_class(label, "anomaly");
  words = g_strdup_printf("%s: %s", name, value);
  gtk_accessible_update_property(GTK_ACCESSIBLE(line), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
unbind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_tree_expander_set_list_row(GTK_TREE_EXPANDER(gtk_list_item_get_child(list_item)), NULL);
}

static void
lmu_message_tree_map(GtkWidget *widget)
{
  fill(LMU_MESSAGE_TREE(widget));
  GTK_WIDGET_CLASS(lmu_message_tree_parent_class)->map(widget);
}

static void
lmu_message_tree_dispose(GObject *object)
{
  LmuMessageTree *self = LMU_MESSAGE_TREE(object);

  if (self->selection)
    g_signal_handlers_disconnect_by_data(self->selection, self);
  g_clear_object(&self->selection);
  g_clear_pointer(&self->notes, lm_message_notes_free);
  G_OBJECT_CLASS(lmu_message_tree_parent_class)->dispose(object);
}

static void
lmu_message_tree_class_init(LmuMessageTreeClass *class)
{
  G_OBJECT_CLASS(class)->dispose = lmu_message_tree_dispose;
  GTK_WIDGET_CLASS(class)->map = lmu_message_tree_map;

  signals[SHOWN] = g_signal_new("shown", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
lmu_message_tree_init(LmuMessageTree *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
  GtkWidget *scroller = gtk_scrolled_window_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

  g_signal_connect(factory, "setup", G_CALLBACK(setup_cb), NULL);
  g_signal_connect(factory, "bind", G_CALLBACK(bind_cb), NULL);
  g_signal_connect(factory, "unbind", G_CALLBACK(unbind_cb), NULL);
  self->selection = gtk_single_selection_new(NULL);
  gtk_single_selection_set_autoselect(self->selection, FALSE);
  gtk_single_selection_set_can_unselect(self->selection, TRUE);
  self->list =
      GTK_LIST_VIEW(gtk_list_view_new(GTK_SELECTION_MODEL(g_object_ref(self->selection)), factory));
  gtk_widget_add_css_class(GTK_WIDGET(self->list), "message-tree");
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Fields of the message"), -1);
  g_signal_connect_swapped(self->selection, "notify::selected-item", G_CALLBACK(selected_cb), self);
  g_signal_connect_swapped(self->list, "activate", G_CALLBACK(activate_cb), self);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), GTK_WIDGET(self->list));
  gtk_widget_set_vexpand(scroller, TRUE);
  self->value = LMU_DETAIL_VALUE(lmu_detail_value_new());
  gtk_box_append(GTK_BOX(box), scroller);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->value));
  adw_bin_set_child(ADW_BIN(self), box);
}

void
lmu_message_tree_set_message(LmuMessageTree *self, const LmMessageView *message,
                             LmMessageNotes *notes)
{
  lm_message_notes_free(self->notes);
  self->notes = notes;
  gtk_single_selection_set_model(self->selection, NULL);
  lmu_detail_value_set_item(self->value, NULL);
  self->message = message ? *message : (LmMessageView){.index = 0};
  self->filled = FALSE;
  if (gtk_widget_get_mapped(GTK_WIDGET(self)))
    fill(self);
}
