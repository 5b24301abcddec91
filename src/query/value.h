/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Comparing two values of the filter language. For the files of this folder alone. Pure. */

#include "query/field.h"

#define LM_QUERY_VALUE_TEXT_SIZE 96

/* -1, 0 or 1; LM_QUERY_UNLIKE where they cannot be compared, which makes them different. */
#define LM_QUERY_UNLIKE 2
int lm_query_compare(const LmQueryValue *a, const LmQueryValue *b);
/* A value as text: its own, or written into @scratch of LM_QUERY_VALUE_TEXT_SIZE bytes. */
LmSlice lm_query_value_text(const LmQueryValue *value, char *scratch);
/* Whether letters count in either case where it is compared. */
bool lm_query_ignores_case(const LmQueryValue *value);
