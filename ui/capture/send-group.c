/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/send-group.h"

#include "base/i18n.h"
#include "engine/hep_feed.h"
#include "ui/capture/fault-row.h"
#include "ui/capture/field-text.h"
#include "ui/capture/file-row.h"

typedef enum { PLACES, KEY_FILE, AUTHORITIES, CERTIFICATE, PRIVATE_KEY, N_FIELDS } Field;

/* table */
static const char *const titles[N_FIELDS] = {
    [PLACES] = N_("Send to, as udp:homer.example:9060 tls:192.0.2.1:9061; empty: nowhere"),
    [KEY_FILE] = N_("File with the key in its first line; empty: none"),
    [AUTHORITIES] = N_("Who signs the receivers’ certificates, a file of PEM; empty: as the system "
                       "has it"),
    [CERTIFICATE] = N_("Our certificate, a file of PEM; empty: none"),
    [PRIVATE_KEY] = N_("Its private key, a file of PEM"),
};

struct _LmuSendGroup {
  AdwPreferencesGroup parent_instance;
  GtkWidget *rows[N_FIELDS];
  LmuFaultRow *faults[N_FIELDS];
  gboolean good, showing;
};

G_DEFINE_FINAL_TYPE(LmuSendGroup, lmu_send_group, ADW_TYPE_PREFERENCES_GROUP)

static guint changed_signal;

static void
lmu_send_group_class_init(LmuSendGroupClass *klass)
{
  changed_signal = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static void
check(LmuSendGroup *self)
{
  g_auto(GStrv) places = lmu_field_words(self->rows[PLACES]);
  LmError error = {0};
  gboolean tls = lmu_field_check_places(self->rows[PLACES], &error);
  if (g_strv_length(places) > LM_HEP_FEED_PLACES)
    lm_error_set(&error, LM_ERROR_USAGE, _("HEP is sent to at most %u places"), LM_HEP_FEED_PLACES);
  lmu_fault_row_tell(self->faults[PLACES], error.message);
  self->good = error.code == LM_ERROR_NONE;
  for (Field i = KEY_FILE; i < N_FIELDS; i++) {
    lmu_fault_row_tell(self->faults[i], NULL);
    gtk_widget_set_visible(self->rows[i], places[0] && (tls || i == KEY_FILE));
  }
}

static void
changed_cb(LmuSendGroup *self)
{
  if (self->showing)
    return;
  check(self);
  g_signal_emit(self, changed_signal, 0);
}

static void
lmu_send_group_init(LmuSendGroup *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP(self);
  adw_preferences_group_set_title(group, _("Sending on"));
  adw_preferences_group_set_description(
      group, _("SIP goes on by HEP, to a Homer or another Linesman, while it is shown here."));
  for (Field i = 0; i < N_FIELDS; i++) {
    GtkWidget *row = i == PLACES ? adw_entry_row_new() : lmu_file_row_new(_(titles[i]));
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _(titles[i]));
    adw_entry_row_set_activates_default(ADW_ENTRY_ROW(row), TRUE);
    self->rows[i] = row;
    self->faults[i] = LMU_FAULT_ROW(lmu_fault_row_new(row));
    adw_preferences_group_add(group, row);
    adw_preferences_group_add(group, GTK_WIDGET(self->faults[i]));
    g_signal_connect_object(row, "changed", G_CALLBACK(changed_cb), self, G_CONNECT_SWAPPED);
  }
}

GtkWidget *
lmu_send_group_new(void)
{
  return g_object_new(LMU_TYPE_SEND_GROUP, NULL);
}

static char **
text_at(LmuCaptureSend *send, Field field)
{
  switch (field) {
  case KEY_FILE:
    return &send->key_file;
  case AUTHORITIES:
    return &send->authorities;
  case CERTIFICATE:
    return &send->certificate;
  default:
    return &send->private_key;
  }
}

void
lmu_send_group_show(LmuSendGroup *self, const LmuCaptureOptions *options)
{
  LmuCaptureSend send = options->send;
  g_autofree char *places = g_strjoinv(" ", send.places);
  self->showing = TRUE;
  gtk_editable_set_text(GTK_EDITABLE(self->rows[PLACES]), places);
  for (Field i = KEY_FILE; i < N_FIELDS; i++) {
    const char *text = *text_at(&send, i);
    gtk_editable_set_text(GTK_EDITABLE(self->rows[i]), text ? text : "");
  }
  self->showing = FALSE;
  check(self);
}

void
lmu_send_group_read(LmuSendGroup *self, LmuCaptureOptions *options)
{
  g_strfreev(options->send.places);
  options->send.places = lmu_field_words(self->rows[PLACES]);
  for (Field i = KEY_FILE; i < N_FIELDS; i++) {
    char **at = text_at(&options->send, i);
    g_free(*at);
    *at = lmu_field_text(self->rows[i]);
  }
}

gboolean
lmu_send_group_is_good(LmuSendGroup *self)
{
  return self->good;
}

gboolean
lmu_send_group_tell(LmuSendGroup *self, const LmError *error)
{
  for (Field i = 0; i < N_FIELDS; i++)
    if (gtk_widget_get_visible(self->rows[i]) && lmu_field_has_what(self->rows[i], error)) {
      lmu_fault_row_tell(self->faults[i], error->message);
      gtk_widget_grab_focus(self->rows[i]);
      return TRUE;
    }
  return FALSE;
}
