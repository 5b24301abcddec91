/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/limits.h"
#include "proto/sip/header.h"
#include "proto/sip/registry-headers.h"
#include "query/field.h"
#include "query/run.h"

/* Where two names are as good, the one in an earlier table is proposed. */
static const LmQueryTable *const tables[] = {
    &lm_query_sip_fields,   &lm_query_sip_part_fields, &lm_query_call_fields,
    &lm_query_sdp_fields,   &lm_query_rtp_fields,      &lm_query_frame_fields,
    &lm_query_event_fields, &lm_query_relate_fields,
};

#define N_OWN_TABLES (sizeof tables / sizeof tables[0])
#define N_TABLES (N_OWN_TABLES + 1)

static const LmQueryTable *
table_at(size_t index)
{
  return index < N_OWN_TABLES ? tables[index] : lm_query_report_fields();
}

size_t
lm_query_n_all_fields(void)
{
  size_t n = 0;
  for (size_t i = 0; i < N_TABLES; i++)
    n += table_at(i)->n;
  return n;
}

const LmQueryField *
lm_query_field_at(size_t index)
{
  size_t table = 0;
  while (table + 1 < N_TABLES && index >= table_at(table)->n)
    index -= table_at(table++)->n;
  return &table_at(table)->fields[index];
}

static int
folded(int byte)
{
  if (byte >= 'A' && byte <= 'Z')
    return byte | 0x20;
  return byte == '_' ? '-' : byte;
}

bool
lm_query_same_name(LmSlice name, const char *wanted, size_t len)
{
  bool same = name.len == len;
  for (size_t i = 0; same && i < len; i++)
    same = folded(lm_slice_at(name, i)) == folded((uint8_t)wanted[i]);
  return same;
}

static bool
is_called(const LmQueryField *field, LmSlice name)
{
  LmSlice rest = lm_slice_str(field->aliases);
  if (lm_query_same_name(name, field->name, strlen(field->name)))
    return true;
  while (rest.len) {
    LmSlice alias = lm_slice_split(rest, ' ', &rest);
    if (lm_query_same_name(name, (const char *)alias.data, alias.len))
      return true;
  }
  return false;
}

const LmQueryField *
lm_query_header_field(LmSlice header, LmArena *arena)
{
  LmQueryField *field = lm_arena_alloc(arena, sizeof *field);
  char *name = lm_arena_string(arena, header);
  *field = (LmQueryField){
      .name = lm_arena_printf(arena, "sip.h.%s", name),
      .aliases = "",
      .type = LM_QUERY_STRING,
      .of = LM_QUERY_OF_MESSAGE,
      .many = true,
      .what = (uint16_t)lm_sip_header_parse_name(header),
      .get = lm_query_get_header,
      .header = name,
      .help = "",
  };
  return field;
}

/* Wireshark has fields for the headers that it knows: sip.User-Agent. */
static bool
is_known_header(LmSlice name)
{
  return name.len > 1 && lm_sip_header_field_find(name) != NULL;
}

const LmQueryField *
lm_query_field_find(LmSlice name, LmArena *arena)
{
  static const char *const prefixes[] = {"sip.h.", "sip.header.", "sip."};
  for (size_t i = 0; i < N_TABLES; i++)
    for (size_t j = 0; j < table_at(i)->n; j++)
      if (is_called(&table_at(i)->fields[j], name))
        return &table_at(i)->fields[j];
  for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
    LmSlice prefix = lm_slice_str(prefixes[i]), header = lm_slice_from(name, prefix.len);
    if (header.len && lm_slice_starts_with_nocase(name, prefix) &&
        (i < 2 || is_known_header(header)))
      return lm_query_header_field(header, arena);
  }
  return NULL;
}

bool
lm_query_get_header(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmSipMessage *message = lm_query_message(row);
  LmSlice wanted = lm_slice_str(field->header);
  const char *longer = wanted.len == 1 ? lm_sip_header_compact_name(wanted) : "";
  if (*longer)
    wanted = lm_slice_str(longer);
  for (uint32_t i = 0; message && i < message->n_headers; i++) {
    const LmSipHeader *header = &message->headers[i];
    LmSlice name = lm_sip_header_name(message, header);
    bool same = field->what != LM_SIP_HEADER_OTHER ? header->kind == field->what
                                                   : lm_slice_equal_nocase(name, wanted);
    if (!same && name.len == 1 && field->what == LM_SIP_HEADER_OTHER)
      same = lm_slice_equal_nocase(lm_slice_str(lm_sip_header_compact_name(name)), wanted);
    if (same && lm_query_give_text(sink, field, lm_sip_header_value(message, header)))
      return true;
  }
  return false;
}

/* How many letters must change to make @a of @b, at most @most + 1 (Levenshtein's distance). */
static unsigned
distance(LmSlice a, LmSlice b, unsigned most)
{
  unsigned row[LM_LIMIT_QUERY_NAME + 1];
  if (a.len > LM_LIMIT_QUERY_NAME || b.len > LM_LIMIT_QUERY_NAME)
    return most + 1;
  for (unsigned j = 0; j <= b.len; j++)
    row[j] = j;
  for (unsigned i = 1; i <= a.len; i++) {
    unsigned corner = row[0];
    row[0] = i;
    for (unsigned j = 1; j <= b.len; j++) {
      unsigned above = row[j];
      bool same = folded(lm_slice_at(a, i - 1)) == folded(lm_slice_at(b, j - 1));
      unsigned best = corner + !same;
      if (above + 1 < best)
        best = above + 1;
      if (row[j - 1] + 1 < best)
        best = row[j - 1] + 1;
      row[j] = best;
      corner = above;
    }
  }
  return row[b.len];
}

typedef struct {
  LmSlice name;
  const char *best;
  unsigned distance;
} Closest;

/* A name whose last words are those that were typed is as good as one letter off. */
static void
try(Closest *closest, LmSlice tried, const char *means)
{
  size_t longer =
      tried.len > closest->name.len ? tried.len - closest->name.len : closest->name.len - tried.len;
  unsigned far = longer < closest->distance ? distance(closest->name, tried, closest->distance)
                                            : closest->distance;
  size_t behind = tried.len - closest->name.len;
  if (tried.len > closest->name.len + 1 && lm_slice_at(tried, behind - 1) == '.' &&
      lm_slice_equal_nocase(lm_slice_from(tried, behind), closest->name))
    far = 1;
  if (far >= closest->distance)
    return;
  closest->distance = far;
  closest->best = means;
}

static Closest
begin(LmSlice name)
{
  return (Closest){name, NULL,
                   name.len < 4 ? 2 : (unsigned)(name.len > 30 ? 10 : name.len / 3) + 1};
}

const char *
lm_query_closest(LmSlice name)
{
  Closest closest = begin(name);
  for (const LmQueryWord *word = lm_query_words; word->name; word++)
    try(&closest, lm_slice_str(word->name), word->name);
  for (size_t i = 0; i < lm_query_n_all_fields(); i++) {
    const LmQueryField *field = lm_query_field_at(i);
    LmSlice rest = lm_slice_str(field->aliases);
    try(&closest, lm_slice_str(field->name), field->name);
    while (rest.len)
      try(&closest, lm_slice_split(rest, ' ', &rest), field->name);
  }
  return closest.best;
}

const char *
lm_query_closest_value(LmSlice name, const char *const *values)
{
  Closest closest = begin(name);
  for (size_t i = 0; values[i]; i++)
    try(&closest, lm_slice_str(values[i]), values[i]);
  return closest.best;
}

const char *
lm_query_type_name(LmQueryType type)
{
  static const char *const names[] = {
      [LM_QUERY_STRING] = N_("a text"),      [LM_QUERY_TOKEN] = N_("a text"),
      [LM_QUERY_HOST] = N_("a host"),        [LM_QUERY_ENUM] = N_("a word"),
      [LM_QUERY_NUMBER] = N_("a number"),    [LM_QUERY_SPAN] = N_("a span of time"),
      [LM_QUERY_TIME] = N_("a time"),        [LM_QUERY_ADDRESS] = N_("an address"),
      [LM_QUERY_FLAG] = N_("true or false"), [LM_QUERY_UNTYPED] = N_("a value"),
  };
  return names[type];
}

size_t
lm_query_n_fields(void)
{
  return lm_query_n_all_fields();
}

void
lm_query_field_info(size_t index, LmQueryFieldInfo *info)
{
  static const char *const types[] = {
      [LM_QUERY_STRING] = "text", [LM_QUERY_TOKEN] = "text",      [LM_QUERY_HOST] = "host",
      [LM_QUERY_ENUM] = "word",   [LM_QUERY_NUMBER] = "number",   [LM_QUERY_SPAN] = "span",
      [LM_QUERY_TIME] = "time",   [LM_QUERY_ADDRESS] = "address", [LM_QUERY_FLAG] = "flag",
  };
  static const char *const of[] = {"call", "message", "stream", "event", "any"};
  const LmQueryField *field = lm_query_field_at(index);
  const LmReport *report = lm_query_field_report(field);
  *info = (LmQueryFieldInfo){field->name,
                             field->aliases,
                             types[field->type],
                             report ? report->noun : of[field->of],
                             *field->help ? _(field->help) : "",
                             field->values};
}
