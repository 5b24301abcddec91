/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The packets of a stream in a table: those with problems, or all.
 *
 * Signal "packet-selected"(gint64 time_ns): somebody selected a row. */

#include "ui/graph/series.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_PACKETS_PAGE (lmu_packets_page_get_type())
G_DECLARE_FINAL_TYPE(LmuPacketsPage, lmu_packets_page, LMU, PACKETS_PAGE, AdwBin)

/* NULL: no stream. */
void lmu_packets_page_set_series(LmuPacketsPage *self, LmuSeries *series);
/* Selects the packet closest to @time_ns, and scrolls to it. */
void lmu_packets_page_set_cursor(LmuPacketsPage *self, gint64 time_ns);

G_END_DECLS
