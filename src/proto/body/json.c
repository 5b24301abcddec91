/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body/json.h"

#include "base/limits.h"
#include "base/scan.h"
#include "proto/body/decode.h"
#include "proto/body/types.h"

typedef struct {
  LmDetailBuilder *builder;
  LmDetail *top;
  LmSlice text;
  size_t at;
  bool failed;
} Json;

static void add_value(Json *json, LmDetail *parent, const char *name, size_t start, int depth);

static void
fail(Json *json, LmAnomalyKind kind)
{
  if (!json->failed)
    lm_body_add_fault(json->builder, json->top, kind, lm_slice_sub(json->text, json->at, 1));
  json->failed = true;
}

static int
peek(Json *json)
{
  int byte;
  while ((byte = lm_slice_at(json->text, json->at)) == ' ' || byte == '\t' || byte == '\r' ||
         byte == '\n')
    json->at++;
  return byte;
}

static bool
take(Json *json, int byte)
{
  if (json->failed || peek(json) != byte)
    return false;
  json->at++;
  return true;
}

static bool
parse_hex(LmSlice digits, uint32_t *value)
{
  *value = 0;
  for (size_t i = 0; i < 4; i++) {
    int byte = lm_slice_at(digits, i), lower = byte | 0x20;
    if (byte >= '0' && byte <= '9')
      *value = *value << 4 | (uint32_t)(byte - '0');
    else if (byte >= 0 && lower >= 'a' && lower <= 'f')
      *value = *value << 4 | (uint32_t)(lower - 'a' + 10);
    else
      return false;
  }
  return true;
}

/* "\u1234", or two of them for a character beyond 0xffff (RFC 8259, 7). Returns how much of @text,
 * which begins behind the backslash, it takes; 0 if it is malformed. */
static size_t
add_numbered(LmText *out, LmSlice text)
{
  uint32_t high, low;
  if (!parse_hex(lm_slice_from(text, 1), &high))
    return 0;
  if (high < 0xd800 || high > 0xdfff) {
    lm_body_add_character(out, high);
    return 5;
  }
  if (high > 0xdbff || lm_slice_at(text, 5) != '\\' || lm_slice_at(text, 6) != 'u' ||
      !parse_hex(lm_slice_from(text, 7), &low) || low < 0xdc00 || low > 0xdfff)
    return 0;
  lm_body_add_character(out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
  return 11;
}

static size_t
add_escape(LmText *out, LmSlice text)
{
  static const char letters[] = "\"\\/bfnrt", characters[] = "\"\\/\b\f\n\r\t";
  int byte = lm_slice_at(text, 0);
  if (byte == 'u')
    return add_numbered(out, text);
  for (size_t i = 0; letters[i]; i++)
    if (byte == letters[i]) {
      lm_text_add_char(out, characters[i]);
      return 1;
    }
  return 0;
}

/* What is between the quotes, escapes replaced; @text has a backslash. */
static LmSlice
unescape(Json *json, LmSlice text)
{
  LmText out = LM_TEXT_INIT;
  while (text.len) {
    size_t slash = lm_scan_byte(text, 0, '\\');
    lm_text_add(&out, lm_slice_sub(text, 0, slash));
    if (slash == text.len)
      break;
    text = lm_slice_from(text, slash + 1);
    size_t taken = add_escape(&out, text);
    if (taken == 0)
      fail(json, LM_ANOMALY_BODY_JSON);
    text = lm_slice_from(text, taken);
  }
  LmSlice copy = lm_arena_copy(json->builder->arena, lm_slice(out.str, out.len));
  lm_text_clear(&out);
  return copy;
}

static LmSlice
take_string(Json *json)
{
  size_t start = ++json->at, at = start;
  bool escaped = false;
  for (;;) {
    at = lm_scan_any(json->text, at, '"', '\\', '\n', '\n');
    if (lm_slice_at(json->text, at) != '\\')
      break;
    escaped = true;
    at += 2;
  }
  LmSlice text = lm_slice_sub(json->text, start, at - start);
  bool closed = lm_slice_at(json->text, at) == '"';
  if (!closed)
    fail(json, LM_ANOMALY_BODY_JSON);
  json->at = at + (closed ? 1 : 0);
  return escaped ? unescape(json, text) : text;
}

/* Of a number no more is checked than that it has the characters of one. */
static bool
is_literal(LmSlice word)
{
  static const char *const words[] = {"true", "false", "null"};
  for (size_t i = 0; i < 3; i++)
    if (lm_slice_equal(word, lm_slice_str(words[i])))
      return true;
  int first = lm_slice_at(word, 0);
  return first == '-' || (first >= '0' && first <= '9');
}

static LmSlice
take_literal(Json *json)
{
  size_t start = json->at;
  int byte;
  while (((byte = lm_slice_at(json->text, json->at)) >= '0' && byte <= '9') || byte == '-' ||
         byte == '+' || byte == '.' || (byte >= 'a' && byte <= 'z') || byte == 'E')
    json->at++;
  LmSlice word = lm_slice_sub(json->text, start, json->at - start);
  if (!is_literal(word))
    fail(json, LM_ANOMALY_BODY_JSON);
  return word;
}

static void
add_members(Json *json, LmDetail *node, int depth)
{
  if (take(json, '}'))
    return;
  do {
    bool string = !json->failed && peek(json) == '"';
    size_t start = json->at;
    const char *name = string ? lm_arena_string(json->builder->arena, take_string(json)) : "";
    if (!string || !take(json, ':'))
      fail(json, LM_ANOMALY_BODY_JSON);
    else
      add_value(json, node, name, start, depth);
  } while (take(json, ','));
  if (!take(json, '}'))
    fail(json, LM_ANOMALY_BODY_JSON);
}

static void
add_elements(Json *json, LmDetail *node, int depth)
{
  if (take(json, ']'))
    return;
  unsigned n = 0;
  do {
    const char *name = lm_arena_printf(json->builder->arena, "[%u]", n++);
    peek(json);
    add_value(json, node, name, json->at, depth);
  } while (take(json, ','));
  if (!take(json, ']'))
    fail(json, LM_ANOMALY_BODY_JSON);
}

/* @start is where the value or the name before it begins. */
static void
add_value(Json *json, LmDetail *parent, const char *name, size_t start, int depth)
{
  if (json->failed)
    return;
  if (depth > LM_LIMIT_JSON_DEPTH || json->builder->n_nodes >= LM_LIMIT_DETAIL_NODES) {
    fail(json, LM_ANOMALY_BODY_LIMIT);
    return;
  }
  int byte = peek(json);
  bool within = byte == '{' || byte == '[';
  LmDetail *node = lm_detail_add(json->builder, parent, name, LM_SLICE_EMPTY);
  if (within)
    json->at++;
  if (byte == '{')
    add_members(json, node, depth + 1);
  else if (byte == '[')
    add_elements(json, node, depth + 1);
  else
    node->value = byte == '"' ? take_string(json) : take_literal(json);
  lm_detail_place(json->builder, node, lm_slice_sub(json->text, start, json->at - start));
}

void
lm_json_add(LmDetailBuilder *builder, LmDetail *parent, LmSlice text)
{
  Json json = {.builder = builder, .top = parent, .text = text};
  int byte = peek(&json);
  /* What is within the outermost braces needs no node around it. */
  if (byte == '{' || byte == '[')
    json.at++;
  if (byte == '{')
    add_members(&json, parent, 1);
  else if (byte == '[')
    add_elements(&json, parent, 1);
  else
    add_value(&json, parent, N_("Value"), json.at, 1);
  if (!json.failed && peek(&json) >= 0)
    fail(&json, LM_ANOMALY_BODY_JSON);
}

LmDetail *
lm_json_tree(LmSlice text, LmArena *arena)
{
  LmDetailBuilder builder = {.arena = arena, .bytes = text};
  LmDetail *root = lm_detail_root(arena, "", text);
  lm_json_add(&builder, root, text);
  return root;
}

void
lm_body_show_json(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  lm_json_add(builder, node, body->bytes);
}
