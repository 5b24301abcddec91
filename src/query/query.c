/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/query.h"

#include "base/limits.h"
#include "query/node.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t
offset_in(LmSlice text, LmSlice place)
{
  uintptr_t start = (uintptr_t)text.data, at = (uintptr_t)place.data;
  return at >= start && at <= start + text.len ? (uint32_t)(at - start) : (uint32_t)text.len;
}

bool
lm_query_fail(LmQueryReading *reading, LmSlice place, const char *format, ...)
{
  va_list arguments;
  LmQueryError *error = reading->error;
  if (reading->failed)
    return false;
  reading->failed = true;
  error->offset = offset_in(reading->text, place);
  error->len = (uint32_t)lm_slice_from(reading->text, error->offset).len;
  if (place.len < error->len)
    error->len = (uint32_t)place.len;
  error->hint[0] = '\0';
  va_start(arguments, format);
  vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  return false;
}

bool
lm_query_hint(LmQueryReading *reading, const char *format, ...)
{
  va_list arguments;
  if (reading->error->hint[0])
    return false;
  va_start(arguments, format);
  vsnprintf(reading->error->hint, sizeof reading->error->hint, format, arguments);
  va_end(arguments);
  return false;
}

static void
read_text(LmQueryReading *reading)
{
  LmQuery *query = reading->query;
  query->root = lm_query_parse(reading);
  if (query->root)
    lm_query_check(reading, query->root);
}

LmQuery *
lm_query_new(LmSlice text, LmQueryError *error)
{
  LmQueryError nobody = {0};
  LmQuery *query = lm_alloc(sizeof *query);
  LmQueryReading reading = {.query = query, .error = error ? error : &nobody};
  *reading.error = (LmQueryError){0};
  if (text.len > LM_LIMIT_QUERY_BYTES)
    lm_query_fail(&reading, LM_SLICE_EMPTY, _("this is longer than %u bytes"),
                  LM_LIMIT_QUERY_BYTES);
  reading.text = lm_arena_copy(&query->arena, text);
  if (!reading.failed)
    read_text(&reading);
  if (!reading.failed)
    return query;
  lm_query_free(query);
  return NULL;
}

void
lm_query_free(LmQuery *query)
{
  if (!query)
    return;
  for (LmRegex *regex = query->regexes; regex;) {
    LmRegex *next = regex->next;
    lm_regex_free(regex);
    regex = next;
  }
  lm_arena_clear(&query->arena);
  free(query);
}

unsigned
lm_query_reads(const LmQuery *query)
{
  return query->reads;
}
