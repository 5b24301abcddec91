/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/listen-page.h"

#include "base/i18n.h"
#include "capture/hep_gate.h"
#include "ui/capture/fault-row.h"
#include "ui/capture/field-text.h"
#include "ui/capture/file-row.h"
#include "ui/window/accessible.h"

typedef enum {
  PLACES,
  NETWORKS,
  KEY,
  KEY_FILE,
  CERTIFICATE,
  PRIVATE_KEY,
  AUTHORITIES,
  N_FIELDS
} Field;

/* table */
static const struct {
  const char *title;
  gboolean is_file;
} fields[N_FIELDS] = {
    [PLACES] = {N_("Listen at, as udp:9060 tcp:192.0.2.1:9060 tls:[::]:9061"), FALSE},
    [NETWORKS] = {N_("Networks that may send, as 10.0.0.0/8; empty: everybody"), FALSE},
    [KEY] = {N_("Key that must come with each message; empty: none"), FALSE},
    [KEY_FILE] = {N_("Or a file with the key in its first line"), TRUE},
    [CERTIFICATE] = {N_("Certificate, a file of PEM"), TRUE},
    [PRIVATE_KEY] = {N_("Its private key, a file of PEM"), TRUE},
    [AUTHORITIES] = {N_("Who signs the senders’ certificates, a file of PEM; empty: none is asked "
                        "for"),
                     TRUE},
};

struct _LmuListenPage {
  AdwBin parent_instance;
  GtkWidget *rows[N_FIELDS];
  LmuFaultRow *faults[N_FIELDS];
  GtkWidget *tls;     /* the group of what TLS needs */
  gboolean key_typed; /* in an earlier run */
  gboolean good;      /* nothing is wrong that would be so again */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE(LmuListenPage, lmu_listen_page, ADW_TYPE_BIN)

static guint changed_signal;

static void
lmu_listen_page_class_init(LmuListenPageClass *klass)
{
  changed_signal = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static const char *
text_of(LmuListenPage *self, Field field)
{
  return gtk_editable_get_text(GTK_EDITABLE(self->rows[field]));
}

/* Whether TLS is among them. */
static gboolean
check_places(LmuListenPage *self)
{
  g_auto(GStrv) places = lmu_field_words(self->rows[PLACES]);
  LmError error = {0};
  gboolean tls = lmu_field_check_places(self->rows[PLACES], &error);
  if (g_strv_length(places) > LM_HELPER_MAX_LINKS)
    lm_error_set(&error, LM_ERROR_USAGE, _("HEP is listened for at one to %d places"),
                 LM_HELPER_MAX_LINKS);
  lmu_fault_row_tell(self->faults[PLACES], error.message);
  return tls;
}

static void
check_networks(LmuListenPage *self)
{
  g_auto(GStrv) networks = lmu_field_words(self->rows[NETWORKS]);
  LmError error = {0};
  for (guint i = 0; networks[i]; i++)
    lm_hep_network_check(networks[i], &error);
  lmu_fault_row_tell(self->faults[NETWORKS], error.message);
}

/* One that was typed in an earlier run is gone; to go on without any is up to the user. */
static void
check_key(LmuListenPage *self)
{
  const char *key = text_of(self, KEY), *file = text_of(self, KEY_FILE);
  g_autofree char *fault = NULL;
  if (strlen(key) >= LM_HEP_KEY_BYTES)
    fault = g_strdup_printf(_("A key has at most %d bytes."), LM_HEP_KEY_BYTES - 1);
  else if (self->key_typed && !*key && !*file)
    fault = g_strdup(_("The key of last time was not kept: type it again, or all who may send need "
                       "none."));
  lmu_fault_row_tell(self->faults[KEY], fault);
  gtk_widget_set_sensitive(self->rows[KEY], *file == '\0');
  gtk_widget_set_sensitive(self->rows[KEY_FILE], *key == '\0');
}

static void
check(LmuListenPage *self)
{
  gboolean tls = check_places(self);
  check_networks(self);
  lmu_fault_row_tell(self->faults[KEY_FILE], NULL);
  for (Field i = CERTIFICATE; i <= AUTHORITIES; i++)
    lmu_fault_row_tell(self->faults[i], tls && i != AUTHORITIES && !*text_of(self, i)
                                            ? _("Listening by TLS needs it.")
                                            : NULL);
  gtk_widget_set_visible(self->tls, tls);
  self->good = strlen(text_of(self, KEY)) < LM_HEP_KEY_BYTES;
  for (Field i = 0; i < N_FIELDS; i++)
    self->good &= i == KEY || !lmu_fault_row_tells(self->faults[i]);
  /* Of the key the rest is no more than a warning. */
  check_key(self);
}

static void
changed_cb(LmuListenPage *self)
{
  if (self->showing)
    return;
  check(self);
  g_signal_emit(self, changed_signal, 0);
}

static void
add_field(LmuListenPage *self, AdwPreferencesGroup *group, Field field)
{
  GtkWidget *row = fields[field].is_file ? lmu_file_row_new(_(fields[field].title))
                   : field == KEY        ? adw_password_entry_row_new()
                                         : adw_entry_row_new();
  self->rows[field] = row;
  self->faults[field] = LMU_FAULT_ROW(lmu_fault_row_new(row));
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _(fields[field].title));
  adw_entry_row_set_activates_default(ADW_ENTRY_ROW(row), TRUE);
  if (ADW_IS_PASSWORD_ENTRY_ROW(row))
    lmu_name_button_of(row, _("Show the key, or hide it"));
  adw_preferences_group_add(group, row);
  adw_preferences_group_add(group, GTK_WIDGET(self->faults[field]));
  g_signal_connect_object(row, "changed", G_CALLBACK(changed_cb), self, G_CONNECT_SWAPPED);
}

static GtkWidget *
add_group(LmuListenPage *self, AdwPreferencesPage *page, Field from, Field to)
{
  GtkWidget *group = adw_preferences_group_new();
  for (Field i = from; i <= to; i++)
    add_field(self, ADW_PREFERENCES_GROUP(group), i);
  adw_preferences_page_add(page, ADW_PREFERENCES_GROUP(group));
  return group;
}

static void
lmu_listen_page_init(LmuListenPage *self)
{
  GtkWidget *page = adw_preferences_page_new();
  add_group(self, ADW_PREFERENCES_PAGE(page), PLACES, KEY_FILE);
  self->tls = add_group(self, ADW_PREFERENCES_PAGE(page), CERTIFICATE, AUTHORITIES);
  adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(self->tls), _("TLS"));
  adw_bin_set_child(ADW_BIN(self), page);
  lmu_name_scrolled_windows(page, _("Listening for HEP"));
}

GtkWidget *
lmu_listen_page_new(void)
{
  return g_object_new(LMU_TYPE_LISTEN_PAGE, NULL);
}

static char **
text_at(LmuCaptureListen *listen, Field field)
{
  switch (field) {
  case KEY_FILE:
    return &listen->key_file;
  case CERTIFICATE:
    return &listen->certificate;
  case PRIVATE_KEY:
    return &listen->private_key;
  default:
    return &listen->authorities;
  }
}

void
lmu_listen_page_show(LmuListenPage *self, const LmuCaptureOptions *options)
{
  LmuCaptureListen listen = options->listen;
  g_autofree char *places = g_strjoinv(" ", listen.places);
  g_autofree char *networks = g_strjoinv(" ", listen.networks);
  self->showing = TRUE;
  self->key_typed = listen.key_typed;
  gtk_editable_set_text(GTK_EDITABLE(self->rows[PLACES]), places);
  gtk_editable_set_text(GTK_EDITABLE(self->rows[NETWORKS]), networks);
  gtk_editable_set_text(GTK_EDITABLE(self->rows[KEY]), listen.key ? listen.key : "");
  for (Field i = KEY_FILE; i < N_FIELDS; i++) {
    const char *text = *text_at(&listen, i);
    gtk_editable_set_text(GTK_EDITABLE(self->rows[i]), text ? text : "");
  }
  self->showing = FALSE;
  check(self);
}

void
lmu_listen_page_read(LmuListenPage *self, LmuCaptureOptions *options)
{
  LmuCaptureListen *listen = &options->listen;
  g_strfreev(listen->places);
  g_strfreev(listen->networks);
  listen->places = lmu_field_words(self->rows[PLACES]);
  listen->networks = lmu_field_words(self->rows[NETWORKS]);
  lmu_capture_options_set_key(options, text_of(self, KEY));
  listen->key_typed = listen->key != NULL;
  for (Field i = KEY_FILE; i < N_FIELDS; i++) {
    char **at = text_at(listen, i);
    g_free(*at);
    *at = lmu_field_text(self->rows[i]);
  }
}

gboolean
lmu_listen_page_is_good(LmuListenPage *self)
{
  return self->good;
}

gboolean
lmu_listen_page_tell(LmuListenPage *self, const LmError *error)
{
  for (Field i = 0; i < N_FIELDS; i++)
    if (i != KEY && lmu_field_has_what(self->rows[i], error)) {
      lmu_fault_row_tell(self->faults[i], error->message);
      gtk_widget_grab_focus(self->rows[i]);
      return TRUE;
    }
  return FALSE;
}
