/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Numbers, times and packet bytes as a person reads them. Each returns a string of its own, for
 * g_free(). */

#include "base/slice.h"
#include "base/time.h"
#include "media/quality.h"

#include <glib.h>

G_BEGIN_DECLS

/* "1,204", with the locale's grouping. */
char *lmu_format_count(guint64 n);
/* "1,204 calls". */
char *lmu_format_n_calls(guint64 n);
/* "2 h 14 min", "3 min 5 s", "31.4 s", "840 ms"; "—" for LM_TIME_NONE. */
char *lmu_format_span(gint64 span_ns);
/* "0.84 s", for delays; "—" for LM_TIME_NONE. */
char *lmu_format_delay(gint64 delay_ns);
/* Packet bytes as one line of safe text, at most @max bytes of them. */
char *lmu_format_safe(LmSlice bytes, gsize max);
/* @text, taken, with a minus sign where a hyphen stood before a figure. */
char *lmu_format_minus(char *text);
/* @text as a sentence begins. Owned. */
char *lmu_format_sentence(const char *text);
/* How much faster a clock runs, "+38 ppm", and "+2.5 %" where that is much; "> +100 %" for what no
 * clock does. Owned. */
char *lmu_format_drift(double ppm);
/* The style class of a band's pill: "good", "fair", "bad"; NULL for LM_QUALITY_NONE. Borrowed. */
const char *lmu_quality_tone(LmQuality quality);

G_END_DECLS
