/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/remote-edit.h"

#include "base/i18n.h"
#include "ui/capture/capture-options.h"
#include "ui/window/settings.h"

struct _LmuRemoteEdit {
  AdwBin parent_instance;
  LmuRemoteHost *host; /* that is changed; NULL: a new one */
  GtkEditable *name, *address, *interface, *command;
  GtkSwitch *ask;
  GtkWidget *test, *save;
  GtkSpinner *spinner;
  GtkLabel *told;
  GCancellable *cancellable; /* while it is tried */
};

G_DEFINE_FINAL_TYPE(LmuRemoteEdit, lmu_remote_edit, ADW_TYPE_BIN)

static guint saved_signal;

static void
lmu_remote_edit_dispose(GObject *object)
{
  LmuRemoteEdit *self = LMU_REMOTE_EDIT(object);
  if (self->cancellable)
    g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->host);
  self->told = NULL;
  G_OBJECT_CLASS(lmu_remote_edit_parent_class)->dispose(object);
}

/* Nobody waits for the answer of a page that is left. */
static void
lmu_remote_edit_unmap(GtkWidget *widget)
{
  LmuRemoteEdit *self = LMU_REMOTE_EDIT(widget);
  if (self->cancellable)
    g_cancellable_cancel(self->cancellable);
  GTK_WIDGET_CLASS(lmu_remote_edit_parent_class)->unmap(widget);
}

static void
lmu_remote_edit_class_init(LmuRemoteEditClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = lmu_remote_edit_dispose;
  GTK_WIDGET_CLASS(klass)->unmap = lmu_remote_edit_unmap;
  saved_signal =
      g_signal_new("saved", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__OBJECT, G_TYPE_NONE, 1, LMU_TYPE_REMOTE_HOST);
}

static LmuRemoteHost *
make_host(LmuRemoteEdit *self)
{
  const char *interface = gtk_editable_get_text(self->interface);
  return lmu_remote_host_new(gtk_editable_get_text(self->name),
                             gtk_editable_get_text(self->address), *interface ? interface : "any",
                             gtk_editable_get_text(self->command),
                             gtk_switch_get_active(self->ask));
}

static void
tell(LmuRemoteEdit *self, const char *text, const char *style)
{
  static const char *const styles[] = {"error", "success", "dim-label"};
  for (gsize i = 0; i < G_N_ELEMENTS(styles); i++)
    gtk_widget_remove_css_class(GTK_WIDGET(self->told), styles[i]);
  gtk_widget_add_css_class(GTK_WIDGET(self->told), style);
  gtk_label_set_text(self->told, text);
}

static void
update(LmuRemoteEdit *self)
{
  g_autofree char *address = g_strstrip(g_strdup(gtk_editable_get_text(self->address)));
  gboolean trying = self->cancellable != NULL, any = *address != '\0';
  gtk_widget_set_sensitive(self->save, any);
  gtk_widget_set_sensitive(self->test, any && !trying);
  gtk_spinner_set_spinning(self->spinner, trying);
}

static void
changed_cb(LmuRemoteEdit *self)
{
  tell(self, "", "dim-label");
  update(self);
}

/* Ending it takes as long as the other host takes. */
static void
free_thread(GTask *task, gpointer source, gpointer live, GCancellable *cancellable)
{
  lm_live_free(live);
}

static void
tried_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(LmuRemoteEdit) self = data;
  LmError error = {0};
  LmLive *live = lmu_capture_start_finish(result, NULL, &error);
  gboolean ok = live != NULL;
  if (live) {
    g_autoptr(GTask) task = g_task_new(NULL, NULL, NULL, NULL);
    g_task_set_task_data(task, live, NULL);
    g_task_run_in_thread(task, free_thread);
  }
  g_clear_object(&self->cancellable);
  if (!self->told)
    return;
  if (ok)
    tell(self, _("It works: packets can be captured there."), "success");
  else
    tell(self, error.code == LM_ERROR_CANCELLED ? "" : error.message, "error");
  update(self);
}

static void
test_cb(LmuRemoteEdit *self)
{
  g_autoptr(LmuRemoteHost) host = make_host(self);
  g_autoptr(LmuCaptureOptions) options = lmu_capture_options_new();
  lmu_capture_options_set_remote(options, host);
  options->only = LM_BPF_SIP;
  self->cancellable = g_cancellable_new();
  tell(self, _("Trying…"), "dim-label");
  lmu_capture_start_async(options, self->cancellable, tried_cb, g_object_ref(self));
  update(self);
}

static void
save_cb(LmuRemoteEdit *self)
{
  g_autoptr(LmuRemoteHost) host = make_host(self);
  lmu_remote_hosts_put(self->host, host);
  g_set_object(&self->host, host);
  g_auto(GStrv) kept = lmu_remote_hosts_to_strv();
  lmu_settings_set_strv("capture-hosts", (const char *const *)kept);
  g_signal_emit(self, saved_signal, 0, host);
}

static GtkEditable *
add_entry(LmuRemoteEdit *self, AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *row = adw_entry_row_new();
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
  adw_preferences_group_add(group, row);
  g_signal_connect_object(row, "changed", G_CALLBACK(changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_EDITABLE(row);
}

static void
add_ask(LmuRemoteEdit *self, AdwPreferencesGroup *group)
{
  GtkWidget *row = adw_action_row_new();
  self->ask = GTK_SWITCH(gtk_switch_new());
  gtk_widget_set_valign(GTK_WIDGET(self->ask), GTK_ALIGN_CENTER);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->ask), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Let ssh ask for a password"), -1);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _("Let ssh ask for a password"));
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row),
                              _("With the desktop's ssh-askpass. It is not kept; keys and agents "
                                "work without this."));
  adw_action_row_add_suffix(ADW_ACTION_ROW(row), GTK_WIDGET(self->ask));
  adw_action_row_set_activatable_widget(ADW_ACTION_ROW(row), GTK_WIDGET(self->ask));
  adw_preferences_group_add(group, row);
  g_signal_connect_object(self->ask, "notify::active", G_CALLBACK(changed_cb), self,
                          G_CONNECT_SWAPPED);
}

static GtkWidget *
make_buttons(LmuRemoteEdit *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12), *told = gtk_label_new(NULL);
  self->told = GTK_LABEL(told);
  gtk_label_set_wrap(self->told, TRUE);
  gtk_label_set_wrap_mode(self->told, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign(self->told, 0);
  gtk_label_set_selectable(self->told, TRUE);
  gtk_widget_set_hexpand(told, TRUE);
  self->spinner = GTK_SPINNER(gtk_spinner_new());
  self->test = gtk_button_new_with_mnemonic(_("_Test"));
  self->save = gtk_button_new_with_mnemonic(_("_Save"));
  gtk_widget_add_css_class(self->save, "suggested-action");
  gtk_widget_set_valign(self->test, GTK_ALIGN_START);
  gtk_widget_set_valign(self->save, GTK_ALIGN_START);
  gtk_box_append(GTK_BOX(box), told);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->spinner));
  gtk_box_append(GTK_BOX(box), self->test);
  gtk_box_append(GTK_BOX(box), self->save);
  g_signal_connect_object(self->test, "clicked", G_CALLBACK(test_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->save, "clicked", G_CALLBACK(save_cb), self, G_CONNECT_SWAPPED);
  return box;
}

static void
lmu_remote_edit_init(LmuRemoteEdit *self)
{
  GtkWidget *page = adw_preferences_page_new(), *widget = adw_preferences_group_new();
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP(widget);
  GtkWidget *buttons = adw_preferences_group_new();
  adw_preferences_group_set_description(
      group, _("The system's ssh goes there, with its own keys and configuration, and has tcpdump "
               "capture. Where that needs a privilege, “sudo -n tcpdump” as the command helps."));
  self->address = add_entry(self, group, _("Host, as user@pbx.example:22"));
  self->interface = add_entry(self, group, _("Interface there; any: all of them"));
  self->command = add_entry(self, group, _("Command there; empty: tcpdump"));
  self->name = add_entry(self, group, _("Name in the list"));
  add_ask(self, group);
  adw_preferences_page_add(ADW_PREFERENCES_PAGE(page), group);
  adw_preferences_group_add(ADW_PREFERENCES_GROUP(buttons), make_buttons(self));
  adw_preferences_page_add(ADW_PREFERENCES_PAGE(page), ADW_PREFERENCES_GROUP(buttons));
  adw_bin_set_child(ADW_BIN(self), page);
}

GtkWidget *
lmu_remote_edit_new(void)
{
  return g_object_new(LMU_TYPE_REMOTE_EDIT, NULL);
}

void
lmu_remote_edit_show(LmuRemoteEdit *self, LmuRemoteHost *host)
{
  g_set_object(&self->host, host);
  gtk_editable_set_text(self->name, host ? lmu_remote_host_get_own_name(host) : "");
  gtk_editable_set_text(self->address, host ? lmu_remote_host_get_host(host) : "");
  gtk_editable_set_text(self->interface, host ? lmu_remote_host_get_interface(host) : "any");
  gtk_editable_set_text(self->command, host ? lmu_remote_host_get_command(host) : "");
  gtk_switch_set_active(self->ask, host && lmu_remote_host_get_ask(host));
  changed_cb(self);
}
