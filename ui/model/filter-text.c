/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/filter-text.h"

#include <string.h>

/* Signs that no name, number or Call-ID is looked for with. "=" and "~" alone may stand in one. */
static const char *const signs[] = {"==", "!=", "<=", ">=", "&&", "||", "~ ", " ~", "!", "(", "\""};
static const char *const words[] = {"and", "or", "not", "contains", "matches", "in",  "eq",
                                    "ne",  "gt", "lt",  "ge",       "le",      "any", "all"};

static gboolean
has_word(const char *text)
{
  g_auto(GStrv) parts = g_strsplit_set(text, " \t", -1);
  for (guint i = 0; parts[i]; i++)
    for (guint j = 0; j < G_N_ELEMENTS(words); j++)
      if (g_ascii_strcasecmp(parts[i], words[j]) == 0)
        return TRUE;
  return FALSE;
}

static gboolean
has_operator(const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
    if (strstr(text, signs[i]))
      return TRUE;
  return strstr(text, " < ") || strstr(text, " > ") || has_word(text);
}

static gboolean
is_short_word(const char *text)
{
  g_autofree char *word = g_strstrip(g_strdup(text));
  for (const LmQueryWord *known = lm_query_words; known->name; known++)
    if (strcmp(word, known->name) == 0)
      return TRUE;
  return FALSE;
}

LmuFilterKind
lmu_filter_text_read(const char *text, LmQuery **query, LmQueryError *error)
{
  *query = NULL;
  gboolean operators = has_operator(text);
  if (!operators && !is_short_word(text))
    return LMU_FILTER_WORDS;
  *query = lm_query_new(lm_slice_str(text), error);
  if (*query)
    return LMU_FILTER_QUERY;
  return operators ? LMU_FILTER_FAULT : LMU_FILTER_WORDS;
}
