/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What stands in a field of several words, and what an error says of it. */

#include "base/error.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The words, which spaces or commas part. Owned. */
char **lmu_field_words(GtkWidget *field);
/* All of it; NULL: it is empty. Owned. */
char *lmu_field_text(GtkWidget *field);
/* Of fields that can be edited: an error begins with what it is about, and that is one of these
 * words, or the text as a whole. */
gboolean lmu_field_has_what(GtkWidget *field, const LmError *error);
/* Tells in @error the first word that is no place for HEP. Whether TLS is among the others. */
gboolean lmu_field_check_places(GtkWidget *field, LmError *error);

G_END_DECLS
