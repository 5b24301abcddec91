/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/remote-page.h"

#include "base/i18n.h"
#include "ui/window/accessible.h"
#include "ui/window/settings.h"

struct _LmuRemotePage {
  AdwBin parent_instance;
  GtkStack *stack;
  GtkListBox *list;
  char *host, *interface; /* what is chosen, also while its row is made anew */
};

G_DEFINE_FINAL_TYPE(LmuRemotePage, lmu_remote_page, ADW_TYPE_BIN)

enum { CHANGED, EDIT, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
lmu_remote_page_finalize(GObject *object)
{
  LmuRemotePage *self = LMU_REMOTE_PAGE(object);
  g_free(self->host);
  g_free(self->interface);
  G_OBJECT_CLASS(lmu_remote_page_parent_class)->finalize(object);
}

static void
lmu_remote_page_class_init(LmuRemotePageClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = lmu_remote_page_finalize;
  signals[CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
  signals[EDIT] =
      g_signal_new("edit", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__OBJECT, G_TYPE_NONE, 1, LMU_TYPE_REMOTE_HOST);
}

static void
keep(void)
{
  g_auto(GStrv) kept = lmu_remote_hosts_to_strv();
  lmu_settings_set_strv("capture-hosts", (const char *const *)kept);
}

static LmuRemoteHost *
host_of(GtkListBoxRow *row)
{
  return g_object_get_data(G_OBJECT(row), "host");
}

static void
selected_cb(LmuRemotePage *self, GtkListBoxRow *row)
{
  if (row) {
    g_free(self->host);
    g_free(self->interface);
    self->host = g_strdup(lmu_remote_host_get_host(host_of(row)));
    self->interface = g_strdup(lmu_remote_host_get_interface(host_of(row)));
  }
  g_signal_emit(self, signals[CHANGED], 0);
}

static void
edit_cb(GtkListBoxRow *row)
{
  GtkWidget *page = gtk_widget_get_ancestor(GTK_WIDGET(row), LMU_TYPE_REMOTE_PAGE);
  g_signal_emit(page, signals[EDIT], 0, host_of(row));
}

static void
remove_cb(GtkListBoxRow *row)
{
  lmu_remote_hosts_remove(host_of(row));
  keep();
}

static void
add_cb(LmuRemotePage *self)
{
  g_signal_emit(self, signals[EDIT], 0, NULL);
}

static void
add_button(GtkWidget *row, const char *icon_name, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name(icon_name);
  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class(button, "flat");
  gtk_widget_set_tooltip_text(button, label);
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  adw_action_row_add_suffix(ADW_ACTION_ROW(row), button);
  g_signal_connect_object(button, "clicked", callback, row, G_CONNECT_SWAPPED);
}

static GtkWidget *
make_row(gpointer item, gpointer data)
{
  GtkWidget *row = adw_action_row_new();
  const char *command = lmu_remote_host_get_command(item);
  g_autofree char *detail =
      g_strdup_printf("%s · %s%s%s", lmu_remote_host_get_host(item),
                      lmu_remote_host_get_interface(item), *command ? " · " : "", command);
  g_object_set(row, "use-markup", FALSE, "title", lmu_remote_host_get_name(item), "subtitle",
               detail, "icon-name", "network-server-symbolic", NULL);
  g_object_set_data_full(G_OBJECT(row), "host", g_object_ref(item), g_object_unref);
  add_button(row, "document-edit-symbolic", _("Change this host"), G_CALLBACK(edit_cb));
  add_button(row, "user-trash-symbolic", _("Remove this host"), G_CALLBACK(remove_cb));
  return row;
}

/* The one that was chosen is so again after it was changed; the first where there is none. */
static void
show_all(LmuRemotePage *self)
{
  guint n = g_list_model_get_n_items(lmu_remote_hosts());
  GtkListBoxRow *chosen = gtk_list_box_get_row_at_index(self->list, 0), *row;
  for (int i = 0; (row = gtk_list_box_get_row_at_index(self->list, i)); i++)
    if (g_strcmp0(lmu_remote_host_get_host(host_of(row)), self->host) == 0 &&
        g_strcmp0(lmu_remote_host_get_interface(host_of(row)), self->interface) == 0)
      chosen = row;
  gtk_stack_set_visible_child_name(self->stack, n ? "list" : "empty");
  gtk_list_box_select_row(self->list, chosen);
  g_signal_emit(self, signals[CHANGED], 0);
}

static GtkWidget *
make_empty(LmuRemotePage *self)
{
  GtkWidget *page = adw_status_page_new();
  GtkWidget *button = gtk_button_new_with_mnemonic(_("_Add a host"));
  adw_status_page_set_icon_name(ADW_STATUS_PAGE(page), "network-server-symbolic");
  adw_status_page_set_title(ADW_STATUS_PAGE(page), _("Capture on another host"));
  adw_status_page_set_description(
      ADW_STATUS_PAGE(page),
      _("A proxy or a PBX that ssh reaches, and that has tcpdump, needs nothing else."));
  gtk_widget_add_css_class(button, "pill");
  gtk_widget_set_halign(button, GTK_ALIGN_CENTER);
  adw_status_page_set_child(ADW_STATUS_PAGE(page), button);
  gtk_widget_add_css_class(page, "compact");
  g_signal_connect_object(button, "clicked", G_CALLBACK(add_cb), self, G_CONNECT_SWAPPED);
  return page;
}

static GtkWidget *
make_list(LmuRemotePage *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6), *scroll = gtk_scrolled_window_new();
  GtkWidget *button = gtk_button_new_with_mnemonic(_("_Add a host"));
  self->list = GTK_LIST_BOX(gtk_list_box_new());
  gtk_list_box_set_selection_mode(self->list, GTK_SELECTION_SINGLE);
  gtk_widget_add_css_class(GTK_WIDGET(self->list), "interface-list");
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Other hosts"), -1);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroll), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class(scroll, "interface-frame");
  gtk_widget_set_vexpand(scroll, TRUE);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroll), GTK_WIDGET(self->list));
  gtk_widget_set_halign(button, GTK_ALIGN_START);
  gtk_box_append(GTK_BOX(box), scroll);
  gtk_box_append(GTK_BOX(box), button);
  g_signal_connect_object(self->list, "row-selected", G_CALLBACK(selected_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(button, "clicked", G_CALLBACK(add_cb), self, G_CONNECT_SWAPPED);
  return box;
}

static void
load_once(void)
{
  static gboolean loaded;
  if (!loaded) {
    g_auto(GStrv) kept = lmu_settings_get_strv("capture-hosts");
    lmu_remote_hosts_from_strv((const char *const *)kept);
    loaded = TRUE;
  }
}

static void
lmu_remote_page_init(LmuRemotePage *self)
{
  load_once();
  self->stack = GTK_STACK(gtk_stack_new());
  gtk_stack_add_named(self->stack, make_empty(self), "empty");
  gtk_stack_add_named(self->stack, make_list(self), "list");
  lmu_name_scrolled_windows(GTK_WIDGET(self->stack), _("Other hosts"));
  adw_bin_set_child(ADW_BIN(self), GTK_WIDGET(self->stack));
  gtk_list_box_bind_model(self->list, lmu_remote_hosts(), make_row, NULL, NULL);
  g_signal_connect_object(lmu_remote_hosts(), "items-changed", G_CALLBACK(show_all), self,
                          G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  show_all(self);
}

GtkWidget *
lmu_remote_page_new(void)
{
  return g_object_new(LMU_TYPE_REMOTE_PAGE, NULL);
}

LmuRemoteHost *
lmu_remote_page_get_chosen(LmuRemotePage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row(self->list);
  return row ? host_of(row) : NULL;
}

void
lmu_remote_page_choose(LmuRemotePage *self, const char *host, const char *interface)
{
  g_free(self->host);
  g_free(self->interface);
  self->host = g_strdup(host);
  self->interface = g_strdup(interface);
  show_all(self);
}
