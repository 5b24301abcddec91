/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sorting of row numbers by keys, stable and without a comparison: a radix sort over the bytes of
 * the keys in which they differ. A million rows take tens of milliseconds. Pure functions. */

#include "base/slice.h"
#include "base/time.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint64 key;
  guint32 row;
} LmuSortKey;

/* "Not known": stands last, in either direction. */
#define LMU_SORT_KEY_NONE G_MAXUINT64

/* A time, or a span of time, as a key; LM_TIME_NONE becomes LMU_SORT_KEY_NONE. */
guint64 lmu_sort_key_time(gint64 time_ns);
void lmu_sort_keys_by_number(LmuSortKey *keys, gsize n, gboolean descending);
/* By the first LMU_SORT_TEXT_BYTES bytes of text, letters A to Z without case; empty texts stand
 * last. */
#define LMU_SORT_TEXT_BYTES 64
typedef LmSlice (*LmuSortText)(guint32 row, gconstpointer data);
void lmu_sort_keys_by_text(LmuSortKey *keys, gsize n, LmuSortText text, gconstpointer data,
                           gboolean descending);

G_END_DECLS
