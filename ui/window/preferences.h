/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The preferences: a window of their own, and what they hold. Main thread only. */

#include <adwaita.h>

G_BEGIN_DECLS

/* The file of keys to decrypt every capture with; "" without. Owned. */
char *lmu_preferences_get_key_file(void);
/* Remembers it; NULL forgets it. Open windows read their captures again. */
void lmu_preferences_set_key_file(const char *path);

/* How captures are read. Open windows read theirs again when one changes. */
typedef enum {
  LMU_PREFERENCE_KEEP_COPIES,  /* a packet that was captured twice counts twice */
  LMU_PREFERENCE_ALIGN_CLOCKS, /* of files that are opened together */
  LMU_N_PREFERENCES,
} LmuPreference;
gboolean lmu_preferences_get(LmuPreference preference);
void lmu_preferences_set(LmuPreference preference, gboolean on);

void lmu_preferences_show(GtkWindow *parent);

G_END_DECLS
