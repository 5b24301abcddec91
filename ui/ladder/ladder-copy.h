/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A ladder's text for the clipboard, made in a thread: that of a large ladder takes seconds. */

#include "ladder/ladder.h"

#include <gtk/gtk.h>

/* Takes @ladder over; its text comes onto the clipboard of @widget. */
void lmu_ladder_copy(LmLadder *ladder, GtkWidget *widget);
