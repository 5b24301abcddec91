/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What stands below the entry of a filter while an expression is typed: what can come next, to be
 * chosen with the arrow keys and Tab or Enter, and what is wrong and where. It shows up by itself
 * where the filter language is meant, and by Ctrl+Space. */

#include "ui/model/filter-text.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct LmuFilterHelp LmuFilterHelp;

/* For @entry, which it must not outlive: lmu_filter_help_free(). */
LmuFilterHelp *lmu_filter_help_new(GtkEditable *entry);
void lmu_filter_help_free(LmuFilterHelp *help);
/* The text was read as @kind; @error is looked at for a fault. Returns whether somebody is typing
 * the name of a field, and so means no words to look for. */
gboolean lmu_filter_help_update(LmuFilterHelp *help, LmuFilterKind kind, const LmQueryError *error);
void lmu_filter_help_hide(LmuFilterHelp *help);

G_END_DECLS
