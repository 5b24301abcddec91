/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One graph over a shared time axis, drawn by hand: title, scale, what is at the cursor, the data.
 * The stack around it (ui/graph/graph-stack.h) has the keyboard and the pointer. */

#include "ui/graph/graph-data.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_GRAPH (lmu_graph_get_type())
G_DECLARE_FINAL_TYPE(LmuGraph, lmu_graph, LMU, GRAPH, GtkWidget)

typedef enum {
  LMU_GRAPH_DELAY,
  LMU_GRAPH_SKEW,
  LMU_GRAPH_LOSS,
  LMU_GRAPH_RATE,
  LMU_GRAPH_LEVEL,
  LMU_GRAPH_SCORE,
  LMU_N_GRAPHS
} LmuGraphWhat;

/* @data is borrowed and must outlive the graph; say lmu_graph_changed() when it or what is in view
 * changes. */
GtkWidget *lmu_graph_new(LmuGraphWhat what, LmuGraphAxis *axis, LmuGraphData *data);
void lmu_graph_changed(LmuGraph *self);
/* What it is called, translated. */
const char *lmu_graph_title(LmuGraphWhat what);
/* The pixels within which the data of a graph of @width lies. */
double lmu_graph_plot_width(int width);
double lmu_graph_plot_x(void);

G_END_DECLS
