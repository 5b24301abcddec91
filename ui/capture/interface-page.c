/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/interface-page.h"

#include "base/i18n.h"
#include "ui/capture/interface-row.h"
#include "ui/window/accessible.h"

struct _LmuInterfacePage {
  AdwBin parent_instance;
  GtkListBox *box;
  LmuInterfaceList *list;
  GPtrArray *wanted; /* names that are chosen, also while there is no such interface */
};

G_DEFINE_FINAL_TYPE(LmuInterfacePage, lmu_interface_page, ADW_TYPE_BIN)

enum { CHANGED, ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static LmuInterfaceRow *
row_at(LmuInterfacePage *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index(self->box, index);
  return row ? LMU_INTERFACE_ROW(row) : NULL;
}

static gboolean
is_wanted(LmuInterfacePage *self, const char *name, guint *index)
{
  return g_ptr_array_find_with_equal_func(self->wanted, name, g_str_equal, index);
}

char **
lmu_interface_page_get_chosen(LmuInterfacePage *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  LmuInterfaceRow *row;
  for (int i = 0; (row = row_at(self, i)); i++)
    if (lmu_interface_row_is_chosen(row))
      g_strv_builder_add(builder, lmu_interface_get_name(lmu_interface_row_get_interface(row)));
  return g_strv_builder_end(builder);
}

/* One that takes all and one of those would count everything twice. */
static void
leave_out_others(LmuInterfacePage *self, const char *name)
{
  gboolean all = strcmp(name, "any") == 0;
  LmuInterfaceRow *row;
  for (int i = 0; (row = row_at(self, i)); i++) {
    const char *other = lmu_interface_get_name(lmu_interface_row_get_interface(row));
    if (strcmp(other, name) != 0 && (all || strcmp(other, "any") == 0))
      lmu_interface_row_set_chosen(row, FALSE);
  }
}

static void
chosen_changed_cb(LmuInterfacePage *self, LmuInterfaceRow *row)
{
  const char *name = lmu_interface_get_name(lmu_interface_row_get_interface(row));
  guint index;
  gboolean wanted = is_wanted(self, name, &index), chosen = lmu_interface_row_is_chosen(row);
  if (chosen && !wanted)
    g_ptr_array_add(self->wanted, g_strdup(name));
  else if (!chosen && wanted)
    g_ptr_array_remove_index(self->wanted, index);
  if (chosen)
    leave_out_others(self, name);
  g_signal_emit(self, signals[CHANGED], 0);
}

static void
row_activated_cb(LmuInterfacePage *self, LmuInterfaceRow *row)
{
  lmu_interface_row_set_chosen(row, !lmu_interface_row_is_chosen(row));
}

/* As those are used to who know other analyzers: it starts on this one. */
static void
pressed_cb(GtkGestureClick *click, int n_press, double x, double y, LmuInterfaceRow *row)
{
  GtkWidget *page = gtk_widget_get_ancestor(GTK_WIDGET(row), LMU_TYPE_INTERFACE_PAGE);
  if (n_press != 2)
    return;
  lmu_interface_row_set_chosen(row, TRUE);
  g_signal_emit(page, signals[ACTIVATED], 0);
}

static GtkWidget *
make_row(gpointer item, gpointer data)
{
  LmuInterfacePage *self = data;
  GtkWidget *row = lmu_interface_row_new(item);
  GtkGesture *click = gtk_gesture_click_new();
  if (is_wanted(self, lmu_interface_get_name(item), NULL))
    lmu_interface_row_set_chosen(LMU_INTERFACE_ROW(row), TRUE);
  g_signal_connect_object(row, "chosen-changed", G_CALLBACK(chosen_changed_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(click, "pressed", G_CALLBACK(pressed_cb), row, 0);
  gtk_widget_add_controller(row, GTK_EVENT_CONTROLLER(click));
  return row;
}

/* An interface that was chosen may have come or gone. */
static void
interfaces_changed_cb(LmuInterfacePage *self)
{
  g_signal_emit(self, signals[CHANGED], 0);
}

/* Nothing is looked at while nobody sees it. */
static void
lmu_interface_page_map(GtkWidget *widget)
{
  GTK_WIDGET_CLASS(lmu_interface_page_parent_class)->map(widget);
  lmu_interface_list_watch(LMU_INTERFACE_PAGE(widget)->list, TRUE);
}

static void
lmu_interface_page_unmap(GtkWidget *widget)
{
  lmu_interface_list_watch(LMU_INTERFACE_PAGE(widget)->list, FALSE);
  GTK_WIDGET_CLASS(lmu_interface_page_parent_class)->unmap(widget);
}

static void
lmu_interface_page_dispose(GObject *object)
{
  LmuInterfacePage *self = LMU_INTERFACE_PAGE(object);
  g_clear_object(&self->list);
  G_OBJECT_CLASS(lmu_interface_page_parent_class)->dispose(object);
}

static void
lmu_interface_page_finalize(GObject *object)
{
  g_ptr_array_unref(LMU_INTERFACE_PAGE(object)->wanted);
  G_OBJECT_CLASS(lmu_interface_page_parent_class)->finalize(object);
}

static void
lmu_interface_page_class_init(LmuInterfacePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->dispose = lmu_interface_page_dispose;
  G_OBJECT_CLASS(klass)->finalize = lmu_interface_page_finalize;
  widget_class->map = lmu_interface_page_map;
  widget_class->unmap = lmu_interface_page_unmap;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new(i == CHANGED ? "changed" : "activated", G_TYPE_FROM_CLASS(klass),
                              G_SIGNAL_RUN_LAST, 0, NULL, NULL, g_cclosure_marshal_VOID__VOID,
                              G_TYPE_NONE, 0);
}

static void
lmu_interface_page_init(LmuInterfacePage *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new(), *spinner = gtk_spinner_new();
  self->wanted = g_ptr_array_new_with_free_func(g_free);
  self->list = lmu_interface_list_new();
  self->box = GTK_LIST_BOX(gtk_list_box_new());
  gtk_list_box_set_selection_mode(self->box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class(GTK_WIDGET(self->box), "interface-list");
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Interfaces"), -1);
  gtk_widget_set_margin_top(spinner, 24);
  gtk_spinner_start(GTK_SPINNER(spinner));
  gtk_list_box_set_placeholder(self->box, spinner);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroll), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height(GTK_SCROLLED_WINDOW(scroll), 120);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroll), GTK_WIDGET(self->box));
  gtk_widget_add_css_class(scroll, "interface-frame");
  adw_bin_set_child(ADW_BIN(self), scroll);
  lmu_name_scrolled_windows(scroll, _("Interfaces"));
  g_signal_connect_object(self->box, "row-activated", G_CALLBACK(row_activated_cb), self,
                          G_CONNECT_SWAPPED);
  gtk_list_box_bind_model(self->box, G_LIST_MODEL(self->list), make_row, self, NULL);
  g_signal_connect_object(self->list, "items-changed", G_CALLBACK(interfaces_changed_cb), self,
                          G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

GtkWidget *
lmu_interface_page_new(void)
{
  return g_object_new(LMU_TYPE_INTERFACE_PAGE, NULL);
}

void
lmu_interface_page_choose(LmuInterfacePage *self, const char *const *names)
{
  LmuInterfaceRow *row;
  g_ptr_array_set_size(self->wanted, 0);
  for (guint i = 0; names[i]; i++)
    g_ptr_array_add(self->wanted, g_strdup(names[i]));
  for (int i = 0; (row = row_at(self, i)); i++)
    lmu_interface_row_set_chosen(
        row, is_wanted(self, lmu_interface_get_name(lmu_interface_row_get_interface(row)), NULL));
}

gsize
lmu_interface_page_get_link_types(LmuInterfacePage *self, guint32 *types, gsize most)
{
  gsize n = 0;
  LmuInterfaceRow *row;
  for (int i = 0; (row = row_at(self, i)) && n < most; i++) {
    guint32 type = lmu_interface_get_link_type(lmu_interface_row_get_interface(row));
    gboolean known = !lmu_interface_row_is_chosen(row);
    for (gsize k = 0; k < n; k++)
      known |= types[k] == type;
    if (!known)
      types[n++] = type;
  }
  return n;
}
