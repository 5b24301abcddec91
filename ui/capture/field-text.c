/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/field-text.h"

#include "capture/hep_place.h"

char **
lmu_field_words(GtkWidget *field)
{
  g_auto(GStrv) parts = g_strsplit_set(gtk_editable_get_text(GTK_EDITABLE(field)), " ,;\t", 0);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  for (guint i = 0; parts[i]; i++)
    if (*parts[i])
      g_strv_builder_add(builder, parts[i]);
  return g_strv_builder_end(builder);
}

char *
lmu_field_text(GtkWidget *field)
{
  const char *text = gtk_editable_get_text(GTK_EDITABLE(field));
  return *text ? g_strdup(text) : NULL;
}

static gboolean
is_about(const LmError *error, const char *what)
{
  gsize len = strlen(what);
  return len && strncmp(error->message, what, len) == 0 && error->message[len] == ':';
}

gboolean
lmu_field_has_what(GtkWidget *field, const LmError *error)
{
  g_auto(GStrv) words = lmu_field_words(field);
  gboolean has = is_about(error, gtk_editable_get_text(GTK_EDITABLE(field)));
  for (guint i = 0; words[i]; i++)
    has |= is_about(error, words[i]);
  return has;
}

gboolean
lmu_field_check_places(GtkWidget *field, LmError *error)
{
  g_auto(GStrv) places = lmu_field_words(field);
  gboolean tls = FALSE;
  for (guint i = 0; places[i]; i++) {
    LmHepPlace place;
    tls |= lm_hep_place_parse(places[i], &place, error) && place.carrier == LM_HEP_TLS;
  }
  return tls;
}
