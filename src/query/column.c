/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any field of the language as a column of a list. */

#include "base/limits.h"
#include "proto/sip/registry-headers.h"
#include "query/run.h"
#include "query/value.h"

#include <stdlib.h>

struct LmQueryColumn {
  LmArena arena;
  const LmQueryField *field;
};

LmQueryColumn *
lm_query_column_new(LmSlice name, LmQueryError *error)
{
  LmQueryError nobody;
  LmQueryColumn *column = lm_alloc(sizeof *column);
  LmQueryReading reading = {.text = name, .error = error ? error : &nobody};
  column->field = lm_query_field_find(name, &column->arena);
  /* A registered header needs nothing before it. */
  if (!column->field && name.len > 1 && lm_sip_header_field_find(name))
    column->field = lm_query_header_field(name, &column->arena);
  if (column->field)
    return column;
  const char *closest = lm_query_closest(name);
  lm_query_fail(&reading, name, _("“%.*s” is no field"), (int)(name.len < 40 ? name.len : 40),
                (const char *)name.data);
  if (closest)
    lm_query_hint(&reading, "%s", closest);
  lm_query_column_free(column);
  return NULL;
}

void
lm_query_column_free(LmQueryColumn *column)
{
  if (!column)
    return;
  lm_arena_clear(&column->arena);
  free(column);
}

const char *
lm_query_column_name(const LmQueryColumn *column)
{
  return column->field->name;
}

bool
lm_query_column_is_number(const LmQueryColumn *column)
{
  uint8_t type = column->field->type;
  return type == LM_QUERY_NUMBER || type == LM_QUERY_SPAN;
}

bool
lm_query_column_has_key(const LmQueryColumn *column)
{
  return column->field->type >= LM_QUERY_ENUM && column->field->type <= LM_QUERY_FLAG;
}

/* Values on their way into a text, those that are there already left out. */
typedef struct {
  LmQuerySink sink;
  LmQueryRun *run;
  const LmQueryField *field;
  LmText *out;
  bool json;
  size_t n;
  size_t starts[LM_LIMIT_QUERY_COLUMN_VALUES], ends[LM_LIMIT_QUERY_COLUMN_VALUES];
} Gathering;

static void
add_json(LmText *out, const LmQueryValue *value)
{
  char scratch[LM_QUERY_VALUE_TEXT_SIZE];
  LmSlice text = lm_query_value_text(value, scratch);
  if (value->type == LM_QUERY_TIME)
    lm_text_printf(out, "%lld", (long long)value->ns);
  else if (value->type == LM_QUERY_SPAN)
    lm_text_printf(out, "%.6f", (double)value->ns / 1e6);
  else if (value->type == LM_QUERY_NUMBER || value->type == LM_QUERY_FLAG)
    lm_text_add(out, text);
  else
    lm_text_add_json(out, text);
}

/* For people: clock times, and spans in a unit that suits them. */
static void
add_text(LmText *out, const LmQueryValue *value)
{
  char scratch[LM_QUERY_VALUE_TEXT_SIZE];
  _Static_assert(sizeof scratch >= LM_TIME_TEXT_SIZE, "a time fits");
  double ms = (double)value->ns / 1e6;
  if (value->type == LM_QUERY_TIME)
    lm_text_add_str(out, lm_time_format_clock(value->ns, scratch));
  else if (value->type == LM_QUERY_SPAN && ms < 1000 && ms > -1000)
    lm_text_printf(out, "%.3g ms", ms);
  else if (value->type == LM_QUERY_SPAN)
    lm_text_printf(out, "%.3f s", ms / 1000);
  else if (value->type == LM_QUERY_NUMBER)
    lm_text_printf(out, "%.10g", value->number);
  else
    lm_text_add(out, lm_query_value_text(value, scratch));
}

static bool
take_value(LmQuerySink *sink, const LmQueryValue *value)
{
  Gathering *gathering = (Gathering *)(void *)sink;
  LmText *out = gathering->out;
  if (++gathering->run->n_values > LM_LIMIT_QUERY_VALUES)
    return true;
  size_t before = out->len;
  if (gathering->n)
    lm_text_add_str(out, gathering->json ? "," : ", ");
  size_t start = out->len;
  if (gathering->json)
    add_json(out, value);
  else
    add_text(out, value);
  LmSlice added = lm_slice(out->str + start, out->len - start);
  for (size_t i = 0; i < gathering->n; i++) {
    LmSlice earlier =
        lm_slice(out->str + gathering->starts[i], gathering->ends[i] - gathering->starts[i]);
    if (lm_slice_equal(added, earlier)) {
      out->len = before;
      out->str[before] = '\0';
      return false;
    }
  }
  gathering->starts[gathering->n] = start;
  gathering->ends[gathering->n] = out->len;
  return ++gathering->n == LM_LIMIT_QUERY_COLUMN_VALUES;
}

static bool
gather_row(const LmQueryRow *row, void *data)
{
  Gathering *gathering = data;
  gathering->field->get(row, gathering->field, &gathering->sink);
  return gathering->n == LM_LIMIT_QUERY_COLUMN_VALUES ||
         gathering->run->n_values > LM_LIMIT_QUERY_VALUES;
}

static size_t
gather(LmQueryRun *run, const LmQueryColumn *column, LmQueryKind kind, uint32_t index, LmText *out,
       bool json)
{
  Gathering gathering = {
      .sink = {take_value}, .run = run, .field = column->field, .out = out, .json = json};
  LmQueryRow row = lm_query_row(run, kind, index);
  run->cut = false;
  run->n_values = 0;
  lm_query_each(&row, 1u << column->field->of, gather_row, &gathering);
  return gathering.n;
}

size_t
lm_query_column_text(LmQueryRun *run, const LmQueryColumn *column, LmQueryKind kind, uint32_t row,
                     LmText *out)
{
  return gather(run, column, kind, row, out, false);
}

/* Whether a row of @kind can have several values of @field. */
static bool
can_be_many(const LmQueryRun *run, const LmQueryField *field, LmQueryKind kind)
{
  const LmReport *report = lm_query_field_report(field);
  if (report && (kind != LM_QUERY_REPORT || run->report_row->report != report))
    return true;
  if (kind == LM_QUERY_REPORT)
    kind = LM_QUERY_CALL;
  if (field->of == LM_QUERY_OF_ANY)
    return field->many || kind == LM_QUERY_CALL;
  return field->many || (field->of != LM_QUERY_OF_CALL && field->of != (LmQueryOf)kind);
}

size_t
lm_query_column_json(LmQueryRun *run, const LmQueryColumn *column, LmQueryKind kind, uint32_t row,
                     LmText *out)
{
  bool list = can_be_many(run, column->field, kind);
  if (list)
    lm_text_add_char(out, '[');
  size_t n = gather(run, column, kind, row, out, true);
  if (list)
    lm_text_add_char(out, ']');
  else if (n == 0)
    lm_text_add_str(out, "null");
  return n;
}

/* The first value. */
typedef struct {
  LmQuerySink sink;
  const LmQueryField *field;
  bool found;
  uint64_t key;
} First;

/* Numbers in their order: the bits of IEEE 754 are, but for negative ones. */
static uint64_t
number_key(double number)
{
  uint64_t bits, sign = UINT64_C(1) << 63;
  memcpy(&bits, &number, sizeof bits);
  return bits & sign ? ~bits : bits | sign;
}

/* IPv4 before IPv6, which counts as far as seven bytes go. */
static uint64_t
address_key(const LmAddr *addr)
{
  uint64_t key = addr->family == LM_ADDR_IPV6 ? 1 : 0;
  for (unsigned i = 0, n = key ? 7 : 4; i < n; i++)
    key = key << 8 | addr->bytes[i];
  return key;
}

static bool
take_first(LmQuerySink *sink, const LmQueryValue *value)
{
  First *first = (First *)(void *)sink;
  if (value->type == LM_QUERY_SPAN || value->type == LM_QUERY_TIME)
    first->key = (uint64_t)value->ns ^ UINT64_C(1) << 63;
  else if (value->type == LM_QUERY_ADDRESS)
    first->key = address_key(&value->addr);
  else if (value->type == LM_QUERY_FLAG)
    first->key = value->yes;
  else
    first->key = number_key(value->number);
  first->key -= first->key == UINT64_MAX;
  return first->found = true;
}

static bool
first_of_row(const LmQueryRow *row, void *data)
{
  First *first = data;
  first->field->get(row, first->field, &first->sink);
  return first->found;
}

bool
lm_query_column_key(LmQueryRun *run, const LmQueryColumn *column, LmQueryKind kind, uint32_t index,
                    uint64_t *key)
{
  First first = {.sink = {take_first}, .field = column->field};
  LmQueryRow row = lm_query_row(run, kind, index);
  run->cut = false;
  run->n_values = 0;
  lm_query_each(&row, 1u << column->field->of, first_of_row, &first);
  *key = first.key;
  return first.found;
}
