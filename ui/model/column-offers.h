/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What can be a column of the call list, for what somebody typed: headers that the capture has,
 * fields of the filter language, headers that are registered, and any header by its name. Pure. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char *name;  /* as lm_query_column_name() has it */
  char *title; /* what to call it */
  char *help;  /* translated, may be "" */
} LmuColumnOffer;

/* The best first, at most @max; where nothing is typed, those that are useful. @seen are names of
 * headers that the capture has, the most frequent first, ended by NULL. Owned:
 * g_ptr_array_unref(), of LmuColumnOffer. */
GPtrArray *lmu_column_offers(const char *typed, const char *const *seen, guint max);
/* The name of the column that @text means: a field, a header. Owned; NULL where it is none. */
char *lmu_column_name(const char *text);
/* "User-Agent" of "sip.h.User-Agent". Borrowed from @name. */
const char *lmu_column_title(const char *name);

G_END_DECLS
