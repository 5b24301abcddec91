/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The program's settings, which are there only where it is installed: run from a build folder it
 * works with the defaults and remembers nothing. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* Borrowed; NULL where the schema is not installed. */
GSettings *lmu_settings(void);
/* These heed that there may be no settings, or no such key. */
int lmu_settings_get_int(const char *key, int fallback);
gboolean lmu_settings_get_boolean(const char *key, gboolean fallback);
/* Owned. */
char *lmu_settings_get_string(const char *key, const char *fallback);
/* Owned; empty where there is none. */
char **lmu_settings_get_strv(const char *key);
void lmu_settings_set_int(const char *key, int value);
void lmu_settings_set_boolean(const char *key, gboolean value);
void lmu_settings_set_string(const char *key, const char *value);
void lmu_settings_set_strv(const char *key, const char *const *value);

G_END_DECLS
