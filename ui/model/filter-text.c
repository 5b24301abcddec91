/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/filter-text.h"

#include <string.h>

/* Signs that no name, number or Call-ID is looked for with. "=" and "~" alone may stand in one. */
static const char *const signs[] = {"==", "!=", "<=", ">=", "&&", "||", "~ ", " ~", " < ", " > "};

static gboolean
has_sign(const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
    if (strstr(text, signs[i]))
      return TRUE;
  return FALSE;
}

/* "call.state in {fai": whoever begins with a field and goes on means an expression, but "Land and
 * Sea" is a name. */
static gboolean
begins_with_field(const char *text)
{
  gsize len = strcspn(text, " \t");
  if (text[len] == '\0')
    return FALSE;
  for (gsize i = 0; i < lm_query_n_fields(); i++) {
    LmQueryFieldInfo info;
    lm_query_field_info(i, &info);
    if (strlen(info.name) == len && g_ascii_strncasecmp(info.name, text, len) == 0)
      return TRUE;
  }
  return FALSE;
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

/* What the language could read but a name may have too: "Sales (Berlin)", "not answered". */
static gboolean
may_be_expression(const char *text)
{
  return strpbrk(text, "!(\"") || strchr(text, ' ') || is_short_word(text);
}

LmuFilterKind
lmu_filter_text_read(const char *text, LmQuery **query, LmQueryError *error)
{
  *query = NULL;
  gboolean meant = has_sign(text) || begins_with_field(text);
  if (!meant && !may_be_expression(text))
    return LMU_FILTER_WORDS;
  *query = lm_query_new(lm_slice_str(text), error);
  if (*query)
    return LMU_FILTER_QUERY;
  return meant ? LMU_FILTER_FAULT : LMU_FILTER_WORDS;
}
