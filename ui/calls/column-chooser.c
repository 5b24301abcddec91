/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/calls/column-chooser.h"

#include "base/i18n.h"
#include "ui/model/column-offers.h"
#include "ui/window/accessible.h"

#define MOST_OFFERS 60
#define LIST_HEIGHT 300

struct LmuColumnChooser {
  GtkWidget *popover;
  GtkEditable *entry;
  GtkListBox *list;
  GtkLabel *none;
  GPtrArray *offers; /* LmuColumnOffer, a row of the list each */
  LmuColumnChosen chosen;
  gpointer data;
  LmuSession *session; /* that was asked for its headers; or NULL */
  guint serial;        /* of that request; 0: it was answered */
  char **seen;
};

static GtkWidget *
offer_row(const LmuColumnOffer *offer)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12), *row = gtk_list_box_row_new();
  GtkWidget *title = gtk_label_new(offer->title), *help = gtk_label_new(offer->help);
  gtk_label_set_xalign(GTK_LABEL(title), 0);
  gtk_label_set_ellipsize(GTK_LABEL(title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand(help, TRUE);
  gtk_label_set_xalign(GTK_LABEL(help), 1);
  gtk_label_set_ellipsize(GTK_LABEL(help), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class(help, "caption");
  gtk_widget_add_css_class(help, "dim-label");
  gtk_widget_set_visible(help, *offer->help != '\0');
  gtk_box_append(GTK_BOX(box), title);
  gtk_box_append(GTK_BOX(box), help);
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
  gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, offer->title,
                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, offer->help, -1);
  return row;
}

static void
clear_list(LmuColumnChooser *chooser)
{
  GtkWidget *row;
  while ((row = GTK_WIDGET(gtk_list_box_get_row_at_index(chooser->list, 0))))
    gtk_list_box_remove(chooser->list, row);
}

static void
fill(LmuColumnChooser *chooser)
{
  clear_list(chooser);
  g_clear_pointer(&chooser->offers, g_ptr_array_unref);
  chooser->offers = lmu_column_offers(gtk_editable_get_text(chooser->entry),
                                      (const char *const *)chooser->seen, MOST_OFFERS);
  for (guint i = 0; i < chooser->offers->len; i++)
    gtk_list_box_append(chooser->list, offer_row(g_ptr_array_index(chooser->offers, i)));
  gtk_widget_set_visible(GTK_WIDGET(chooser->none), chooser->offers->len == 0);
}

static void
choose(LmuColumnChooser *chooser, int index)
{
  if (index < 0 || !chooser->offers || (guint)index >= chooser->offers->len)
    return;
  const LmuColumnOffer *offer = g_ptr_array_index(chooser->offers, index);
  g_autofree char *name = g_strdup(offer->name);
  gtk_popover_popdown(GTK_POPOVER(chooser->popover));
  chooser->chosen(name, chooser->data);
}

static void
row_activated_cb(LmuColumnChooser *chooser, GtkListBoxRow *row)
{
  choose(chooser, gtk_list_box_row_get_index(row));
}

/* What was typed, if it is a column as it stands, else the first that goes on from it. */
static void
activate_cb(LmuColumnChooser *chooser)
{
  g_autofree char *name = lmu_column_name(gtk_editable_get_text(chooser->entry));
  fill(chooser);
  for (guint i = 0; name && i < chooser->offers->len; i++) {
    const LmuColumnOffer *offer = g_ptr_array_index(chooser->offers, i);
    if (g_ascii_strcasecmp(offer->name, name) == 0) {
      choose(chooser, (int)i);
      return;
    }
  }
  choose(chooser, 0);
}

static gboolean
key_cb(LmuColumnChooser *chooser, guint key, guint code, GdkModifierType state)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index(chooser->list, 0);
  if (key != GDK_KEY_Down || !first)
    return FALSE;
  gtk_widget_grab_focus(GTK_WIDGET(first));
  return TRUE;
}

static void
headers_cb(LmuColumnChooser *chooser, guint serial, const char *const *names)
{
  if (serial != chooser->serial)
    return;
  chooser->serial = 0;
  g_strfreev(chooser->seen);
  chooser->seen = g_boxed_copy(G_TYPE_STRV, names);
  fill(chooser);
}

static void
forget_session(LmuColumnChooser *chooser)
{
  if (chooser->session)
    g_signal_handlers_disconnect_by_data(chooser->session, chooser);
  g_clear_object(&chooser->session);
  g_clear_pointer(&chooser->seen, g_strfreev);
  chooser->serial = 0;
}

static void
stop_cb(LmuColumnChooser *chooser)
{
  gtk_popover_popdown(GTK_POPOVER(chooser->popover));
}

static GtkWidget *
make_list(LmuColumnChooser *chooser)
{
  GtkWidget *scrolled = gtk_scrolled_window_new();
  chooser->list = GTK_LIST_BOX(gtk_list_box_new());
  gtk_list_box_set_selection_mode(chooser->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property(GTK_ACCESSIBLE(chooser->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("What can be a column"), -1);
  g_signal_connect_swapped(chooser->list, "row-activated", G_CALLBACK(row_activated_cb), chooser);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request(scrolled, -1, LIST_HEIGHT);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), GTK_WIDGET(chooser->list));
  lmu_name_scrolled_windows(scrolled, _("What can be a column"));
  return scrolled;
}

static void
make_entry(LmuColumnChooser *chooser)
{
  GtkWidget *entry = gtk_search_entry_new();
  GtkEventController *keys = gtk_event_controller_key_new();
  chooser->entry = GTK_EDITABLE(entry);
  g_object_set(entry, "placeholder-text", _("Header or field"), NULL);
  gtk_editable_set_width_chars(chooser->entry, 42);
  gtk_accessible_update_property(GTK_ACCESSIBLE(entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Header or field"), -1);
  g_signal_connect_swapped(entry, "search-changed", G_CALLBACK(fill), chooser);
  g_signal_connect_swapped(entry, "activate", G_CALLBACK(activate_cb), chooser);
  g_signal_connect_swapped(entry, "stop-search", G_CALLBACK(stop_cb), chooser);
  gtk_event_controller_set_propagation_phase(keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped(keys, "key-pressed", G_CALLBACK(key_cb), chooser);
  gtk_widget_add_controller(entry, keys);
}

LmuColumnChooser *
lmu_column_chooser_new(GtkWidget *place, LmuColumnChosen chosen, gpointer data)
{
  LmuColumnChooser *chooser = g_new0(LmuColumnChooser, 1);
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
  chooser->chosen = chosen;
  chooser->data = data;
  chooser->popover = gtk_popover_new();
  make_entry(chooser);
  chooser->none = GTK_LABEL(gtk_label_new(_("No field or header is called so.")));
  gtk_widget_add_css_class(GTK_WIDGET(chooser->none), "dim-label");
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(chooser->entry));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(chooser->none));
  gtk_box_append(GTK_BOX(box), make_list(chooser));
  gtk_popover_set_child(GTK_POPOVER(chooser->popover), box);
  gtk_popover_set_position(GTK_POPOVER(chooser->popover), GTK_POS_BOTTOM);
  gtk_widget_add_css_class(chooser->popover, "column-chooser");
  g_signal_connect_swapped(chooser->popover, "closed", G_CALLBACK(forget_session), chooser);
  gtk_widget_set_parent(chooser->popover, place);
  return chooser;
}

void
lmu_column_chooser_free(LmuColumnChooser *chooser)
{
  forget_session(chooser);
  gtk_widget_unparent(chooser->popover);
  g_clear_pointer(&chooser->offers, g_ptr_array_unref);
  g_free(chooser);
}

void
lmu_column_chooser_popup(LmuColumnChooser *chooser, LmuSession *session)
{
  forget_session(chooser);
  if (session) {
    chooser->session = g_object_ref(session);
    g_signal_connect_swapped(session, "headers", G_CALLBACK(headers_cb), chooser);
    chooser->serial = lm_engine_request_headers(lmu_session_get_engine(session));
  }
  gtk_editable_set_text(chooser->entry, "");
  fill(chooser);
  gtk_popover_popup(GTK_POPOVER(chooser->popover));
  gtk_widget_grab_focus(GTK_WIDGET(chooser->entry));
}
