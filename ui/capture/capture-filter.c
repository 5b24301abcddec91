/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/capture-filter.h"

#include "base/i18n.h"
#include "ui/capture/capture-check.h"
#include "ui/window/settings.h"

#define HISTORY 12
#define MAX_FILTER_CHARS 1000
#define MAX_LINK_TYPES 8

struct _LmuCaptureFilter {
  GtkWidget parent_instance;
  GtkWidget *line;
  GtkEntry *entry;
  GtkMenuButton *button;
  GtkWidget *popover;
  GtkLabel *told;
  LmBpfOnly only;
  guint32 link_types[MAX_LINK_TYPES];
  gsize n;
  gboolean checking, again; /* a thread does; the text is another since */
  gboolean good;
};

G_DEFINE_FINAL_TYPE(LmuCaptureFilter, lmu_capture_filter, GTK_TYPE_WIDGET)

enum { CHECKED, ACTIVATE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* For this run of the program; the newest first. */
static GPtrArray *history;

/* Ready-made ones: the text, and what it is for. */
static const struct {
  const char *text, *help;
} examples[] = {
    {"host 192.0.2.1", N_("One host")},
    {"net 192.0.2.0/24", N_("A network")},
    {"not port 22", N_("All but what comes through SSH")},
    {"host 192.0.2.1 and host 192.0.2.2", N_("Between two hosts")},
    {"udp port 5060 or (vlan and udp port 5060)", N_("One port, with VLANs")},
};

static GPtrArray *
used(void)
{
  if (!history) {
    g_auto(GStrv) kept = lmu_settings_get_strv("capture-filters");
    history = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; kept[i] && i < HISTORY; i++)
      g_ptr_array_add(history, g_strdup(kept[i]));
  }
  return history;
}

void
lmu_capture_filter_remember(LmuCaptureFilter *self)
{
  g_autofree char *text = g_strstrip(g_strdup(lmu_capture_filter_get_text(self)));
  guint index;
  if (!*text)
    return;
  if (g_ptr_array_find_with_equal_func(used(), text, g_str_equal, &index))
    g_ptr_array_remove_index(history, index);
  g_ptr_array_insert(history, 0, g_steal_pointer(&text));
  if (history->len > HISTORY)
    g_ptr_array_set_size(history, HISTORY);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  for (guint i = 0; i < history->len; i++)
    g_strv_builder_add(builder, history->pdata[i]);
  g_auto(GStrv) list = g_strv_builder_end(builder);
  lmu_settings_set_strv("capture-filters", (const char *const *)list);
}

/* Underlines bytes @start to @end of the text as wrong. */
static void
mark(LmuCaptureFilter *self, gsize start, gsize end)
{
  g_autoptr(PangoAttrList) list = pango_attr_list_new();
  PangoAttribute *line = pango_attr_underline_new(PANGO_UNDERLINE_ERROR);
  PangoAttribute *weight = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
  line->start_index = weight->start_index = (guint)start;
  line->end_index = weight->end_index = (guint)end;
  if (end > start) {
    pango_attr_list_insert(list, line);
    pango_attr_list_insert(list, weight);
  } else {
    pango_attribute_destroy(line);
    pango_attribute_destroy(weight);
  }
  gtk_entry_set_attributes(self->entry, list);
}

static void
show(LmuCaptureFilter *self, const LmuCaptureCheck *check)
{
  GtkWidget *entry = GTK_WIDGET(self->entry), *told = GTK_WIDGET(self->told);
  gsize len = strlen(lmu_capture_filter_get_text(self));
  g_autofree char *text = NULL;
  self->good = check->error.code == LM_ERROR_NONE;
  if (self->good) {
    gtk_widget_remove_css_class(entry, "error");
    gtk_widget_remove_css_class(told, "error");
    gtk_widget_add_css_class(told, "dim-label");
    mark(self, 0, 0);
    text =
        *check->name
            ? g_strdup_printf(_("The name %s is looked up when the capture begins."), check->name)
            : g_strdup(len ? _("The filter narrows what is kept.")
                           : _("Without a filter nothing is left out of what is kept."));
  } else {
    gtk_widget_add_css_class(entry, "error");
    gtk_widget_add_css_class(told, "error");
    gtk_widget_remove_css_class(told, "dim-label");
    mark(self, MIN(check->fault, len), MIN(check->fault + check->fault_len, len));
    text = g_strdup(check->error.message);
    text[0] = g_ascii_toupper(text[0]);
  }
  gtk_label_set_text(self->told, text);
  gtk_accessible_update_state(
      GTK_ACCESSIBLE(entry), GTK_ACCESSIBLE_STATE_INVALID,
      self->good ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
  g_signal_emit(self, signals[CHECKED], 0);
}

static void check(LmuCaptureFilter *self);

static void
checked_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(LmuCaptureFilter) self = data;
  LmuCaptureCheck found;
  self->checking = FALSE;
  /* The widget may have gone meanwhile. */
  if (!self->entry)
    return;
  if (self->again) {
    check(self);
    return;
  }
  lmu_capture_check_finish(result, &found);
  show(self, &found);
}

/* One at a time: what was typed meanwhile is checked when it is done. */
static void
check(LmuCaptureFilter *self)
{
  self->good = FALSE;
  self->again = self->checking;
  if (self->checking)
    return;
  self->checking = TRUE;
  lmu_capture_check_async(lmu_capture_filter_get_text(self), self->only, self->link_types, self->n,
                          checked_cb, g_object_ref(self));
}

static void
changed_cb(LmuCaptureFilter *self)
{
  mark(self, 0, 0);
  check(self);
}

static void
activate_cb(LmuCaptureFilter *self)
{
  g_signal_emit(self, signals[ACTIVATE], 0);
}

static void
chosen_cb(LmuCaptureFilter *self, GtkListBoxRow *row)
{
  const char *text = g_object_get_data(G_OBJECT(row), "text");
  gtk_popover_popdown(GTK_POPOVER(self->popover));
  if (!text)
    return;
  lmu_capture_filter_set_text(self, text);
  gtk_widget_grab_focus(GTK_WIDGET(self->entry));
  gtk_editable_set_position(GTK_EDITABLE(self->entry), -1);
}

static void
add_row(GtkListBox *list, const char *text, const char *help)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 18), *label = gtk_label_new(text);
  GtkWidget *row = gtk_list_box_row_new(), *right = gtk_label_new(help);
  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars(GTK_LABEL(label), 48);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_widget_set_hexpand(label, TRUE);
  gtk_widget_add_css_class(label, "monospace");
  gtk_widget_add_css_class(right, "dim-label");
  gtk_widget_add_css_class(right, "caption");
  gtk_box_append(GTK_BOX(box), label);
  gtk_box_append(GTK_BOX(box), right);
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
  g_object_set_data_full(G_OBJECT(row), "text", g_strdup(text), g_free);
  gtk_list_box_append(list, row);
}

/* Filled when it is opened: those that were used, then examples. */
static void
fill_popover_cb(GtkMenuButton *button, gpointer data)
{
  LmuCaptureFilter *self = data;
  GtkWidget *list = gtk_list_box_new();
  for (guint i = 0; i < used()->len; i++)
    add_row(GTK_LIST_BOX(list), history->pdata[i], _("used before"));
  for (gsize i = 0; i < G_N_ELEMENTS(examples); i++)
    add_row(GTK_LIST_BOX(list), examples[i].text, _(examples[i].help));
  gtk_list_box_set_selection_mode(GTK_LIST_BOX(list), GTK_SELECTION_NONE);
  gtk_accessible_update_property(GTK_ACCESSIBLE(list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Capture filters"), -1);
  g_signal_connect_object(list, "row-activated", G_CALLBACK(chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_popover_set_child(GTK_POPOVER(self->popover), list);
}

static void
lmu_capture_filter_dispose(GObject *object)
{
  LmuCaptureFilter *self = LMU_CAPTURE_FILTER(object);
  self->entry = NULL;
  g_clear_pointer(&self->line, gtk_widget_unparent);
  g_clear_pointer((GtkWidget **)&self->told, gtk_widget_unparent);
  G_OBJECT_CLASS(lmu_capture_filter_parent_class)->dispose(object);
}

static void
lmu_capture_filter_class_init(LmuCaptureFilterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->dispose = lmu_capture_filter_dispose;
  gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BOX_LAYOUT);
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new(i == CHECKED ? "checked" : "activate", G_TYPE_FROM_CLASS(klass),
                              G_SIGNAL_RUN_LAST, 0, NULL, NULL, g_cclosure_marshal_VOID__VOID,
                              G_TYPE_NONE, 0);
}

static void
make_line(LmuCaptureFilter *self)
{
  self->line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
  self->entry = GTK_ENTRY(gtk_entry_new());
  self->button = GTK_MENU_BUTTON(gtk_menu_button_new());
  self->popover = gtk_popover_new();
  gtk_widget_add_css_class(self->line, "linked");
  gtk_widget_add_css_class(GTK_WIDGET(self->entry), "monospace");
  gtk_widget_set_hexpand(GTK_WIDGET(self->entry), TRUE);
  gtk_entry_set_max_length(self->entry, MAX_FILTER_CHARS);
  gtk_entry_set_placeholder_text(self->entry, _("Capture filter, as host 192.0.2.1"));
  gtk_entry_set_input_hints(self->entry, GTK_INPUT_HINT_NO_SPELLCHECK);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Capture filter"), -1);
  gtk_menu_button_set_icon_name(self->button, "document-open-recent-symbolic");
  gtk_menu_button_set_popover(self->button, self->popover);
  gtk_menu_button_set_create_popup_func(self->button, fill_popover_cb, self, NULL);
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->button), _("Filters that were used, and examples"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Filters that were used, and examples"), -1);
  gtk_box_append(GTK_BOX(self->line), GTK_WIDGET(self->entry));
  gtk_box_append(GTK_BOX(self->line), GTK_WIDGET(self->button));
}

static void
lmu_capture_filter_init(LmuCaptureFilter *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager(GTK_WIDGET(self));
  gtk_orientable_set_orientation(GTK_ORIENTABLE(layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing(GTK_BOX_LAYOUT(layout), 4);
  make_line(self);
  self->told = GTK_LABEL(gtk_label_new(NULL));
  gtk_label_set_xalign(self->told, 0);
  gtk_label_set_wrap(self->told, TRUE);
  gtk_label_set_wrap_mode(self->told, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class(GTK_WIDGET(self->told), "caption");
  gtk_widget_set_parent(self->line, GTK_WIDGET(self));
  gtk_widget_set_parent(GTK_WIDGET(self->told), GTK_WIDGET(self));
  self->link_types[self->n++] = 1;
  g_signal_connect_object(self->entry, "changed", G_CALLBACK(changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->entry, "activate", G_CALLBACK(activate_cb), self,
                          G_CONNECT_SWAPPED);
  check(self);
}

GtkWidget *
lmu_capture_filter_new(void)
{
  return g_object_new(LMU_TYPE_CAPTURE_FILTER, NULL);
}

const char *
lmu_capture_filter_get_text(LmuCaptureFilter *self)
{
  return gtk_editable_get_text(GTK_EDITABLE(self->entry));
}

void
lmu_capture_filter_set_text(LmuCaptureFilter *self, const char *text)
{
  gtk_editable_set_text(GTK_EDITABLE(self->entry), text ? text : "");
}

void
lmu_capture_filter_set_use(LmuCaptureFilter *self, LmBpfOnly only, const guint32 *link_types,
                           gsize n)
{
  self->only = only;
  self->n = 0;
  for (gsize i = 0; i < n && self->n < MAX_LINK_TYPES; i++)
    self->link_types[self->n++] = link_types[i];
  if (!self->n)
    self->link_types[self->n++] = 1;
  check(self);
}

gboolean
lmu_capture_filter_is_good(LmuCaptureFilter *self)
{
  return self->good;
}
