/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/capture-more.h"

#include "base/i18n.h"
#include "ui/capture/amount-row.h"
#include "ui/capture/file-row.h"
#include "ui/capture/send-group.h"
#include "ui/model/format.h"

typedef enum {
  FILE_BYTES,
  FILE_NS,
  FILES,
  STOP_NS,
  STOP_BYTES,
  STOP_PACKETS,
  STOP_CALLS,
  BUDGET,
  LOOK_BACK,
  SNAP,
  KERNEL,
  RING,
  AGENT,
  PACE,
  N_AMOUNTS
} Amount;

typedef enum { KEEP_ON, PROMISCUOUS, MONITOR, HARDWARE_TIME, N_SWITCHES } Switch;

/* table */
static const struct {
  LmuAmount kind;
  guint64 most;
  const char *title, *subtitle, *empty;
  gsize offset;
  gboolean is_wide; /* the member has 64 bits */
} amounts[N_AMOUNTS] = {
#define ROW(amount, kind, most, member, wide, title, subtitle, empty) \
  [amount] = {LMU_AMOUNT_##kind,                                      \
              most,                                                   \
              title,                                                  \
              subtitle,                                               \
              empty,                                                  \
              G_STRUCT_OFFSET(LmuCaptureOptions, member),             \
              wide}
    ROW(FILE_BYTES, SIZE, G_MAXINT64, file_bytes, TRUE, N_("A new file after so much"), NULL,
        N_("one file")),
    ROW(FILE_NS, SPAN, G_MAXINT64, file_ns, TRUE, N_("A new file after so long"), NULL,
        N_("one file")),
    ROW(FILES, NUMBER, 100000, n_files, FALSE, N_("Files that are kept"),
        N_("The oldest goes when there are more"), N_("all")),
    ROW(STOP_NS, SPAN, G_MAXINT64, stop_ns, TRUE, N_("Stop after so long"), NULL, N_("never")),
    ROW(STOP_BYTES, SIZE, G_MAXINT64, stop_bytes, TRUE, N_("Stop after so much"), NULL,
        N_("never")),
    ROW(STOP_PACKETS, NUMBER, G_MAXINT64, stop_packets, TRUE, N_("Stop after packets"), NULL,
        N_("never")),
    ROW(STOP_CALLS, NUMBER, G_MAXINT64, stop_calls, TRUE, N_("Stop after calls"), NULL,
        N_("never")),
    ROW(BUDGET, SIZE, G_MAXINT64, budget_bytes, TRUE, N_("Memory for calls"),
        N_("Finished calls leave the list when it is used up, the oldest first; the files keep "
           "them"),
        N_("1 GiB")),
    ROW(LOOK_BACK, SPAN, (guint64)3600 * G_GINT64_CONSTANT(1000000000), look_back_ns, TRUE,
        N_("Hold what is not kept"),
        N_("Then what is kept can be changed while it runs, with what came just before; it takes "
           "more of the processor"),
        N_("not")),
    ROW(SNAP, SIZE, LM_HELPER_MAX_SNAP_BYTES, snap_bytes, FALSE, N_("Of each packet at most"),
        N_("What is cut off is gone: SIP that is cut may not be read"), N_("all of it")),
    ROW(KERNEL, MEBIBYTES, 2047, kernel_mib, FALSE, N_("Buffer of the system"),
        N_("For each interface; more where the system drops packets"), N_("64 MiB, shared")),
    ROW(RING, MEBIBYTES, 65536, ring_mib, FALSE, N_("Buffer before the disk"),
        N_("More where the disk is slow now and then"), "64 MiB"),
    ROW(AGENT, NUMBER, G_MAXUINT32, send.agent, FALSE, N_("Our number"),
        N_("By which receivers tell senders apart"), N_("of this computer’s name")),
    ROW(PACE, NUMBER, G_MAXUINT32, send.per_second, FALSE, N_("Messages a second at most"), NULL,
        N_("any")),
#undef ROW
};

/* table */
static const struct {
  const char *title, *subtitle;
  gsize offset;
} switches[N_SWITCHES] = {
    [KEEP_ON] = {N_("Go on when Linesman is gone"),
                 N_("Up to its limits; the next start takes it up again"),
                 G_STRUCT_OFFSET(LmuCaptureOptions, keep_on)},
    [PROMISCUOUS] = {N_("Also what is for other computers"),
                     N_("Promiscuous mode: all that reaches the interface, as at a mirror port"),
                     G_STRUCT_OFFSET(LmuCaptureOptions, promiscuous)},
    [MONITOR] = {N_("Wi-Fi in monitor mode"),
                 N_("All frames of the channel; the interface has no network meanwhile"),
                 G_STRUCT_OFFSET(LmuCaptureOptions, monitor)},
    [HARDWARE_TIME] = {N_("Times of the network card"), N_("Where it has a clock of its own"),
                       G_STRUCT_OFFSET(LmuCaptureOptions, hardware_time)},
};

struct _LmuCaptureMore {
  AdwBin parent_instance;
  LmuAmountRow *amounts[N_AMOUNTS];
  GtkSwitch *switches[N_SWITCHES];
  AdwActionRow *folder_row;
  GtkWidget *forget, *key_log;
  LmuSendGroup *send;
  char *folder;
  GtkFileChooserNative *chooser;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE(LmuCaptureMore, lmu_capture_more, ADW_TYPE_BIN)

static guint changed_signal;

static void
lmu_capture_more_dispose(GObject *object)
{
  LmuCaptureMore *self = LMU_CAPTURE_MORE(object);
  g_clear_object(&self->chooser);
  g_clear_pointer(&self->folder, g_free);
  G_OBJECT_CLASS(lmu_capture_more_parent_class)->dispose(object);
}

static void
lmu_capture_more_class_init(LmuCaptureMoreClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = lmu_capture_more_dispose;
  changed_signal = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static void
changed_cb(LmuCaptureMore *self)
{
  if (!self->showing)
    g_signal_emit(self, changed_signal, 0);
}

/* Rotating needs files with names. */
static void
show_folder(LmuCaptureMore *self)
{
  g_autofree char *name =
      self->folder
          ? g_filename_display_name(self->folder)
          : g_strdup(_("None: the packets are kept until the window closes, or saved then"));
  g_autofree char *safe = g_markup_escape_text(name, -1);
  adw_action_row_set_subtitle(self->folder_row, safe);
  gtk_widget_set_sensitive(self->forget, self->folder != NULL);
  for (guint i = FILE_BYTES; i <= FILES; i++)
    gtk_widget_set_sensitive(GTK_WIDGET(self->amounts[i]), self->folder != NULL);
}

static void
set_folder(LmuCaptureMore *self, const char *folder)
{
  char *copy = folder && *folder ? g_strdup(folder) : NULL;
  g_free(self->folder);
  self->folder = copy;
  show_folder(self);
  changed_cb(self);
}

static void
folder_chosen_cb(LmuCaptureMore *self, int response, GtkFileChooserNative *chooser)
{
  g_autoptr(GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file(GTK_FILE_CHOOSER(chooser)) : NULL;
  g_autofree char *path = file ? g_file_get_path(file) : NULL;
  if (path)
    set_folder(self, path);
  g_clear_object(&self->chooser);
}

static void
choose_cb(LmuCaptureMore *self)
{
  GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));
  g_clear_object(&self->chooser);
  self->chooser =
      gtk_file_chooser_native_new(_("Folder for captures"), GTK_WINDOW(root),
                                  GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Choose"), NULL);
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  g_signal_connect_object(self->chooser, "response", G_CALLBACK(folder_chosen_cb), self,
                          G_CONNECT_SWAPPED);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

static void
forget_cb(LmuCaptureMore *self)
{
  set_folder(self, NULL);
}

static GtkWidget *
add_button(LmuCaptureMore *self, const char *icon_name, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name(icon_name);
  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class(button, "flat");
  gtk_widget_set_tooltip_text(button, label);
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object(button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix(self->folder_row, button);
  return button;
}

static GtkWidget *
make_folder_row(LmuCaptureMore *self)
{
  self->folder_row = ADW_ACTION_ROW(adw_action_row_new());
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(self->folder_row), _("Folder"));
  adw_action_row_set_subtitle_lines(self->folder_row, 2);
  add_button(self, "folder-open-symbolic", _("Choose a folder for captures"),
             G_CALLBACK(choose_cb));
  self->forget = add_button(self, "edit-clear-symbolic", _("No folder"), G_CALLBACK(forget_cb));
  return GTK_WIDGET(self->folder_row);
}

static AdwPreferencesGroup *
add_group(AdwPreferencesPage *page, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new();
  adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(group), title);
  adw_preferences_group_set_description(ADW_PREFERENCES_GROUP(group), description);
  adw_preferences_page_add(page, ADW_PREFERENCES_GROUP(group));
  return ADW_PREFERENCES_GROUP(group);
}

static void
add_amounts(LmuCaptureMore *self, AdwPreferencesGroup *group, Amount from, Amount to)
{
  for (Amount i = from; i <= to; i++) {
    GtkWidget *row = lmu_amount_row_new(amounts[i].kind, amounts[i].most, _(amounts[i].title),
                                        amounts[i].subtitle ? _(amounts[i].subtitle) : NULL,
                                        _(amounts[i].empty));
    self->amounts[i] = LMU_AMOUNT_ROW(row);
    g_signal_connect_object(row, "changed", G_CALLBACK(changed_cb), self, G_CONNECT_SWAPPED);
    adw_preferences_group_add(group, row);
  }
}

static void
add_switches(LmuCaptureMore *self, AdwPreferencesGroup *group, Switch from, Switch to)
{
  for (Switch i = from; i <= to; i++) {
    GtkWidget *row = adw_action_row_new(), *widget = gtk_switch_new();
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _(switches[i].title));
    adw_action_row_set_subtitle(ADW_ACTION_ROW(row), _(switches[i].subtitle));
    gtk_widget_set_valign(widget, GTK_ALIGN_CENTER);
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _(switches[i].title), -1);
    adw_action_row_add_suffix(ADW_ACTION_ROW(row), widget);
    adw_action_row_set_activatable_widget(ADW_ACTION_ROW(row), widget);
    self->switches[i] = GTK_SWITCH(widget);
    g_signal_connect_object(widget, "notify::active", G_CALLBACK(changed_cb), self,
                            G_CONNECT_SWAPPED);
    adw_preferences_group_add(group, row);
  }
}

static void
lmu_capture_more_init(LmuCaptureMore *self)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE(adw_preferences_page_new());
  AdwPreferencesGroup *group =
      add_group(page, _("Files"), _("Sizes as 100 MB or 2 GB, times as 90 s, 30 m or 2 h."));
  self->showing = TRUE;
  adw_preferences_group_add(group, make_folder_row(self));
  add_amounts(self, group, FILE_BYTES, FILES);
  group = add_group(page, _("Limits"), NULL);
  add_amounts(self, group, STOP_NS, BUDGET);
  add_switches(self, group, KEEP_ON, KEEP_ON);
  group = add_group(page, _("Taking packets"), NULL);
  add_switches(self, group, PROMISCUOUS, HARDWARE_TIME);
  add_amounts(self, group, LOOK_BACK, RING);
  group =
      add_group(page, _("Decrypting"),
                _("What a program writes its secrets of TLS to when SSLKEYLOGFILE is set. It is "
                  "read on while it grows."));
  self->key_log = lmu_file_row_new(_("Key log; empty: none"));
  adw_preferences_group_add(group, self->key_log);
  g_signal_connect_object(self->key_log, "changed", G_CALLBACK(changed_cb), self,
                          G_CONNECT_SWAPPED);
  self->send = LMU_SEND_GROUP(lmu_send_group_new());
  g_signal_connect_object(self->send, "changed", G_CALLBACK(changed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_page_add(page, ADW_PREFERENCES_GROUP(self->send));
  add_amounts(self, ADW_PREFERENCES_GROUP(self->send), AGENT, PACE);
  adw_bin_set_child(ADW_BIN(self), GTK_WIDGET(page));
  show_folder(self);
  self->showing = FALSE;
}

GtkWidget *
lmu_capture_more_new(void)
{
  return g_object_new(LMU_TYPE_CAPTURE_MORE, NULL);
}

void
lmu_capture_more_show(LmuCaptureMore *self, const LmuCaptureOptions *options)
{
  const char *base = (const char *)options;
  self->showing = TRUE;
  for (guint i = 0; i < N_AMOUNTS; i++) {
    const void *at = base + amounts[i].offset;
    lmu_amount_row_set(self->amounts[i],
                       amounts[i].is_wide ? *(const guint64 *)at : *(const guint *)at);
  }
  for (guint i = 0; i < N_SWITCHES; i++)
    gtk_switch_set_active(self->switches[i],
                          *(const gboolean *)(const void *)(base + switches[i].offset));
  gtk_editable_set_text(GTK_EDITABLE(self->key_log), options->key_log ? options->key_log : "");
  lmu_send_group_show(self->send, options);
  set_folder(self, options->folder);
  self->showing = FALSE;
}

void
lmu_capture_more_read(LmuCaptureMore *self, LmuCaptureOptions *options)
{
  for (guint i = 0; i < N_AMOUNTS; i++) {
    void *at = (char *)options + amounts[i].offset;
    if (amounts[i].is_wide)
      *(guint64 *)at = lmu_amount_row_get(self->amounts[i]);
    else
      *(guint *)at = (guint)lmu_amount_row_get(self->amounts[i]);
  }
  for (guint i = 0; i < N_SWITCHES; i++)
    *(gboolean *)(void *)((char *)options + switches[i].offset) =
        gtk_switch_get_active(self->switches[i]);
  g_free(options->folder);
  options->folder = g_strdup(self->folder);
  lmu_send_group_read(self->send, options);
  const char *key_log = gtk_editable_get_text(GTK_EDITABLE(self->key_log));
  g_free(options->key_log);
  options->key_log = *key_log ? g_strdup(key_log) : NULL;
}

gboolean
lmu_capture_more_is_good(LmuCaptureMore *self)
{
  for (guint i = 0; i < N_AMOUNTS; i++)
    if (!lmu_amount_row_is_good(self->amounts[i]))
      return FALSE;
  return lmu_send_group_is_good(self->send);
}

gboolean
lmu_capture_more_tell(LmuCaptureMore *self, const LmError *error)
{
  return lmu_send_group_tell(self->send, error);
}

static void
append(GString *text, char *part)
{
  g_string_append_printf(text, "%s%s", text->len ? " · " : "", part);
  g_free(part);
}

char *
lmu_capture_more_describe(const LmuCaptureOptions *options)
{
  GString *text = g_string_new(NULL);
  append(text, options->folder ? g_strdup_printf(_("files in %s"), options->folder)
                               : g_strdup(_("no files until it is saved")));
  if (options->stop_ns) {
    g_autofree char *span = lmu_format_span(options->stop_ns);
    append(text, g_strdup_printf(_("stops after %s"), span));
  } else if (options->stop_bytes) {
    g_autofree char *size = g_format_size(options->stop_bytes);
    append(text, g_strdup_printf(_("stops after %s"), size));
  } else if (options->stop_calls) {
    g_autofree char *calls = lmu_format_n_calls(options->stop_calls);
    append(text, g_strdup_printf(_("stops after %s"), calls));
  } else if (options->stop_packets) {
    g_autofree char *n = lmu_format_count(options->stop_packets);
    append(text, g_strdup_printf(_("stops after %s packets"), n));
  } else {
    append(text, g_strdup(_("no limits")));
  }
  if (options->send.places[0])
    append(text, g_strdup_printf(_("sent on to %s"), options->send.places[0]));
  if (!options->promiscuous)
    append(text, g_strdup(_("not promiscuous")));
  if (options->snap_bytes)
    append(text, g_strdup_printf(_("packets cut after %u bytes"), options->snap_bytes));
  return g_string_free(text, FALSE);
}
