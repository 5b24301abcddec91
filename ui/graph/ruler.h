/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The clock below graphs: ticks at round times, and the time of the cursor. */

#include "ui/graph/axis.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_GRAPH_RULER (lmu_graph_ruler_get_type())
G_DECLARE_FINAL_TYPE(LmuGraphRuler, lmu_graph_ruler, LMU, GRAPH_RULER, GtkWidget)

GtkWidget *lmu_graph_ruler_new(LmuGraphAxis *axis);

G_END_DECLS
