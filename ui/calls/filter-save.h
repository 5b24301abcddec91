/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Asks for the name of a filter that is to be saved. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*LmuFilterNamed)(const char *name, gpointer data);

/* What @button shows when it is clicked; @named is called with the name. */
void lmu_filter_save_init(GtkMenuButton *button, LmuFilterNamed named, gpointer data);

G_END_DECLS
