/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A loop over many rows, shared with a second thread. */

#include <glib.h>

G_BEGIN_DECLS

/* Does the rows from @begin up to @end, and touches nothing that the other half does. */
typedef void (*LmuHalf)(gpointer data, gsize begin, gsize end);

/* Calls @half for the first and for the second half of @n, at the same time; once for all where
 * that is less than @least. Returns when both are done, and where the second half began; 0 if there
 * was none. */
gsize lmu_in_halves(LmuHalf half, gpointer data, gsize n, gsize least);

G_END_DECLS
