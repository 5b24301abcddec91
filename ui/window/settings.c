/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/settings.h"

static GSettingsSchema *
find_schema(void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default();
  return source ? g_settings_schema_source_lookup(source, LM_APP_ID, TRUE) : NULL;
}

GSettings *
lmu_settings(void)
{
  static GSettings *settings;
  static gsize looked;
  if (g_once_init_enter(&looked)) {
    g_autoptr(GSettingsSchema) schema = find_schema();
    if (schema)
      settings = g_settings_new_full(schema, NULL, NULL);
    g_once_init_leave(&looked, 1);
  }
  return settings;
}

/* GSettings ends the program at a key that its schema does not have. */
static GSettings *
settings_with(const char *key, const GVariantType *type)
{
  g_autoptr(GSettingsSchema) schema = NULL;
  GSettings *settings = lmu_settings();
  if (!settings)
    return NULL;
  g_object_get(settings, "settings-schema", &schema, NULL);
  if (!g_settings_schema_has_key(schema, key))
    return NULL;
  g_autoptr(GSettingsSchemaKey) found = g_settings_schema_get_key(schema, key);
  return g_variant_type_equal(g_settings_schema_key_get_value_type(found), type) ? settings : NULL;
}

int
lmu_settings_get_int(const char *key, int fallback)
{
  GSettings *settings = settings_with(key, G_VARIANT_TYPE_INT32);
  return settings ? g_settings_get_int(settings, key) : fallback;
}

gboolean
lmu_settings_get_boolean(const char *key, gboolean fallback)
{
  GSettings *settings = settings_with(key, G_VARIANT_TYPE_BOOLEAN);
  return settings ? g_settings_get_boolean(settings, key) : fallback;
}

char *
lmu_settings_get_string(const char *key, const char *fallback)
{
  GSettings *settings = settings_with(key, G_VARIANT_TYPE_STRING);
  return settings ? g_settings_get_string(settings, key) : g_strdup(fallback);
}

char **
lmu_settings_get_strv(const char *key)
{
  GSettings *settings = settings_with(key, G_VARIANT_TYPE_STRING_ARRAY);
  return settings ? g_settings_get_strv(settings, key) : g_new0(char *, 1);
}

void
lmu_settings_set_int(const char *key, int value)
{
  GSettings *settings = settings_with(key, G_VARIANT_TYPE_INT32);
  if (settings)
    g_settings_set_int(settings, key, value);
}

void
lmu_settings_set_boolean(const char *key, gboolean value)
{
  GSettings *settings = settings_with(key, G_VARIANT_TYPE_BOOLEAN);
  if (settings)
    g_settings_set_boolean(settings, key, value);
}

void
lmu_settings_set_string(const char *key, const char *value)
{
  GSettings *settings = settings_with(key, G_VARIANT_TYPE_STRING);
  if (settings)
    g_settings_set_string(settings, key, value);
}

void
lmu_settings_set_strv(const char *key, const char *const *value)
{
  GSettings *settings = settings_with(key, G_VARIANT_TYPE_STRING_ARRAY);
  if (settings)
    g_settings_set_strv(settings, key, value);
}
