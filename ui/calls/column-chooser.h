/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where somebody looks for a column to add to the call list: an entry, and below it what it can be.
 */

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct LmuColumnChooser LmuColumnChooser;

/* Called with the name of what was chosen, as lm_query_column_name() has it. */
typedef void (*LmuColumnChosen)(const char *name, gpointer data);

/* It opens at @place, which it must not outlive: lmu_column_chooser_free(). */
LmuColumnChooser *lmu_column_chooser_new(GtkWidget *place, LmuColumnChosen chosen, gpointer data);
void lmu_column_chooser_free(LmuColumnChooser *chooser);
/* Opens it; headers of @session, which may be NULL, are offered first. */
void lmu_column_chooser_popup(LmuColumnChooser *chooser, LmuSession *session);

G_END_DECLS
