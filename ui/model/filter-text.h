/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What somebody means who types into the entry that filters a list: words to look for, or an
 * expression of the filter language. Pure. */

#include "query/query.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  LMU_FILTER_WORDS, /* to be looked for as they stand; also an empty text */
  LMU_FILTER_QUERY, /* of the language */
  LMU_FILTER_FAULT, /* meant to be of the language, and is not */
} LmuFilterKind;

/* @query is set for a query (owned; NULL otherwise), and @error for a fault. What holds a sign such
 * as "==", or begins with a field, is meant to be of the language; anything else that is of it,
 * such as a short word ("problems", "not answered"), is taken so. */
LmuFilterKind lmu_filter_text_read(const char *text, LmQuery **query, LmQueryError *error);

G_END_DECLS
